import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { type KnownEntries, openAttachment, readDraft, type Receipt, type SubmitRefusal } from '#counter/dossiers'
import { type FormReading, type ListedSource, readForm, summarise, visiblePages } from '#counter/procedures'
import { listCollectivities } from '#territory/collectivities'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import { atSite, type SiteVisitor } from '../../../access/index.ts'
import { contextFor } from '../../../app.ts'
import { framedPage, frameOf } from '../../frame/index.ts'
import { groundUnder, isFar, positionsOf } from '../../../maps/index.ts'
import { sendAttachment } from '../../../attachments/index.ts'
import { followCase, type FollowedCase } from '../follow/case.ts'
import { sendReceiptPdf } from '../follow/receipt.ts'
import { labelAt } from '../errors.ts'
import { summaryFormatter } from '../formatter.ts'
import { receiptTexts } from './receipt-texts.ts'
import { ReceiptPage } from './receipt.page.tsx'
import {
  deviceSecretOf,
  type DossierTools,
  draftForm,
  entriesOf,
  expired,
  formHref,
  type FormState,
  readingContext,
  receiptStep,
  signInHref,
  summaryStep,
} from './state.ts'
import { SummaryPage } from './summary.page.tsx'
import { stateKnown } from './state-data/load.ts'
import { ineligibilityOf } from './ineligible.tsx'
import { idOf } from './sheet.ts'
import { formTexts, surerNeeded } from './texts.ts'

const text = (maxLength: number) => Type.String({ maxLength })
const Params = Type.Object({ site: text(80), slug: text(80), draft: text(40) })
const FileParams = Type.Object({ ...Params.properties, file: text(40) })

type Request = FastifyRequest & { readonly params: { slug: string; draft: string } }

/** The end of a form: check, send, keep the receipt; and the files joined so far. */
export const finishRoutes = (tools: DossierTools): Route[] => {
  const { app } = tools
  const address = '/:site/demarches/:slug/demande/:draft'
  const guard = atSite(app)
  return [
    route({
      method: 'GET',
      url: `${address}/${summaryStep}`,
      guard,
      schema: { params: Params },
      handle: (request, reply, who) => showSummary(tools, { request: request as Request, reply, who }),
    }),
    route({
      method: 'POST',
      url: `${address}/${summaryStep}`,
      guard,
      schema: { params: Params, body: FormBody },
      handle: (request, reply, who) => send(tools, { request: request as Request, reply, who }, request.body),
    }),
    route({
      method: 'GET',
      url: `${address}/${receiptStep}`,
      guard,
      schema: { params: Params },
      handle: (request, reply, who) => showReceipt(tools, { request: request as Request, reply, who }),
    }),
    route({
      method: 'GET',
      url: `${address}/${receiptStep}.pdf`,
      guard,
      schema: { params: Params },
      handle: (request, reply, who) => sendReceipt(tools, { request: request as Request, reply, who }),
    }),
    route({
      method: 'GET',
      url: `${address}/fichiers/:file`,
      guard,
      schema: { params: FileParams },
      handle: (request, reply, who) =>
        sendFile(tools, { request: request as Request, reply, who }, request.params.file),
    }),
  ]
}

interface Visit {
  readonly request: Request
  readonly reply: FastifyReply
  readonly who: SiteVisitor
}

const stateOf = (tools: DossierTools, { request, who }: Visit): Promise<FormState | undefined> =>
  draftForm(tools.app, request, { who, slug: request.params.slug, draftId: request.params.draft })

async function sendFile({ app }: DossierTools, { request, reply, who }: Visit, attachmentId: string) {
  const key = { collectivityId: who.site.id, draftId: request.params.draft, deviceSecret: deviceSecretOf(request) }
  return sendAttachment(app.files, reply, await openAttachment(who.context, { ...key, attachmentId }))
}

interface Refusal {
  readonly reading?: FormReading
  readonly isDeclarationMissing?: boolean
  /** Why she may not file for whom the draft names. */
  readonly rightLost?: string
}

async function showSummary(tools: DossierTools, visit: Visit, refusal: Refusal = {}) {
  const state = await stateOf(tools, visit)
  const { app } = tools
  const { reply, request, who } = visit
  if (!state) return seeOther(reply, signInHref(request.originalUrl))
  if (state.draft?.submittedDossierId) return seeOther(reply, formHref(state, receiptStep))
  const isRefused = Object.keys(refusal).length > 0
  const frame = await frameOf(app, request, who)
  const main = SummaryPage({
    ...(await summaryProps(app, state)),
    isDeclarationMissing: refusal.isDeclarationMissing === true,
    rightLost: refusal.rightLost,
  })
  const texts = formTexts(who.locale)
  const title = `${texts.summaryTitle} | ${localize(state.definition.title, who.locale)}`
  const content = { title, main, menu: 'procedures', isPrivate: true, isRefused, scripts: ['form.js'] } as const
  return sendPage(reply, framedPage(frame, content), isRefused ? 422 : 200)
}

async function summaryProps(app: DossierTools['app'], state: FormState) {
  const { definition, draft, who, offer } = state
  const { locale } = who
  const context = await readingContext(app, state)
  const reading = readForm(definition.form, draft?.entries ?? {}, context)
  const pages = visiblePages(definition.form, reading.answers, context.around)
  const nameOf = (source: ListedSource, value: string): string | undefined => {
    const label = context.listed.labelOf(source, value)
    return label && localize(label, locale)
  }
  const communes = await listCollectivities(app.db, { kind: 'commune' })
  const files = new Map(draft?.attachments.map((file) => [file.id, file]))
  const last = pages.at(-1)
  const sections = summarise(definition, reading.answers, locale, {
    ...summaryFormatter(locale, communes, nameOf),
    around: context.around,
  })
  const ground = await groundUnder(app, { form: definition.form, whose: who.site })
  return {
    locale,
    procedureTitle: localize(definition.title, locale),
    of: pages.length + 1,
    sections,
    ground,
    farPlaces: sections.flatMap(({ pageId, lines }) =>
      lines
        .filter(
          ({ geometry }) => ground !== undefined && geometry !== undefined && isFar(ground, positionsOf(geometry)),
        )
        .map(({ fieldId, label }) => ({ href: `${formHref(state, pageId)}#${fieldId}`, label })),
    ),
    pageHref: (pageId: string) => formHref(state, pageId),
    file: (id: string) => {
      const file = files.get(id)
      return file && { name: file.name, href: `${formHref(state, 'fichiers')}/${id}` }
    },
    previousHref: last ? formHref(state, last.id) : state.procedureHref,
    action: formHref(state, summaryStep),
    actingFor: draft?.actingFor?.name,
    office: localize(offer.options.contact.name, locale),
    contact: offer.options.contact,
    ineligible: ineligibilityOf(Object.values(reading.errorsByPage).flat(), locale),
    recommended: reading.recommended.flatMap(({ pageId, field }) => {
      const page = pages.find(({ id }) => id === pageId)
      return page ? [{ href: `${formHref(state, pageId)}#${idOf(field)}`, label: labelAt(page, field, locale) }] : []
    }),
    incomplete: pages
      .filter(({ id }) => reading.errorsByPage[id]?.some(({ code }) => code !== 'ineligible'))
      .map(({ id, shortTitle }) => ({ pageId: id, title: localize(shortTitle, locale) })),
  }
}

async function send(tools: DossierTools, visit: Visit, body: FormBody) {
  const { request, reply, who } = visit
  if (body['declaration'] !== 'yes') return showSummary(tools, visit, { isDeclarationMissing: true })
  const sent = await tools.dossiers.submitDraft(who.context, {
    collectivityId: who.site.id,
    draftId: request.params.draft,
    deviceSecret: deviceSecretOf(request),
    known: await knownOf(tools, visit),
  })
  return sent.ok ? seeOther(reply, receiptAddress(visit)) : refused(tools, visit, sent.refusal)
}

/** What the State gave for this draft and what the account says of its person: answers that say the same come from there. */
async function knownOf(tools: DossierTools, visit: Visit): Promise<readonly KnownEntries[]> {
  const state = await stateOf(tools, visit)
  if (!state) return []
  const given = await stateKnown(tools.app, state)
  const account: KnownEntries = { source: 'account', entries: entriesOf({ ...state, draft: undefined }) }
  return [...(given ? [given] : []), ...(visit.who.account ? [account] : [])]
}

const receiptAddress = ({ request, who }: Visit): string =>
  `${who.site.base}/demarches/${request.params.slug}/demande/${request.params.draft}/${receiptStep}`

function refused(tools: DossierTools, visit: Visit, refusal: SubmitRefusal) {
  switch (refusal.reason) {
    case 'incomplete':
      return showSummary(tools, visit, { reading: refusal.reading })
    case 'sign_in_required':
      return seeOther(visit.reply, signInHref(visit.request.originalUrl))
    case 'right_lost':
      return showSummary(tools, visit, { rightLost: formTexts(visit.who.locale).rightLost(refusal.name) })
    case 'assurance_missing':
      return showSummary(tools, visit, { rightLost: surerNeeded(visit.who.locale, refusal) })
    case 'expired':
      throw expired()
  }
}

interface Receipted {
  readonly receipt: Receipt
  /** The request that the draft became. */
  readonly followed: FollowedCase
}

/** The receipt of a draft that was sent. Undefined when somebody must sign in again to read it. */
async function receiptOf(tools: DossierTools, { request, who }: Visit): Promise<Receipted | undefined> {
  const collectivityId = who.site.id
  const key = { collectivityId, draftId: request.params.draft, deviceSecret: deviceSecretOf(request) }
  const draft = await readDraft(who.context, key)
  if (!draft.ok) return undefined
  const receipt = await tools.dossiers.findReceipt(who.context, key)
  if (!receipt) throw notFound('dossiers.no_receipt')
  // Whoever holds the draft holds its receipt, and so the code by which the request is followed.
  const { dossierId } = receipt
  const context = contextFor(tools.app, { kind: 'tracker', dossierId, name: '' })
  return { receipt, followed: await followCase(tools, request, { context, key: { collectivityId, dossierId } }) }
}

async function showReceipt(tools: DossierTools, visit: Visit) {
  const { request, reply, who } = visit
  const found = await receiptOf(tools, visit)
  if (!found) return seeOther(reply, signInHref(request.originalUrl))
  const { receipt, followed } = found
  const { locale } = who
  const { dossier } = followed.file
  const main = ReceiptPage({
    locale,
    procedureTitle: localize(followed.definition.title, locale),
    office: localize(followed.contact.name, locale),
    number: receipt.number,
    trackingCode: receipt.trackingCode,
    email: dossier.applicantEmail,
    answerBy: formats(locale).fullDate(dossier.dueOn),
    nextSteps: followed.definition.nextSteps.map((step) => localize(step, locale)),
    pdfHref: `${receiptAddress(visit)}.pdf`,
    accountHref: who.account ? `/mes-demandes/${receipt.dossierId}` : undefined,
    homeHref: who.site.base || '/',
  })
  const frame = await frameOf(tools.app, request, who)
  const title = receiptTexts(locale).title
  return sendPage(reply, framedPage(frame, { title, main, menu: 'procedures', isPrivate: true }))
}

async function sendReceipt(tools: DossierTools, visit: Visit) {
  const found = await receiptOf(tools, visit)
  if (!found) return seeOther(visit.reply, signInHref(visit.request.originalUrl))
  return sendReceiptPdf(visit.reply, found.followed, visit.who.locale)
}
