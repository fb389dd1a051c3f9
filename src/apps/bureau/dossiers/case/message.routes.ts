import { addNote, sendAgentMessage } from '#counter/dossiers'
import { unfilledIn } from '#counter/replies'
import type { FileRefusal } from '#platform/files'
import { type FormBody, route, type Route } from '#platform/http'
import { agentAt } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { type DepositedFile, readUpload, type RefusedFile, type UploadedForm } from '../../../attachments/index.ts'
import { insertedText, letterMade } from '../../replies/compose.ts'
import { replyTexts } from '../../replies/texts.ts'
import { keep, keptIn } from './kept-files.ts'
import { readCase } from './read.ts'
import { settle } from './settle.ts'
import { caseTexts } from './texts.ts'
import type { Typed } from './view.ts'
import { backToCase, caseSchema, type CaseVisit, protectionOf, showCase, single } from './visit.ts'

/** Files that one message carries. */
const mostFiles = 10

/** What an agent writes: to the person, or a note for her colleagues. */
export const messageRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/messages',
    guard: agentAt(app),
    schema: caseSchema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      // Before anything is received: a case that she does not reach takes no file.
      await readCase(app, who, request.params.id)
      const form = await readUpload(app.files, request, { kindsOf: (input) => (input === 'files' ? undefined : []) })
      return receive(visit, form)
    },
  }),
]

async function receive(visit: CaseVisit, { body, files, refused }: UploadedForm) {
  const { app, who, request } = visit
  const owner = { accountId: who.account.accountId, caseId: request.params.id }
  const before = keptIn(app.secrets, severalIn(body, 'kept'), owner)
  const removed = single(body, 'remove')
  const all = [...before.filter((_, index) => removed !== String(index)), ...files.map(({ file }) => file)]
  const joined = all.slice(0, mostFiles)
  const keptFiles = joined.map((file) => keep(app.secrets, file, owner, who.locale))
  const isNote = single(body, 'kind') === 'note'
  const message = single(body, 'message')
  const values = { kind: isNote ? 'note' : 'reply', message }
  const fileErrors = [...refused.map((each) => fileError(visit, each)), ...tooMany(visit, all.length)]
  if (removed !== '' || fileErrors.length > 0) {
    const status = fileErrors.length > 0 ? 422 : 200
    return showCase(visit, { status, typed: { form: 'message', values, errors: fileErrors }, keptFiles })
  }
  const gesture = single(body, 'geste')
  if (gesture === 'inserer' || gesture === 'document') return compose(visit, { gesture, body, values, joined })
  const unfilled = isNote ? [] : unfilledIn(message)
  if (unfilled.length > 0) {
    const names = unfilled.map((name) => `{${name}}`).join(', ')
    const errors = [{ fieldId: 'message', message: replyTexts(who.locale).unfilled(names) }]
    return showCase(visit, { status: 422, typed: { form: 'message', values, errors }, keptFiles })
  }
  const write = isNote ? addNote : sendAgentMessage
  const outcome = await write(who.context, { ...protectionOf(visit, body), body: message, files: joined })
  return settle(visit, {
    outcome,
    form: 'message',
    values,
    keptFiles,
    errorsFor: (reason) =>
      reason === 'empty' ? [{ fieldId: 'message', message: caseTexts(who.locale).empty }] : undefined,
    done: () => backToCase(visit, isNote ? 'note' : 'message'),
  })
}

interface Composing {
  readonly gesture: 'inserer' | 'document'
  readonly body: FormBody
  readonly values: { readonly kind: string; readonly message: string }
  readonly joined: readonly DepositedFile[]
}

/** A ready answer at the end of what is typed, or a letter beside it: the page again, and nothing leaves. */
async function compose(visit: CaseVisit, { gesture, body, values, joined }: Composing) {
  const { app, who, request } = visit
  const about = { app, who, dossierId: request.params.id }
  const made =
    gesture === 'inserer'
      ? await insertedText(about, single(body, 'modele'), values.message)
      : await letterMade(about, single(body, 'courrier'))
  const message = made.text ?? values.message
  const files = made.file ? [...joined, made.file] : joined
  const owner = { accountId: who.account.accountId, caseId: request.params.id }
  const errors = made.error === undefined ? [] : [{ fieldId: made.error.fieldId, message: made.error.message }]
  return showCase(visit, {
    status: errors.length > 0 ? 422 : 200,
    typed: { form: 'message', values: { ...values, message }, errors },
    keptFiles: files.slice(0, mostFiles).map((file) => keep(app.secrets, file, owner, who.locale)),
    remark: made.remark,
  })
}

function severalIn(body: FormBody, name: string): readonly string[] {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}

const sentences = {
  too_large: 'refused_too_large',
  empty: 'refused_empty',
  disguised: 'refused_disguised',
  forbidden_type: 'refused_forbidden_type',
  infected: 'refused_infected',
} as const satisfies Record<FileRefusal, string>

const fileError = ({ who }: CaseVisit, { name, reason }: RefusedFile): Typed['errors'][number] => ({
  fieldId: 'files',
  message: caseTexts(who.locale)[sentences[reason]](name),
})

const tooMany = ({ who }: CaseVisit, count: number): Typed['errors'] =>
  count > mostFiles ? [{ fieldId: 'files', message: caseTexts(who.locale).tooManyFiles(String(mostFiles)) }] : []
