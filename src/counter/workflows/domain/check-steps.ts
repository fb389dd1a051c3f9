import type { Localized } from '#kernel/localized'
import { safeWebAddress } from '#kernel/web-address'
import type { Anchor, Delay, Recipient, Status, Step, Workflow } from '../schema/index.ts'
import { targetsOf } from './graph.ts'
import { type Problem, problem, type ProblemCode } from './problems.ts'
import { conditionsIn, valuesIn } from './expressions.ts'
import { faultsOf, readsOf, typeOfInternal } from './reads.ts'
import { templateReads, unknownVariables } from './template.ts'
import { isWait } from './ways.ts'

/** The faults of the steps of a status, one by one. */
export const checkSteps = (workflow: Workflow, status: Status): readonly Problem[] =>
  status.steps.flatMap((step, index) => checkStep(workflow, step, `statuses/${status.id}/steps/${index + 1}`))

/** Faults of one step: where it leads, whom it names, what it reads. */
export function checkStep(workflow: Workflow, step: Step, place: string): readonly Problem[] {
  const known = declared(workflow)
  const tell = (code: ProblemCode, names: readonly string[]): readonly Problem[] =>
    [...new Set(names)].map((name) => problem(code, place, name))
  const isUnknown = (set: ReadonlySet<string>) => (name: string) => !set.has(name)
  const values = valuesIn(step, workflow)
  const expressions = [...values.map(({ expression }) => expression), ...conditionsIn(step)]
  const reads = expressions.flatMap(readsOf)
  const texts = textsIn(step)
  const inTexts = texts.flatMap(({ text }) => templateReads(text))
  const idsOf = (source: string) => [...reads, ...inTexts].filter((each) => each.source === source).map(({ id }) => id)
  return [
    ...tell('unknown_target', targetsOf(workflow, step).filter(isUnknown(known.statuses))),
    ...tell('unknown_function', functionsIn(step).filter(isUnknown(known.functions))),
    ...tell('unknown_internal', [...idsOf('internal'), ...fieldsIn(step)].filter(isUnknown(known.internal))),
    ...tell('unknown_option', [...idsOf('option'), ...optionsIn(step)].filter(isUnknown(known.options))),
    ...tell(
      'unknown_variable',
      texts.flatMap(({ text }) => unknownVariables(text)),
    ),
    ...tell(
      'not_allowed_to_reader',
      texts.flatMap(({ text, isForApplicant }) =>
        isForApplicant
          ? templateReads(text).flatMap(({ source, id }) => (source === 'internal' && known.kept.has(id) ? [id] : []))
          : [],
      ),
    ),
    ...tell('unknown_mark', step.kind === 'return' && !known.marks.has(step.mark) ? [step.mark] : []),
    ...conditionsIn(step).flatMap((when) =>
      faultsOf(workflow, when, 'boolean').map((words) => problem('bad_condition', place, words)),
    ),
    ...values.flatMap(({ expression, gives }) =>
      faultsOf(workflow, expression, gives).map((words) => problem('bad_value_expression', place, words)),
    ),
    ...tell('bad_anchor', wrongAnchor(workflow, step)),
    ...tell(
      'bad_delay',
      delaysIn(step).flatMap((delay) => faultOfDelay(workflow, delay)),
    ),
    ...(isLetterWithoutSubject(step) ? [problem('missing_subject', place, channelWords(step))] : []),
    ...tell('unsafe_address', step.kind === 'redirect' && !isSafeAddress(step.url) ? [step.url] : []),
    ...tell('not_encrypted', toolsInClear(step)),
    ...tell('missing_documents', asksNothing(step) ? [step.id] : []),
  ]
}

/** What people answered may complete an address, never choose where it leads. */
const isSafeAddress = (url: string): boolean => /^(?:https?:\/\/[^/?#{}\s@]+(?:[/?#]|$)|\/(?![/\\]))/.test(url)

/** Addresses of other authorities' tools, written out, over which a question would travel in clear. */
const toolsInClear = (step: Step): readonly string[] =>
  step.kind === 'ask_outside' && step.service === 'authority'
    ? (step.parameters ?? []).flatMap(({ id, value }) =>
        id === 'url' && typeof value === 'string' && value.trim() !== '' && !safeWebAddress(value) ? [value] : [],
      )
    : []

const asksNothing = (step: Step): step is Extract<Step, { kind: 'await_applicant' }> =>
  step.kind === 'await_applicant' && step.asks === 'documents' && (step.documents ?? []).length === 0

interface Declared {
  readonly statuses: ReadonlySet<string>
  readonly functions: ReadonlySet<string>
  readonly internal: ReadonlySet<string>
  /** Agents' own fields that the applicant may not read. */
  readonly kept: ReadonlySet<string>
  readonly options: ReadonlySet<string>
  readonly marks: ReadonlySet<string>
}

const idsIn = (list: readonly { readonly id: string }[] | undefined): ReadonlySet<string> =>
  new Set((list ?? []).map(({ id }) => id))

function declared(workflow: Workflow): Declared {
  const steps = [...workflow.statuses, ...(workflow.actions ?? [])].flatMap((each): readonly Step[] => each.steps)
  return {
    statuses: idsIn(workflow.statuses),
    functions: idsIn(workflow.functions),
    internal: idsIn(workflow.internal),
    kept: idsIn(workflow.internal?.filter(({ shared }) => shared !== true)),
    options: idsIn(workflow.options),
    marks: new Set(steps.flatMap((step) => (step.kind === 'mark' ? [step.id] : []))),
  }
}

function functionsIn(step: Step): readonly string[] {
  if (step.kind === 'assign') return [step.function]
  if (step.kind === 'dispatch')
    return [...step.rules.map((rule) => rule.function), ...(step.otherwise ? [step.otherwise] : [])]
  if (step.kind === 'send') return step.to.kind === 'function' ? [step.to.function] : []
  return 'by' in step && step.by !== 'applicant' ? step.by : []
}

/** Agents' own fields that a step writes, shows or counts from. */
function fieldsIn(step: Step): readonly string[] {
  if (step.kind === 'set' || step.kind === 'form') return step.fields.map(({ id }) => id)
  if (step.kind === 'send') return step.to.kind === 'internal' ? [step.to.field] : []
  if (step.kind === 'card' || step.kind === 'create_case' || step.kind === 'ask_outside')
    return step.into === undefined ? [] : [step.into]
  if (step.kind === 'call') return (step.into ?? []).map(({ field }) => field)
  if (step.kind === 'on_delay') return anchorField(step.from)
  return []
}

/** A moment is counted from a date. */
function wrongAnchor(workflow: Workflow, step: Step): readonly string[] {
  const fields = step.kind === 'on_delay' ? anchorField(step.from) : []
  return fields.filter((id) => !['date', 'any'].includes(typeOfInternal(workflow, id)))
}

const anchorField = (from: Anchor | undefined): readonly string[] =>
  typeof from === 'object' && 'internal' in from ? [from.internal] : []

function delaysIn(step: Step): readonly Delay[] {
  if (step.kind === 'on_delay') return [step.after]
  return step.kind === 'ask_outside' ? [step.timedOut.after] : []
}

const countOf = (delay: Delay) =>
  'days' in delay ? delay.days : 'workingDays' in delay ? delay.workingDays : delay.hours

const optionsIn = (step: Step): readonly string[] =>
  delaysIn(step)
    .map(countOf)
    .flatMap((count) => (typeof count === 'number' ? [] : [count[1]]))

/** The option that a delay names must be a number, and a delay before a moment cannot be counted from now. */
export function faultOfDelay(workflow: Workflow, delay: Delay): readonly string[] {
  const count = countOf(delay)
  if (typeof count === 'number') return []
  const option = workflow.options?.find(({ id }) => id === count[1])
  return option && (option.type !== 'number' || typeof option.default !== 'number') ? [option.id] : []
}

interface Written {
  readonly text: string
  readonly isForApplicant: boolean
}

const both = (text: Localized | undefined, isForApplicant: boolean): readonly Written[] =>
  text === undefined ? [] : [text.fr, text.en ?? ''].map((each) => ({ text: each, isForApplicant }))

const isApplicants = (to: Recipient): boolean => to.kind === 'applicant' || to.kind === 'answer'

/** The templates of a step, and whether the applicant reads them. */
function textsIn(step: Step): readonly Written[] {
  if (step.kind === 'notify') return [...both(step.subject, true), ...both(step.body, true)]
  if (step.kind === 'show_text') return both(step.body, step.to !== 'agents')
  if (step.kind === 'comment') return both(step.body, step.to === 'applicant')
  if (step.kind === 'redirect') return [{ text: step.url, isForApplicant: step.to === 'applicant' }]
  if (step.kind === 'call') return [{ text: step.url, isForApplicant: false }]
  if (step.kind !== 'send') return []
  const address = step.to.kind === 'address' ? [{ text: step.to.address, isForApplicant: false }] : []
  return [...both(step.subject, isApplicants(step.to)), ...both(step.body, isApplicants(step.to)), ...address]
}

const channelWords = (step: Step): Localized =>
  step.kind === 'send' && step.channel === 'letter'
    ? { fr: 'Cette lettre', en: 'This letter' }
    : { fr: 'Ce courriel', en: 'This e-mail' }

const isLetterWithoutSubject = (step: Step): boolean =>
  !isWait(step) &&
  step.kind === 'send' &&
  (step.channel === 'email' || step.channel === 'letter') &&
  step.subject === undefined
