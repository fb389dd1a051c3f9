import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { listAssuranceChanges, listOfferAssurances, mayOffer, requireAssurance } from '#counter/procedures'
import { namesOf } from '#identity/accounts'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { ProcedurePage, ProceduresPage } from './procedures.page.tsx'
import { procedureDeskTexts } from './texts.ts'

const Site = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Site, slug: Type.String({ maxLength: 80 }) })
const Query = Type.Object({
  fait: Type.Optional(Type.String({ maxLength: 5 })),
  /** The last change of the part before. */
  avant: Type.Optional(Type.String({ format: 'uuid' })),
})
const url = '/bureau/:site/demarches'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/demarches`

/** Lets in who decides what the collectivity offers; to other agents these pages do not exist. */
const offererAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayOffer)

/** What a collectivity decides about the procedures that it offers. */
export const procedureDeskRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: offererAt(app),
    schema: { params: Type.Object({ site: Site }) },
    handle: async (request, reply, who) => {
      const offers = await listOfferAssurances(who.context, who.site.id)
      const { locale } = who
      const main = ProceduresPage({ locale, base: baseOf(who), offers })
      const title = procedureDeskTexts(locale).title
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'procedures' }))
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:slug`,
    guard: offererAt(app),
    schema: { params: Params, querystring: Query },
    handle: (request, reply, who) => {
      const { fait, avant } = request.query
      return show({ app, request, reply, who }, { isSaved: fait !== undefined, isRefused: false, before: avant })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:slug`,
    guard: offererAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { id, slug } = await offerAt(who, request.params.slug)
      const typed = typedIn(request.body, 'niveau')
      const minimum = /^\d$/.test(typed) ? Number(typed) : -1
      const said = await requireAssurance(who.context, { collectivityId: who.site.id, offerId: id, minimum })
      if (said.ok) return seeOther(reply, `${baseOf(who)}/${slug}?fait=oui`)
      return show({ app, request, reply, who }, { isSaved: false, isRefused: true })
    },
  }),
]

async function offerAt({ context, site }: AgentVisitor, slug: string) {
  const offer = (await listOfferAssurances(context, site.id)).find((each) => each.slug === slug)
  if (!offer) throw notFound('procedures.offer', slug)
  return offer
}

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'> & { readonly params: { readonly slug: string } }
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

async function show(
  { app, request, reply, who }: Exchange,
  { before, ...said }: { readonly isSaved: boolean; readonly isRefused: boolean; readonly before?: string | undefined },
): Promise<FastifyReply> {
  const { context, site, locale } = who
  const offer = await offerAt(who, request.params.slug)
  const of = { collectivityId: site.id, offerId: offer.id, ...(before !== undefined && { before }) }
  const { changes, hasMore } = await listAssuranceChanges(context, of)
  const authors = [...new Set(changes.flatMap(({ actorId }) => actorId ?? []))]
  const names = await context.db.readTerritory((tx) => namesOf(tx, authors))
  const main = ProcedurePage({
    ...said,
    locale,
    base: baseOf(who),
    studio: `/bureau/${site.slug}/atelier`,
    offer,
    isFirstPart: before === undefined,
    olderHref: hasMore ? `${baseOf(who)}/${offer.slug}?avant=${changes.at(-1)?.id}` : undefined,
    changes: changes.map((change) => {
      const name = change.actorId === null ? undefined : names.get(change.actorId)
      return { ...change, by: name && `${name.givenName} ${name.familyName}` }
    }),
  })
  const { isRefused } = said
  const title = localize(offer.title, locale)
  const page = framedPage(frameOf(app, request, who), { title, main, menu: 'procedures', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
