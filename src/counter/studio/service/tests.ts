import { newId } from '#kernel/ids'
import type { Localized } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type Answers, type Definition, resolveBlocks } from '#counter/procedures'
import { type Problem, readWorkflow } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import {
  divergenceSentence,
  moveName,
  pathNames,
  playRecording,
  type Stage,
  withoutPerson,
  withoutWords,
} from '../domain/tests.ts'
import type { DraftDocument, RecordedTest, Recording } from '../schema.ts'
import { type DraftKey, insertTest, listTestRows, removeTest, rerecordTest } from '../store.ts'
import { actorId, allow, within } from './drafts.ts'
import { openDraft } from './edits.ts'
import { aroundOf } from './publish.ts'

/** A case as the house that keeps it tells it: it is played as it is, and recorded without the person. */
export interface PlayedCase extends Omit<Recording, 'answers'> {
  readonly answers: Answers
}

/** One move of a case, as it went and as it would go. */
export interface PlayedMove {
  /** "« Accepter »", "le dépôt". */
  readonly move: Required<Localized>
  readonly expected: Required<Localized>
  /** Undefined where the move cannot be made, and after that. */
  readonly got: Required<Localized> | undefined
  readonly isSame: boolean
}

export interface PlayedRecording {
  readonly moves: readonly PlayedMove[]
  /** Why it leaves its way; undefined as it should be. */
  readonly divergence: Required<Localized> | undefined
}

/** The circuit has faults, which are mended first: nothing can be played on it. */
export interface NotPlayable {
  readonly reason: 'not_playable'
  readonly problems: readonly Problem[]
}

export interface TestShown extends RecordedTest {
  /** Undefined while the circuit has faults. */
  readonly played: PlayedRecording | undefined
}

interface Ground extends Stage {
  readonly document: DraftDocument
  readonly tests: readonly RecordedTest[]
}

/** A draft to play on, the fields of shared blocks in their place. */
export async function groundOf(
  tx: Tx,
  key: DraftKey,
): Promise<Outcome<Ground, NotPlayable> & { tests: Ground['tests'] }> {
  const { document } = await openDraft(tx, key)
  const { followed, tests } = await aroundOf(tx, key.owner, document)
  const own = 'statuses' in document.circuit ? readWorkflow(document.circuit) : undefined
  if (own && !own.ok) return { ...refused({ reason: 'not_playable', problems: own.refusal.problems }), tests }
  const workflow = own?.value ?? followed
  if (!workflow) return { ...refused({ reason: 'not_playable', problems: [] }), tests }
  const resolved = await resolveBlocks(tx, document.definition)
  const definition = resolved.ok ? (resolved.value as Definition) : document.definition
  const { circuit: options } = definition.defaults
  return { ...accepted({ document: { ...document, definition }, workflow, options, tests }), tests }
}

function play(stage: Stage, recording: Recording): PlayedRecording {
  const { workflow } = stage
  const { replayed, divergence } = playRecording(stage, recording)
  const moves = recording.passages.map((expected, at): PlayedMove => {
    const got = replayed.passages[at]
    return {
      move: moveName(workflow, recording.moves[at - 1]),
      expected: pathNames(workflow, expected),
      got: got && pathNames(workflow, got),
      isSame: got?.join(' ') === expected.join(' '),
    }
  })
  return { moves, divergence: divergence && divergenceSentence(workflow, recording, divergence) }
}

/**
 * The recorded cases of a draft's procedure, each played on the circuit as it is written now.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function listTests(ctx: Context, key: DraftKey): Promise<readonly TestShown[]> {
  allow(ctx, key.owner)
  return within(ctx, key.owner, async (tx) => {
    const ground = await groundOf(tx, key)
    return ground.tests.map((test) => ({
      ...test,
      played: ground.ok ? play(ground.value, test.recording) : undefined,
    }))
  })
}

/**
 * What would become of a case on the circuit of a draft.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function playCase(
  ctx: Context,
  key: DraftKey,
  played: PlayedCase,
): Promise<Outcome<PlayedRecording, NotPlayable>> {
  allow(ctx, key.owner)
  return within(ctx, key.owner, async (tx) => {
    const ground = await groundOf(tx, key)
    if (!ground.ok) return ground
    const { document } = ground.value
    return accepted(play(ground.value, { ...played, answers: readable(document, played.answers) }))
  })
}

/** What conditions read of answers, words included: for a replay, which keeps nothing. */
const readable = ({ definition }: DraftDocument, answers: Answers): Recording['answers'] => {
  const words = Object.entries(answers).filter(([, value]) => typeof value !== 'object')
  return { ...withoutPerson(definition, answers), ...Object.fromEntries(words as [string, string][]) }
}

/**
 * Records a case as a test, without the person: what the draft's circuit makes of it now is the way expected.
 * @param name what it is called; the number of a case says who somebody is, and is not kept.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function recordTest(
  ctx: Context,
  key: DraftKey,
  input: { readonly name: string; readonly played: PlayedCase },
): Promise<Outcome<{ readonly id: string }, 'no_name' | 'does_not_pass' | NotPlayable>> {
  allow(ctx, key.owner)
  const name = input.name.trim().slice(0, 200)
  if (name === '') return refused('no_name')
  return within(ctx, key.owner, async (tx) => {
    const ground = await groundOf(tx, key)
    if (!ground.ok) return ground
    const { document } = ground.value
    const recording = expectedNow(ground.value, recordingOf(ground.value, input.played))
    if (!recording) return refused('does_not_pass')
    const test = { id: newId(), name, recording, recordedAt: ctx.clock.now(), recordedBy: actorId(ctx) }
    await insertTest(tx, { owner: key.owner, slug: document.definition.slug }, test)
    return accepted({ id: test.id })
  })
}

/** What is kept of a case to be played again: nothing that says who somebody is. */
export const recordingOf = ({ document, workflow }: Ground, played: PlayedCase): Recording => ({
  answers: withoutPerson(document.definition, played.answers),
  internal: withoutWords(workflow, played.internal),
  ...(played.given && {
    given: played.given.map(({ before, values }) => ({ before, values: withoutWords(workflow, values) })),
  }),
  submittedOn: played.submittedOn,
  moves: played.moves,
  passages: [],
})

/** The same case, with the way that it takes now; undefined when it cannot go through. */
function expectedNow(stage: Stage, recording: Recording): Recording | undefined {
  const { replayed } = playRecording(stage, recording)
  return replayed.stopped ? undefined : { ...recording, passages: replayed.passages }
}

/**
 * Expects from now on the way that a test takes on the draft's circuit.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function expectNow(
  ctx: Context,
  key: DraftKey & { readonly testId: string },
): Promise<Outcome<null, 'gone' | 'does_not_pass' | NotPlayable>> {
  allow(ctx, key.owner)
  return within(ctx, key.owner, async (tx) => {
    const ground = await groundOf(tx, key)
    if (!ground.ok) return ground
    const { document, tests } = ground.value
    const test = tests.find(({ id }) => id === key.testId)
    if (!test) return refused('gone')
    const recording = expectedNow(ground.value, test.recording)
    if (!recording) return refused('does_not_pass')
    const row = { id: test.id, recording, recordedAt: ctx.clock.now(), recordedBy: actorId(ctx) }
    await rerecordTest(tx, { owner: key.owner, slug: document.definition.slug }, row)
    return accepted(null)
  })
}

/**
 * Takes a test away; who did, and why, stay written.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function dropTest(
  ctx: Context,
  key: DraftKey & { readonly testId: string; readonly reason: string },
): Promise<Outcome<null, 'no_reason' | 'gone'>> {
  allow(ctx, key.owner)
  const reason = key.reason.trim().slice(0, 2000)
  if (reason === '') return refused('no_reason')
  return within(ctx, key.owner, async (tx) => {
    const { document } = await openDraft(tx, key)
    const procedure = { owner: key.owner, slug: document.definition.slug }
    const tests = await listTestRows(tx, procedure)
    if (!tests.some(({ id }) => id === key.testId)) return refused('gone')
    await removeTest(tx, procedure, { id: key.testId, at: ctx.clock.now(), by: actorId(ctx), reason })
    return accepted(null)
  })
}
