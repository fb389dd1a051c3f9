import type { FastifyReply } from 'fastify'
import { isId, newId } from '#kernel/ids'
import {
  type AnswerMapping,
  fieldsOfForm,
  mayTake,
  planTurn,
  reachOf,
  turnDossier,
  type TurnPlan,
} from '#counter/dossiers'
import { formats } from '#platform/i18n'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { agentAt } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { readForAgent } from '#counter/dossiers'
import type { OpenCase } from '../case/read.ts'
import { backToCase, type CaseVisit, protectionOf, single } from '../case/visit.ts'
import { answerTexts, changeSchema, drawChange, labelOf, offersOf, readChanged, shortened, waysOf } from './change.ts'
import { changeTexts } from './change-texts.ts'
import { TurnPage, type TurnPageProps, type TurnQuestion } from './turn.page.tsx'

const url = '/bureau/:site/demandes/:id/changer-de-demarche'

/** `/bureau/:site/demandes/:id/changer-de-demarche`: a request goes on as another procedure. */
export const turnRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: agentAt(app),
    schema: changeSchema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const { vers = '' } = request.query
      return show(visit, { offerId: vers })
    },
  }),
  route({
    method: 'POST',
    url,
    guard: agentAt(app),
    schema: { ...changeSchema, body: FormBody },
    handle: (request, reply, who) => turn({ app, request, reply, who }, request.body),
  }),
]

interface Said {
  readonly offerId: string
  readonly mapping?: AnswerMapping
  readonly place?: string
  readonly message?: string
  readonly error?: string
}

async function turn(visit: CaseVisit, body: FormBody): Promise<FastifyReply> {
  const { who, reply } = visit
  const t = changeTexts(who.locale)
  const offerId = single(body, 'vers')
  const said = {
    offerId,
    mapping: mappingIn(body),
    place: single(body, 'etape'),
    message: single(body, 'mot'),
  }
  if (single(body, 'geste') === 'voir') return show(visit, said)
  if (!isId(offerId)) return show(visit, { ...said, error: t.no_place })
  const status = said.place === '' ? undefined : said.place
  const input = { ...protectionOf(visit, body), offerId, mapping: said.mapping, message: said.message, status }
  const done = await turnDossier(who.context, input)
  if (!done.ok) {
    const { reason } = done.refusal
    return show(visit, { ...said, error: reason === 'changed_meanwhile' ? t.changed : t[reason] })
  }
  return (await isStillHers(visit))
    ? backToCase(visit, 'turned')
    : seeOther(reply, `/bureau/${who.site.slug}/demandes?fait=turned`)
}

/** The other procedure may be another service's: the list is where she goes on then. */
async function isStillHers({ who, request }: CaseVisit): Promise<boolean> {
  if (reachOf(who.context.actor, who.site.id) === 'all') return true
  const key = { collectivityId: who.site.id, dossierId: request.params.id }
  return readForAgent(who.context, key).then(
    () => true,
    () => false,
  )
}

const prefix = 'q-'
const mappingIn = (body: FormBody): AnswerMapping =>
  Object.fromEntries(
    Object.keys(body).flatMap((name) => {
      const from = name.startsWith(prefix) ? single(body, name) : ''
      return from === '' ? [] : [[name.slice(prefix.length), from]]
    }),
  )

async function show(visit: CaseVisit, said: Said): Promise<FastifyReply> {
  const { who } = visit
  const { locale } = who
  const open = await readChanged(visit)
  const { dossier } = open.file
  const offerId = isId(said.offerId) ? said.offerId : undefined
  const key = { collectivityId: who.site.id, dossierId: dossier.id }
  const plan = await planTurn(who.context, { ...key, offerId, mapping: said.mapping })
  const offers = (await offersOf(visit)).filter((option) => !('value' in option) || option.value !== dossier.offerId)
  const main = TurnPage({
    locale,
    number: dossier.number,
    ways: waysOf(visit, 'changer-de-demarche'),
    hidden: { version: String(dossier.version), key: newId(), vers: offerId ?? '' },
    offers,
    offer: offerId ?? '',
    error: said.error,
    plan: plan.target && planView(visit, { open, plan, target: plan.target, said }),
  })
  const title = changeTexts(locale).turnTitle(dossier.number)
  return drawChange(visit, { main, title, status: said.error === undefined ? 200 : 422 })
}

interface Viewed {
  readonly open: OpenCase
  readonly plan: TurnPlan
  readonly target: NonNullable<TurnPlan['target']>
  readonly said: Said
}

function planView(visit: CaseVisit, { open, plan, target, said }: Viewed): TurnPageProps['plan'] {
  const { who } = visit
  const t = changeTexts(who.locale)
  const { definition } = target.offer.revision
  const sources = fieldsOfForm(plan.from).filter(({ id }) => Object.hasOwn(plan.answers, id))
  const targets = fieldsOfForm(definition)
  const texts = answerTexts(open, visit)
  const valueOf = (id: string): string => shortened(texts.get(id) ?? '')
  const questions: TurnQuestion[] = targets.flatMap((field) => {
    const from = sources.filter((source) => mayTake(field, source))
    if (from.length === 0) return []
    const options = from.map(({ id, label }) => ({ value: id, label: `${labelOf(label, who)} : ${valueOf(id)}` }))
    const value = Object.hasOwn(plan.mapping, field.id) ? (plan.mapping[field.id] ?? '') : ''
    return [{ id: field.id, label: labelOf(field.label, who), options, value }]
  })
  const named = (fields: typeof targets) => new Map(fields.map(({ id, label }) => [id, labelOf(label, who)]))
  const [asked, asking] = [named(sources), named(targets)]
  return {
    questions,
    left: plan.turned.left.map((id) => ({ label: asked.get(id) ?? id, value: valueOf(id) })),
    missing: plan.turned.missing.map((id) => asking.get(id) ?? id),
    places: target.workflow.statuses
      .filter(({ outcome }) => outcome === undefined)
      .map(({ id, label }) => ({ value: id, label: t.status(labelOf(label, who)) })),
    place: said.place ?? '',
    promise: t.promise(formats(who.locale).fullDate(plan.dossier.dueOn)),
    message: said.message ?? t.turnMessage(labelOf(definition.title, who)),
  }
}
