import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  discardRules,
  mayRule,
  publishRules,
  readRules,
  type RulesRefusal,
  saveRules,
  startingRules,
} from '#counter/deadlines'
import { findOffer, type Offer } from '#counter/procedures'
import { getRevision } from '#counter/workflows'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { calendarsOf, chooseCalendar } from '#territory/calendars'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { DelaysPage, type DelaysPageProps } from './delays.page.tsx'
import { delayTexts } from './texts.ts'
import { readRules as readTyped, type StepStatus } from './typed.ts'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }), slug: Type.String({ maxLength: 80 }) })
const url = '/bureau/:site/demarches/:slug/delais'

/** Lets in who writes the delays; to other agents these pages do not exist. */
const rulerAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayRule)

interface Visit {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
  readonly offered: Offered
}

interface Offered {
  readonly offer: Offer
  readonly statuses: readonly StepStatus[]
}

const baseOf = ({ site }: AgentVisitor, slug: string): string => `/bureau/${site.slug}/demarches/${slug}/delais`

/** @throws AppError `not_found procedures.no_offer`. */
function offeredAt(app: App, { site, locale }: AgentVisitor, slug: string): Promise<Offered> {
  return app.db.readCollectivity(site.id, async (tx) => {
    const offer = await findOffer(tx, site.id, slug)
    if (!offer) throw notFound('procedures.no_offer', slug)
    const { slug: name, revision } = offer.revision.workflow
    const { workflow } = await getRevision(tx, name, revision)
    const open = workflow.statuses.filter(({ outcome }) => outcome === undefined)
    return { offer, statuses: open.map(({ id, label }) => ({ id, label: localize(label, locale) })) }
  })
}

/** The delays of each procedure. */
export const delayRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: rulerAt(app),
    schema: { params: Params, querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) }) },
    handle: async (request, reply, who) => {
      const offered = await offeredAt(app, who, request.params.slug)
      const done = (['saved', 'published', 'dropped'] as const).find((each) => each === request.query.fait)
      return show({ app, request, reply, who, offered }, { done })
    },
  }),
  route({
    method: 'POST',
    url,
    guard: rulerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { body } = request
      const offered = await offeredAt(app, who, request.params.slug)
      const { options, revision } = offered.offer
      const typed = (name: string) => typedIn(body, name)
      const visit = { app, request, reply, who, offered }
      const { calendars } = await calendarsOf(app.db, who.site.id)
      const read = readTyped(body, { days: options.deadlineDays, statuses: offered.statuses, calendars })
      if (!read.ok) return show(visit, { refused: { faults: read.refusal.faults, typed } })
      const of = { collectivityId: who.site.id, procedureId: revision.procedureId }
      const saved = await saveRules(who.context, { ...of, rules: read.value, seen: Number(typed('vu')) })
      return saved.ok
        ? seeOther(reply, `${baseOf(who, request.params.slug)}?fait=saved`)
        : turnedDown(visit, saved.refusal)
    },
  }),
  ...actRoutes(app),
]

const actRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/publier`,
    guard: rulerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const offered = await offeredAt(app, who, request.params.slug)
      const of = { collectivityId: who.site.id, procedureId: offered.offer.revision.procedureId }
      const published = await publishRules(who.context, { ...of, seen: Number(typedIn(request.body, 'vu')) })
      if (published.ok) return seeOther(reply, `${baseOf(who, request.params.slug)}?fait=published`)
      return turnedDown({ app, request, reply, who, offered }, published.refusal)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/abandonner`,
    guard: rulerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { offer } = await offeredAt(app, who, request.params.slug)
      await discardRules(who.context, { collectivityId: who.site.id, procedureId: offer.revision.procedureId })
      return seeOther(reply, `${baseOf(who, request.params.slug)}?fait=dropped`)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/calendrier`,
    guard: rulerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { offer } = await offeredAt(app, who, request.params.slug)
      await chooseCalendar(who.context, {
        collectivityId: who.site.id,
        chooser: 'procedure',
        chooserId: offer.revision.procedureId,
        calendarId: typedIn(request.body, 'calendrier') || null,
      })
      return seeOther(reply, baseOf(who, request.params.slug))
    },
  }),
]

const turnedDown = (visit: Visit, refusal: RulesRefusal): Promise<FastifyReply> => {
  switch (refusal) {
    case 'faulty':
    case 'changed_meanwhile':
      return show(visit, { isChangedMeanwhile: true })
  }
}

type Said = Partial<Pick<DelaysPageProps, 'refused' | 'isChangedMeanwhile' | 'done'>>

async function show({ app, request, reply, who, offered }: Visit, said: Said): Promise<FastifyReply> {
  const { locale, site, context } = who
  const { offer, statuses } = offered
  const { procedureId, definition } = offer.revision
  const [rules, { calendars, choices }] = await Promise.all([
    readRules(context, { collectivityId: site.id, procedureId }),
    calendarsOf(app.db, site.id),
  ])
  const main = DelaysPage({
    locale,
    offerDays: offer.options.deadlineDays,
    statuses,
    procedure: localize(definition.title, locale),
    base: baseOf(who, offer.slug),
    back: `/bureau/${site.slug}/demarches`,
    published: rules.published?.rules,
    draft: rules.draft,
    rules: startingRules(rules),
    calendars,
    calendarId: choices.find(({ chooserId }) => chooserId === procedureId)?.calendarId,
    refused: said.refused,
    isChangedMeanwhile: said.isChangedMeanwhile === true,
    done: said.done,
  })
  const isRefused = said.refused !== undefined || said.isChangedMeanwhile === true
  const content = { title: delayTexts(locale).title, main, menu: 'procedures', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}
