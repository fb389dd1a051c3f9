import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  askContactCode,
  askLetter,
  declareDomains,
  leaveOrganisation,
  type ProofFile,
  sendDocument,
} from '#identity/organisations'
import { safeFileName } from '#platform/files'
import { FormBody, type RequestOf, route, type Route, seeOther } from '#platform/http'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { readUpload } from '../../attachments/index.ts'
import { typedIn } from '../accounts/typed.ts'
import type { PageRefusal } from './organisation.page.tsx'
import { showOrganisation } from './show.ts'
import { proofSentence, refusalSentence } from './sentences.ts'
import type { DoneName } from './texts.ts'

const Params = Type.Object({ organisation: Type.String({ format: 'uuid' }) })
const Schema = { params: Params, body: FormBody }
const UploadSchema = { params: Params }

/** What an act did, or why it did not. */
type Done = DoneName | PageRefusal

interface Act {
  readonly who: Member
  readonly organisationId: string
  readonly body: FormBody
}

/** What one does with one organisation, each a button of its page. */
export const actRoutes = (app: App): Route[] => [
  act(app, 'certifier', async ({ who, organisationId }) => {
    const done = await app.organisations.certifyDirector(who.context, organisationId)
    return done.ok ? 'certifie' : { fieldId: 'certifier', message: refusalSentence(done.refusal, who.locale) }
  }),
  act(app, 'courrier', async ({ who, organisationId }) => {
    const done = await askLetter(who.context, organisationId)
    return done.ok ? 'courrier' : { fieldId: 'courrier', message: proofSentence(done.refusal, who.locale) }
  }),
  act(app, 'contact', async ({ who, organisationId }) => {
    const done = await askContactCode(who.context, organisationId)
    return done.ok ? 'contact' : { fieldId: 'contact', message: proofSentence(done.refusal, who.locale) }
  }),
  act(app, 'code', async ({ who, organisationId, body }) => {
    const typed = typedIn(body, 'code')
    const done = await app.organisations.enterCode(who.context, { organisationId, code: typed })
    return done.ok ? 'code' : { fieldId: 'code', message: proofSentence(done.refusal, who.locale), typed }
  }),
  act(app, 'domaines', async ({ who, organisationId, body }) => {
    const typed = typedIn(body, 'domaines')
    const done = await declareDomains(who.context, { organisationId, domains: typed.split(/[\s,;]+/) })
    return done.ok ? 'domaines' : { fieldId: 'domaines', message: proofSentence(done.refusal, who.locale), typed }
  }),
  documentRoute(app),
  route({
    method: 'POST',
    url: '/compte/organisations/:organisation/quitter',
    guard: signedIn(app),
    schema: Schema,
    handle: async (request, reply, who) => {
      await leaveOrganisation(who.context, request.params.organisation)
      return seeOther(reply, '/compte/organisations?fait=quittee')
    },
  }),
]

const act = (app: App, name: string, perform: (act: Act) => Promise<Done>): Route =>
  route({
    method: 'POST',
    url: `/compte/organisations/:organisation/${name}`,
    guard: signedIn(app),
    schema: Schema,
    perMinute: 20,
    handle: async (request: RequestOf<typeof Schema>, reply, who) => {
      const organisationId = request.params.organisation
      const done = await perform({ who, organisationId, body: request.body })
      if (typeof done === 'string') return seeOther(reply, `/compte/organisations/${organisationId}?fait=${done}`)
      return showOrganisation(app, request, reply, { who, organisationId, refusal: done })
    },
  })

const documentRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/compte/organisations/:organisation/document',
    guard: signedIn(app),
    schema: UploadSchema,
    perMinute: 20,
    handle: async (request, reply, who) => {
      const organisationId = request.params.organisation
      const { file } = await receiveDocument(app, request)
      const done = file === undefined ? undefined : await sendDocument(who.context, organisationId, file)
      if (done?.ok) return seeOther(reply, `/compte/organisations/${organisationId}?fait=document`)
      const message = proofSentence(done?.refusal ?? 'no_file', who.locale)
      return showOrganisation(app, request, reply, { who, organisationId, refusal: { fieldId: 'document', message } })
    },
  })

/** A form with one document: a PDF or a picture, judged on its bytes. */
export async function receiveDocument(
  app: App,
  request: Pick<FastifyRequest, 'isMultipart' | 'parts' | 'body'>,
): Promise<{ readonly body: FormBody; readonly file: ProofFile | undefined }> {
  const form = await readUpload(app.files, request, {
    kindsOf: (input) => (input === 'document' ? ['pdf', 'image'] : []),
  })
  const file = form.files[0]?.file
  return { body: form.body, file: file && { ...file, name: safeFileName(file.name, file.mediaType) } }
}
