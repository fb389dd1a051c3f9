import { acts, type Outcome, type OutcomeRule, outcomes, type RuleFault, type Rules } from '#counter/retention'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'

/** What the form of a rule says; what cannot be is said by the house, or here for the notice alone. */

/** Rows of answers that the form shows. */
export const fieldRows = [1, 2, 3, 4, 5, 6] as const

const monthsIn = (count: string, unit: string): number | null => {
  const value = /^\d{1,4}$/.test(count.trim()) ? Number(count.trim()) * (unit === 'years' ? 12 : 1) : 0
  return value >= 1 && value <= 1200 ? value : null
}

const outcomeIn = (typed: (name: string) => string, outcome: Outcome): OutcomeRule => {
  const act = acts.find((each) => each === typed(`${outcome}-sort`)) ?? 'keep'
  const visa = typed(`${outcome}-visa`).trim().slice(0, 200)
  return {
    act,
    months: act === 'keep' ? null : monthsIn(typed(`${outcome}-duree`), typed(`${outcome}-unite`)),
    ground: typed(`${outcome}-texte`).trim().slice(0, 300),
    ...(act === 'delete' && visa !== '' && { visa }),
  }
}

export interface RuleTyped {
  readonly rules: Rules
  /** Where each answer stands on the page: by its name. */
  readonly rowOf: ReadonlyMap<string, number>
  /** By the id of the control. */
  readonly faults: readonly { readonly fieldId: string; readonly fault: RuleFault | 'notice' }[]
}

/** @param known the questions of the procedure. */
export function readRule(body: FormBody, known: ReadonlySet<string>): RuleTyped {
  const typed = (name: string): string => typedIn(body, name)
  const faults: { fieldId: string; fault: RuleFault | 'notice' }[] = []
  const rowOf = new Map<string, number>()
  const fields: Rules['fields'] = []
  for (const row of fieldRows) {
    const field = typed(`reponse-${row}`)
    if (!known.has(field)) continue
    const months = monthsIn(typed(`reponse-${row}-duree`), typed(`reponse-${row}-unite`))
    if (months === null) faults.push({ fieldId: `reponse-${row}-duree`, fault: 'no_months' })
    else fields.push({ field, months, ground: typed(`reponse-${row}-texte`).trim().slice(0, 300) })
    if (rowOf.has(field)) faults.push({ fieldId: `reponse-${row}`, fault: 'field_twice' })
    else rowOf.set(field, row)
  }
  const days = Number(/^\d{1,2}$/.exec(typed('preavis').trim())?.[0] ?? 0)
  if (days < 7 || days > 90) faults.push({ fieldId: 'preavis', fault: 'notice' })
  const [accepted, refused, closed] = outcomes.map((outcome) => outcomeIn(typed, outcome)) as [
    OutcomeRule,
    OutcomeRule,
    OutcomeRule,
  ]
  return {
    rules: { format: 'traboule.retention/1', outcomes: { accepted, refused, closed }, fields, noticeDays: days },
    rowOf,
    faults,
  }
}

/** The control that a fault of the house is about. */
export function controlOf({ part, fault }: { part: string; fault: RuleFault }, rowOf: RuleTyped['rowOf']): string {
  const row = rowOf.get(part)
  const base = row === undefined ? part : `reponse-${row}`
  switch (fault) {
    case 'no_months':
    case 'field_later':
      return `${base}-duree`
    case 'no_ground':
      return `${base}-texte`
    case 'no_visa':
      return `${base}-visa`
    case 'field_twice':
      return base
  }
}
