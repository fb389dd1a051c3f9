import {
  checkDefinition,
  type Definition,
  knownAnswers,
  missingEnglish,
  type Problem as FormProblem,
  readDefinition,
  severityOf,
} from '#counter/procedures'
import {
  checkUnderForm,
  judgeWorkflow,
  type Problem as CircuitProblem,
  readWorkflow,
  warnWorkflow,
  type Workflow,
} from '#counter/workflows'
import type { DraftDocument, RecordedTest } from '../schema.ts'
import { circuitLackWords } from './circuit-words.ts'
import type { Finding } from './finding.ts'
import { type Named, namedFindings } from './named.ts'
import { divergenceSentence, playRecording, type Stage } from './tests.ts'
import { lackWords, placeWords } from './words.ts'

/** What is known outside of the draft. */
export interface Around {
  /** Circuits that may be followed. */
  readonly slugs: ReadonlySet<string>
  /** The one that the draft follows, when it has none of its own; undefined when there is none of that name. */
  readonly followed: Workflow | undefined
  /** Recorded cases of the procedure. */
  readonly tests: readonly RecordedTest[]
  readonly named: Named
}

/** Everything there is to say before publication, what blocks first. */
export function checkDraft({ definition, circuit }: DraftDocument, around: Around): readonly Finding[] {
  const own = 'statuses' in circuit ? circuit : undefined
  const workflow = own ?? around.followed
  const found = [
    ...formFindings(definition, new Set([...around.slugs, ...(own ? [own.slug] : [])])),
    ...(own ? circuitFindings(own) : []),
    ...(workflow ? underForm(workflow, definition) : []),
    ...namedFindings(definition, workflow, around.named),
    ...(workflow ? redTests({ workflow, options: definition.defaults.circuit }, around.tests) : []),
  ]
  const once = [...new Map(found.map((finding) => [finding.key, finding])).values()]
  return once.toSorted((left, right) => Number(right.isBlocking) - Number(left.isBlocking))
}

/** What is not written yet would seem to keep rules from ever holding: they are tried once it is. */
const tried: ReadonlySet<FormProblem['code']> = new Set([
  'unreachable_page',
  'page_may_be_unreachable',
  'never_asked',
  'may_never_be_asked',
  'check_never_holds',
  'check_may_never_hold',
  'nobody_may_file',
])

function formFindings(definition: Definition, slugs: ReadonlySet<string>): readonly Finding[] {
  const read = readDefinition(definition)
  const lacking = read.ok ? [] : read.refusal.problems
  // What is empty is told once, as what is lacking.
  const judged = checkDefinition(definition, slugs).filter(
    ({ code, detail }) => read.ok || (detail !== '' && !tried.has(code)),
  )
  return [
    ...lacking.map((problem) => ofForm(problem, true, definition)),
    ...judged.map((problem) => ofForm(problem, severityOf(problem) === 'error', definition)),
    ...missingEnglish(definition)
      .slice(0, 1)
      .map((problem) => ofForm({ ...problem, where: [] }, false, definition)),
  ]
}

export function ofForm(problem: FormProblem, isBlocking: boolean, definition: Definition): Finding {
  const page = problem.where.find(({ part }) => part === 'page')?.name
  const field = problem.where.filter(({ part }) => part === 'field' || part === 'row_field').map(({ name }) => name)
  const sentence = lackWords(definition, problem)
  return {
    key: `form ${problem.code} ${problem.where.map(({ name }) => name).join('/')} ${problem.detail ?? ''}`.trim(),
    isBlocking,
    place: { ...(page !== undefined && { page }), ...(field.length > 0 && { field }) },
    where: placeWords(definition, problem.where),
    problem: sentence ? { sentence } : { form: problem },
  }
}

/** What is not written yet hides nothing of what the rest means. */
const circuitFindings = (circuit: Workflow): readonly Finding[] => [
  ...judgeWorkflow(circuit).map((problem) =>
    ofCircuit({ ...problem, sentence: circuitLackWords(circuit, problem) ?? problem.sentence }, true),
  ),
  ...warnWorkflow(circuit).map((problem) => ofCircuit(problem, false)),
]

/** "statuses/examination/steps/2" */
function ofCircuit({ code, place, sentence }: CircuitProblem, isBlocking: boolean): Finding {
  const [list, status, , step] = place.split('/')
  const isStatus = list === 'statuses' && status !== undefined
  return {
    key: `circuit ${code} ${place} ${sentence.fr}`,
    isBlocking,
    place: {
      ...(isStatus && { status }),
      ...(isStatus && step !== undefined && /^\d+$/.test(step) && { step: Number(step) - 1 }),
    },
    problem: { sentence },
  }
}

/** What a circuit reads of the form: an answer that nobody gives, or of another type, would decide on nothing. */
const underForm = (workflow: Workflow, { form }: Definition): readonly Finding[] =>
  checkUnderForm(workflow, knownAnswers(form)).map((problem) => ofCircuit(problem, true))

/** A recorded case that would go another way; a circuit with faults is not followed at all. */
function redTests(stage: Stage, tests: readonly RecordedTest[]): readonly Finding[] {
  const { workflow } = stage
  if (tests.length === 0 || !readWorkflow(workflow).ok) return []
  return tests.flatMap(({ id, name, recording }) => {
    const { divergence } = playRecording(stage, recording)
    if (!divergence) return []
    const { fr, en } = divergenceSentence(workflow, recording, divergence)
    const sentence = { fr: `L’essai « ${name} » ne passe plus : ${fr}.`, en: `The test “${name}” fails: ${en}.` }
    return [{ key: `test ${id}`, isBlocking: true, place: { test: id }, problem: { sentence } }]
  })
}
