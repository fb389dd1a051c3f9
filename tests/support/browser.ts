import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type CDPSession, chromium as driver, type Page } from 'playwright-core'
import { projectRoot } from '#platform/config'

/** How a visitor comes: what she holds in her hand, and whether scripts run. */
export interface Visit {
  readonly device: 'desktop' | 'phone'
  readonly javaScript: boolean
  readonly dark?: boolean
  /** No mouse: Tab, arrows, Space and Enter alone. */
  readonly keyboardAlone?: boolean
  /** The few colours that the person chose for every page, as Windows' contrast themes do. */
  readonly forcedColors?: boolean
}

/** The four ways in which each story is walked. */
export const everyVisit: readonly Visit[] = (['desktop', 'phone'] as const).flatMap((device) =>
  [true, false].map((javaScript) => ({ device, javaScript })),
)

/** Two of them, where the four would show the same: each device once, with scripts and without. */
export const crossedVisits: readonly Visit[] = [
  { device: 'phone', javaScript: true },
  { device: 'desktop', javaScript: false },
]

export const visitName = ({ device, javaScript, dark, keyboardAlone, forcedColors }: Visit): string =>
  [
    device === 'phone' ? 'téléphone' : 'ordinateur',
    `${javaScript ? 'avec' : 'sans'} JavaScript`,
    ...(dark ? ['sombre'] : []),
    ...(keyboardAlone ? ['clavier seul'] : []),
    ...(forcedColors ? ['couleurs forcées'] : []),
  ].join(', ')

/**
 * A real Chromium: the one of the npm package, which needs nothing of the machine, or the one that CHROMIUM names.
 * Our own arguments: those of the package are made for a cloud function.
 */
export async function openBrowser(): Promise<Browser> {
  const own = process.env['CHROMIUM']
  return driver.launch({
    executablePath: own !== undefined && existsSync(own) ? own : await chromium.executablePath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      '--disable-component-update',
      '--disable-sync',
    ],
    headless: true,
  })
}

export function openContext(browser: Browser, visit: Visit): Promise<BrowserContext> {
  return browser.newContext({
    viewport: visit.device === 'phone' ? { width: 360, height: 740 } : { width: 1280, height: 860 },
    deviceScaleFactor: 1,
    hasTouch: visit.device === 'phone',
    javaScriptEnabled: visit.javaScript,
    colorScheme: visit.dark ? 'dark' : 'light',
    forcedColors: visit.forcedColors ? 'active' : 'none',
    reducedMotion: 'reduce',
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
  })
}

const axePath = createRequire(import.meta.url).resolve('axe-core')
let axeSource: string | undefined

/**
 * Faults that axe finds on the page as it stands: rule, and the elements. Axe is a script: where the visitor runs none,
 * the same document is opened again beside, its own scripts taken out, and judged there.
 */
export async function accessibilityFaults(page: Page, visit: Visit): Promise<string[]> {
  if (visit.javaScript) return runAxe(page)
  const copy = await benchOf(page, visit)
  const document = (await page.content()).replaceAll(/<script\b[^>]*>(?:<\/script>)?/g, '')
  await copy.route(page.url(), (route) => route.fulfill({ body: document, contentType: 'text/html; charset=utf-8' }))
  try {
    await copy.goto(page.url())
    return await runAxe(copy)
  } finally {
    await copy.unrouteAll()
  }
}

/** Pages where documents of visitors without scripts are judged, one for each browser and way of coming: opening one costs more than axe does. */
const benches = new WeakMap<Browser, Map<string, Page>>()

async function benchOf(page: Page, visit: Visit): Promise<Page> {
  const browser = page.context().browser()
  if (!browser) throw new Error('the page has no browser any more')
  const kept = benches.get(browser) ?? new Map<string, Page>()
  benches.set(browser, kept)
  const name = visitName(visit)
  const bench = kept.get(name) ?? (await (await openContext(browser, { ...visit, javaScript: true })).newPage())
  kept.set(name, bench)
  return bench
}

async function runAxe(page: Page): Promise<string[]> {
  axeSource ??= await readFile(axePath, 'utf8')
  return page.evaluate(async (source) => {
    const scope = globalThis as unknown as AxeScope
    // Playwright evaluates outside the page's content policy, which forbids scripts of this kind to the page itself.
    if (!scope.axe) scope.eval(source)
    const result = await scope.axe?.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    })
    if (!result) throw new Error('axe did not load')
    return result.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`,
    )
  }, axeSource)
}

/** Kept open: one that is detached takes the virtual authenticators of its page away. */
const sessions = new WeakMap<Page, CDPSession>()

/** Whether something is wider than the screen. Asked of the browser, not of the page, which may run no script. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page))
  sessions.set(page, session)
  const { cssContentSize, cssLayoutViewport } = await session.send('Page.getLayoutMetrics')
  return Math.ceil(cssContentSize.width) > cssLayoutViewport.clientWidth
}

interface AxeScope {
  axe?: { run(options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
  eval(text: string): void
}

/** Heaviest picture that the repository keeps, in bytes; a heavier one shows only the top of its page, in pixels. */
const heaviest = 250_000
const tops = [2000, 1200, 860]

/**
 * With `PICTURES=1`, keeps a picture of the page under `docs/screens/`, named by what it shows and how.
 * @param name - Of the page: `receipt`.
 */
export async function picture(page: Page, name: string, { device, dark }: Visit): Promise<void> {
  if (process.env['PICTURES'] !== '1') return
  const path = join(projectRoot, 'docs/screens', `${name}-${device}${dark ? '-dark' : ''}.png`)
  await mkdir(dirname(path), { recursive: true })
  let kept = await page.screenshot({ path, fullPage: true })
  const { width } = page.viewportSize() ?? { width: 1280 }
  for (const height of tops) {
    if (kept.length <= heaviest) return
    kept = await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height } })
  }
}
