import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Channel } from '#counter/dossiers'
import { findOfferById, listOffers } from '#counter/procedures'
import {
  type Keeper,
  keepers,
  listReplies,
  mayKeepReply,
  mayUseReplies,
  type OwnReply,
  readReply,
  type ReplyFault,
  retireReply,
  saveReply,
} from '#counter/replies'
import { getRevision } from '#counter/workflows'
import { isId } from '#kernel/ids'
import { type Localized, localize } from '#kernel/localized'
import { type SelectOption } from '#platform/html'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { listServices } from '#territory/collectivities'
import { type AgentVisitor, agentWho } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { channelTexts } from '../../channels.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { type ReplyChoices, RepliesPage, ReplyPage, type ReplyTyped } from './replies.page.tsx'
import { replyTexts } from './texts.ts'

const url = '/bureau/:site/reponses-types'
const Site = Type.Object({ site: Type.String({ maxLength: 80 }) })
const One = Type.Object({ ...Site.properties, id: Type.String({ maxLength: 40 }) })
const Done = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) })
const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/reponses-types`

interface Visit {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** `/bureau/:site/reponses-types`: the answers that agents write often. */
export const replyRoutes = (app: App): Route[] => {
  const guard = agentWho(app, mayUseReplies)
  return [
    route({
      method: 'GET',
      url,
      guard,
      schema: { params: Site, querystring: Done },
      handle: (request, reply, who) => showList({ app, request, reply, who }, { done: request.query.fait }),
    }),
    route({
      method: 'POST',
      url,
      guard,
      schema: { params: Site, body: FormBody },
      handle: (request, reply, who) => save({ app, request, reply, who }, request.body),
    }),
    route({
      method: 'GET',
      url: `${url}/:id`,
      guard,
      schema: { params: One },
      handle: async (request, reply, who) => {
        const key = { collectivityId: who.site.id, replyId: request.params.id }
        return showOne({ app, request, reply, who }, await readReply(who.context, key))
      },
    }),
    route({
      method: 'POST',
      url: `${url}/:id`,
      guard,
      schema: { params: One, body: FormBody },
      handle: (request, reply, who) => save({ app, request, reply, who }, request.body, request.params.id),
    }),
    ...(['retirer', 'proposer'] as const).map((act) =>
      route({
        method: 'POST',
        url: `${url}/:id/${act}`,
        guard,
        schema: { params: One },
        handle: async (request, reply, who) => {
          const key = { collectivityId: who.site.id, replyId: request.params.id }
          await retireReply(who.context, { ...key, isRetired: act === 'retirer' })
          return seeOther(reply, `${baseOf(who)}?fait=${act === 'retirer' ? 'retired' : 'restored'}`)
        },
      }),
    ),
  ]
}

const sentences = { saved: 'saved', retired: 'done_retired', restored: 'done_restored' } as const
const isDone = (code: string): code is keyof typeof sentences => Object.hasOwn(sentences, code)

const last = (body: FormBody, name: string): string => [body[name] ?? ''].flat().at(-1) ?? ''

const typedIn = (body: FormBody): ReplyTyped => ({
  name: last(body, 'nom'),
  body: last(body, 'texte'),
  bodyEn: last(body, 'texte-en'),
  service: last(body, 'service'),
  procedure: last(body, 'demarche'),
  status: last(body, 'etape'),
  channel: last(body, 'canal'),
  keptBy: last(body, 'tenue'),
})

const nothingTyped: ReplyTyped = {
  name: '',
  body: '',
  bodyEn: '',
  service: '',
  procedure: '',
  status: '',
  channel: '',
  keptBy: 'agents',
}

const orNull = (value: string): string | null => (value === '' ? null : value)
const keeperOf = (value: string): Keeper => keepers.find((each) => each === value) ?? 'agents'

async function save(visit: Visit, body: FormBody, replyId?: string): Promise<FastifyReply> {
  const { app, who, reply } = visit
  const typed = typedIn(body)
  const words = await wordsFor(app, who, typed.procedure)
  const saved = await saveReply(who.context, {
    collectivityId: who.site.id,
    replyId,
    name: typed.name,
    keptBy: keeperOf(typed.keptBy),
    serviceId: isId(typed.service) ? typed.service : null,
    procedureId: isId(typed.procedure) ? typed.procedure : null,
    status: orNull(typed.status),
    channel: channels(who).find((each) => each === typed.channel) ?? null,
    body: { fr: typed.body, en: typed.bodyEn },
    ofForm: new Set(words.map(({ name }) => name)),
  })
  if (saved.ok) return seeOther(reply, `${baseOf(who)}?fait=saved`)
  const errors = errorsOf(saved.refusal, who)
  if (replyId === undefined) return showList(visit, { typed, errors })
  const key = { collectivityId: who.site.id, replyId }
  return showOne(visit, await readReply(who.context, key), { typed, errors })
}

function errorsOf(fault: ReplyFault, { locale }: AgentVisitor) {
  const t = replyTexts(locale)
  if (fault.reason === 'no_name') return [{ fieldId: 'nom', message: t.no_name }]
  if (fault.reason === 'no_body') return [{ fieldId: 'texte', message: t.no_body }]
  const names = fault.names.map((name) => `{${name}}`).join(', ')
  return [{ fieldId: 'texte', message: t.unknown_variables(names) }]
}

interface Said {
  readonly done?: string | undefined
  readonly typed?: ReplyTyped
  readonly errors?: readonly { readonly fieldId: string; readonly message: string }[]
}

async function showList(visit: Visit, { done, typed, errors = [] }: Said): Promise<FastifyReply> {
  const { app, who } = visit
  const { locale, site, context } = who
  const [replies, choices] = await Promise.all([listReplies(context, site.id), choicesOf(app, who)])
  const t = replyTexts(locale)
  const first = choices.services[0]
  const service = first && 'value' in first ? first.value : ''
  const main = RepliesPage({
    locale,
    base: baseOf(who),
    action: baseOf(who),
    replies,
    choices,
    canAdd: choices.services.length > 0,
    typed: typed ?? { ...nothingTyped, service },
    errors,
    words: await wordsFor(app, who, typed?.procedure ?? ''),
    done: done !== undefined && isDone(done) ? t[sentences[done]] : undefined,
  })
  return draw(visit, { main, title: t.title, isRefused: errors.length > 0 })
}

async function showOne(visit: Visit, reply: OwnReply, { typed, errors = [] }: Said = {}): Promise<FastifyReply> {
  const { app, who } = visit
  const choices = await choicesOf(app, who)
  const shown = typed ?? {
    name: reply.name,
    body: reply.revision.body.fr,
    bodyEn: reply.revision.body.en ?? '',
    service: reply.serviceId ?? '',
    procedure: reply.procedureId ?? '',
    status: reply.status ?? '',
    channel: reply.channel ?? '',
    keptBy: reply.keptBy,
  }
  const main = ReplyPage({
    locale: who.locale,
    base: baseOf(who),
    action: `${baseOf(who)}/${reply.id}`,
    reply,
    choices,
    typed: shown,
    errors,
    words: await wordsFor(app, who, shown.procedure),
  })
  return draw(visit, { main, title: reply.name, isRefused: errors.length > 0 })
}

interface Drawn {
  readonly main: ReturnType<typeof RepliesPage>
  readonly title: string
  readonly isRefused: boolean
}

function draw({ app, request, reply, who }: Visit, { main, title, isRefused }: Drawn): FastifyReply {
  const page = { title, main, menu: 'replies', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}

const channels = ({ locale }: Pick<AgentVisitor, 'locale'>): readonly Channel[] =>
  Object.keys(channelTexts(locale)) as Channel[]

/** What a reply may be kept for by who asks: her teams, and the whole collectivity when she administers it. */
async function choicesOf(app: App, { site, context, locale }: AgentVisitor): Promise<ReplyChoices> {
  const name = (text: Localized): string => localize(text, locale)
  const [services, offered] = await Promise.all([listServices(app.db, site.id), offeredCircuits(app, site.id)])
  const mine = services.filter(({ id }) => mayKeepReply(context.actor, site.id, { serviceId: id, keptBy: 'agents' }))
  const isWhole = mayKeepReply(context.actor, site.id, { serviceId: null, keptBy: 'agents' })
  const statuses = new Map(
    offered.flatMap(({ statuses: own }) => own.map(({ id, label }) => [id, name(label)] as const)),
  )
  const byLabel = (a: SelectOption, b: SelectOption): number =>
    'label' in a && 'label' in b ? a.label.localeCompare(b.label, locale) : 0
  return {
    services: [
      ...mine.map((each) => ({ value: each.id, label: name(each.name) })),
      ...(isWhole ? [{ value: '', label: replyTexts(locale).everyService }] : []),
    ],
    procedures: offered.map(({ procedureId, title }) => ({ value: procedureId, label: name(title) })).toSorted(byLabel),
    statuses: [...statuses].map(([value, label]) => ({ value, label })).toSorted(byLabel),
    channels: channels({ locale }).map((value) => ({ value, label: channelTexts(locale)[value] })),
  }
}

const offeredCircuits = (app: App, collectivityId: string) =>
  app.db.readCollectivity(collectivityId, async (tx) => {
    const offers = await listOffers(tx, collectivityId)
    return Promise.all(
      offers.map(async ({ id, procedureId, title }) => {
        const circuit = (await findOfferById(tx, collectivityId, id))?.revision.workflow
        const statuses = circuit ? (await getRevision(tx, circuit.slug, circuit.revision)).workflow.statuses : []
        return { procedureId, title, statuses }
      }),
    )
  })

/** What a procedure lets a text name: its questions, and the agents' own fields. */
const wordsFor = (app: App, { site, locale }: AgentVisitor, procedureId: string) =>
  app.db.readCollectivity(site.id, async (tx) => {
    if (!isId(procedureId)) return []
    const offers = await listOffers(tx, site.id)
    const card = offers.find((each) => each.procedureId === procedureId)
    const offer = card && (await findOfferById(tx, site.id, card.id))
    if (!offer) return []
    const { definition, workflow } = offer.revision
    const { workflow: circuit } = await getRevision(tx, workflow.slug, workflow.revision)
    return [
      ...definition.form.pages.flatMap(({ fields }) =>
        fields.map(({ id, label }) => ({ name: `answer.${id}`, label: localize(label, locale) })),
      ),
      ...(circuit.internal ?? []).map(({ id, label }) => ({ name: `internal.${id}`, label: localize(label, locale) })),
    ]
  })
