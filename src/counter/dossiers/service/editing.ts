import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { dayOf } from '#kernel/calendar'
import {
  applicantOf,
  aroundForm,
  type Answers,
  type Definition,
  entriesFrom,
  type FieldError,
  findListed,
  findOfferById,
  getProcedure,
  type Listed,
  listedValues,
  nothingListed,
  type PageEntries,
  subjectOf,
} from '#counter/procedures'
import type { TaskStep } from '#counter/workflows'
import type { Context } from '#platform/context'
import { enqueue } from '#platform/jobs'
import { keptAnswers } from '../domain/answers.ts'
import { type Edited, formOf, readEdit } from '../domain/edits.ts'
import { canonicalJson, digestOf } from '../domain/journal.ts'
import { indexTerms } from '../jobs.ts'
import type {
  AnswerEdit,
  AnswerSheet,
  Attachment,
  DepositedFile,
  EditedAnswer,
  EditStream,
  SheetAnswer,
} from '../schema.ts'
import { findAnswers, saveEdit } from '../store/answers.ts'
import { insertAttachmentRows, listAttachmentRows } from '../store/attachments.ts'
import { nameDossierRow } from '../store/dossiers.ts'
import { answersOf } from './circuit-scope.ts'
import { endTask } from './moving.ts'
import { type Act, act, type Acted, type ActRefusal, type Decision } from './progress.ts'
import { type Facts, factsOf } from './reading.ts'
import {
  byReader,
  endOf,
  type Incomplete,
  readerOf,
  type TaskInput,
  type TaskRefusal,
  taskOf,
  withErrors,
} from './tasks.ts'

/** Answers corrected once a request is filed, where its circuit opens them again. */

export interface EditInput extends TaskInput {
  /** As the page of the step sends them; a file is named by the id it comes with. */
  readonly entries: PageEntries
  /** Those that the entries name and that the dossier does not have yet, already in the file store. */
  readonly files?: readonly (DepositedFile & { readonly id: string; readonly fieldId: string })[]
}

/**
 * Corrects answers; the case then moves on. What was filed stays as it was: the correction is kept in the stream of who
 * made it, with what it replaced, and is what circuits, pages and exports read from then on.
 */
export async function editAnswers(
  ctx: Context,
  input: EditInput,
): Promise<Outcome<Acted, ActRefusal<TaskRefusal> | Incomplete>> {
  const facts = await factsOf(ctx, input.collectivityId)
  let errors: readonly FieldError[] = []
  const done = await act<TaskRefusal | 'incomplete'>(ctx, input, {
    ...byReader(ctx),
    deed: 'fields',
    decide: async (acting) => {
      const task = await editingTask(acting, input.stepId)
      if (!task.ok) return task
      const read = await readCorrection(acting, facts, { input, named: task.value.fields })
      errors = read.edited.errors
      if (errors.length > 0) return refused('incomplete')
      const isAgents = readerOf(ctx, acting.dossier, await acting.workflow()).kind === 'agent'
      const correction = correctionOf(acting, read, isAgents ? 'agent_edit' : 'applicant_edit')
      const changed = Object.fromEntries(
        Object.entries(read.edited.changed).map(([field, value]) => [field, value ?? null] as const),
      )
      const ended = await endTask(acting, {
        ...endOf(acting, task.value),
        ...(task.value.kind === 'edit' && { because: 'edit' as const }),
        answers: changed,
      })
      if (!ended.ok) return refused('not_awaited')
      const line = editedLine(task.value.id, correction, read.edited.answers)
      return accepted({
        ...ended.value,
        answers: changed,
        events: [line, ...ended.value.events],
        besides: () => [...(ended.value.besides?.() ?? []), ...saveCorrection(acting, correction, read)],
      })
    },
  })
  return withErrors(done, errors)
}

/** A step `edit`, or a person asked to correct what she answered. */
async function editingTask(
  acting: Act,
  stepId: string,
): Promise<Outcome<Extract<TaskStep, { kind: 'edit' | 'await_applicant' }>, TaskRefusal>> {
  const edit = await taskOf(acting, stepId, 'edit')
  if (edit.ok || edit.refusal === 'not_yours') return edit
  const asked = await taskOf(acting, stepId, 'await_applicant')
  return asked.ok && asked.value.asks !== 'correction' ? refused('not_awaited') : asked
}

interface ReadCorrection {
  readonly definition: Definition
  readonly sheet: AnswerSheet
  readonly edited: Edited
  readonly listed: Listed
  readonly files: readonly Attachment[]
}

async function readCorrection(
  { tx, dossier, now }: Act,
  { site, isCommune }: Facts,
  { input, named }: { readonly input: EditInput; readonly named: readonly string[] | undefined },
): Promise<ReadCorrection> {
  const { collectivityId, id: dossierId } = dossier
  const [sheet, revision, offer, attached] = await Promise.all([
    findAnswers(tx, collectivityId, dossierId),
    getProcedure(tx, dossier.procedureId, dossier.revisionNumber),
    findOfferById(tx, collectivityId, dossier.offerId),
    listAttachmentRows(tx, collectivityId, dossierId),
  ])
  if (!offer) throw notFound('dossiers.no_offer', dossier.offerId)
  const { definition } = revision
  const { form } = definition
  const today = dayOf(now)
  const files = (input.files ?? []).map((file) => ({ ...file, messageId: null, at: now }))
  const all = { ...entriesFrom(form, answersOf(sheet)), ...pagesOf(definition, input.entries) }
  const values = listedValues(form, all)
  const listed = values.length === 0 ? nothingListed : await findListed(tx, { collectivityId, values, today })
  const edited = readEdit(
    { form, answers: answersOf(sheet), entries: input.entries, named },
    {
      today,
      postalCodes: site.postalCodes,
      isCommune,
      attachments: new Map([...attached, ...files].map((each) => [each.id, each])),
      // A time is not corrected here: it stays the one that was booked.
      isListed: (source, value) => source.kind === 'slot' || listed.isListed(source, value),
      around: aroundForm({ today, options: offer.options }),
    },
  )
  return { definition, sheet, edited, listed, files }
}

/** What one page sends, page by page as the form asks it. */
const pagesOf = ({ form }: Definition, entries: PageEntries) =>
  Object.fromEntries(
    form.pages.flatMap((page) => {
      const own = new Set(page.fields.map(({ id }) => id))
      const typed = Object.entries(entries).filter(([input]) => own.has(input.split('.', 1)[0] ?? ''))
      return typed.length === 0 ? [] : [[page.id, Object.fromEntries(typed)]]
    }),
  )

interface Correction {
  readonly editId: string
  readonly stream: EditStream
  readonly changes: readonly AnswerEdit[]
  /** Files that the answers name from now on. */
  readonly files: readonly Attachment[]
}

function correctionOf({ now, actor }: Act, read: ReadCorrection, stream: EditStream): Correction {
  const { edited, sheet, listed, definition } = read
  const editId = newId()
  const fields = new Set(Object.keys(edited.changed))
  const after = keptAnswers({
    form: formOf(definition.form, fields),
    entries: {},
    answers: edited.answers,
    known: [],
    labelOf: listed.labelOf,
  }).answers
  const changes = [...fields].map((field) => ({
    editId,
    field,
    stream,
    before: sheetAnswer(sheet, field),
    after: signed(sheetAnswer(after, field), stream),
    byName: actor.name,
    at: now,
  }))
  const named = JSON.stringify(Object.values(edited.changed))
  return { editId, stream, changes, files: read.files.filter(({ id }) => named.includes(id)) }
}

const sheetAnswer = (sheet: AnswerSheet, field: string): SheetAnswer | null =>
  (Object.hasOwn(sheet, field) ? sheet[field] : undefined) ?? null

const signed = (answer: SheetAnswer | null, stream: EditStream): SheetAnswer | null =>
  answer && stream === 'agent_edit' && answer.provenance === 'typed' ? { ...answer, provenance: 'agent' } : answer

const editedLine = (
  step: string,
  { editId, stream, changes, files }: Correction,
  answers: Answers,
): Decision['events'][number] => ({
  kind: 'answers.edited',
  payload: {
    editId,
    step,
    stream,
    fields: changes.map(({ field }) => field),
    answersDigest: digestOf(canonicalJson(answers)),
    files: files.map(({ id, digest }) => ({ id, digest })),
  },
})

/** The correction, its files, and who asks when that is what was corrected. */
function saveCorrection(
  { tx, dossier, now, actor }: Act,
  { stream, changes, files }: Correction,
  { definition, edited, listed }: ReadCorrection,
): Promise<void>[] {
  const { collectivityId, id: dossierId } = dossier
  const editedAt = now.toISOString()
  const sheet = Object.fromEntries(
    changes.map(({ field, after }): [string, EditedAnswer] => [
      field,
      after ? { ...after, editedAt } : { value: null, provenance: 'typed', editedAt },
    ]),
  )
  const { answerRows } = keptAnswers({
    form: formOf(definition.form, new Set(Object.keys(sheet))),
    entries: {},
    answers: edited.answers,
    known: [],
    labelOf: listed.labelOf,
  })
  const rows = answerRows.map((row) => ({
    ...row,
    provenance: stream === 'agent_edit' && row.provenance === 'typed' ? ('agent' as const) : row.provenance,
  }))
  const { name, email, phone, organisation } = applicantOf(definition, edited.answers)
  const shown = dossier.actingFor
    ? `${name}, pour ${dossier.actingFor.name}`
    : organisation
      ? `${name} (${organisation})`
      : name
  const asks = {
    applicantName: shown,
    applicantEmail: email,
    applicantPhone: phone ?? null,
    subject: subjectOf(definition, edited.answers, 'fr'),
  }
  return [
    saveEdit(tx, { collectivityId, dossierId, stream, sheet, rows, changes, at: now }),
    insertAttachmentRows(tx, { collectivityId, draftId: null, dossierId, uploadedBy: actor, attachments: files }),
    nameDossierRow(tx, dossier, asks),
    enqueue(tx, indexTerms, { collectivityId, dossierId }),
  ]
}
