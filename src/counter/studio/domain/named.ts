import type { Localized } from '#kernel/localized'
import { readAmount } from '#counter/payments'
import type { Definition, Field } from '#counter/procedures'
import type { AskOutsideStep, Step, Workflow } from '#counter/workflows'
import type { Finding, Place } from './finding.ts'
import { namedSentences } from './named-sentences.ts'

/** What forms and circuits call by name, and that others keep: agendas, régies, letters, lists. */

export interface Kept {
  /** By slug, the kinds that are open; undefined for an agenda that is closed. */
  readonly agendas: ReadonlyMap<string, ReadonlySet<string> | undefined>
  /** Names in lower case, and numbers, of those that are open. */
  readonly regies: ReadonlySet<string>
  readonly letters: ReadonlySet<string>
  /** Lists that have records. */
  readonly records: ReadonlySet<string>
}

export interface Named {
  /** Of the collectivity that publishes; undefined for the territory, whose collectivities each keep their own. */
  readonly kept: Kept | undefined
  /** Reference lists, hers and the territory's. */
  readonly lists: ReadonlySet<string>
}

interface Said {
  readonly code: keyof typeof namedSentences
  readonly name: string
  /** Blocks even where nothing is known of who will keep it. */
  readonly isAlwaysFault?: true
  /** Is worth a word, never more. */
  readonly isRemark?: true
}

/**
 * What is named and is not there: a fault where a collectivity publishes for itself; for the territory, what each must have,
 * as a warning. A step that cannot work anywhere (a payment without an amount) is always a fault.
 */
export function namedFindings(
  definition: Definition,
  workflow: Workflow | undefined,
  named: Named,
): readonly Finding[] {
  return [
    ...definition.form.pages.flatMap(({ id: page, fields }) =>
      (fields as readonly Field[]).flatMap((field) => ofField(field, { page, field: [field.id] }, named)),
    ),
    ...(workflow ? ofWorkflow(workflow, named) : []),
  ]
}

function ofField(field: Field, place: Place, named: Named): readonly Finding[] {
  if (field.type === 'repeated') {
    return (field.fields as readonly Field[]).flatMap((inner) =>
      ofField(inner, { ...place, field: [...(place.field ?? []), inner.id] }, named),
    )
  }
  return fieldSayings(field, named).map((each) => finding('form', each, place, named))
}

function fieldSayings(field: Field, { kept, lists }: Named): readonly Said[] {
  if (field.type === 'slot') return agendaSayings(field.agenda, field.kind, kept)
  if (field.type === 'card') return recordSayings(field.list, kept, 'no_records')
  const list = (field.type === 'choice' || field.type === 'choices') && field.source ? field.source.list : undefined
  return list === undefined || lists.has(list) ? [] : [{ code: 'no_list', name: list }]
}

/** `titres_d_identite` names `titres-d-identite`, as forms and circuits write names. */
const slugOf = (name: string): string => name.replaceAll('_', '-')

function agendaSayings(name: string, kind: string | undefined, kept: Kept | undefined): readonly Said[] {
  if (!kept) return [{ code: 'each_agenda', name }]
  const slug = slugOf(name)
  if (!kept.agendas.has(slug)) return [{ code: 'no_agenda', name }]
  const kinds = kept.agendas.get(slug)
  if (kinds === undefined) return [{ code: 'closed_agenda', name, isRemark: true }]
  if (kinds.size === 0) return [{ code: 'no_open_kind', name }]
  return kind === undefined || kinds.has(slugOf(kind)) ? [] : [{ code: 'no_kind', name: `${name} : ${kind}` }]
}

const recordSayings = (list: string, kept: Kept | undefined, code: 'no_records' | 'new_records'): readonly Said[] =>
  kept?.records.has(list) ? [] : [{ code: kept ? code : 'each_records', name: list, isRemark: true }]

function ofWorkflow({ statuses, actions = [] }: Workflow, named: Named): readonly Finding[] {
  const among = (steps: readonly Step[], place: (step: number) => Place) =>
    steps.flatMap((step, index) =>
      stepSayings(step, named).map((each) => finding('circuit', each, place(index), named)),
    )
  return [
    ...statuses.flatMap(({ id, steps }) => among(steps, (step) => ({ status: id, step }))),
    ...actions.flatMap(({ steps }) => among(steps, () => ({}))),
  ]
}

function stepSayings(step: Step, named: Named): readonly Said[] {
  const { kept } = named
  if (step.kind === 'ask_outside') return askings[step.service](parametersOf(step), named)
  if (step.kind === 'card') return recordSayings(step.list, kept, 'new_records')
  if (step.kind !== 'generate_document' || kept?.letters.has(step.template)) return []
  return [{ code: kept ? 'no_letter' : 'each_letter', name: step.template }]
}

/** By name; what is worked out case by case is there, and unknown. */
type Parameters = ReadonlyMap<string, unknown>

const parametersOf = ({ parameters = [] }: AskOutsideStep): Parameters =>
  new Map(parameters.map(({ id, value }) => [id, value]))

const workedOut = Symbol('worked out')

/** What a parameter says; undefined when it says nothing. */
function said(parameters: Parameters, name: string): string | number | typeof workedOut | undefined {
  const value = parameters.get(name)
  if (Array.isArray(value)) return workedOut
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

const nobody: Said = { code: 'no_address', name: '', isAlwaysFault: true }

const byMailOrTool = (parameters: Parameters): readonly Said[] =>
  said(parameters, 'url') === undefined ? byMail(parameters) : byTool(parameters)

function byMail(parameters: Parameters): readonly Said[] {
  const email = said(parameters, 'email')
  if (email === undefined) return [nobody]
  const isOne = email === workedOut || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(email))
  return isOne ? [] : [{ code: 'bad_email', name: String(email), isAlwaysFault: true }]
}

function byTool(parameters: Parameters): readonly Said[] {
  const url = said(parameters, 'url')
  if (url === undefined) return [{ code: 'no_tool', name: '', isAlwaysFault: true }]
  const isOne = url === workedOut || ['https:', 'http:'].includes(URL.parse(String(url))?.protocol ?? '')
  return isOne ? [] : [{ code: 'bad_url', name: String(url), isAlwaysFault: true }]
}

const askings: Readonly<Record<AskOutsideStep['service'], (parameters: Parameters, named: Named) => readonly Said[]>> =
  {
    appointment: (parameters, { kept }) => {
      const agenda = said(parameters, 'agenda')
      const kind = said(parameters, 'kind')
      if (agenda === undefined) return [{ code: 'which_agenda', name: '', isAlwaysFault: true }]
      return agenda === workedOut
        ? []
        : agendaSayings(String(agenda), kind === undefined || kind === workedOut ? undefined : String(kind), kept)
    },
    payment: (parameters, { kept }) => {
      const amount = said(parameters, 'amount')
      const isOne = amount === workedOut || (typeof amount === 'number' && amount !== 0 && readAmount(amount).ok)
      const [name, code] = amount === undefined ? ['', 'no_amount' as const] : [String(amount), 'bad_amount' as const]
      return [...(isOne ? [] : [{ code, name, isAlwaysFault: true as const }]), ...regieSayings(parameters, kept)]
    },
    signature: () => [],
    expert: byMailOrTool,
    form: byMailOrTool,
    authority: byTool,
  }

function regieSayings(parameters: Parameters, kept: Kept | undefined): readonly Said[] {
  const regie = said(parameters, 'regie')
  if (!kept) return [{ code: 'each_regie', name: typeof regie === 'symbol' ? '' : String(regie ?? '') }]
  if (kept.regies.size === 0) return [{ code: 'no_open_regie', name: '' }]
  const isThere = regie === undefined || regie === workedOut || kept.regies.has(String(regie).toLowerCase())
  return isThere ? [] : [{ code: 'no_regie', name: String(regie) }]
}

function finding(
  of: 'form' | 'circuit',
  { code, name, isAlwaysFault, isRemark }: Said,
  place: Place,
  { kept }: Named,
): Finding {
  const sentenceOf: (x: string) => Localized = namedSentences[code]
  const where = [place.page, ...(place.field ?? []), place.status, place.step].filter((part) => part !== undefined)
  return {
    key: `${of} ${code} ${where.join('/')} ${name}`.trim(),
    isBlocking: isAlwaysFault === true || (kept !== undefined && isRemark !== true),
    place,
    problem: { sentence: sentenceOf(name) },
  }
}
