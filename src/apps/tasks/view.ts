import { randomBytes } from 'node:crypto'
import { dayOf } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import {
  type AgentDossierFile,
  answersOf,
  answersOfValues,
  entriesOfEdit,
  type OwnDossierFile,
  readEdit,
} from '#counter/dossiers'
import {
  aroundForm,
  type Definition,
  type FieldError,
  findOfferById,
  type Page,
  type PageEntries,
  readForm,
  visibleFields,
} from '#counter/procedures'
import type { TaskStep, Workflow } from '#counter/workflows'
import { formats } from '#platform/i18n'
import { listCollectivities, type Site } from '#territory/collectivities'
import type { Context } from '#platform/context'
import type { App } from '../app.ts'
import type { Visitor } from '../access/index.ts'
import type { Upload } from '../guichet/dossiers/form/body.ts'
import { keptFor } from '../guichet/dossiers/form/kept.ts'
import { listedOn } from '../guichet/dossiers/form/listed.ts'
import { idOf, type Sheet } from '../guichet/dossiers/form/sheet.ts'
import { errorSentence, refusalSentence } from '../guichet/dossiers/errors.ts'
import { type KeptUpload, seal } from './kept.ts'
import { functionNames, kindOfTask, pageOfTask, type TaskKind, titleOfTask } from './pages.ts'
import type { TaskProps } from './task.page.tsx'
import { taskTexts } from './texts.ts'

/** A case in front of somebody who has something to do in it. */
export interface TaskCase {
  readonly app: App
  readonly who: Pick<Visitor, 'account' | 'context' | 'locale'>
  /** Whose act it is: her account, the code she knows, or her role. */
  readonly context: Context
  readonly isAgents: boolean
  readonly site: Site
  readonly definition: Definition
  readonly workflow: Workflow
  readonly file: OwnDossierFile | AgentDossierFile
  /** Address of the page of a step. */
  readonly action: string
  readonly fileHref: (id: string) => string
}

/** What was sent and not accepted, to be shown again. */
export interface Sent {
  readonly entries: PageEntries
  readonly uploads: readonly KeptUpload[]
  readonly errors: readonly FieldError[]
  readonly refused: readonly Upload[]
  readonly isChanged: boolean
}

const nothingSent = { uploads: [], errors: [], refused: [], isChanged: false } as const

export type OpenTask =
  | { readonly kind: 'open'; readonly step: TaskStep; readonly task: TaskKind; readonly page: Page }
  /** It is somebody else's: said in words. */
  | { readonly kind: 'not_yours'; readonly title: string; readonly body: string }
  | { readonly kind: 'gone' }

/** The step of an address, when it is hers to do. */
export function openTask({ file, workflow, definition, isAgents, who }: TaskCase, stepId: string): OpenTask {
  const { locale } = who
  const step = file.tasks.find(({ id }) => id === stepId)
  const task = step && kindOfTask(step)
  if (step && task) return { kind: 'open', step, task, page: pageOfTask(step, workflow, definition) }
  const other = file.othersTasks.find(({ id }) => id === stepId)
  if (!other) return { kind: 'gone' }
  const texts = taskTexts(locale)
  const names = formats(locale).list(functionNames(other, workflow, locale))
  const body = names === '' ? texts.applicantsOnly : isAgents ? texts.notYours(names) : texts.agentsOnly(names)
  return { kind: 'not_yours', title: localize(titleOfTask(other), locale), body }
}

type Opened = Extract<OpenTask, { kind: 'open' }>

/** What stands on the page before anybody types. */
export function entriesBefore({ file, definition }: TaskCase, { step, page, task }: Opened): PageEntries {
  if (task === 'edit' || task === 'correction') return entriesOfEdit(definition.form, answersOf(file.answers))
  if (step.kind !== 'form') return {}
  const values = Object.fromEntries(file.fields.map(({ field, value }) => [field, value]))
  return entriesOfEdit({ pages: [page] }, answersOfValues(values))
}

/** The page of a step, ready to be drawn. */
export async function taskProps(task: TaskCase, opened: Opened, sent?: Sent): Promise<TaskProps> {
  const { app, file, action, isAgents, who } = task
  const { page } = opened
  const said = { entries: entriesBefore(task, opened), ...nothingSent, ...sent }
  const place = { dossierId: file.dossier.id, stepId: opened.step.id }
  const errors = sentencesOf(task, page, said)
  const { sheet, shown } = await sheetOf(task, opened, { ...said, errors })
  return {
    locale: who.locale,
    kind: opened.task,
    isAgents,
    page,
    shown,
    sheet,
    errors: [...errors].map(([input, message]) => ({ fieldId: idOf(input), message })),
    given: givenOf(task, opened),
    action,
    version: file.dossier.version,
    key: randomBytes(18).toString('base64url'),
    sealed: said.uploads.map((upload) => seal(app.secrets, upload, place)),
    isChanged: said.isChanged,
  }
}

function sentencesOf(
  { who, site, app }: TaskCase,
  page: Page,
  { errors, refused }: Pick<Sent, 'errors' | 'refused'>,
): ReadonlyMap<string, string> {
  const reader = { locale: who.locale, postalCode: site.postalCodes[0] ?? '69000', today: dayOf(app.clock.now()) }
  const sentences = new Map<string, string>()
  for (const error of errors)
    if (!sentences.has(error.input)) sentences.set(error.input, errorSentence(page, error, reader))
  for (const upload of refused)
    if (!upload.ok) sentences.set(upload.input, refusalSentence(upload.refusal, upload.name, who.locale))
  return sentences
}

interface Typed extends Pick<Sent, 'entries' | 'uploads'> {
  readonly errors: ReadonlyMap<string, string>
}

async function sheetOf(
  task: TaskCase,
  opened: Opened,
  { entries, uploads, errors }: Typed,
): Promise<{ readonly sheet: Sheet; readonly shown: ReadonlySet<string> }> {
  const { app, who, site, file, definition, fileHref } = task
  const { page } = opened
  const now = app.clock.now()
  const today = dayOf(now)
  const [communes, offer] = await Promise.all([
    listCollectivities(app.db, { kind: 'commune' }),
    app.db.readCollectivity(site.id, (tx) => findOfferById(tx, site.id, file.dossier.offerId)),
  ])
  const around = offer ? aroundForm({ today, options: offer.options }) : { answer: () => null }
  const received = uploads.map(({ id, input, file: content }) => ({
    ...content,
    id,
    fieldId: input,
    messageId: null,
    at: now,
  }))
  const attachments = new Map([...file.attachments, ...received].map((each) => [each.id, each]))
  const context = { today, postalCodes: [], isCommune: () => true, attachments, isListed: () => true, around }
  const isEdit = opened.task === 'edit' || opened.task === 'correction'
  const { answers } = isEdit
    ? readEdit(
        { form: definition.form, answers: answersOf(file.answers), entries, named: namedBy(opened.step) },
        context,
      )
    : readForm({ pages: [page] }, { [page.id]: entries }, context)
  const unsaved = new Set(received.map(({ id }) => id))
  const sheet = {
    locale: who.locale,
    entries,
    answers,
    around,
    errors,
    rivals: new Map<string, string>(),
    fromAccount: new Set<string>(),
    stateData: new Map(),
    fromState: new Map<string, string>(),
    // What a person keeps is offered to herself alone.
    kept: task.isAgents ? [] : await keptFor({ who }, page),
    attachments,
    communes,
    listed: await listedOn(app, { who: { site, locale: who.locale } }, page, entries),
    live: undefined,
    today,
    fileHref: (id: string) => (unsaved.has(id) ? '' : fileHref(id)),
  }
  return { sheet, shown: new Set(visibleFields(page, answers, around).map(({ id }) => id)) }
}

export const namedBy = (step: TaskStep): readonly string[] | undefined =>
  'fields' in step && step.kind !== 'form' ? step.fields : undefined

/** The documents that came since the case waits for them. */
function givenOf({ file, fileHref, who }: TaskCase, { step, task }: Opened): TaskProps['given'] {
  if (task !== 'documents') return new Map()
  return new Map(
    file.events.flatMap((event) => {
      if (event.kind !== 'document.given' || event.payload.step !== step.id || event.seq <= file.dossier.entered)
        return []
      const attachment = file.attachments.find(({ messageId }) => messageId === event.payload.messageId)
      return attachment ? [[event.payload.document, rowOf(attachment, fileHref, who.locale)] as const] : []
    }),
  )
}

const rowOf = (
  { id, name, size }: { readonly id: string; readonly name: string; readonly size: number },
  fileHref: TaskCase['fileHref'],
  locale: Locale,
) => ({
  name,
  href: fileHref(id),
  note: formats(locale).fileSize(size),
  state: { label: taskTexts(locale).received, icon: 'check' as const, tone: 'ok' as const },
})
