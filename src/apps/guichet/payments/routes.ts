import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type PaymentInView, type PayRefusal, receiveNotice } from '#counter/payments'
import { notFound } from '#kernel/errors'
import { FormBody, letFormsLeaveTo, route, type Route, seeOther, sendPage } from '#platform/http'
import { renderReceipt } from '#platform/pdf'
import { atSite, type SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf, frameTexts, siteName } from '../frame/index.ts'
import { PaymentPage, paymentTitle } from './payment.page.tsx'
import { paymentReceipt } from './receipt.ts'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }), lien: Type.String({ maxLength: 60 }) })
const url = '/:site/paiement/:lien'

/** Each look asks the provider: a person's own patience is below this. */
const looksPerMinute = 20
const noticesPerMinute = 120

interface Visit {
  readonly request: Pick<FastifyRequest, 'originalUrl'> & { readonly params: { readonly lien: string } }
  readonly reply: FastifyReply
  readonly who: SiteVisitor
}

/** Paying: who has the link of a payment, from her request or from a letter, sees it and pays it. */
export const paymentRoutes = (app: App): Route[] => [
  ...payingRoutes(app),
  ...returnRoutes(app),
  ...noticeRoutes(app),
  route({
    method: 'GET',
    url: `${url}/recu.pdf`,
    guard: atSite(app),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const receipt = paymentReceipt(await viewOf(app, { request, reply, who }), who.site, who.locale)
      if (!receipt) throw notFound('payments.not_found')
      return reply
        .header('content-disposition', `attachment; filename="${receipt.number}.pdf"`)
        .type('application/pdf')
        .send(await renderReceipt(receipt))
    },
  }),
]

const payingRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: atSite(app),
    schema: { params: Params },
    handle: async (request, reply, who) => show(app, { request, reply, who }),
  }),
  route({
    method: 'POST',
    url,
    guard: atSite(app),
    schema: { params: Params, body: FormBody },
    perMinute: looksPerMinute,
    handle: async (request, reply, who) => {
      const email = typedIn(request.body, 'email')
      const { lien: link } = request.params
      const begun = await app.payments.beginPayment(who.context, { collectivityId: who.site.id, link, email })
      if (begun.ok) return seeOther(reply, begun.value.payAt)
      const visit = { request, reply, who }
      switch (begun.refusal) {
        case 'settled':
        case 'being_checked':
          return seeOther(reply, hrefOf(visit))
        case 'email':
        case 'no_regie':
        case 'refused':
        case 'unavailable':
          return show(app, visit, { email, refusal: begun.refusal })
      }
    },
  }),
]

/** The person comes back, by a link or by a form of the provider, without any cookie of ours in the second case. */
const returnRoutes = (app: App): Route[] => {
  const comeBack = async (request: Visit['request'], reply: FastifyReply, who: SiteVisitor) => {
    const { lien: link } = request.params
    await app.payments.lookForPayer(who.context, { collectivityId: who.site.id, link })
    return seeOther(reply, hrefOf({ request, reply, who }))
  }
  const both = { url: `${url}/retour`, guard: atSite(app), perMinute: looksPerMinute, handle: comeBack }
  return [
    route({ ...both, method: 'GET', schema: { params: Params } }),
    route({ ...both, method: 'POST', schema: { params: Params, body: FormBody }, takesOtherSites: true }),
    route({ ...both, url: `${url}/verifier`, method: 'POST', schema: { params: Params, body: FormBody } }),
  ]
}

const Notice = Type.Object({ site: Type.String({ maxLength: 80 }) })
const Operation = Type.Optional(Type.String({ maxLength: 100 }))

/** A program of the provider says that something happened. The answer says nothing, whatever it named. */
const noticeRoutes = (app: App): Route[] => {
  const receive = async (operationId: string, { context, site }: SiteVisitor, reply: FastifyReply) => {
    if (operationId !== '') await receiveNotice(context, { collectivityId: site.id, operationId })
    return reply.type('text/plain; charset=utf-8').send('OK')
  }
  const both = { url: '/:site/paiement/notification', guard: atSite(app), perMinute: noticesPerMinute }
  return [
    route({
      ...both,
      method: 'POST',
      schema: { params: Notice, body: FormBody },
      takesOtherSites: true,
      handle: async ({ body }, reply, who) =>
        receive((typedIn(body, 'idop') || typedIn(body, 'idOp')).slice(0, 100), who, reply),
    }),
    route({
      ...both,
      method: 'GET',
      schema: { params: Notice, querystring: Type.Object({ idop: Operation, idOp: Operation }) },
      handle: async ({ query }, reply, who) => receive(query.idop ?? query.idOp ?? '', who, reply),
    }),
  ]
}

const hrefOf = ({ request, who }: Visit): string => `${who.site.base}/paiement/${request.params.lien}`

const viewOf = (app: App, { request, who }: Visit): Promise<PaymentInView> =>
  app.payments.readPayment(who.context, { collectivityId: who.site.id, link: request.params.lien })

async function show(app: App, visit: Visit, typed?: { readonly email: string; readonly refusal: PayRefusal }) {
  const { request, reply, who } = visit
  const { locale, site } = who
  const [frame, view] = await Promise.all([frameOf(app, request, who), viewOf(app, visit)])
  const main = PaymentPage({
    locale,
    view,
    href: hrefOf(visit),
    home: { href: site.base || '/', label: siteName(site), crumbs: frameTexts(locale).breadcrumbs },
    contact: site.contact,
    email: typed?.email ?? view.payment.payerEmail ?? who.account?.email ?? '',
    refusal: typed?.refusal,
    followHref: who.account ? '/mes-demandes' : '/suivi',
  })
  letFormsLeaveTo(reply, app.payments.payOrigin)
  const content = { title: paymentTitle(view, locale), main, isPrivate: true, isRefused: typed?.refusal === 'email' }
  return sendPage(reply, framedPage(frame, content), typed === undefined ? 200 : statusOf(typed.refusal))
}

const statusOf = (refusal: PayRefusal): number => (refusal === 'unavailable' || refusal === 'refused' ? 503 : 422)
