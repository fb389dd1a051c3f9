import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { consentSentence, type Datum, findDatum } from '#counter/connectors'
import { savePage } from '#counter/dossiers'
import { notFound } from '#kernel/errors'
import { isDay } from '#kernel/calendar'
import { localize } from '#kernel/localized'
import type { PivotIdentity } from '#identity/state'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import { atSite, type SiteVisitor } from '../../../../access/index.ts'
import type { App } from '../../../../app.ts'
import { framedPage, frameOf } from '../../../frame/index.ts'
import { lastOf } from '../body.ts'
import {
  deviceSecretOf,
  type DossierTools,
  draftForm,
  formHref,
  type FormState,
  receiptStep,
  signInHref,
} from '../state.ts'
import { AskPage, type AskPageProps } from './ask.page.tsx'
import { formFor, readAsked, typedOf } from './identity.ts'
import { stateDataOf } from './load.ts'
import { findPlace } from './places.ts'
import { ofHolder, stateDatumTexts } from './texts.ts'
import { declaredIn, pageWith, stateEntries } from './wanted.ts'

const text = (maxLength: number) => Type.String({ maxLength })
const Params = Type.Object({ site: text(80), slug: text(80), draft: text(40), datum: text(60) })
const url = '/:site/demarches/:slug/demande/:draft/donnees/:datum'

type Request = FastifyRequest & { readonly params: { slug: string; draft: string; datum: string } }

/** Asking the State for a datum of a request: what is agreed to, whom it is about, and the answer back in the form. */
export const askRoutes = (tools: DossierTools): Route[] => [
  route({
    method: 'GET',
    url,
    guard: atSite(tools.app),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const asking = await openAsking(tools, request as unknown as Request, who)
      if (!('datum' in asking)) return seeOther(reply, asking.elsewhere)
      const key = { collectivityId: who.site.id, datum: asking.datum.id }
      const canAsk = await tools.app.connectors.canAsk(who.context, key)
      return show(tools.app, reply, asking, canAsk ? {} : { refused: 'not_configured' })
    },
  }),
  route({
    method: 'POST',
    url,
    guard: atSite(tools.app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const asking = await openAsking(tools, request as unknown as Request, who)
      if (!('datum' in asking)) return seeOther(reply, asking.elsewhere)
      return ask(tools.app, { request: request as unknown as Request, reply, asking }, request.body)
    },
  }),
]

interface Asking {
  readonly state: FormState & { readonly draft: NonNullable<FormState['draft']> }
  readonly datum: Datum
  /** The ones that the procedure declares. */
  readonly fields: readonly string[]
  readonly pivot: PivotIdentity | undefined
}

/** @throws AppError `not_found connectors.datum` for a datum that the procedure does not take. */
async function openAsking(
  { app }: DossierTools,
  request: Request,
  who: SiteVisitor,
): Promise<Asking | { readonly elsewhere: string }> {
  const { slug, draft: draftId, datum: name } = request.params
  const state = await draftForm(app, request, { who, slug, draftId })
  if (!state?.draft) return { elsewhere: signInHref(request.originalUrl) }
  // Once it is filed, nothing more is asked for it.
  if (state.draft.submittedDossierId) return { elsewhere: formHref(state, receiptStep) }
  const datum = findDatum(name)
  const fields = declaredIn(state.definition.form, name)
  if (!datum || fields.length === 0) throw notFound('connectors.datum', name)
  const { account } = who
  const pivot = account ? await app.nationalIdentities.findPivotIdentity(app, account.accountId) : undefined
  return { state: { ...state, draft: state.draft }, datum, fields, pivot }
}

const backTo = ({ state, datum }: Asking): string => {
  const page = pageWith(state.definition.form, datum.id)
  return `${formHref(state, page?.id ?? '')}#etat-${datum.id}`
}

const purposeOf = ({ state }: Asking): string => localize(state.definition.title, state.who.locale)

async function show(
  app: App,
  reply: FastifyReply,
  asking: Asking,
  said: Partial<Pick<AskPageProps, 'typed' | 'wrong' | 'refused'>>,
): Promise<FastifyReply> {
  const { state, datum, fields, pivot } = asking
  const { who } = state
  const { locale } = who
  const action = `${formHref(state, 'donnees')}/${datum.id}`
  const consent = await consentSentence(who.context, {
    collectivityId: who.site.id,
    datum: datum.id,
    fields,
    purpose: purposeOf(asking),
    locale,
  })
  const helps = !pivot && datum.ways.civil_status !== undefined && app.config.franceConnect !== undefined
  const main = AskPage({
    locale,
    datum,
    action,
    backHref: backTo(asking),
    consent,
    form: formFor(datum, pivot),
    certified: pivot && certifiedSentence(locale, pivot),
    signInHref: helps ? signInHref(action) : undefined,
    typed: said.typed ?? {},
    wrong: said.wrong ?? [],
    refused: said.refused,
  })
  const isRefused = said.wrong !== undefined || said.refused !== undefined
  const title = `${ofHolder(stateDatumTexts(locale).askTitle(localize(datum.holder, locale)))} | ${purposeOf(asking)}`
  const frame = await frameOf(app, { originalUrl: action }, who)
  const content = { title, main, menu: 'procedures', isPrivate: true, isRefused } as const
  return sendPage(reply, framedPage(frame, content), isRefused ? 422 : 200)
}

function certifiedSentence(locale: 'fr' | 'en', { givenName, familyName, birthdate }: PivotIdentity): string {
  const t = stateDatumTexts(locale)
  const name = `${givenName} ${familyName}`
  return isDay(birthdate) ? t.certified(name, formats(locale).date(birthdate)) : t.certifiedShort(name)
}

interface Exchange {
  readonly request: Request
  readonly reply: FastifyReply
  readonly asking: Asking
}

async function ask(app: App, { request, reply, asking }: Exchange, body: FormBody): Promise<FastifyReply> {
  const { state, datum, fields, pivot } = asking
  const typed = typedOf(body)
  const form = formFor(datum, pivot)
  const { asked, wrong } = await readAsked(form, typed, { pivot, findPlace })
  const missing = lastOf(body, 'consent') === '' ? [...wrong, 'consent' as const] : wrong
  if (missing.length > 0) return show(app, reply, asking, { typed, wrong: missing })
  const { who, draft } = state
  const answer = await app.connectors.fetchDatum(who.context, {
    collectivityId: who.site.id,
    subjectId: draft.id,
    datum: datum.id,
    fields,
    asked,
    purpose: purposeOf(asking),
    locale: who.locale,
    isCertified: pivot !== undefined,
    isOwnIdentity: form === 'certified',
  })
  if (answer.kind === 'refused') return show(app, reply, asking, { typed, refused: answer.reason })
  if (answer.kind === 'fetched') await writeDown(app, request, asking)
  return seeOther(reply, backTo(asking))
}

/** What came is written in the draft as if it had been typed: what stood there before, she asked to replace. */
async function writeDown(app: App, request: Request, { state, datum }: Asking): Promise<void> {
  const { draft, who, definition } = state
  const data = await stateDataOf(app, state)
  const page = pageWith(definition.form, datum.id)
  const told = page ? stateEntries(page, new Map([...data].filter(([id]) => id === datum.id))) : {}
  if (!page || Object.keys(told).length === 0) return
  await savePage(who.context, {
    collectivityId: who.site.id,
    draftId: draft.id,
    deviceSecret: deviceSecretOf(request),
    pageId: page.id,
    entries: { ...draft.entries[page.id], ...told },
    seenVersion: draft.version,
  })
}
