import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  isCompared,
  listPartners,
  mayKeepPartners,
  modes,
  type PartnerFile,
  type PartnerInput,
  removeMatter,
  saveMatter,
} from '#counter/handover'
import { listOffers, listProcedures } from '#counter/procedures'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor, recentlyProved } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { KeysPage, PartnerPage } from './partner.page.tsx'
import { blank, type Fault, PartnersPage, type TypedPartner } from './partners.page.tsx'
import { open311DoorRoutes } from './open311-door.tsx'
import { handoverTexts } from './texts.ts'

const Site = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Site, partner: Type.String({ format: 'uuid' }) })
const Done = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) })
const url = '/bureau/:site/partenaires'
const one = `${url}/:partner`

/** Tools of other authorities that settle our requests, or give us theirs: kept by who administers the collectivity. */
export const partnerRoutes = (app: App): Route[] => [
  ...listRoutes(app),
  ...open311DoorRoutes(app),
  ...oneRoutes(app),
  ...matterRoutes(app),
  ...gestureRoutes(app),
  hurryRoute(app),
  ...keyRoutes(app),
]

const keeperAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayKeepPartners)

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

interface Said {
  readonly typed?: TypedPartner
  readonly fault?: Fault
  readonly done?: string | undefined
}

const deskOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}`

const listRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: keeperAt(app),
    schema: { params: Type.Object({ site: Site }) },
    handle: (request, reply, who) => showAll({ app, request, reply, who }, {}),
  }),
  route({
    method: 'POST',
    url,
    guard: keeperAt(app),
    schema: { params: Type.Object({ site: Site }), body: FormBody },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const typed = typedPartner(request.body)
      const input = inputOf(typed)
      if (!input) return showAll(exchange, { typed, fault: 'patience' })
      const added = await app.handovers.addPartner(who.context, who.site.id, input)
      if (!added.ok) return showAll(exchange, { typed, fault: added.refusal })
      return seeOther(reply, `${deskOf(who)}/partenaires/${added.value.id}?fait=ajoute`)
    },
  }),
]

async function showAll({ app, request, reply, who }: Exchange, { typed = blank, fault }: Said): Promise<FastifyReply> {
  const { locale } = who
  const partners = await listPartners(who.context, who.site.id)
  const main = PartnersPage({ locale, base: `${deskOf(who)}/partenaires`, partners, typed, fault })
  const isRefused = fault !== undefined
  const content = { title: handoverTexts(locale).title, main, menu: 'partners', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}

const typedPartner = (body: FormBody): TypedPartner => ({
  name: typedIn(body, 'nom').slice(0, 120),
  mode: typedIn(body, 'mode') || 'push',
  address: typedIn(body, 'adresse'),
  secret: typedIn(body, 'secret'),
  jurisdiction: typedIn(body, 'juridiction').slice(0, 120),
  clock: typedIn(body, 'delai'),
  patience: typedIn(body, 'patience'),
})

/** Undefined when the days are no number of days. */
function inputOf({ mode, clock, patience, ...typed }: TypedPartner): PartnerInput | undefined {
  const patienceDays = Number(patience)
  if (!Number.isInteger(patienceDays) || patienceDays < 1 || patienceDays > 365) return undefined
  const known = modes.find((each) => each === mode) ?? 'push'
  return { ...typed, mode: known, clock: clock === 'paused' ? 'paused' : 'runs', patienceDays }
}

const oneRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: one,
    guard: keeperAt(app),
    schema: { params: Params, querystring: Done },
    handle: (request, reply, who) =>
      showOne({ app, request, reply, who }, request.params.partner, { done: request.query.fait }),
  }),
  route({
    method: 'POST',
    url: one,
    guard: keeperAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const { partner: partnerId } = request.params
      const key = { collectivityId: who.site.id, partnerId }
      const { partner } = await app.handovers.readPartner(who.context, key)
      const typed = { ...typedPartner(request.body), mode: partner.mode }
      const input = inputOf(typed)
      if (!input) return showOne(exchange, partnerId, { typed, fault: 'patience' })
      const changed = await app.handovers.changePartner(who.context, key, input)
      if (!changed.ok) return showOne(exchange, partnerId, { typed, fault: changed.refusal })
      return seeOther(reply, `${deskOf(who)}/partenaires/${partnerId}?fait=enregistre`)
    },
  }),
]

async function showOne({ app, request, reply, who }: Exchange, partnerId: string, said: Said): Promise<FastifyReply> {
  const { locale, site } = who
  const key = { collectivityId: site.id, partnerId }
  const [file, procedures, services] = await Promise.all([
    app.handovers.readPartner(who.context, key),
    proceduresOf(app, who),
    app.handovers.readServices(who.context, key),
  ])
  const main = PartnerPage({
    locale,
    desk: deskOf(who),
    file,
    procedures,
    services,
    typed: said.typed ?? typedOf(file),
    fault: said.fault,
    done: doneIn(locale, said.done),
  })
  const isRefused = said.fault !== undefined
  const content = { title: file.partner.name, main, menu: 'partners', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}

const typedOf = ({ partner }: PartnerFile): TypedPartner => ({
  name: partner.name,
  mode: partner.mode,
  address: partner.address ?? '',
  secret: '',
  jurisdiction: partner.jurisdiction ?? '',
  clock: partner.clock,
  patience: String(partner.patienceDays),
})

/** What the collectivity offers, by the slug of the procedure: the address of an offer may be another. */
async function proceduresOf(app: App, { site, locale }: AgentVisitor) {
  const [offers, library] = await app.db.readCollectivity(site.id, (tx) =>
    Promise.all([listOffers(tx, site.id), listProcedures(tx)]),
  )
  const slugs = new Map(library.map(({ procedureId, slug }) => [procedureId, slug]))
  const labels = new Map(
    offers.map(({ procedureId, slug, title }) => [slugs.get(procedureId) ?? slug, localize(title, locale)]),
  )
  return [...labels]
    .map(([value, label]) => ({ value, label }))
    .toSorted((a, b) => a.label.localeCompare(b.label, locale))
}

function doneIn(locale: AgentVisitor['locale'], done: string | undefined): string | undefined {
  const t = handoverTexts(locale)
  const said = {
    ajoute: t.done_added,
    enregistre: t.done_saved,
    tire: t.done_renewed,
    compare: t.done_compared,
    releve: t.done_hurried,
  }
  return done !== undefined && Object.hasOwn(said, done) ? said[done as keyof typeof said] : undefined
}

const back = (reply: FastifyReply, who: AgentVisitor, partnerId: string, done = 'enregistre'): FastifyReply =>
  seeOther(reply, `${deskOf(who)}/partenaires/${partnerId}?fait=${done}`)

const directionIn = (body: FormBody) => (typedIn(body, 'sens') === 'take' ? ('take' as const) : ('give' as const))

const matterRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${one}/demarches`,
    guard: keeperAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { partner: partnerId } = request.params
      const ours = typedIn(request.body, 'demarche')
      const known = await proceduresOf(app, who)
      if (!known.some(({ value }) => value === ours)) return back(reply, who, partnerId)
      const direction = directionIn(request.body)
      const theirs = typedIn(request.body, 'chez-lui').trim().slice(0, 120) || ours
      const isAutomatic = direction === 'give' && typedIn(request.body, 'depot') === 'oui'
      const key = { collectivityId: who.site.id, partnerId }
      await saveMatter(who.context, key, { direction, ours, theirs, isAutomatic })
      return back(reply, who, partnerId)
    },
  }),
  route({
    method: 'POST',
    url: `${one}/demarches/retirer`,
    guard: keeperAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { partner: partnerId } = request.params
      const matter = { direction: directionIn(request.body), ours: typedIn(request.body, 'demarche') }
      await removeMatter(who.context, { collectivityId: who.site.id, partnerId }, matter)
      return back(reply, who, partnerId)
    },
  }),
]

const gestureRoutes = (app: App): Route[] => [
  ...(['arret', 'marche'] as const).map((gesture) =>
    route({
      method: 'POST',
      url: `${one}/${gesture}`,
      guard: keeperAt(app),
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const { partner: partnerId } = request.params
        await app.handovers.setActive(who.context, { collectivityId: who.site.id, partnerId }, gesture === 'marche')
        return back(reply, who, partnerId)
      },
    }),
  ),
  route({
    method: 'POST',
    url: `${one}/comparer`,
    guard: keeperAt(app),
    schema: { params: Params },
    perMinute: 6,
    handle: async (request, reply, who) => {
      const { partner: partnerId } = request.params
      const file = await app.handovers.readPartner(who.context, { collectivityId: who.site.id, partnerId })
      if (isCompared(file.partner)) await app.handovers.compare(file.partner)
      return back(reply, who, partnerId, 'compare')
    },
  }),
]

/** Sends again what its server did not take, and asks it for news. */
const hurryRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: `${one}/relever`,
    guard: keeperAt(app),
    schema: { params: Params },
    perMinute: 6,
    handle: async (request, reply, who) => {
      const { partner: partnerId } = request.params
      await app.handovers.hurry(who.context, { collectivityId: who.site.id, partnerId })
      return back(reply, who, partnerId, 'releve')
    },
  })

/** A secret speaks for the whole collectivity: whoever reads it has just proved who she is. */
function keyRoutes(app: App): Route[] {
  const guard = recentlyProved(app, 10, keeperAt(app))
  return [
    route({
      method: 'GET',
      url: `${one}/secret`,
      guard,
      schema: { params: Params, querystring: Done },
      handle: async (request, reply, who) => {
        const key = { collectivityId: who.site.id, partnerId: request.params.partner }
        const [{ partner }, keys] = await Promise.all([
          app.handovers.readPartner(who.context, key),
          app.handovers.readKeys(who.context, key),
        ])
        if (partner.mode === 'open311') throw notFound('handover.no_partner', partner.id)
        const { locale } = who
        const here = `${deskOf(who)}/partenaires/${partner.id}`
        const main = KeysPage({ locale, here, partner, keys, done: doneIn(locale, request.query.fait) })
        const content = { title: handoverTexts(locale).keys_title(partner.name), main, menu: 'partners' } as const
        return sendPage(reply, framedPage(frameOf(app, request, who), content))
      },
    }),
    route({
      method: 'POST',
      url: `${one}/secret`,
      guard,
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const { partner: partnerId } = request.params
        await app.handovers.renewSecret(who.context, { collectivityId: who.site.id, partnerId })
        return seeOther(reply, `${deskOf(who)}/partenaires/${partnerId}/secret?fait=tire`)
      },
    }),
  ]
}
