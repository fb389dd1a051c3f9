import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { localize } from '#kernel/localized'
import { type Field, type FieldError, type Page, readForm, visibleFields, visiblePages } from '#counter/procedures'
import type { ActingFor } from '#counter/dossiers'
import { renderFragment } from '#platform/html'
import { letLocate, route, type Route, seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import { atSite, deviceCookie, setCookie, type SiteVisitor } from '../../../access/index.ts'
import { framedPage, frameOf } from '../../frame/index.ts'
import { askPlace } from '../../../maps/index.ts'
import { type PageAction, readAction } from './action.ts'
import { actsForFault, readActsFor } from './acts-for.ts'
import { beginOnce, begunBefore, keepBegun } from './begun.ts'
import { blankPage } from './blank.ts'
import { lastOf, type ReceivedPage, receivePage } from './body.ts'
import { scriptsOf } from './scripts.ts'
import { FormFields, FormPage, RivalsAlert } from './form.page.tsx'
import { type Kept, keepPage, shownFields } from './save.ts'
import {
  blankForm,
  deviceSecretOf,
  type DossierTools,
  draftForm,
  formHref,
  type FormState,
  newDraft,
  pageOf,
  readingContext,
  receiptStep,
  signInHref,
  summaryStep,
} from './state.ts'
import { reuse } from './kept.ts'
import { hasSlots } from './slots.ts'
import { missingPieces, stateDataOf } from './state-data/load.ts'
import { takeBack } from './state-data/take-back.ts'
import { formTexts } from './texts.ts'
import { formPageProps, type Refused } from './view.ts'

const text = (maxLength: number) => Type.String({ maxLength })
const FormParams = Type.Object({ site: text(80), slug: text(80), draft: text(40) })
/** Given by the procedure's page, so that Back finds the draft that this showing began. */
const Key = Type.Object({ cle: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]{16,64}$' })) })
const PageParams = Type.Object({ ...FormParams.properties, page: text(60) })

/** `page` is absent where the address has none. */
type Request = FastifyRequest & {
  readonly params: { slug: string; draft: string; page?: string }
  readonly query: { cle?: string }
}

/** The pages of a form: shown, kept, checked one by one. */
export const formRoutes = (tools: DossierTools): Route[] => [
  route({
    method: 'GET',
    url: '/:site/demarches/:slug/demande/:draft',
    guard: atSite(tools.app),
    schema: { params: FormParams, querystring: Key },
    handle: async (request, reply, who) => {
      const state = await stateAt(tools, request as unknown as Request, who)
      if (!state) return seeOther(reply, signInHref(request.originalUrl))
      const { cle } = request.query
      return seeOther(reply, formHref(state, await resumePage(tools, state)) + (cle === undefined ? '' : `?cle=${cle}`))
    },
  }),
  route({
    method: 'GET',
    url: '/:site/demarches/:slug/demande/:draft/:page',
    guard: atSite(tools.app),
    schema: { params: PageParams, querystring: Key },
    handle: (request, reply, who) => showPage(tools, request as unknown as Request, reply, who),
  }),
  route({
    method: 'POST',
    url: '/:site/demarches/:slug/demande/:draft/:page',
    guard: atSite(tools.app),
    schema: { params: PageParams, body: Type.Unknown() },
    handle: (request, reply, who) => receive(tools, request as unknown as Request, reply, who),
  }),
]

const stateAt = ({ app }: DossierTools, request: Request, who: SiteVisitor): Promise<FormState | undefined> => {
  const { slug, draft } = request.params
  return draft === newDraft ? blankForm(app, who, slug) : draftForm(app, request, { who, slug, draftId: draft })
}

/** Where one goes on: the page last kept, as long as the answers still lead through it. */
async function resumePage({ app }: DossierTools, state: FormState): Promise<string> {
  const { draft, definition } = state
  if (draft?.submittedDossierId) return receiptStep
  const first = definition.form.pages[0]?.id ?? summaryStep
  if (!draft) return first
  const context = await readingContext(app, state)
  const reading = readForm(definition.form, draft.entries, context)
  const pages = visiblePages(definition.form, reading.answers, context.around).map(({ id }) => id)
  if (draft.currentPage !== null && reading.errorsByPage[draft.currentPage] && pages.includes(draft.currentPage))
    return draft.currentPage
  return reading.firstInvalidPage ?? summaryStep
}

async function showPage(tools: DossierTools, request: Request, reply: FastifyReply, who: SiteVisitor) {
  const [frame, state] = await Promise.all([frameOf(tools.app, request, who), stateAt(tools, request, who)])
  if (!state) return seeOther(reply, signInHref(request.originalUrl))
  const page = pageOf(state, request.params.page ?? '')
  if (askPlace(page.fields)) letLocate(reply)
  const key = keyOf(request)
  const elsewhere = whereInstead(state, page, begunBefore(request, key))
  if (elsewhere !== undefined) return seeOther(reply, elsewhere)
  if (!state.draft && !who.account && !hasSlots(page)) {
    const main = await blankPage(tools.app, state, page, key)
    return sendPage(reply, framedPage(frame, contentOf(state, page, main)))
  }
  const props = await formPageProps(tools.app, state, page)
  // A page that the answers no longer lead through.
  if (props.step === 0) return seeOther(reply, formHref(state, await resumePage(tools, state)))
  const main = FormPage({ ...props, key: state.draft ? undefined : key })
  return sendPage(reply, framedPage(frame, contentOf(state, page, main)))
}

/** Another address for what is asked: the receipt once it is sent, the draft once it is begun, the first page before. */
function whereInstead(state: FormState, page: Page, begun: string | undefined): string | undefined {
  if (state.draft) return state.draft.submittedDossierId === null ? undefined : formHref(state, receiptStep)
  if (begun !== undefined) return `${state.procedureHref}/demande/${begun}/${page.id}`
  const first = state.definition.form.pages[0]?.id
  return first === undefined || first === page.id ? undefined : formHref(state, first)
}

const keyOf = ({ query }: Request): string => query.cle ?? randomUUID()

const contentOf = (state: FormState, page: Page, main: ReturnType<typeof FormPage> | string, isRefused = false) => {
  const { locale } = state.who
  return {
    title: `${localize(page.title, locale)} | ${localize(state.definition.title, locale)}`,
    main,
    menu: 'procedures',
    scripts: scriptsOf(page),
    isPrivate: true,
    isRefused,
  } as const
}

interface Sent {
  readonly state: FormState
  readonly page: Page
  readonly received: ReceivedPage
  readonly action: PageAction
  /** For whom, where the page asked it. */
  readonly actingFor?: ActingFor | null | undefined
}

async function receive(tools: DossierTools, request: Request, reply: FastifyReply, who: SiteVisitor) {
  // When the session has ended the draft cannot be read, but what is typed is kept all the same.
  const state = await stateAt(tools, request, who)
  const known = state ?? (await blankForm(tools.app, who, request.params.slug))
  const page = pageOf(known, request.params.page ?? '')
  const stored = known.draft?.entries[page.id] ?? {}
  const received = await receivePage(tools.app, request, {
    page,
    held: (input) => [stored[input] ?? []].flat().filter((id) => id !== '').length,
  })
  const action = readAction(page, received.fields)
  const actingFor = await readActsFor(tools.app, who, received.fields)
  const kept = await keep(request, { state: known, page, received, action, actingFor })
  const back = `${known.procedureHref}/demande/${kept?.draftId ?? request.params.draft}`
  if (!kept) return seeOther(reply, `${back}/${receiptStep}`)
  setCookie(request, reply, deviceCookie, kept.deviceSecret)
  await tools.app.dossiers.keepSlots(who.context, {
    collectivityId: who.site.id,
    draftId: kept.draftId,
    deviceSecret: kept.deviceSecret,
    form: known.definition.form,
    pageId: page.id,
    before: stored,
  })
  const key = lastOf(received.fields, 'page-key')
  if (key !== '') keepBegun(request, reply, { key, draftId: kept.draftId })
  const sent = await draftForm(tools.app, withSecret(kept), { who, slug: known.slug, draftId: kept.draftId })
  if (!sent) return afterSession(reply, { back, page, action })
  return answer(tools, reply, { sent: { state: sent, page, received, action }, kept })
}

const withSecret = ({ deviceSecret }: Kept) => ({ cookies: { [deviceCookie]: deviceSecret } })

/** It is kept; whose it is must be known again before it is shown. */
function afterSession(reply: FastifyReply, at: { back: string; page: Page; action: PageAction }) {
  const href = signInHref(`${at.back}/${at.page.id}`)
  if (at.action.kind === 'save') return reply.send({ signIn: href })
  return seeOther(reply, href)
}

async function keep(request: Request, sent: Sent): Promise<Kept | undefined> {
  const { state, page, received, action, actingFor } = sent
  const stored = state.draft?.entries[page.id] ?? {}
  const keepAs = (draftId: string | undefined, deviceSecret: string | undefined, isSameShowing = false) => {
    const { id: collectivityId } = state.who.site
    const draft = { draftId, deviceSecret, isSameShowing }
    const target = { collectivityId, offerId: state.offer.id, locale: state.who.locale, actingFor, ...draft }
    return keepPage(state.who.context, target, { page, stored, received, action })
  }
  const deviceSecret = deviceSecretOf(request)
  if (request.params.draft !== newDraft) return keepAs(request.params.draft, deviceSecret)
  const key = lastOf(received.fields, 'page-key')
  const before = begunBefore(request, key)
  if (before !== undefined) return keepAs(before, deviceSecret, true)
  const once = await beginOnce(key, () => keepAs(undefined, deviceSecret))
  return once.isFirst ? once.begun : keepAs(once.begun.draftId, once.begun.deviceSecret, true)
}

interface Answering {
  readonly sent: Sent
  readonly kept: Kept
}

async function answer(tools: DossierTools, reply: FastifyReply, { sent, kept }: Answering) {
  const { state, page, action } = sent
  const { app } = tools
  switch (action.kind) {
    case 'save':
      return reply.send(await backgroundAnswer(tools, sent, kept))
    case 'later':
      return seeOther(reply, state.procedureHref)
    case 'add':
    case 'remove':
    case 'search':
      return seeOther(reply, `${formHref(state, page.id)}#${action.path}`)
    case 'fetch':
      return seeOther(reply, `${formHref(state, 'donnees')}/${encodeURIComponent(action.datum)}`)
    case 'withdraw':
      await takeBack(app, state, { page, datumId: action.datum, deviceSecret: kept.deviceSecret })
      return seeOther(reply, `${formHref(state, page.id)}#etat-${encodeURIComponent(action.datum)}`)
    case 'reuse': {
      const upload = await reuse(app, state, { ...action, page, deviceSecret: kept.deviceSecret })
      if (upload) return refuse(tools, { reply, state, page }, { errors: [], uploads: [upload] })
      return seeOther(reply, `${formHref(state, page.id)}#${action.path}`)
    }
    case 'remove_file':
      return seeOther(reply, `${formHref(state, page.id)}#${action.input}`)
    case 'continue':
      return goOn(tools, reply, { sent, kept })
  }
}

/** What a script shows after a save: when, and the fields as the answers now show them. */
async function backgroundAnswer({ app }: DossierTools, sent: Sent, kept: Kept) {
  const { state, page, received } = sent
  const { locale } = state.who
  const uploads = received.uploads.filter(({ ok }) => !ok)
  const props = await formPageProps(app, state, page, { errors: [], uploads })
  return {
    action: props.action,
    version: props.version,
    saved: formTexts(locale).saved(formats(locale).time(state.draft?.updatedAt ?? app.clock.now())),
    fields: renderFragment(FormFields(props)),
    ...(kept.hasRivals && { rivals: renderFragment(RivalsAlert(props)) }),
  }
}

async function goOn(tools: DossierTools, reply: FastifyReply, { sent, kept }: Answering) {
  const { state, page, received } = sent
  const { app } = tools
  const draft = state.draft
  const context = await readingContext(app, state)
  const reading = readForm(state.definition.form, draft?.entries ?? {}, context)
  const uploads = received.uploads.filter(({ ok }) => !ok)
  const visible = visibleFields(page, reading.answers, context.around)
  const fresh = newlyShown(visible, shownFields(received.fields))
  const errors = [...(reading.errorsByPage[page.id] ?? []), ...(await piecesMissing(app, state, { page, visible }))]
  // A question that the answers have just called for is asked, not refused.
  const first = errors.length > 0 && uploads.length === 0 && errors.every(({ field }) => fresh.has(rootOf(field)))
  if (first) return seeOther(reply, `${formHref(state, page.id)}#${errors[0]?.input}`)
  const actsFor = await actsForFault(app, state, page.id)
  if (errors.length === 0 && uploads.length === 0 && actsFor === undefined && !kept.hasRivals)
    return seeOther(
      reply,
      formHref(state, nextStep(visiblePages(state.definition.form, reading.answers, context.around), page)),
    )
  return refuse(tools, { reply, state, page }, { errors: errors.filter(isAsked(fresh)), uploads, actsFor })
}

/** Pieces that the State has not spared her. */
async function piecesMissing(
  app: DossierTools['app'],
  state: FormState,
  { page, visible }: { page: Page; visible: readonly { readonly id: string }[] },
): Promise<FieldError[]> {
  const shown = new Set(visible.map(({ id }) => id))
  return missingPieces(page, await stateDataOf(app, state), { entries: state.draft?.entries[page.id] ?? {}, shown })
}

const rootOf = (path: string): string => path.split('.', 1)[0] ?? ''
const isAsked =
  (fresh: ReadonlySet<string>) =>
  ({ field }: FieldError): boolean =>
    !fresh.has(rootOf(field))

/** Fields that the answers show and that the page sent did not have. */
function newlyShown(shown: readonly Field[], sent: readonly string[]): ReadonlySet<string> {
  if (sent.length === 0) return new Set()
  return new Set(shown.map(({ id }) => id).filter((id) => !sent.includes(id)))
}

const nextStep = (pages: readonly Page[], page: Page): string =>
  pages[pages.findIndex(({ id }) => id === page.id) + 1]?.id ?? summaryStep

interface Refusing {
  readonly reply: FastifyReply
  readonly state: FormState
  readonly page: Page
}

async function refuse(tools: DossierTools, { reply, state, page }: Refusing, refused: Refused) {
  if (askPlace(page.fields)) letLocate(reply)
  const [frame, props] = await Promise.all([
    frameOf(tools.app, { originalUrl: formHref(state, page.id) }, state.who),
    formPageProps(tools.app, state, page, refused),
  ])
  return sendPage(reply, framedPage(frame, contentOf(state, page, FormPage(props), true)), 422)
}
