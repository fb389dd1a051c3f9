import type { FastifyRequest } from 'fastify'
import { newId } from '#kernel/ids'
import { localize } from '#kernel/localized'
import { addFiles, editAnswers, fillForm, giveDocument } from '#counter/dossiers'
import { addRow, type FieldError, type PageEntries, removeRow, takeEntries } from '#counter/procedures'
import { handOver } from '#counter/wallet'
import { type PageAction, readAction } from '../guichet/dossiers/form/action.ts'
import { type Fields, lastOf, receivePage, type ReceivedPage } from '../guichet/dossiers/form/body.ts'
import { type KeptUpload, unseal } from './kept.ts'
import { attachInput } from './pages.ts'
import type { OpenTask, Sent, TaskCase } from './view.ts'

export type Received =
  | { readonly kind: 'done' }
  /** Some documents are here, others still awaited. */
  | { readonly kind: 'going_on' }
  /** Somebody else did it meanwhile: what was typed is for the page to give back. */
  | { readonly kind: 'gone'; readonly sent: Sent }
  | { readonly kind: 'again'; readonly sent: Sent; readonly isRefused: boolean }

type Opened = Extract<OpenTask, { kind: 'open' }>
type Request = Pick<FastifyRequest, 'isMultipart' | 'parts' | 'body'>

/** Takes what the page of a step sends: done, or to be shown again with all that was typed. */
export async function receiveTask(task: TaskCase, opened: Opened, request: Request): Promise<Received> {
  const { app, file } = task
  const { page, step } = opened
  const received = await receivePage(app, request, { page, held: () => 0 })
  const place = { dossierId: file.dossier.id, stepId: step.id }
  const action = readAction(page, received.fields)
  const uploads = [
    ...unseal(app.secrets, severalIn(received.fields, 'garde'), place),
    ...received.uploads.flatMap((each) => (each.ok ? [{ id: newId(), input: each.input, file: each.file }] : [])),
    ...(await fromWallet(task, action)),
  ]
  const entries = entriesOf(opened, received, { action, uploads })
  const refused = received.uploads.filter(({ ok }) => !ok)
  const sent = { entries, uploads: named(entries, uploads), errors: [], refused, isChanged: false }
  if (opened.task === 'documents') return giveAll(task, opened, received, sent)
  if (action.kind !== 'continue' || refused.length > 0) return { kind: 'again', sent, isRefused: refused.length > 0 }
  return settle(task, opened, received, sent)
}

const severalIn = (fields: Fields, name: string): readonly string[] =>
  Object.hasOwn(fields, name) ? [fields[name] ?? []].flat() : []

/** A document that she keeps, joined by its button. */
async function fromWallet(
  { app, who, definition, file, isAgents }: TaskCase,
  action: PageAction,
): Promise<KeptUpload[]> {
  if (action.kind !== 'reuse' || isAgents || !who.account) return []
  const { collectivityId, draftId } = file.dossier
  const purpose = localize(definition.title, 'fr')
  const given = await handOver(app.files)(who.context, {
    documentId: action.documentId,
    collectivityId,
    draftId,
    purpose,
  })
  return given.ok ? [{ id: newId(), input: action.path, file: given.value }] : []
}

/** What the page holds once its button is pressed. */
function entriesOf(
  { page }: Opened,
  { fields }: ReceivedPage,
  { action, uploads }: { readonly action: PageAction; readonly uploads: readonly KeptUpload[] },
): PageEntries {
  const typed: Record<string, string | readonly string[]> = { ...takeEntries(page, fields) }
  for (const { id, input } of uploads) {
    const before = [typed[input] ?? []].flat().filter((each) => each !== '' && each !== id)
    typed[input] = [...before, id]
  }
  if (action.kind === 'remove_file') {
    const { input, attachmentId } = action
    return { ...typed, [input]: [typed[input] ?? []].flat().filter((id) => id !== attachmentId) }
  }
  if (action.kind === 'add') return addRow(action.field, typed, action.path)
  return action.kind === 'remove' ? removeRow(action.field, typed, action.row, action.path) : typed
}

const named = (entries: PageEntries, uploads: readonly KeptUpload[]): readonly KeptUpload[] =>
  uploads.filter(({ id, input }) => [entries[input] ?? []].flat().includes(id))

/** What protects an act: the version that the page showed, and a key by which the same page sent twice is done once. */
function protectionOf({ file }: TaskCase, { step }: Opened, fields: Fields) {
  const { collectivityId, id: dossierId } = file.dossier
  const version = Number(lastOf(fields, 'version'))
  const key = lastOf(fields, 'cle')
  return {
    collectivityId,
    dossierId,
    stepId: step.id,
    ...(/^[\w-]{16,64}$/.test(key) && { idempotencyKey: key }),
    ...(Number.isInteger(version) && version > 0 && { seenVersion: version }),
  }
}

async function settle(task: TaskCase, opened: Opened, received: ReceivedPage, sent: Sent): Promise<Received> {
  const done = await act(task, opened, received, sent)
  if (done.ok) return { kind: 'done' }
  const { refusal } = done
  if ('events' in refusal) return { kind: 'again', sent: { ...sent, isChanged: true }, isRefused: true }
  if ('errors' in refusal) return { kind: 'again', sent: { ...sent, errors: refusal.errors }, isRefused: true }
  if (refusal.reason !== 'empty') return { kind: 'gone', sent }
  return { kind: 'again', sent: { ...sent, errors: [missing(attachInput)] }, isRefused: true }
}

const missing = (input: string): FieldError => ({ field: input, input, code: 'required' })

function act(task: TaskCase, opened: Opened, { fields }: ReceivedPage, { entries, uploads }: Sent) {
  const input = protectionOf(task, opened, fields)
  const { context } = task
  if (opened.task === 'form') return fillForm(context, { ...input, entries })
  if (opened.task === 'attach') return addFiles(context, { ...input, files: uploads.map(({ file }) => file) })
  const files = uploads.map(({ id, input: fieldId, file }) => ({ ...file, id, fieldId }))
  return editAnswers(context, { ...input, entries, files })
}

/** Gives each document that came, one after the other: those that were given before stay. */
async function giveAll(task: TaskCase, opened: Opened, { fields }: ReceivedPage, sent: Sent): Promise<Received> {
  const { step, page } = opened
  const [first] = page.fields
  if (sent.uploads.length === 0) {
    const errors = sent.refused.length > 0 || !first ? [] : [missing(first.id)]
    return { kind: 'again', sent: { ...sent, errors }, isRefused: true }
  }
  // What others did meanwhile takes nothing away from a document: no version is compared.
  const { collectivityId, dossierId, idempotencyKey } = protectionOf(task, opened, fields)
  for (const { input: documentId, file } of sent.uploads) {
    const key = idempotencyKey === undefined ? {} : { idempotencyKey: `${idempotencyKey}:${documentId}` }
    const input = { collectivityId, dossierId, stepId: step.id, documentId, file }
    const given = await giveDocument(task.context, { ...input, ...key })
    if (!given.ok && given.refusal.reason === 'not_awaited') return { kind: 'gone', sent }
  }
  if (sent.refused.length > 0) return { kind: 'again', sent: { ...sent, uploads: [], entries: {} }, isRefused: true }
  return { kind: 'going_on' }
}
