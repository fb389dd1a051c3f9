import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { findOffer } from '#counter/procedures'
import { discardRules, mayRetain, previewRules, publishRules, readRules, saveRules } from '#counter/retention'
import { getRevision } from '#counter/workflows'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { RulePage, type RulePageProps } from './rule.page.tsx'
import { ruleTexts } from './rules.texts.ts'
import { controlOf, readRule } from './typed.ts'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }), slug: Type.String({ maxLength: 80 }) })
const url = '/bureau/:site/conservation/regles/:slug'

const deskOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/conservation`
const baseOf = (who: AgentVisitor, slug: string): string => `${deskOf(who)}/regles/${slug}`

interface Offered {
  readonly slug: string
  readonly procedureId: string
  readonly title: string
  readonly questions: RulePageProps['questions']
}

/** @throws AppError `not_found procedures.no_offer`. */
const offeredAt = (app: App, { site, locale }: AgentVisitor, slug: string): Promise<Offered> =>
  app.db.readCollectivity(site.id, async (tx) => {
    const offer = await findOffer(tx, site.id, slug)
    if (!offer) throw notFound('procedures.no_offer', slug)
    const { procedureId, definition, workflow: circuit } = offer.revision
    const { workflow } = await getRevision(tx, circuit.slug, circuit.revision)
    const asked = [...definition.form.pages.flatMap(({ fields }) => fields), ...(workflow.internal ?? [])]
    return {
      slug: offer.slug,
      procedureId,
      title: localize(definition.title, locale),
      questions: asked.map(({ id, label }) => ({ id, label: localize(label, locale) })),
    }
  })

interface Visit {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
  readonly offered: Offered
}

/** How long the closed requests of one procedure are kept: for who administers the collectivity. */
export const ruleRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: agentWho(app, mayRetain),
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
    guard: agentWho(app, mayRetain),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { body } = request
      const offered = await offeredAt(app, who, request.params.slug)
      const visit = { app, request, reply, who, offered }
      const t = ruleTexts(who.locale)
      const { rules, rowOf, faults } = readRule(body, new Set(offered.questions.map(({ id }) => id)))
      const again = (
        found: readonly { readonly fieldId: string; readonly fault: (typeof faults)[number]['fault'] }[],
      ) =>
        show(visit, {
          refused: {
            typed: (name) => typedIn(body, name),
            errors: found.map(({ fieldId, fault }) => ({ fieldId, message: t[`fault_${fault}`] })),
          },
        })
      if (faults.length > 0) return again(faults)
      const of = { collectivityId: who.site.id, procedureId: offered.procedureId }
      const saved = await saveRules(who.context, { ...of, rules, seen: Number(typedIn(body, 'vu')) })
      if (saved.ok) return seeOther(reply, `${baseOf(who, offered.slug)}?fait=saved`)
      if (saved.refusal.reason === 'changed_meanwhile') return show(visit, { isChangedMeanwhile: true })
      return again(saved.refusal.faults.map((each) => ({ fieldId: controlOf(each, rowOf), fault: each.fault })))
    },
  }),
  ...actRoutes(app),
]

const actRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/publier`,
    guard: agentWho(app, mayRetain),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const offered = await offeredAt(app, who, request.params.slug)
      const of = { collectivityId: who.site.id, procedureId: offered.procedureId }
      const published = await publishRules(who.context, { ...of, seen: Number(typedIn(request.body, 'vu')) })
      return published.ok
        ? seeOther(reply, `${baseOf(who, offered.slug)}?fait=published`)
        : show({ app, request, reply, who, offered }, { isChangedMeanwhile: true })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/abandonner`,
    guard: agentWho(app, mayRetain),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { slug, procedureId } = await offeredAt(app, who, request.params.slug)
      await discardRules(who.context, { collectivityId: who.site.id, procedureId })
      return seeOther(reply, `${baseOf(who, slug)}?fait=dropped`)
    },
  }),
]

type Told = Partial<Pick<RulePageProps, 'refused' | 'isChangedMeanwhile' | 'done'>>

async function show({ app, request, reply, who, offered }: Visit, told: Told): Promise<FastifyReply> {
  const { locale, site, context } = who
  const of = { collectivityId: site.id, procedureId: offered.procedureId }
  const read = await readRules(context, of)
  const consequences = read.draft && (await previewRules(context, of, read.draft.rules))
  const main = RulePage({
    locale,
    procedure: offered.title,
    base: baseOf(who, offered.slug),
    back: deskOf(who),
    questions: offered.questions,
    ...read,
    consequences,
    refused: told.refused,
    isChangedMeanwhile: told.isChangedMeanwhile === true,
    done: told.done,
  })
  const isRefused = told.refused !== undefined || told.isChangedMeanwhile === true
  const content = { title: ruleTexts(locale).title, main, menu: 'retention', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}
