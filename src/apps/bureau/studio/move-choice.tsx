import type { VNode } from 'preact'
import { type MappingMissing, type MoveInput, moveToRevision, type OpenStanding } from '#counter/dossiers'
import type { Workflow } from '#counter/workflows'
import type { Outcome } from '#kernel/outcome'
import { type Locale, localize } from '#kernel/localized'
import { Radios, Select } from '#platform/html'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { moveTexts } from './moves.texts.ts'
import type { Author } from './place.ts'

/** What becomes of open cases when a revision is published, and where those of a status that has gone go. */

/** The open cases that a revision would concern. */
export interface Concerned {
  /** On other revisions. */
  readonly standings: readonly OpenStanding[]
  /** The circuit of the new one. */
  readonly workflow: Workflow
}

export interface TypedChoice {
  /** `nouvelles`, `toutes`, `demander`; empty until it is made. */
  readonly way: string
  readonly mapping: Readonly<Record<string, string>>
}

export type ChoiceErrors = readonly { readonly fieldId: string; readonly message: string }[]

const prefix = 'statut.'

export const choiceIn = (body: FormBody): TypedChoice => ({
  way: typedIn(body, 'suite'),
  mapping: Object.fromEntries(
    Object.keys(body)
      .filter((name) => name.startsWith(prefix) && typedIn(body, name) !== '')
      .map((name) => [name.slice(prefix.length), typedIn(body, name)]),
  ),
})

const openIn = ({ statuses }: Workflow) => statuses.filter(({ outcome }) => outcome === undefined)

interface Gone {
  readonly status: string
  readonly label: OpenStanding['label']
  readonly count: number
}

/** The statuses where cases stand and that the new circuit does not have, each once. */
function goneIn({ standings, workflow }: Concerned): readonly Gone[] {
  const open = new Set(openIn(workflow).map(({ id }) => id))
  const gone = Map.groupBy(
    standings.filter(({ status }) => !open.has(status)),
    ({ status }) => status,
  )
  return [...gone].map(([status, rows]) => ({
    status,
    label: rows.at(-1)?.label ?? { fr: status },
    count: countOf(rows),
  }))
}

const countOf = (standings: readonly OpenStanding[]): number => standings.reduce((sum, { count }) => sum + count, 0)

/** What is still to be chosen. */
export function choiceErrors(concerned: Concerned, typed: TypedChoice, locale: Locale): ChoiceErrors {
  const t = moveTexts(locale)
  if (concerned.standings.length === 0 || typed.way === 'nouvelles') return []
  if (typed.way !== 'toutes' && typed.way !== 'demander') return [{ fieldId: 'suite', message: t.choice_missing }]
  const open = new Set(openIn(concerned.workflow).map(({ id }) => id))
  return goneIn(concerned)
    .filter(({ status }) => !open.has(typed.mapping[status] ?? ''))
    .map(({ status, label }) => ({
      fieldId: `statut-${status}`,
      message: t.mapping_missing(localize(label, locale)),
    }))
}

/** Does what was chosen; undefined when cases keep their revision. */
export async function carryChoice(
  who: Author,
  typed: TypedChoice,
  to: Pick<MoveInput, 'collectivityId' | 'procedureId' | 'toRevision'>,
): Promise<Outcome<{ readonly id: string }, MappingMissing> | undefined> {
  if (typed.way !== 'toutes' && typed.way !== 'demander') return undefined
  const way = typed.way === 'demander' ? 'ask' : 'all'
  return moveToRevision(who.context, { ...to, mapping: typed.mapping, way })
}

interface ChoiceProps {
  readonly locale: Locale
  readonly concerned: Concerned
  readonly typed: TypedChoice
  readonly errors: ChoiceErrors
}

/** Three ways, and a question for each status that has gone. */
export function MoveChoice({ locale, concerned, typed, errors }: ChoiceProps): VNode | null {
  if (concerned.standings.length === 0) return null
  const t = moveTexts(locale)
  const count = countOf(concerned.standings)
  const errorOf = (id: string) => errors.find(({ fieldId }) => fieldId === id)?.message
  const options = openIn(concerned.workflow).map(({ id, label }) => ({ value: id, label: localize(label, locale) }))
  return (
    <>
      {Radios({
        id: 'suite',
        name: 'suite',
        legend: t.question,
        hint: t.question_hint,
        value: typed.way,
        error: errorOf('suite'),
        choices: [
          { value: 'nouvelles', label: t.new_only, hint: t.new_only_hint(count) },
          { value: 'toutes', label: t.all, hint: t.all_hint(count) },
          { value: 'demander', label: t.ask, hint: t.ask_hint(count) },
        ],
      })}
      {goneIn(concerned).map(({ status, label, count: there }) =>
        Select({
          id: `statut-${status}`,
          name: `${prefix}${status}`,
          label: t.mapping(localize(label, locale)),
          hint: t.mapping_hint(there),
          emptyLabel: t.choose_status,
          options,
          value: typed.mapping[status],
          error: errorOf(`statut-${status}`),
        }),
      )}
    </>
  )
}
