import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { readPlanDesk, type Rule } from '#counter/dispatch'
import { notFound } from '#kernel/errors'
import { check, describeCondition, type Expression } from '#kernel/expression'
import { FormBody, route, type Route, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { groupIn } from '../studio/rule/body.ts'
import type { Group } from '../studio/rule/piece.ts'
import { readGroup } from '../studio/rule/read.ts'
import { knownOf, type Sources } from '../studio/rule/sources.ts'
import { ruleTexts } from '../studio/rule/texts.ts'
import { writePiece } from '../studio/rule/write.ts'
import { ConditionPage, type ConditionPageProps } from './condition.page.tsx'
import { answerSources } from './conditions.ts'
import { arrangerAt, baseOf, type Exchange, keep, Params, seenIn, url } from './rules.routes.ts'
import { aroundTexts } from './around.texts.ts'

const Query = Type.Object({ id: Type.String({ maxLength: 20 }) })

/** `/bureau/:site/repartition/condition`: on which answers a rule holds. */
export const conditionRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/condition`,
    guard: arrangerAt(app),
    schema: { params: Params, querystring: Query },
    handle: (request, reply, who) => show({ app, request, reply, who }, request.query.id, {}),
  }),
  route({
    method: 'POST',
    url: `${url}/condition`,
    guard: arrangerAt(app),
    schema: { params: Params, querystring: Query, body: FormBody },
    handle: (request, reply, who) => change({ app, request, reply, who }, request.query.id, request.body),
  }),
]

async function deskOf({ app, who }: Exchange, id: string) {
  const { draft } = await readPlanDesk(who.context, who.site.id)
  const rule = draft.plan.rules.find((each) => each.id === id)
  if (!rule) throw notFound('dispatch.no_plan', id)
  const [procedureId, ...others] = rule.procedures ?? []
  const isOne = procedureId !== undefined && others.length === 0
  return { draft, rule, sources: isOne ? await answerSources(app, who, procedureId) : undefined }
}

async function change(exchange: Exchange, id: string, body: FormBody): Promise<FastifyReply> {
  const { draft, rule, sources } = await deskOf(exchange, id)
  const act = typedIn(body, 'geste')
  if (!sources || (act !== 'enregistrer' && act !== 'effacer')) return show(exchange, id, { body })
  const group = groupIn(body, act, sources)
  const written = act === 'effacer' || group.items.length === 0 ? undefined : expressionIn(group, sources)
  if (written && 'errors' in written) return show(exchange, id, { body, errors: written.errors })
  const { when: _, ...bare } = rule
  const kept: Rule = written ? { ...bare, when: written.expression } : bare
  const rules = draft.plan.rules.map((each) => (each.id === id ? kept : each))
  return keep(exchange, { ...draft.plan, rules }, body)
}

type Errors = ConditionPageProps['errors']

/** What was built, or what is left to finish. */
function expressionIn(
  group: Group,
  sources: Sources,
): { readonly expression: Expression } | { readonly errors: Errors } {
  const t = ruleTexts(sources.locale)
  const written = writePiece(group, sources)
  if (!written.ok) {
    return { errors: written.refusal.faults.map(({ path, code }) => ({ path, fieldId: 'p.r', message: t[code] })) }
  }
  const problems = check(written.value, knownOf(sources), { gives: 'boolean' })
  if (problems.length === 0) return { expression: written.value }
  return { errors: [{ path: 'r', fieldId: 'p.r', message: t.not_understood }] }
}

interface Said {
  readonly body?: FormBody
  readonly errors?: Errors
}

async function show(exchange: Exchange, id: string, { body, errors = [] }: Said): Promise<FastifyReply> {
  const { app, request, reply, who } = exchange
  const { locale } = who
  const { draft, rule, sources } = await deskOf(exchange, id)
  const main = ConditionPage({
    locale,
    base: baseOf(who),
    id,
    title: rule.title,
    version: body ? seenIn(body) : draft.version,
    built: sources && builtOf(sources, rule, body),
    errors,
  })
  const isRefused = errors.length > 0
  const content = {
    title: aroundTexts(locale).condition_title(rule.title),
    main,
    menu: 'dispatch' as const,
    isRefused,
    scripts: ['studio.js'],
  }
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}

function builtOf(sources: Sources, rule: Rule, body: FormBody | undefined) {
  const group = body ? groupIn(body, typedIn(body, 'geste'), sources) : readGroup(rule.when, sources)
  const written = group.items.length === 0 ? undefined : writePiece(group, sources)
  const sentence = written?.ok ? describeCondition(written.value, sources.names, sources.locale) : undefined
  return { group, sources, sentence }
}
