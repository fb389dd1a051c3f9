import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { getRegie, listRegies, maySetRegies, type Regie, type RegieFault, saveRegie } from '#counter/payments'
import { namesOf } from '#identity/accounts'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { RegiePage, RegiesPage, type TypedRegie } from './regies.page.tsx'
import { paymentDeskTexts } from './texts.ts'

const Site = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Site })
const OneParams = Type.Object({ site: Site, regie: Type.String({ maxLength: 40 }) })
const Done = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 5 })) })
const url = '/bureau/:site/paiements/regies'

/** Lets in who administers the whole collectivity; to other agents these pages do not exist. */
const setterAt = (app: App): Guard<AgentVisitor> => agentWho(app, maySetRegies)

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/paiements`

/** The régies of a collectivity: their numbers, their modes, and the trial of the line to the provider. */
export const regieRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: setterAt(app),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const { locale, context, site } = who
      const main = RegiesPage({ locale, base: baseOf(who), regies: await listRegies(context, site.id) })
      const title = paymentDeskTexts(locale).regiesTitle
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'payments' }))
    },
  }),
  route({
    method: 'GET',
    url: `${url}/nouvelle`,
    guard: setterAt(app),
    schema: { params: Params },
    handle: (request, reply, who) =>
      show({ app, request, reply, who }, { typed: { name: '', clientNumber: '', mode: 'test', isOpen: true } }),
  }),
  route({
    method: 'POST',
    url: `${url}/nouvelle`,
    guard: setterAt(app),
    schema: { params: Params, body: FormBody },
    handle: (request, reply, who) => save({ app, request, reply, who }, request.body),
  }),
  route({
    method: 'GET',
    url: `${url}/:regie`,
    guard: setterAt(app),
    schema: { params: OneParams, querystring: Done },
    handle: (request, reply, who) =>
      show({ app, request, reply, who }, { id: request.params.regie, isSaved: request.query.fait !== undefined }),
  }),
  route({
    method: 'POST',
    url: `${url}/:regie`,
    guard: setterAt(app),
    schema: { params: OneParams, body: FormBody },
    handle: (request, reply, who) => save({ app, request, reply, who }, request.body, request.params.regie),
  }),
  route({
    method: 'POST',
    url: `${url}/:regie/essai`,
    guard: setterAt(app),
    schema: { params: OneParams, body: FormBody },
    perMinute: 10,
    handle: async (request, reply, who) => {
      const { regie: id } = request.params
      await app.payments.checkRegie(who.context, { collectivityId: who.site.id, id })
      return seeOther(reply, `${baseOf(who)}/regies/${id}#liaison`)
    },
  }),
]

async function save(exchange: Exchange, body: FormBody, id?: string): Promise<FastifyReply> {
  const { reply, who } = exchange
  const typed: TypedRegie = {
    name: typedIn(body, 'nom'),
    clientNumber: typedIn(body, 'numero'),
    mode: typedIn(body, 'mode'),
    isOpen: typedIn(body, 'ouverte') !== '',
  }
  const saved = await saveRegie(who.context, { collectivityId: who.site.id, id, ...typed })
  if (saved.ok) return seeOther(reply, `${baseOf(who)}/regies/${saved.value.id}?fait=oui`)
  return show(exchange, { id, typed, fault: saved.refusal })
}

interface Shown {
  readonly id?: string | undefined
  /** What was typed, when it was refused; what is kept otherwise. */
  readonly typed?: TypedRegie
  readonly fault?: RegieFault
  readonly isSaved?: boolean
}

const asTyped = ({ name, clientNumber, mode, isOpen }: Regie): TypedRegie => ({ name, clientNumber, mode, isOpen })

async function show({ app, request, reply, who }: Exchange, { id, typed, fault, isSaved }: Shown) {
  const { locale, context, site } = who
  const kept = id === undefined ? undefined : await getRegie(context, { collectivityId: site.id, id })
  const authors = [...new Set((kept?.changes ?? []).flatMap(({ actorId }) => actorId ?? []))]
  const names = await context.db.readTerritory((tx) => namesOf(tx, authors))
  const regie = kept?.regie
  const main = RegiePage({
    locale,
    base: baseOf(who),
    regie,
    typed: typed ?? (regie ? asTyped(regie) : { name: '', clientNumber: '', mode: 'test', isOpen: true }),
    fault,
    changes: (kept?.changes ?? []).map(({ at, actorId, detail }) => {
      const name = actorId === null ? undefined : names.get(actorId)
      return { at, detail, by: name && `${name.givenName} ${name.familyName}` }
    }),
    isSaved: isSaved === true,
  })
  const t = paymentDeskTexts(locale)
  const title = regie === undefined ? t.addTitle : t.edit(regie.name)
  const content = { title, main, menu: 'payments', isRefused: fault !== undefined } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), fault === undefined ? 200 : 422)
}
