import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type DocumentKind, forgetDocument, getDocument, keepDocument, kinds, listDocuments } from '#counter/wallet'
import { type FileRefusal, safeFileName } from '#platform/files'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { type Member, signedIn } from '../../access/index.ts'
import { readUpload, sendAttachment } from '../../attachments/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../accounts/typed.ts'
import { type DocumentFault, DocumentsPage, type DocumentsPageProps } from './documents.page.tsx'
import { documentTexts } from './documents.texts.ts'
import { show } from './show.ts'

const url = '/compte/documents'
const Params = Type.Object({ document: Type.String({ maxLength: 40 }) })
const news = { garde: 'kept', efface: 'removed' } as const

/** What somebody keeps to give it again. */
export const documentRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: signedIn(app),
    schema: { querystring: Type.Object({ fait: Type.Optional(Type.Enum(['garde', 'efface'] as const)) }) },
    handle: (request, reply, who) => {
      const { fait } = request.query
      return page({ app, request, reply, who }, { news: fait && news[fait] })
    },
  }),
  route({
    method: 'POST',
    url,
    guard: signedIn(app),
    schema: { body: Type.Unknown() },
    handle: (request, reply, who) => keep({ app, request, reply, who }),
  }),
  route({
    method: 'GET',
    url: `${url}/:document`,
    guard: signedIn(app),
    schema: { params: Params },
    handle: async (request, reply, who) =>
      sendAttachment(app.files, reply, await getDocument(who.context, request.params.document)),
  }),
  route({
    method: 'POST',
    url: `${url}/:document/effacer`,
    guard: signedIn(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      await forgetDocument(who.context, request.params.document)
      return seeOther(reply, `${url}?fait=efface`)
    },
  }),
]

interface Exchange {
  readonly app: App
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly who: Member
}

async function page(
  { app, request, reply, who }: Exchange,
  said: Partial<Pick<DocumentsPageProps, 'news' | 'faults' | 'kind'>>,
): Promise<FastifyReply> {
  const { locale, context } = who
  const documents = await listDocuments(context)
  const { news: done, faults = [], kind } = said
  const main = DocumentsPage({ locale, documents, news: done, faults, kind })
  const title = documentTexts(locale).title
  return show(app, request, reply, { who, title, main, ...(faults.length > 0 && { status: 422 }) })
}

const faultOf: Readonly<Record<FileRefusal, DocumentFault>> = {
  too_large: 'too_large',
  empty: 'file',
  disguised: 'forbidden',
  forbidden_type: 'forbidden',
  infected: 'infected',
}

async function keep(exchange: Exchange): Promise<FastifyReply> {
  const { app, request, reply, who } = exchange
  const { body, files, refused } = await readUpload(app.files, request, {
    kindsOf: (input) => (input === 'fichier' ? ['pdf', 'image'] : []),
  })
  const typed = typedIn(body, 'sorte')
  const kind: DocumentKind | undefined = kinds.find((each) => each === typed)
  const file = files[0]?.file
  const fileFault = refused[0] ? faultOf[refused[0].reason] : 'file'
  const faults: DocumentFault[] = [...(file ? [] : [fileFault]), ...(kind ? [] : ['kind' as const])]
  if (!file || !kind) return page(exchange, { faults, kind })
  const named = { ...file, name: safeFileName(file.name, file.mediaType) }
  const kept = await keepDocument(who.context, { file: named, kind })
  if (!kept.ok) return page(exchange, { faults: [kept.refusal], kind })
  return seeOther(reply, `${url}?fait=garde`)
}
