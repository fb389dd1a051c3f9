import { accepted, type Outcome, refused } from '#kernel/outcome'
import { leave, type LeaveRefusal, type NamedValues, type Transition } from '#counter/workflows'
import type { EventPayload } from '../events.ts'
import { outcomeOf, tellsReason } from '../domain/circuit.ts'
import { listAttachmentRows } from '../store/attachments.ts'
import { findMessageRow } from '../store/journal.ts'
import { type EditedValues, withAnswers, withFields } from './circuit-scope.ts'
import { type Act, type Decision, write, type Writing } from './progress.ts'

/** Moves that nobody's button makes: time, an answer from outside, a call, a form that was filled. */

export type Because = NonNullable<EventPayload<'dossier.moved'>['because']>

/**
 * What a move by itself writes: its line, and the reason of a proposal that it tells.
 * @param because none when the person did what was asked of her.
 */
export async function moveByItself(acting: Act, transition: Transition, because?: Because): Promise<Decision> {
  const { dossier } = acting
  const { path, status, phase, effects } = transition
  const told = tellsReason(effects) ? await tellProposal(acting) : undefined
  const moved: Decision['events'][number] = {
    kind: 'dossier.moved',
    payload: {
      from: dossier.status,
      status,
      path: [...path],
      phase,
      outcome: outcomeOf(effects),
      action: null,
      ...(because && { because }),
    },
  }
  return {
    events: told ? [moved, writtenLine(told)] : [moved],
    writings: told ? [told] : [],
    state: { reasonMessageId: told?.message.id ?? dossier.reasonMessageId },
    transition: { path, status, phase, effects },
  }
}

/**
 * Ends a wait of the status that the dossier is at, by one of its ways.
 * @param entered the entry into the status that the wait belongs to: one that has been left does nothing.
 */
export const endWait = (
  acting: Act,
  end: WaitEnd & { readonly because: Because['kind'] },
): Promise<Outcome<Decision, LeaveRefusal>> => endTask(acting, end)

interface WaitEnd {
  readonly step: string
  readonly way: string
  readonly entered: number
  /** What the same act writes: what comes next reads it. */
  readonly fields?: NamedValues
  /** The answers that it corrects. */
  readonly answers?: EditedValues
}

/** The same for what may have been asked of the person: without a cause, it is her reply. */
export async function endTask(
  acting: Act,
  end: WaitEnd & { readonly because?: Because['kind'] },
): Promise<Outcome<Decision, LeaveRefusal>> {
  const { dossier } = acting
  if (dossier.entered !== end.entered) return refused('not_awaited')
  const [workflow, before] = await Promise.all([acting.workflow(), acting.scope()])
  const scope = withFields(withAnswers(before, end.answers ?? {}), end.fields ?? {})
  const left = leave(workflow, dossier.status, end, scope)
  if (!left.ok) return left
  const because = end.because && { kind: end.because, step: end.step, way: end.way }
  return accepted(await moveByItself(acting, left.value, because))
}

/** The reason and the files of a proposal, for the applicant; undefined when there is none, or she has it already. */
export async function tellProposal(acting: Act): Promise<Writing | undefined> {
  const { tx, dossier } = acting
  if (dossier.reasonMessageId === null) return undefined
  const [proposed, files] = await Promise.all([
    findMessageRow(tx, dossier, dossier.reasonMessageId),
    listAttachmentRows(tx, dossier.collectivityId, dossier.id),
  ])
  if (proposed?.direction !== 'note') return undefined
  const attached = files.filter(({ messageId }) => messageId === proposed.id)
  return write(acting, 'to_applicant', proposed.body, attached)
}

export const writtenLine = ({ message, payload }: Writing): Decision['events'][number] =>
  message.direction === 'note'
    ? { kind: 'note.added', payload }
    : { kind: 'message.sent', payload: { ...payload, isReason: true } }
