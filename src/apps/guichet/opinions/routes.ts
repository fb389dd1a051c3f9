import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { giveOpinion, namesIn, openOpinion, type OpinionAsked } from '#counter/dossiers'
import { summarise } from '#counter/procedures'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { systemContext } from '#platform/context'
import { safeFileName } from '#platform/files'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import { listCollectivities } from '#territory/collectivities'
import { atSite, type SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { readUpload, sendAttachment } from '../../attachments/index.ts'
import { refusalSentence } from '../dossiers/errors.ts'
import { lastOf } from '../dossiers/form/body.ts'
import { summaryFormatter } from '../dossiers/formatter.ts'
import { framedPage, frameOf, siteName } from '../frame/index.ts'
import { needsText, OpinionOver, opinionOf, OpinionPage, type OpinionPageProps } from './opinion.page.tsx'
import { opinionTexts } from './texts.ts'

const text = (maxLength: number) => Type.String({ maxLength })
const Params = Type.Object({ site: text(80), request: text(40) })
const Key = Type.Object({ cle: text(80), fait: Type.Optional(text(10)) })
const url = '/:site/avis/:request'

/** Giving an opinion that a circuit asked, by the link that was mailed: no account, one question, until it is answered. */
export const opinionRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: atSite(app),
    schema: { params: Params, querystring: Key },
    perMinute: 60,
    handle: (request, reply, who) => show({ app, request: request as unknown as Request, reply, who }),
  }),
  route({
    method: 'POST',
    url,
    guard: atSite(app),
    schema: { params: Params, querystring: Key, body: Type.Unknown() },
    perMinute: 20,
    handle: (request, reply, who) => receive({ app, request: request as unknown as Request, reply, who }),
  }),
  route({
    method: 'GET',
    url: `${url}/fichiers/:file`,
    guard: atSite(app),
    schema: { params: Type.Object({ ...Params.properties, file: text(40) }), querystring: Key },
    perMinute: 60,
    handle: async (request, reply, who) => {
      const visit = { app, request: request as unknown as Request, reply, who }
      const { files, isAwaited } = await opened(visit)
      const file = isAwaited ? files.find(({ id }) => id === request.params.file) : undefined
      if (!file) throw notFound('dossiers.no_attachment', request.params.file)
      return sendAttachment(app.files, reply, file)
    },
  }),
]

type Request = FastifyRequest & { readonly params: Static<typeof Params>; readonly query: Static<typeof Key> }

interface Visit {
  readonly app: App
  readonly request: Request
  readonly reply: FastifyReply
  readonly who: SiteVisitor
}

const keyOf = ({ request, who }: Visit) => ({
  collectivityId: who.site.id,
  requestId: request.params.request,
  key: request.query.cle,
})

const opened = (visit: Visit): Promise<OpinionAsked> =>
  openOpinion(visit.app.secrets)(systemContext(visit.app, 'Avis'), keyOf(visit))

const ownHref = ({ request, who }: Visit): string =>
  `${who.site.base}/avis/${request.params.request}?cle=${encodeURIComponent(request.query.cle)}`

interface Refused {
  readonly typed: OpinionPageProps['typed']
  readonly errors: OpinionPageProps['errors']
}

async function show(visit: Visit, refused?: Refused): Promise<FastifyReply> {
  const { app, request, reply, who } = visit
  const asked = await opened(visit)
  const isGiven = asked.request.answer !== null && request.query.fait !== undefined
  const main = asked.isAwaited
    ? OpinionPage(await propsOf(visit, asked, refused))
    : OpinionOver({ locale: who.locale, isGiven })
  const frame = await frameOf(app, request, who)
  const isRefused = refused !== undefined
  const page = framedPage(frame, { title: opinionTexts(who.locale).title, main, isPrivate: true, isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}

async function propsOf(visit: Visit, asked: OpinionAsked, refused?: Refused): Promise<OpinionPageProps> {
  const { app, request, who } = visit
  const { locale, site } = who
  const { dossier, definition, question, answers, files, dueAt, request: row } = asked
  const communes = await listCollectivities(app.db, { kind: 'commune' })
  const { name } = asked.request.parameters
  const cle = encodeURIComponent(request.query.cle)
  return {
    locale,
    place: siteName(site),
    about: opinionTexts(locale).about(dossier.number, localize(definition.title, locale)),
    question: question && localize(question, locale),
    until: dueAt === null ? undefined : formats(locale).fullDate(dueAt),
    wished: row.wishedOn === null ? undefined : formats(locale).fullDate(row.wishedOn),
    mayAbstain: row.step === '',
    sections: summarise(definition, answers, locale, summaryFormatter(locale, communes, namesIn(asked.sheet, locale))),
    files: files.map((file) => ({
      name: file.name,
      href: `${site.base}/avis/${request.params.request}/fichiers/${file.id}?cle=${cle}`,
      note: formats(locale).fileSize(file.size),
      icon: file.mediaType.startsWith('image/') ? 'image' : 'file-text',
    })),
    action: ownHref(visit),
    key: randomBytes(18).toString('base64url'),
    typed: refused?.typed ?? { opinion: '', name: typeof name === 'string' ? name : '', text: '' },
    errors: refused?.errors ?? {},
  }
}

async function receive(visit: Visit): Promise<FastifyReply> {
  const { app, request, reply, who } = visit
  // Before the files are read: a wrong link takes none.
  if (!(await opened(visit)).isAwaited) return seeOther(reply, ownHref(visit))
  const upload = await readUpload(app.files, request, { kindsOf: (input) => (input === 'fichiers' ? undefined : []) })
  const read = (input: string, most: number) => lastOf(upload.body, input).trim().slice(0, most)
  const typed = { opinion: read('avis', 20), name: read('nom', 120), text: read('observations', 10_000) }
  const t = opinionTexts(who.locale)
  const opinion = opinionOf(typed.opinion)
  const refusals = upload.refused.map(({ name, reason }) => refusalSentence(reason, safeFileName(name), who.locale))
  const errors: OpinionPageProps['errors'] = {
    ...(opinion === undefined && { avis: t.opinionMissing }),
    ...(needsText(opinion) && typed.text === '' && { observations: t.textMissing }),
    ...(refusals.length > 0 && { fichiers: refusals.join('. ') }),
    ...(typed.name === '' && { nom: t.nameMissing }),
  }
  if (opinion === undefined || Object.keys(errors).length > 0) return show(visit, { typed, errors })
  // Agents read it: in French.
  const words = opinionTexts('fr')
  const note = [words.note(words[opinion].toLowerCase(), typed.name), typed.text].filter(Boolean).join('\n\n')
  await giveOpinion(app.secrets)(systemContext(app, typed.name), {
    ...keyOf(visit),
    opinion,
    by: typed.name,
    text: typed.text,
    note,
    files: upload.files.map(({ file }) => ({ ...file, name: safeFileName(file.name, file.mediaType) })),
    idempotencyKey: read('envoi', 60),
  })
  // Refused when it is answered meanwhile: the page says so.
  return seeOther(reply, `${ownHref(visit)}&fait=oui`)
}
