import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import {
  type AskedOfMe,
  giveOpinionHere,
  listAskedOfMe,
  namesIn,
  readAskedOfMe,
  refuseToSign,
  signHere,
} from '#counter/dossiers'
import { summarise } from '#counter/procedures'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { localize } from '#kernel/localized'
import { safeFileName } from '#platform/files'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import { listCollectivities } from '#territory/collectivities'
import { agentAt, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { readUpload, sendAttachment, type UploadedForm } from '../../attachments/index.ts'
import { refusalSentence } from '../../guichet/dossiers/errors.ts'
import { summaryFormatter } from '../../guichet/dossiers/formatter.ts'
import { needsText, opinionOf } from '../../guichet/opinions/opinion.page.tsx'
import { opinionTexts } from '../../guichet/opinions/texts.ts'
import { fileRow } from '../dossiers/case/sections.ts'
import { caseAddress } from '../dossiers/case/present.ts'
import { single } from '../dossiers/case/visit.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { type OneErrors, OneOver, OnePage, type OnePageProps } from './one.page.tsx'
import { askedTexts } from './texts.ts'
import { WaitingPage } from './waiting.page.tsx'

const Site = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Site, question: Type.String({ maxLength: 40 }) })
const Done = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 10 })) })
const url = '/bureau/:site/on-me-demande'

/** `/bureau/:site/on-me-demande`: the opinions and signatures that colleagues ask of the agent who reads. */
export const askedRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: agentAt(app),
    schema: { params: Type.Object({ site: Site }) },
    handle: async (request, reply, who) => {
      const { locale, site } = who
      const asked = await listAskedOfMe(who.context, site.id)
      const main = WaitingPage({ locale, base: baseOf(who), asked })
      const counts = { asked: asked.length > 0 ? formats(locale).number(asked.length) : undefined }
      const page = { title: askedTexts(locale).title, main, menu: 'asked', counts } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), page))
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:question`,
    guard: agentAt(app),
    schema: { params: Params, querystring: Done },
    handle: (request, reply, who) => show({ app, request, reply, who }),
  }),
  route({
    method: 'POST',
    url: `${url}/:question`,
    guard: agentAt(app),
    schema: { params: Params, querystring: Done },
    perMinute: 30,
    handle: async (request, reply, who) => {
      const visit: Visit = { app, request, reply, who }
      const asked = await readAskedOfMe(who.context, keyOf(visit))
      // Before the files are read: a question that is over takes none.
      if (!asked.isAwaited) return seeOther(reply, ownHref(visit))
      const form = await readUpload(app.files, request, {
        kindsOf: (input) => (input === 'fichiers' && asked.request.service !== 'visa' ? undefined : []),
      })
      return asked.request.service === 'visa' ? sign(visit, form) : answer(visit, form)
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:question/fichiers/:file`,
    guard: agentAt(app),
    schema: { params: Type.Object({ ...Params.properties, file: Type.String({ maxLength: 40 }) }) },
    handle: async (request, reply, who) => {
      const key = { collectivityId: who.site.id, requestId: request.params.question }
      const { files, isAwaited } = await readAskedOfMe(who.context, key)
      const file = isAwaited ? files.find(({ id }) => id === request.params.file) : undefined
      if (!file) throw notFound('dossiers.no_attachment', request.params.file)
      return sendAttachment(app.files, reply, file)
    },
  }),
]

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/on-me-demande`

interface Visit {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'> & {
    readonly params: Static<typeof Params>
    readonly query: Static<typeof Done>
  }
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

const keyOf = ({ who, request }: Visit) => ({ collectivityId: who.site.id, requestId: request.params.question })
const ownHref = ({ who, request }: Visit): string => `${baseOf(who)}/${request.params.question}`

interface Refused {
  readonly typed: OnePageProps['typed']
  readonly errors: OneErrors
}

async function show(visit: Visit, refused?: Refused): Promise<FastifyReply> {
  const { app, request, reply, who } = visit
  const { locale } = who
  const asked = await readAskedOfMe(who.context, keyOf(visit))
  const isDone = asked.request.answer !== null && request.query.fait !== undefined
  const main = asked.isAwaited
    ? OnePage(await propsOf(visit, asked, refused))
    : OneOver({ locale, back: baseOf(who), isDone })
  const isRefused = refused !== undefined
  const page = { title: askedTexts(locale).title, main, menu: 'asked', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}

const nameOf = ({ account }: AgentVisitor): string => `${account.givenName} ${account.familyName}`

async function propsOf(visit: Visit, asked: AskedOfMe, refused?: Refused): Promise<OnePageProps> {
  const { app, who } = visit
  const { locale, site } = who
  const { dossier, definition, question, answers, sheet, files, request } = asked
  const communes = await listCollectivities(app.db, { kind: 'commune' })
  return {
    locale,
    isSignature: request.service === 'visa',
    number: dossier.number,
    about: localize(definition.title, locale),
    by: request.askedByName ?? '',
    question: question && localize(question, locale),
    wished: request.wishedOn === null ? undefined : formats(locale).fullDate(request.wishedOn),
    sections: summarise(definition, answers, locale, summaryFormatter(locale, communes, namesIn(sheet, locale))),
    files: files.map((file) => ({ row: fileRow(file, { locale, address: ownHref(visit) }), digest: file.digest })),
    back: baseOf(who),
    action: ownHref(visit),
    key: newId(),
    caseHref: asked.isCaseReadable ? caseAddress(site.slug, dossier.id) : undefined,
    signsAs: nameOf(who),
    typed: refused?.typed ?? { opinion: '', text: '', reason: '' },
    errors: refused?.errors ?? {},
  }
}

async function answer(visit: Visit, { body, files, refused }: UploadedForm): Promise<FastifyReply> {
  const { who, reply } = visit
  const t = opinionTexts(who.locale)
  const typed = {
    opinion: single(body, 'avis'),
    text: single(body, 'observations').trim().slice(0, 10_000),
    reason: '',
  }
  const opinion = opinionOf(typed.opinion)
  const refusals = refused.map(({ name, reason }) => refusalSentence(reason, safeFileName(name), who.locale))
  const errors: OneErrors = {
    ...(opinion === undefined && { avis: t.opinionMissing }),
    ...(needsText(opinion) && typed.text === '' && { observations: t.textMissing }),
    ...(refusals.length > 0 && { fichiers: refusals.join('. ') }),
  }
  if (opinion === undefined || Object.keys(errors).length > 0) return show(visit, { typed, errors })
  // Agents read it: in French.
  const words = opinionTexts('fr')
  const note = [words.note(words[opinion].toLowerCase(), nameOf(who)), typed.text].filter(Boolean).join('\n\n')
  await giveOpinionHere(who.context, {
    ...keyOf(visit),
    opinion,
    text: typed.text,
    note,
    files: files.map(({ file }) => ({ ...file, name: safeFileName(file.name, file.mediaType) })),
    idempotencyKey: single(body, 'envoi').slice(0, 60),
  })
  // Refused when it is answered meanwhile: the page says so.
  return seeOther(reply, `${ownHref(visit)}?fait=oui`)
}

async function sign(visit: Visit, { body }: UploadedForm): Promise<FastifyReply> {
  const { who, reply } = visit
  const [t, french] = [askedTexts(who.locale), askedTexts('fr')]
  const reason = single(body, 'raison').trim().slice(0, 5000)
  const typed = { opinion: '', text: '', reason }
  if (single(body, 'choix') === 'refuser') {
    if (reason === '') return show(visit, { typed, errors: { raison: t.reasonMissing } })
    await refuseToSign(who.context, { ...keyOf(visit), note: `${french.noteRefused(nameOf(who))}\n\n${reason}` })
    return seeOther(reply, `${ownHref(visit)}?fait=oui`)
  }
  if (single(body, 'accord') === '') return show(visit, { typed, errors: { accord: t.agreeMissing } })
  await signHere(who.context, { ...keyOf(visit), note: french.noteSigned(nameOf(who)) })
  return seeOther(reply, `${ownHref(visit)}?fait=oui`)
}
