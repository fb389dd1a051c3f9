import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import fc from 'fast-check'
import type { Browser, Page } from 'playwright-core'
import { evaluate, type Expression } from '#kernel/expression'
import { grown, grownForms, grownScopes, grownTypes, sayings, scopeOver } from '#kernel/expression/testing'
import { projectRoot } from '#platform/config'
import { readBrowserModules } from '../../src/apps/assets.ts'
import { openBrowser } from '../support/browser.ts'

interface Asked {
  readonly expression: Expression
  readonly locale: string
}

/** What a page says of expressions in each of the forms: the module is the one that the platform serves. */
async function sayInPage(given: {
  readonly source: string
  readonly asked: readonly Asked[]
  readonly forms: typeof grownForms
  readonly scopeOver: string
  readonly sayings: string
}): Promise<readonly unknown[]> {
  const load = async (text: string): Promise<Record<string, unknown>> =>
    (await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })))) as Record<string, unknown>
  const language = (await load(given.source)) as { evaluate: typeof evaluate }
  const { over } = (await load(`${given.scopeOver}\nexport const over = scopeOver`)) as { over: typeof scopeOver }
  const { say } = (await load(`export const say = ${given.sayings}`)) as { say: typeof sayings }
  return given.asked.map(({ expression, locale }) =>
    say(
      (scope) => language.evaluate(expression, scope),
      given.forms.map((form) => ({ ...over(form.answers, form), locale })),
    ),
  )
}

const said = ({ expression, locale }: Asked): readonly unknown[] =>
  sayings(
    (scope) => evaluate(expression, scope),
    grownScopes.map((scope) => ({ ...scope, locale })),
  )

suite('les règles valent dans Chromium ce qu’elles valent sur le serveur', () => {
  let browser: Browser
  let page: Page
  let source: string

  before(async () => {
    const module = (await readBrowserModules()).find(({ name }) => name === 'rules.js')
    source = String(module?.source)
    browser = await openBrowser()
    page = await browser.newPage()
  })
  after(() => browser.close())

  async function agree(asked: readonly Asked[]): Promise<void> {
    const given = { source, asked, forms: grownForms, scopeOver: String(scopeOver), sayings: String(sayings) }
    const answered = await page.evaluate(sayInPage as (all: unknown) => Promise<readonly unknown[]>, given as unknown)
    for (const [index, each] of asked.entries()) {
      assert.deepEqual(answered[index], said(each), JSON.stringify(each.expression))
    }
  }

  test('mille règles prises au hasard', async () => {
    const rules = fc.sample(fc.oneof(...grownTypes.map((type) => grown(type, 3))), 1000)
    await agree(rules.map((expression) => ({ expression, locale: 'fr' })))
  })

  test('les dates écrites, en français et en anglais', async () => {
    const patterns = ['G y M d', 'EEE d MMM yyyy', 'EEEE d MMMM yyyy', "HH'h'mm a", 'GGGG EEEEE']
    const days = Array.from(
      { length: 24 },
      (_, index) => `2026-${String((index % 12) + 1).padStart(2, '0')}-1${index % 10}`,
    )
    const written = days.flatMap((day): Expression[] => [
      ['formatDate', day],
      ...patterns.map((pattern): Expression => ['formatDate', `${day}T15:04:05`, pattern]),
    ])
    await agree(written.flatMap((expression) => ['fr', 'en'].map((locale) => ({ expression, locale }))))
  })

  const shared = join(projectRoot, '../shared/data/expressions')
  const skip = existsSync(shared) ? false : 'the shared cases are not beside this checkout'
  test('les cas partagés', { skip }, async () => {
    const files = globSync('*/*.json', { cwd: shared })
    const cases = files.flatMap((file) => {
      const read = JSON.parse(readFileSync(join(shared, file), 'utf8')) as { testCases?: Asked[] } & Asked
      return [read, ...(read.testCases ?? [])].flatMap(({ expression }) =>
        expression === undefined ? [] : [{ expression, locale: 'nb' }],
      )
    })
    assert.ok(cases.length > 500)
    await agree(cases)
  })
})
