// Measures the platform: `npm run bench [-- SECTION…] [--smoke] [--check [NAME]]`. See README.md beside.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { version } from '#platform/config'
import { measureExports } from './exports.ts'
import { measureDesk } from './desk.ts'
import { measureExpressions } from './expressions.ts'
import { type Figure, figure, holds, lineOf, tableHead } from './figures.ts'
import { measureForms } from './forms.ts'
import { measureLists } from './lists.ts'
import { measurePages } from './pages.ts'
import { measureSignIn } from './sign-in.ts'
import { measureSlots } from './slots.ts'
import { openStage, type Stage } from './stage.ts'
import { measureSubmission } from './submission.ts'
import { measureTimers } from './timers.ts'
import { measureTracker } from './tracker.ts'
import { measureWeights } from './weights.ts'

/** In this order: the million dossiers come last, once nothing else is to be measured beside them but memory. */
const sections: readonly { readonly name: string; readonly measure: (stage: Stage) => Promise<Figure[]> }[] = [
  { name: 'weight', measure: measureWeights },
  { name: 'expressions', measure: measureExpressions },
  { name: 'forms', measure: measureForms },
  { name: 'guichet', measure: measurePages },
  { name: 'submission', measure: measureSubmission },
  { name: 'slots', measure: measureSlots },
  { name: 'timers', measure: measureTimers },
  { name: 'bureau', measure: measureLists },
  { name: 'exports', measure: measureExports },
  { name: 'desk', measure: measureDesk },
  { name: 'sign_in', measure: measureSignIn },
  { name: 'tracker', measure: measureTracker },
  { name: 'web', measure: async (stage) => [figure('web.memory', stage.webMemory(), 'MB after the run')] },
]

const args = process.argv.slice(2)
const isSmoke = args.includes('--smoke')
const checkAt = args.indexOf('--check')
const checked = checkAt < 0 ? undefined : (args[checkAt + 1]?.replace(/^--.*/, '') ?? '')
const asked = args.filter((each, index) => !each.startsWith('--') && (checkAt < 0 || index !== checkAt + 1))
const wanted = [...asked, ...(checked ? [checked] : [])].map((name) => name.split('.')[0])

const chosen = sections.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
if (chosen.length === 0) {
  process.stderr.write(
    `Nothing is called ${wanted.join(', ')}; sections: ${sections.map(({ name }) => name).join(', ')}.\n`,
  )
  process.exit(2)
}

const figures: Figure[] = []
const stage = await openStage(isSmoke)
process.stdout.write(`${tableHead}\n`)
try {
  for (const { measure } of chosen) {
    const measured = await measure(stage)
    for (const each of measured) process.stdout.write(`${lineOf(each)}\n`)
    figures.push(...measured)
  }
} catch (error) {
  process.stderr.write(stage.output())
  throw error
} finally {
  await stage.close()
}
keep(figures)

// Smoke figures are of no account: they only prove that the scripts run.
if (checked !== undefined && !isSmoke) {
  const judged = figures.filter(({ name, bar }) => bar && (checked === '' || name.startsWith(checked)))
  const fallen = judged.filter((each) => !holds(each))
  if (judged.length === 0) process.stderr.write(`No bar is called ${checked}.\n`)
  for (const { name } of fallen) process.stderr.write(`does not hold: ${name}\n`)
  process.exitCode = judged.length > 0 && fallen.length === 0 ? 0 : 1
}

function keep(measured: readonly Figure[]): void {
  const folder = join(import.meta.dirname, 'out')
  mkdirSync(folder, { recursive: true })
  const now = new Date().toISOString()
  const [processor] = cpus()
  const record = {
    at: now,
    version,
    isSmoke,
    node: process.version,
    machine: `${cpus().length} × ${processor?.model}`,
    figures: measured.map((each) => ({ ...each, holds: each.bar ? holds(each) : null })),
  }
  writeFileSync(join(folder, `${now.slice(0, 19).replaceAll(':', '-')}.json`), `${JSON.stringify(record, null, 2)}\n`)
}
