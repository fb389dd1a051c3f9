import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  answerSubstitution,
  declareAbsence,
  type DeclareRefusal,
  endAbsence,
  readAbsenceDesk,
  readDeeds,
  worksHere,
} from '#counter/dispatch'
import { listOffers } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { listServices } from '#territory/collectivities'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { AbsencesPage } from './absences.page.tsx'
import { DeedsPage } from './deeds.page.tsx'
import { absenceTexts } from './texts.ts'
import { type AbsenceFault, readAbsence } from './typed.ts'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
const url = '/bureau/:site/absences'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/absences`
const workerAt = (app: App): Guard<AgentVisitor> => agentWho(app, worksHere)

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** `/bureau/:site/absences`: who is away, who stands in, and what was done meanwhile. */
export const absenceRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: workerAt(app),
    schema: { params: Params, querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 10 })) }) },
    handle: (request, reply, who) => show({ app, request, reply, who }, { done: request.query.fait }),
  }),
  route({
    method: 'POST',
    url,
    guard: workerAt(app),
    schema: { params: Params, body: FormBody },
    handle: (request, reply, who) => declare({ app, request, reply, who }, request.body),
  }),
  route({
    method: 'POST',
    url: `${url}/repondre`,
    guard: workerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const answered = await answerSubstitution(who.context, {
        collectivityId: who.site.id,
        absenceId: typedIn(request.body, 'absence'),
        isAccepted: typedIn(request.body, 'reponse') === 'oui',
      })
      if (!answered.ok) return show({ app, request, reply, who }, { refused: answered.refusal })
      return seeOther(reply, `${baseOf(who)}?fait=repondu`)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/finir`,
    guard: workerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const absenceId = typedIn(request.body, 'absence')
      await endAbsence(who.context, { collectivityId: who.site.id, absenceId })
      return seeOther(reply, `${baseOf(who)}?fait=finie`)
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:id`,
    guard: workerAt(app),
    schema: { params: Type.Object({ ...Params.properties, id: Type.String({ maxLength: 40 }) }) },
    handle: async (request, reply, who) => {
      const { locale, site } = who
      const key = { collectivityId: site.id, absenceId: request.params.id }
      const { absence, deeds } = await readDeeds(who.context, key)
      const main = DeedsPage({ locale, base: baseOf(who), requests: `/bureau/${site.slug}/demandes`, absence, deeds })
      const title = absenceTexts(locale).deeds_title(absence.name)
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'absences' }), 200)
    },
  }),
]

/** The field that each refusal is about. */
const fieldOf: Readonly<Record<DeclareRefusal, string>> = {
  ends_before: 'au',
  is_past: 'au',
  too_long: 'au',
  overlaps: 'du',
  stands_in_then: 'du',
  is_herself: 'remplacant-1',
  no_common_work: 'remplacant-1',
  is_away_too: 'remplacant-1',
  named_twice: 'remplacant-2',
}

async function declare(exchange: Exchange, body: FormBody): Promise<FastifyReply> {
  const { who, reply } = exchange
  const typed = readAbsence(body)
  if ('faults' in typed) return show(exchange, { faults: typed.faults, body })
  const done = await declareAbsence(who.context, { collectivityId: who.site.id, ...typed })
  if (done.ok) return seeOther(reply, `${baseOf(who)}?fait=declaree`)
  return show(exchange, { faults: [{ fieldId: fieldOf[done.refusal], fault: done.refusal }], body })
}

interface Said {
  readonly done?: string | undefined
  readonly faults?: readonly AbsenceFault[]
  readonly refused?: string
  readonly body?: FormBody
}

async function show({ app, request, reply, who }: Exchange, said: Said): Promise<FastifyReply> {
  const { locale, site, context, account } = who
  const { done, faults = [], refused, body } = said
  const [desk, services, offers] = await Promise.all([
    readAbsenceDesk(context, site.id),
    listServices(app.db, site.id),
    app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
  ])
  const main = AbsencesPage({
    locale,
    base: baseOf(who),
    requests: `/bureau/${site.slug}/demandes`,
    accountId: account.accountId,
    desk,
    services: services.map(({ id, name }) => ({ id, name: localize(name, locale) })),
    procedures: offers.map(({ procedureId, title }) => ({ id: procedureId, name: localize(title, locale) })),
    done,
    faults,
    refused,
    typed: (name) => (body ? typedIn(body, name) : undefined),
  })
  const isRefused = faults.length > 0 || refused !== undefined
  const page = { title: absenceTexts(locale).title, main, menu: 'absences', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}
