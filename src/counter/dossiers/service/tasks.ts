import { dayOf } from '#kernel/calendar'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type FieldError, type PageEntries, readForm } from '#counter/procedures'
import { type CaseReader, isTaskOf, tasksOf, type TaskStep, type Workflow } from '#counter/workflows'
import type { Context } from '#platform/context'
import { type Localized, localize } from '#kernel/localized'
import { ownFieldsForm, valuesOfAnswers } from '../domain/own-fields.ts'
import { heldFunctions, isApplicant, mayHandle, mayReadAt } from '../policy.ts'
import type { DepositedFile, Dossier } from '../schema.ts'
import { listEventRows } from '../store/journal.ts'
import { endTask, endWait } from './moving.ts'
import {
  type Act,
  act,
  type Acted,
  type ActInput,
  type ActRefusal,
  type Decision,
  write,
  type Writing,
} from './progress.ts'

/** What somebody does in a case otherwise than by a button: the person who filed it, or an agent who holds the function. */

export interface TaskInput extends ActInput {
  /** A step of the status that the dossier is at. */
  readonly stepId: string
}

export type TaskRefusal =
  /** The dossier has moved on, or its condition no longer holds. */
  | 'not_awaited'
  /** It is for somebody else: see `isTaskOf`. */
  | 'not_yours'

/** Somebody's own dossier, or one that an agent handles: the rest is not found. */
export const byReader = (ctx: Context) => ({
  mayAct: (dossier: Dossier) => isApplicant(ctx.actor, dossier) || mayHandle(ctx.actor, dossier),
  mayActAt: (dossier: Dossier, workflow: Workflow) =>
    isApplicant(ctx.actor, dossier) || mayReadAt(ctx.actor, dossier, workflow),
})

/** Who acts, for the circuit. */
export const readerOf = (ctx: Context, dossier: Dossier, workflow: Workflow): CaseReader =>
  isApplicant(ctx.actor, dossier)
    ? { kind: 'applicant' }
    : { kind: 'agent', functions: heldFunctions(ctx.actor, dossier, workflow.functions) }

/** The task that is asked, of one of these kinds, when it is hers to do now. */
export async function taskOf<K extends TaskStep['kind']>(
  acting: Act,
  stepId: string,
  kind: K,
): Promise<Outcome<Extract<TaskStep, { kind: K }>, TaskRefusal>> {
  const { ctx, dossier } = acting
  const [workflow, scope] = await Promise.all([acting.workflow(), acting.scope()])
  const step = tasksOf(workflow, dossier.status, scope).find(({ id }) => id === stepId)
  if (step?.kind !== kind) return refused('not_awaited')
  if (!isTaskOf(step, readerOf(ctx, dossier, workflow))) return refused('not_yours')
  return accepted(step as Extract<TaskStep, { kind: K }>)
}

export interface FillInput extends TaskInput {
  /** As the page of the step sends them. */
  readonly entries: PageEntries
}

export type Incomplete = { readonly reason: 'incomplete'; readonly errors: readonly FieldError[] }

/** Fills the agents' own fields that a step asks for; the case then moves on. Their values are kept under the step. */
export async function fillForm(
  ctx: Context,
  input: FillInput,
): Promise<Outcome<Acted, ActRefusal<TaskRefusal> | Incomplete>> {
  let errors: readonly FieldError[] = []
  const done = await act<TaskRefusal | 'incomplete'>(ctx, input, {
    ...byReader(ctx),
    deed: 'fields',
    decide: async (acting) => {
      const task = await taskOf(acting, input.stepId, 'form')
      if (!task.ok) return task
      const workflow = await acting.workflow()
      const reading = readForm(
        ownFieldsForm(workflow, task.value),
        { step: input.entries },
        { today: dayOf(acting.now), postalCodes: [], isCommune: () => false, attachments: new Map() },
      )
      errors = Object.values(reading.errorsByPage).flat()
      if (errors.length > 0) return refused('incomplete')
      const fields = valuesOfAnswers(workflow, task.value, reading.answers)
      const line: Decision['events'][number] = {
        kind: 'form.filled',
        payload: { step: task.value.id, fields: Object.keys(fields) },
      }
      const ended = await endWait(acting, { ...endOf(acting, task.value), because: 'form', fields })
      if (!ended.ok) return refused('not_awaited')
      return accepted({ ...ended.value, events: [line, ...ended.value.events], fields })
    },
  })
  return withErrors(done, errors)
}

/** The refusals of an act, with what is to be corrected when something is. */
export function withErrors<R extends string>(
  done: Outcome<Acted, ActRefusal<R | 'incomplete'>>,
  errors: readonly FieldError[],
): Outcome<Acted, ActRefusal<R> | Incomplete> {
  if (done.ok) return done
  if (done.refusal.reason === 'incomplete') return refused({ reason: 'incomplete', errors })
  return refused(done.refusal as ActRefusal<R>)
}

export const endOf = ({ dossier }: Act, step: TaskStep) => ({ step: step.id, way: 'done', entered: dossier.entered })

export interface AttachInput extends TaskInput {
  /** Already in the file store. */
  readonly files: readonly DepositedFile[]
}

/** Adds files to a case where its circuit asks for them; the case then moves on. */
export const addFiles = (
  ctx: Context,
  input: AttachInput,
): Promise<Outcome<Acted, ActRefusal<TaskRefusal | 'empty'>>> =>
  act<TaskRefusal | 'empty'>(ctx, input, {
    ...byReader(ctx),
    deed: 'fields',
    decide: async (acting) => {
      const task = await taskOf(acting, input.stepId, 'attach')
      if (!task.ok) return task
      if (input.files.length === 0) return refused('empty')
      const { label, by, readBy = 'agents' } = task.value
      const direction = by === 'applicant' ? 'from_applicant' : readBy === 'applicant' ? 'to_applicant' : 'note'
      const writing = write(acting, direction, inWords(acting, label), input.files)
      const ended = await endWait(acting, { ...endOf(acting, task.value), because: 'attach' })
      if (!ended.ok) return refused('not_awaited')
      const { writings = [], events } = ended.value
      return accepted({ ...ended.value, events: [lineOf(writing), ...events], writings: [writing, ...writings] })
    },
  })

const inWords = ({ dossier }: Act, label: Localized): string => localize(label, dossier.locale)

function lineOf({ message, payload }: Writing): Decision['events'][number] {
  switch (message.direction) {
    case 'from_applicant':
      return { kind: 'message.received', payload }
    case 'to_applicant':
      return { kind: 'message.sent', payload: { ...payload, isReason: false } }
    case 'note':
      return { kind: 'note.added', payload }
  }
}

export interface GiveInput extends TaskInput {
  /** One of those that the step asks for. */
  readonly documentId: string
  /** Already in the file store. */
  readonly file: DepositedFile
}

/**
 * Gives one of the documents that are asked of the person; given again, it takes the place of the one before. With the
 * last one the case moves on.
 */
export const giveDocument = (
  ctx: Context,
  input: GiveInput,
): Promise<Outcome<Acted, ActRefusal<TaskRefusal | 'unknown_document'>>> =>
  act<TaskRefusal | 'unknown_document'>(ctx, input, {
    mayAct: (dossier) => isApplicant(ctx.actor, dossier),
    decide: async (acting) => {
      const task = await taskOf(acting, input.stepId, 'await_applicant')
      if (!task.ok) return task
      const { asks, documents = [] } = task.value
      const asked = asks === 'documents' ? documents.find(({ id }) => id === input.documentId) : undefined
      if (!asked) return refused('unknown_document')
      const writing = write(acting, 'from_applicant', inWords(acting, asked.label), [input.file])
      const line: Decision['events'][number] = {
        kind: 'document.given',
        payload: { ...writing.payload, step: task.value.id, document: asked.id },
      }
      const given = await givenDocuments(acting, task.value.id)
      const isLast = documents.every(({ id }) => id === asked.id || given.has(id))
      if (!isLast) return accepted({ events: [line], writings: [writing] })
      const ended = await endTask(acting, endOf(acting, task.value))
      if (!ended.ok) return refused('not_awaited')
      const { writings = [], events } = ended.value
      return accepted({ ...ended.value, events: [line, ...events], writings: [writing, ...writings] })
    },
  })

/** The documents of a step that were given since the dossier came to its status. */
async function givenDocuments({ tx, dossier }: Act, stepId: string): Promise<ReadonlySet<string>> {
  const events = await listEventRows(tx, dossier.collectivityId, dossier.id, dossier.entered)
  return new Set(
    events.flatMap((event) =>
      event.kind === 'document.given' && event.payload.step === stepId ? [event.payload.document] : [],
    ),
  )
}
