import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../tests/support/browser.ts'
import { beginForm, brokenLight, fillPages, send } from '../tests/proofs/journey.ts'
import { Person } from '../tests/proofs/person.ts'
import { type Figure, figure } from './figures.ts'
import { agent } from './lists.ts'
import type { Stage } from './stage.ts'

/** Bytes over the wire and requests of a page at a first visit. */
interface Weight {
  readonly bytes: number
  readonly requests: number
}

type Line = { readonly kB: number; readonly requests: number }

const ratchetFile = join(import.meta.dirname, 'weights.json')
const budgets = { citizen: { kB: 60, requests: 8 }, bureau: { kB: 150, requests: 20 } } as const

interface WeighedPage {
  readonly name: string
  readonly path: string
  readonly cookies: string
  readonly site: keyof typeof budgets
}

/** Each page by a browser that has never been there: document, styles, typeface, scripts, pictures. */
export async function measureWeights(stage: Stage): Promise<Figure[]> {
  const pages = await pagesToWeigh(stage)
  const ratchet = JSON.parse(await readFile(ratchetFile, 'utf8').catch(() => '{}')) as Record<string, Line>
  const lines: Record<string, Line> = {}
  const figures: Figure[] = []
  const browser = await openBrowser()
  try {
    for (const page of stage.isSmoke ? pages.slice(0, 3) : pages) {
      const { bytes, requests } = await weigh(browser, stage.url, page)
      const kB = bytes / 1000
      const bar = ratchet[page.name] ?? budgets[page.site]
      // Half a kilobyte of play: numbers, dates and tracking codes compress more or less well.
      lines[page.name] = { kB: Math.min(Math.ceil(kB + 0.5), budgets[page.site].kB), requests }
      figures.push(
        figure(`weight.${page.name}`, kB, 'kB', { bar: { atMost: Math.min(bar.kB, budgets[page.site].kB) } }),
        figure(`weight.${page.name}.requests`, requests, 'requests', {
          bar: { atMost: Math.min(bar.requests, budgets[page.site].requests) },
        }),
      )
    }
  } finally {
    await browser.close()
  }
  if (process.env['BENCH_TIGHTEN'] === '1') await tighten(ratchet, lines)
  return figures
}

/** Writes the lines that a page reached for the first time, or fell under. A line never goes up by itself. */
async function tighten(before: Readonly<Record<string, Line>>, now: Readonly<Record<string, Line>>): Promise<void> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].toSorted()
  const lines = names.map((name): [string, Line] => {
    const [old, fresh] = [before[name], now[name]]
    if (!old || !fresh) return [name, (old ?? fresh) as Line]
    return [name, { kB: Math.min(old.kB, fresh.kB), requests: Math.min(old.requests, fresh.requests) }]
  })
  const text = lines.map(
    ([name, line]) => `  ${JSON.stringify(name)}: ${JSON.stringify(line).replaceAll(/([:,])/g, '$1 ')}`,
  )
  await writeFile(ratchetFile, `{\n${text.join(',\n')}\n}\n`)
}

async function weigh(browser: Browser, origin: string, { path, cookies, name }: WeighedPage): Promise<Weight> {
  const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris' })
  try {
    const pairs = cookies
      .split('; ')
      .filter(Boolean)
      .map((pair) => pair.split(/=(.*)/s))
    await context.addCookies(pairs.map(([key = '', value = '']) => ({ name: key, value, url: origin })))
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    let bytes = 0
    let requests = 0
    session.on('Network.requestWillBeSent', ({ request }) => {
      if (request.url.startsWith('http')) requests += 1
    })
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    const answer = await page.goto(origin + path, { waitUntil: 'networkidle' })
    if (answer?.status() !== 200) throw new Error(`${name}: ${path} answered ${answer?.status()}`)
    return { bytes, requests }
  } finally {
    await context.close()
  }
}

async function pagesToWeigh(stage: Stage): Promise<WeighedPage[]> {
  const person = new Person(stage.url)
  const journey = brokenLight('corbas', 'Pesée')
  const first = await beginForm(person, journey)
  const summary = await fillPages(person, journey, first)
  const sent = new Person(stage.url)
  const receipt = await send(sent, await fillPages(sent, journey, await beginForm(sent, journey)))
  const resident = await agent(stage, 'camille.demonstration@exemple.fr')
  const supervisor = await agent(stage, 'responsable.corbas@exemple.fr')
  const desk = await supervisor.open('/bureau/corbas/demandes')
  const dossier = /href="(\/bureau\/corbas\/demandes\/[^"?]+)/.exec(desk.html)?.[1]
  const citizen = (name: string, path: string, cookies = ''): WeighedPage => ({ name, path, cookies, site: 'citizen' })
  const bureau = (name: string, path: string): WeighedPage => ({
    name,
    path,
    cookies: supervisor.cookies,
    site: 'bureau',
  })
  return [
    citizen('territory', '/'),
    citizen('communes', '/communes'),
    citizen('commune_home', '/corbas'),
    citizen('procedures', '/corbas/demarches'),
    citizen('search', '/corbas/recherche?q=lampadaire'),
    citizen('procedure', `/corbas/demarches/${journey.procedure}`),
    citizen('form_page', first.path),
    citizen('summary', summary.path, person.cookies),
    citizen('receipt', receipt.path, sent.cookies),
    citizen('tracking', '/suivi'),
    citizen('sign_in', '/connexion'),
    citizen('sign_up', '/inscription'),
    citizen('password', '/mot-de-passe'),
    citizen('account', '/compte', resident.cookies),
    citizen('my_requests', '/mes-demandes', resident.cookies),
    bureau('bureau_list', '/bureau/corbas/demandes'),
    ...(dossier === undefined ? [] : [bureau('bureau_case', dossier)]),
  ]
}
