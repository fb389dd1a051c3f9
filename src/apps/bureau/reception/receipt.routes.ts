import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { answersOf, mayHandle, namesIn } from '#counter/dossiers'
import { getProcedure, phoneText, summarise } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import { renderReceipt } from '#platform/pdf'
import { listCollectivities } from '#territory/collectivities'
import type { AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { summaryFormatter } from '../../guichet/dossiers/formatter.ts'
import { receiptDocument } from '../../guichet/dossiers/receipt-document.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { ReceiptPage } from './entry.page.tsx'
import { receptionTexts } from './texts.ts'
import { type DeskVisit, hostAt, receptionHref, SiteParams } from './visit.ts'

const url = '/bureau/:site/accueil/recepisse/:id'
const Params = Type.Object({ ...SiteParams.properties, id: Type.String({ maxLength: 40 }) })
const Said = Type.Object({ sms: Type.Optional(Type.String({ maxLength: 10 })) })

/** `/bureau/:site/accueil/recepisse/:id`: what the person leaves with. */
export const deskReceiptRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: hostAt(app),
    schema: { params: Params, querystring: Said },
    handle: (request, reply, who) => show({ app, request, reply, who }, request.params.id, request.query.sms),
  }),
  route({
    method: 'POST',
    url: `${url}/sms`,
    guard: hostAt(app),
    schema: { params: Params },
    perMinute: 20,
    handle: async (request, reply, who) => {
      const { dossier, trackingCode } = await app.dossiers.readDeskReceipt(who.context, keyOf(who, request.params.id))
      const { applicantPhone: to } = dossier
      const text = receptionTexts(dossier.locale).sms_text(who.site.name, dossier.number, trackingCode)
      // The same identifier: pressed twice, the gateway sends it once.
      const sent = to === null ? undefined : await app.sms?.send({ id: `recepisse-${dossier.id}`, to, text })
      const said = sent === 'sent' ? 'parti' : 'refuse'
      return seeOther(reply, `${receptionHref(who)}/recepisse/${dossier.id}?sms=${said}`)
    },
  }),
  route({
    method: 'GET',
    url: `${url}/accuse-de-reception.pdf`,
    guard: hostAt(app),
    schema: { params: Params },
    handle: (request, reply, who) => sendPdf(app, reply, who, request.params.id),
  }),
]

const keyOf = ({ site }: AgentVisitor, dossierId: string) => ({ collectivityId: site.id, dossierId })

async function show({ app, request, reply, who }: DeskVisit, id: string, sms: string | undefined) {
  const { dossier, trackingCode } = await app.dossiers.readDeskReceipt(who.context, keyOf(who, id))
  const base = receptionHref(who)
  const here = `${base}/recepisse/${dossier.id}`
  const main = ReceiptPage({
    locale: who.locale,
    base,
    name: dossier.applicantName,
    number: dossier.number,
    trackingCode,
    dueOn: formats(who.locale).fullDate(dossier.dueOn),
    email: dossier.applicantEmail,
    phone: app.sms && dossier.applicantPhone ? phoneText(dossier.applicantPhone) : undefined,
    pdfHref: `${here}/accuse-de-reception.pdf`,
    smsHref: `${here}/sms`,
    caseHref: mayHandle(who.context.actor, dossier) ? `/bureau/${who.site.slug}/demandes/${dossier.id}` : undefined,
    againHref: dossier.contactId === null ? undefined : `${base}/${dossier.contactId}`,
    sms: sms === 'parti' ? 'sent' : sms === 'refuse' ? 'failed' : undefined,
  })
  const page = { title: receptionTexts(who.locale).receipt_title, main, menu: 'reception' } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page))
}

async function sendPdf(app: App, reply: FastifyReply, who: AgentVisitor, id: string) {
  const { dossier, trackingCode, answers } = await app.dossiers.readDeskReceipt(who.context, keyOf(who, id))
  const [{ definition }, communes] = await Promise.all([
    app.db.readCollectivity(who.site.id, (tx) => getProcedure(tx, dossier.procedureId, dossier.revisionNumber)),
    listCollectivities(app.db, { kind: 'commune' }),
  ])
  const { locale } = dossier
  const formatter = summaryFormatter(locale, communes, namesIn(answers, locale))
  const pdf = await renderReceipt(
    receiptDocument({
      site: who.site,
      locale,
      title: localize(definition.title, locale),
      number: dossier.number,
      trackingCode,
      submittedAt: dossier.submittedAt,
      answerBy: dossier.dueOn,
      sections: summarise(definition, answersOf(answers), locale, formatter),
    }),
  )
  return reply
    .header('content-disposition', `inline; filename="${dossier.number}.pdf"`)
    .type('application/pdf')
    .send(pdf)
}
