import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page, Response } from 'playwright-core'
import { type Hands, keyboardOf, mouse } from './hands.ts'
import { accessibilityFaults, openContext, scrollsSideways, type Visit, visitName } from './browser.ts'

/** A file as it lies on her disk; its name says its type. */
export interface Attached {
  readonly name: string
  readonly content: Buffer
}

/** What the browser itself says of an answer that is a refusal: the page says it better, and the story reads the page. */
const expectedNoise = /status of 4\d\d|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION/

/** The answer that becomes the page: not a redirection, nor what a script asked. */
const isPage = (answer: Response): boolean =>
  answer.request().isNavigationRequest() && (answer.status() < 300 || answer.status() >= 400)

/** Longest time that a page or an answer may take, in milliseconds. */
const patience = 10_000

/** Pages already judged by this file: once for each way of coming is enough. */
const judged = new Set<string>()

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
/** French puts unbreakable spaces where one types plain ones. */
export const plain = (text: string): string => text.replaceAll(/[\u00A0\u202F]/g, ' ').trim()
const spaced = (text: string): string => escape(text).replaceAll(/\s+/g, String.raw`\s+`)
const exactly = (label: string): RegExp => new RegExp(`^\\s*${spaced(label)}(\\s+\\((facultatif|optional)\\))?\\s*$`)

/** Somebody in front of the platform, in a browser of her own: she reads, types, presses, and remarks what is wrong. */
export class Visitor {
  readonly page: Page
  readonly visit: Visit
  readonly #origin: string
  readonly #faults: string[] = []
  readonly #hands: Hands
  /** The folder of what she attaches. */
  #disk: string | undefined

  private constructor(page: Page, visit: Visit, origin: string) {
    this.page = page
    this.visit = visit
    this.#origin = origin
    this.#hands = visit.keyboardAlone ? keyboardOf(page) : mouse
    page.on('pageerror', (error) => this.#faults.push(`script: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' && !expectedNoise.test(message.text())) this.#faults.push(message.text())
    })
    page.on('response', (answer) => {
      if (answer.status() >= 500) this.#faults.push(`${answer.status()} ${answer.url()}`)
    })
  }

  /** A person who comes for the first time. A page that does not answer in time fails the story. */
  static async arrive(browser: Browser, origin: string, visit: Visit): Promise<Visitor> {
    const context = await openContext(browser, visit)
    context.setDefaultTimeout(patience)
    return new Visitor(await context.newPage(), visit, origin)
  }

  /** Another tab of the same browser. */
  async secondTab(): Promise<Visitor> {
    return new Visitor(await this.context.newPage(), this.visit, this.#origin)
  }

  get context(): BrowserContext {
    return this.page.context()
  }

  /** Path of the page, without its query. */
  get path(): string {
    return new URL(this.page.url()).pathname
  }

  async leave(): Promise<void> {
    await this.context.close()
    if (this.#disk !== undefined) rmSync(this.#disk, { recursive: true })
    assert.deepEqual(this.#faults, [], visitName(this.visit))
  }

  /** Opens an address of the platform; gives the status of the answer. */
  async open(path: string): Promise<number> {
    const answer = await this.page.goto(this.#origin + path, { waitUntil: 'domcontentloaded' })
    return answer?.status() ?? 0
  }

  /** A failure says where she stands and what she reads there. */
  async #tries(does: () => Promise<unknown>): Promise<void> {
    try {
      await does()
    } catch (error) {
      const why = error instanceof Error ? error.message.split('\nCall log')[0] : String(error)
      assert.fail(`${visitName(this.visit)}, ${this.path}: ${why}\n${await this.text().catch(() => 'an empty page')}`)
    }
  }

  /** Does something that leads to another page, and waits for that page. */
  async go(does: () => Promise<unknown>): Promise<void> {
    const answered = this.page.waitForResponse((answer) => isPage(answer))
    const arrived = answered.then(() => this.page.waitForEvent('domcontentloaded'))
    // What could not be done says more than the page that did not come.
    arrived.catch(() => {})
    await this.#tries(async () => {
      await does()
      await arrived
    })
  }

  follow(name: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    const link = within.getByRole('link', { name, exact: typeof name === 'string' }).first()
    return this.go(() => this.#hands.activate(link))
  }

  /** Follows a link of the main menu, which a phone unfolds first. */
  async fromMenu(name: string | RegExp): Promise<void> {
    const header = this.page.getByRole('banner')
    if (this.visit.device === 'phone') await header.getByRole('button', { name: 'Menu' }).click()
    await this.follow(name, header)
  }

  press(name: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    const button = within.getByRole('button', { name, exact: typeof name === 'string' }).first()
    return this.go(() => this.#hands.activate(button))
  }

  /** Presses what a script answers in the page; without scripts, another page does. */
  touch(name: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    if (!this.visit.javaScript) return this.press(name, within)
    const button = within.getByRole('button', { name, exact: typeof name === 'string' }).first()
    return this.#tries(() => this.#hands.activate(button))
  }

  /** The control that a label names, with or without the word that says it is optional. */
  control(label: string, within: Locator | Page = this.page): Locator {
    return within.getByLabel(exactly(label))
  }

  group(legend: string): Locator {
    return this.page.getByRole('group', { name: exactly(legend) })
  }

  write(label: string, text: string, within: Locator | Page = this.page): Promise<void> {
    return this.#tries(() => this.#hands.write(this.control(label, within), text))
  }

  /** One of several answers under a question. */
  choose(question: string, answer: string): Promise<void> {
    return this.#tries(() => this.#hands.choose(this.group(question).getByRole('radio', { name: answer })))
  }

  /** The same where the answer names itself enough. */
  chooseAmong(answer: RegExp): Promise<void> {
    return this.#tries(() => this.#hands.choose(this.page.getByRole('radio', { name: answer })))
  }

  tick(label: string): Promise<void> {
    return this.tickBox(this.page.getByRole('checkbox', { name: label }))
  }

  tickBox(box: Locator): Promise<void> {
    return this.#tries(() => this.#hands.tick(box))
  }

  /** One of the lines of a list that unfolds. */
  select(label: string, option: string, within: Locator | Page = this.page): Promise<void> {
    return this.#tries(() => this.#hands.select(this.control(label, within), option))
  }

  /** Unfolds what a title hides, where it is still folded. */
  async unfold(title: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    const summary = within.locator('summary').filter({ hasText: title }).first()
    const isOpen = await summary.evaluate((element) => (element.parentElement as HTMLDetailsElement).open)
    if (!isOpen) await this.#tries(() => this.#hands.activate(summary))
  }

  async writeDay(question: string, [day, month, year]: readonly [number, number, number]): Promise<void> {
    const group = this.group(question)
    await group.getByLabel('Jour').fill(String(day))
    await group.getByLabel('Mois').fill(String(month))
    await group.getByLabel('Année').fill(String(year))
  }

  /** Chooses files; where scripts run they leave at once, and their names are awaited in the page. */
  attach(label: string, files: Attached | Attached[]): Promise<void> {
    const paths = [files].flat().map((file) => this.#save(file))
    return this.#tries(() => this.control(label).setInputFiles(paths))
  }

  #save({ name, content }: Attached): string {
    this.#disk ??= mkdtempSync(join(tmpdir(), 'traboule-visitor-'))
    const path = join(this.#disk, name)
    writeFileSync(path, content)
    return path
  }

  async title(): Promise<string> {
    return plain(await this.page.locator('h1').innerText())
  }

  /** Fails unless she stands on the page of this address. */
  async isAt(path: string): Promise<void> {
    if (this.path !== path) assert.fail(`${visitName(this.visit)}: ${this.path}, not ${path}:\n${await this.text()}`)
  }

  /** Fails unless the page shows this text, as it stands or soon. */
  async reads(text: string | RegExp): Promise<void> {
    const found = this.page.getByText(text).filter({ visible: true }).first()
    await this.#tries(() => found.waitFor())
  }

  async doesNotRead(text: string | RegExp): Promise<void> {
    assert.equal(await this.page.getByText(text).filter({ visible: true }).count(), 0, `“${text}” is in ${this.path}`)
  }

  /** What one reads in the page, its frame left aside. */
  async text(): Promise<string> {
    return plain(await this.page.locator('main').innerText())
  }

  /**
   * Looks at the page as it stands: axe finds nothing, nothing overflows sideways. Once for each way of coming, whatever
   * the number of times the story passes here.
   * @param name - Of the page: `receipt`.
   */
  async judge(name: string): Promise<void> {
    const key = `${name}, ${visitName(this.visit)}`
    if (judged.has(key)) return
    judged.add(key)
    // Sizes and colours are judged with the style sheets, which a slow machine may still be reading.
    await this.page.waitForLoadState('load')
    assert.deepEqual(await accessibilityFaults(this.page, this.visit), [], `${key}: ${this.page.url()}`)
    assert.equal(await scrollsSideways(this.page), false, `${key}: wider than the screen`)
  }
}
