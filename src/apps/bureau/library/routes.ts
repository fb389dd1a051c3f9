import { Type } from 'typebox'
import {
  followUpdate,
  keepRevision,
  listShared,
  mayOffer,
  readShared,
  saveSharedOffer,
  type SharedRefusal,
} from '#counter/procedures'
import { createDraft, findLacking } from '#counter/studio'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { listServices } from '#territory/collectivities'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { sentenceOf } from '../studio/publish.page.tsx'
import { LibraryPage } from './library.page.tsx'
import { SharedPage, type SharedPageProps } from './shared.page.tsx'
import { libraryTexts } from './texts.ts'
import { bindingsIn, termsIn } from './typed.ts'

const url = '/bureau/:site/bibliotheque'
const Site = Type.Object({ site: Type.String({ maxLength: 80 }) })
const One = Type.Object({ ...Site.properties, slug: Type.String({ maxLength: 80 }) })
const Done = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) })

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/bibliotheque`

/** Lets in who decides what the collectivity offers; to other agents the library does not exist. */
const offererAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayOffer)

/** What the territory shares, and how this collectivity offers it. */
export const libraryRoutes = (app: App): Route[] => [...readingRoutes(app), ...termsRoutes(app), ...updateRoutes(app)]

const readingRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: offererAt(app),
    schema: { params: Site },
    handle: async (request, reply, who) => {
      const { locale } = who
      const procedures = await listShared(who.context, who.site.id)
      const main = LibraryPage({ locale, base: baseOf(who), procedures })
      const { title } = libraryTexts(locale)
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'library' }))
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:slug`,
    guard: offererAt(app),
    schema: { params: One, querystring: Done },
    handle: (request, reply, who) =>
      show({ app, request, reply, who }, request.params.slug, { done: request.query.fait }),
  }),
  route({
    method: 'GET',
    url: `${url}/:slug/export.json`,
    guard: offererAt(app),
    schema: { params: One },
    handle: async (request, reply, who) => {
      const { slug } = request.params
      const { newest } = await readShared(who.context, { collectivityId: who.site.id, slug })
      const { definition } = newest.revision
      const file = { format: 'traboule.package/1', definition, workflow: newest.workflow }
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="${slug}.json"`)
        .send(`${JSON.stringify(file, null, 2)}\n`)
    },
  }),
]

const termsRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/:slug`,
    guard: offererAt(app),
    schema: { params: One, body: FormBody },
    handle: async (request, reply, who) => {
      const { slug } = request.params
      const { body } = request
      const exchange = { app, request, reply, who }
      const key = { collectivityId: who.site.id, slug }
      const { shared, newest, offered } = await readShared(who.context, key)
      const lacking = await lackingFor(who, offered ?? newest)
      const before = shared.options ?? newest.revision.definition.defaults
      const { workflow } = offered ?? newest
      const terms = termsIn(body, { before, workflow, locale: who.locale })
      if (terms.errors.length > 0) return show(exchange, slug, { typed: body, errors: terms.errors })
      const bindings = bindingsIn(body)
      const published = typedIn(body, 'geste') !== 'retirer'
      // What is offered already goes on; it is not opened to residents while something that it needs is not there.
      if (published && shared.published !== true && lacking.length > 0) {
        return show(exchange, slug, { typed: body, errors: lacking })
      }
      const done = await saveSharedOffer(who.context, { ...key, options: terms.options, bindings, published })
      if (!done.ok) return show(exchange, slug, { typed: body, refusal: done.refusal })
      return seeOther(reply, `${baseOf(who)}/${slug}?fait=${published ? 'propose' : 'retire'}`)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:slug/copier`,
    guard: offererAt(app),
    schema: { params: One, body: FormBody },
    handle: async (request, reply, who) => {
      const { slug } = request.params
      const from = { kind: 'copy' as const, slug, as: `${slug.slice(0, 50)}-${who.site.slug}` }
      const made = await createDraft(who.context, { owner: who.site.id, from })
      if (!made.ok) throw notFound('procedures.no_revision', slug)
      return seeOther(reply, `/bureau/${who.site.slug}/atelier/${made.value.id}`)
    },
  }),
]

const updateRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/:slug/mise-a-jour`,
    guard: offererAt(app),
    schema: { params: One, body: FormBody },
    handle: async (request, reply, who) => {
      const { slug } = request.params
      const { body } = request
      const number = Number(typedIn(body, 'version'))
      const key = { collectivityId: who.site.id, slug, number: Number.isInteger(number) ? number : 0 }
      const isKept = typedIn(body, 'geste') === 'garder'
      const { newest } = await readShared(who.context, key)
      const lacking = isKept ? [] : await lackingFor(who, newest)
      if (lacking.length > 0) return show({ app, request, reply, who }, slug, { typed: body, errors: lacking })
      const done = isKept
        ? await keepRevision(who.context, key)
        : await followUpdate(who.context, { ...key, bindings: bindingsIn(body) })
      if (done.ok) return seeOther(reply, `${baseOf(who)}/${slug}?fait=${isKept ? 'garde' : 'suivi'}`)
      return show({ app, request, reply, who }, slug, { typed: body, refusal: done.refusal })
    },
  }),
]

type WithCircuit = SharedPageProps['newest']

const namedBy = ({ revision, workflow }: WithCircuit) => ({ definition: revision.definition, workflow })

/** What keeps a procedure from being offered here, in words. */
async function lackingFor(
  { context, site, locale }: AgentVisitor,
  of: WithCircuit,
): Promise<SharedPageProps['errors']> {
  const findings = await findLacking(context, site.id, namedBy(of))
  return findings
    .filter(({ isBlocking }) => isBlocking)
    .map((finding) => ({ fieldId: 'chez-vous', message: sentenceOf(finding, locale) }))
}

interface Exchange {
  readonly app: App
  readonly request: Parameters<typeof frameOf>[1]
  readonly reply: Parameters<typeof sendPage>[0]
  readonly who: AgentVisitor
}

interface Said {
  readonly done?: string | undefined
  readonly typed?: FormBody
  readonly errors?: SharedPageProps['errors']
  readonly refusal?: SharedRefusal | 'changed'
}

async function show({ app, request, reply, who }: Exchange, slug: string, said: Said) {
  const { locale, site, context } = who
  const reading = await readShared(context, { collectivityId: site.id, slug })
  const services = await listServices(app.db, site.id)
  const lacking = await findLacking(context, site.id, namedBy(reading.offered ?? reading.newest))
  const t = libraryTexts(locale)
  const errors = said.refusal ? [{ fieldId: 'services', message: t[said.refusal] }] : (said.errors ?? [])
  const isRefused = errors.length > 0
  const main = SharedPage({
    ...reading,
    locale,
    base: baseOf(who),
    publicHref: `/${site.slug}/demarches/${reading.shared.offerSlug ?? slug}`,
    services: services.map(({ id, name }) => ({ value: id, label: localize(name, locale) })),
    lacking: lacking.map((finding) => ({ isBlocking: finding.isBlocking, sentence: sentenceOf(finding, locale) })),
    done: doneIn(said.done, t),
    typed: said.typed,
    errors,
  })
  const title = localize(reading.shared.title, locale)
  const page = framedPage(frameOf(app, request, who), { title, main, menu: 'library', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}

/** What was done, in words; nothing for a word that is not ours. */
function doneIn(done: string | undefined, t: ReturnType<typeof libraryTexts>): string | undefined {
  const said = { propose: t.done_offered, retire: t.done_withdrawn, garde: t.done_kept, suivi: t.done_followed }
  return done !== undefined && Object.hasOwn(said, done) ? said[done as keyof typeof said] : undefined
}
