import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import jsonLogic from 'json-logic-js'
import { compile, type Expression, evaluate, holds, type Scope, type Value } from '#kernel/expression'
import { readBrowserModules } from '../src/apps/assets.ts'
import { openBrowser } from '../tests/support/browser.ts'
import { type Figure, figure, median } from './figures.ts'
import type { Stage } from './stage.ts'

const pages = 10
const rulesPerPage = 10

/** One rule in both languages: the same question of the same answers. */
interface Rule {
  readonly ours: Expression
  readonly theirs: unknown
}

const answer = (id: string): Expression => ['answer', id]
const variable = (id: string): unknown => ({ var: id })

/** The ten kinds of rule that forms are made of, over the five questions of a page. */
function rulesOfPage(page: number): readonly Rule[] {
  const [sort, days, consent, from, to] = ['sort', 'days', 'consent', 'from', 'to'].map(
    (name) => `${name}_${page}`,
  ) as [string, string, string, string, string]
  const [isTruck, isTruckToo] = [
    ['equals', answer(sort), 'truck'] satisfies Expression,
    { '===': [variable(sort), 'truck'] },
  ]
  const [isLong, isLongToo] = [['greaterThan', answer(days), 3] satisfies Expression, { '>': [variable(days), 3] }]
  return [
    { ours: isTruck, theirs: isTruckToo },
    { ours: isLong, theirs: isLongToo },
    { ours: ['and', isTruck, isLong], theirs: { and: [isTruckToo, isLongToo] } },
    {
      ours: ['or', ['not', answer(consent)], ['and', isTruck, isLong]],
      theirs: { or: [{ '!': variable(consent) }, { and: [isTruckToo, isLongToo] }] },
    },
    { ours: ['notEquals', answer(sort), 'van'], theirs: { '!==': [variable(sort), 'van'] } },
    {
      ours: ['oneOf', answer(sort), 'truck', 'van', 'crane'],
      theirs: { in: [variable(sort), ['truck', 'van', 'crane']] },
    },
    // Theirs compares the texts of the two days; ours reads them as dates.
    { ours: ['isBefore', answer(from), answer(to)], theirs: { '<': [variable(from), variable(to)] } },
    {
      ours: ['greaterThanEq', ['plus', answer(days), ['multiply', answer(days), 2]], 12],
      theirs: { '>=': [{ '+': [variable(days), { '*': [variable(days), 2] }] }, 12] },
    },
    {
      ours: ['if', isLong, ['equals', ['concat', answer(sort), '-', answer(days)], 'truck-5'], 'else', answer(consent)],
      theirs: {
        if: [isLongToo, { '===': [{ cat: [variable(sort), '-', variable(days)] }, 'truck-5'] }, variable(consent)],
      },
    },
    { ours: ['contains', answer(sort), 'ruc'], theirs: { in: ['ruc', variable(sort)] } },
  ]
}

/** Forms as they are filled: each time other answers, so that no engine keeps a result. */
const answersOf = (turn: number): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Array.from({ length: pages }, (_, page): [string, Value][] => {
      const seed = turn * 7 + page * 3
      return [
        [`sort_${page}`, ['truck', 'van', 'skip'][seed % 3] ?? ''],
        [`days_${page}`, seed % 9],
        [`consent_${page}`, seed % 2 === 0],
        [`from_${page}`, `2026-03-${String((seed % 28) + 1).padStart(2, '0')}`],
        [`to_${page}`, `2026-03-${String((seed % 23) + 6).padStart(2, '0')}`],
      ]
    }).flat(),
  )

const rules = Array.from({ length: pages }, (_, page) => rulesOfPage(page)).flat()
const forms = Array.from({ length: 16 }, (_, turn) => answersOf(turn))
const scopes = forms.map((answers): Scope => ({ answer: (id) => answers[id] ?? null }))

/** Milliseconds for one look at all the rules: the median of several runs of many looks. */
function timed(looks: number, look: (turn: number) => number): number {
  let kept = 0
  const runs = Array.from({ length: 9 }, () => {
    const start = performance.now()
    for (let turn = 0; turn < looks; turn += 1) kept += look(turn % forms.length)
    return (performance.now() - start) / looks
  })
  if (kept < 0) throw new Error('nothing was evaluated')
  return median(runs)
}

const lookOurs = (turn: number): number => {
  const scope = scopes[turn]
  return scope ? rules.reduce((met, { ours }) => met + (holds(ours, scope) ? 1 : 0), 0) : 0
}

const lookTheirs = (turn: number): number =>
  rules.reduce((met, { theirs }) => met + (jsonLogic.apply(theirs, forms[turn]) ? 1 : 0), 0)

/** A hundred rules over ten pages, all evaluated again as after each answer, beside json-logic-js in the same run. */
export async function measureExpressions({ isSmoke }: Pick<Stage, 'isSmoke'>): Promise<Figure[]> {
  if (rules.length !== pages * rulesPerPage) throw new Error(`${rules.length} rules`)
  agree()
  const looks = isSmoke ? 20 : 2000
  // In turns, so that a busy moment of the machine weighs on both.
  const [ours, theirs] = [timed(looks, lookOurs), timed(looks, lookTheirs)]
  const first = timed(isSmoke ? 5 : 200, (turn) => lookFirst(turn))
  const browser = await measureInBrowser(looks)
  return [
    figure('expressions.server', ours, 'ms for 100 rules'),
    figure('expressions.server.json_logic', theirs, 'ms for 100 rules'),
    figure('expressions.server.first', first, 'ms for 100 rules never seen'),
    figure('expressions.browser', browser.ours, 'ms for 100 rules'),
    figure('expressions.browser.json_logic', browser.theirs, 'ms for 100 rules'),
    figure('expressions.browser.first', browser.first, 'ms for 100 rules never seen'),
  ]
}

/** The two languages must be asked the same thing. */
function agree(): void {
  for (const [index, { ours, theirs }] of rules.entries()) {
    for (const [turn, scope] of scopes.entries()) {
      const [a, b] = [evaluate(ours, scope), jsonLogic.apply(theirs, forms[turn])]
      if (a !== b) throw new Error(`rule ${index}, form ${turn}: ${String(a)} is not ${String(b)}`)
    }
  }
}

/** Rules that were never met: made ready, then evaluated once, as by the first page that reads a definition. */
function lookFirst(turn: number): number {
  const scope = scopes[turn]
  return scope ? rules.reduce((met, { ours }) => met + (compile(ours)(scope) === true ? 1 : 0), 0) : 0
}

interface InBrowser {
  readonly ours: number
  readonly theirs: number
  readonly first: number
}

/** The module that the platform serves to browsers, in Chromium. */
async function measureInBrowser(looks: number): Promise<InBrowser> {
  const module = (await readBrowserModules()).find(({ name }) => name === 'rules.js')
  if (!module) throw new Error('the language is not served to browsers')
  const rival = readFileSync(createRequire(import.meta.url).resolve('json-logic-js'), 'utf8')
  const browser = await openBrowser()
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: rival })
    return await page.evaluate(
      runInPage as (given: unknown) => Promise<InBrowser>,
      {
        source: String(module.source),
        rules,
        forms,
        looks,
      } as unknown,
    )
  } finally {
    await browser.close()
  }
}

interface PageScope {
  readonly jsonLogic: typeof jsonLogic
}

/** Runs in the page: it sees nothing of this file but what it is given. */
async function runInPage(given: {
  readonly source: string
  readonly rules: readonly Rule[]
  readonly forms: readonly Readonly<Record<string, Value>>[]
  readonly looks: number
}): Promise<InBrowser> {
  const address = URL.createObjectURL(new Blob([given.source], { type: 'text/javascript' }))
  const language = (await import(address)) as { holds: typeof holds; compile: typeof compile }
  const theirs = (globalThis as unknown as PageScope).jsonLogic
  const read = given.forms.map((answers): Scope => ({ answer: (id) => answers[id] ?? null }))
  const time = (looks: number, look: (rule: Rule, turn: number) => unknown): number => {
    const runs = Array.from({ length: 9 }, () => {
      const start = performance.now()
      for (let turn = 0; turn < looks; turn += 1) {
        for (const rule of given.rules) look(rule, turn % read.length)
      }
      return (performance.now() - start) / looks
    }).toSorted((a, b) => a - b)
    return runs[4] ?? Number.NaN
  }
  const nothing: Scope = { answer: () => null }
  return {
    ours: time(given.looks, (rule, turn) => language.holds(rule.ours, read[turn] ?? nothing)),
    theirs: time(given.looks, (rule, turn) => theirs.apply(rule.theirs, given.forms[turn])),
    first: time(Math.ceil(given.looks / 10), (rule, turn) => language.compile(rule.ours)(read[turn] ?? nothing)),
  }
}
