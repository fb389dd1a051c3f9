import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  mayArrange,
  type Plan,
  type PlanProblem,
  publishPlan,
  readPlanDesk,
  type Rule,
  saveDraft,
} from '#counter/dispatch'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { conditionSentences } from './conditions.ts'
import { readNames } from './names.ts'
import { RuleFormPage } from './rule.page.tsx'
import { RulesPage } from './rules.page.tsx'
import { dispatchTexts } from './texts.ts'
import { readGiven, readRule, type TypedFault } from './typed.ts'

export const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
export const url = '/bureau/:site/repartition'

export const baseOf = ({ site }: Pick<AgentVisitor, 'site'>): string => `/bureau/${site.slug}/repartition`

/** Lets in who administers the place; to other agents these pages do not exist. */
export const arrangerAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayArrange)

export interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** `/bureau/:site/repartition`: where requests go, as rules that one reads. */
export const dispatchRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: arrangerAt(app),
    schema: { params: Params, querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 10 })) }) },
    handle: (request, reply, who) => showRules({ app, request, reply, who }, { done: doneOf(request.query.fait) }),
  }),
  route({
    method: 'POST',
    url,
    guard: arrangerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { draft } = await readPlanDesk(who.context, who.site.id)
      const plan = planAfter(draft.plan, request.body)
      return keep({ app, request, reply, who }, plan, request.body)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/publier`,
    guard: arrangerAt(app),
    schema: { params: Params, body: FormBody },
    handle: (request, reply, who) => publish({ app, request, reply, who }, request.body),
  }),
  ...ruleRoutes(app),
]

const doneOf = (fait: string | undefined) =>
  fait === 'oui' ? ('saved' as const) : fait === 'publie' ? ('published_done' as const) : undefined

export const seenIn = (body: FormBody): number => {
  const seen = Number(typedIn(body, 'version'))
  return Number.isInteger(seen) ? seen : -1
}

/** Keeps a plan that somebody has just changed, or shows what it has become meanwhile. */
export async function keep(exchange: Exchange, plan: Plan, body: FormBody): Promise<FastifyReply> {
  const { who, reply } = exchange
  const saved = await saveDraft(who.context, { collectivityId: who.site.id, plan, seen: seenIn(body) })
  if (saved.ok) return seeOther(reply, `${baseOf(who)}?fait=oui`)
  return showRules(exchange, { isChanged: true })
}

async function publish(exchange: Exchange, body: FormBody): Promise<FastifyReply> {
  const { app, who, reply } = exchange
  const names = await readNames(app, who, [])
  const procedures = new Set(names.procedures.map(({ id }) => id))
  const done = await publishPlan(who.context, { collectivityId: who.site.id, seen: seenIn(body), procedures })
  if (done.ok) return seeOther(reply, `${baseOf(who)}?fait=publie`)
  switch (done.refusal.reason) {
    case 'changed_meanwhile':
      return showRules(exchange, { isChanged: true })
    case 'faulty':
      return showRules(exchange, { problems: done.refusal.problems })
  }
}

/** The plan once a gesture of the page is done; a rule that is gone changes nothing. */
function planAfter(plan: Plan, body: FormBody): Plan {
  const { rules } = plan
  const act = typedIn(body, 'geste')
  if (act === 'reglages') {
    const mode = typedIn(body, 'mode') === 'all' ? ('all' as const) : ('first' as const)
    return { ...plan, mode, otherwise: readGiven(body, () => {}) }
  }
  const at = rules.findIndex(({ id }) => id === typedIn(body, 'id'))
  const rule = rules[at]
  if (!rule) return plan
  const others = rules.filter((each) => each !== rule)
  switch (act) {
    case 'monter':
      return { ...plan, rules: others.toSpliced(Math.max(0, at - 1), 0, rule) }
    case 'descendre':
      return { ...plan, rules: others.toSpliced(at + 1, 0, rule) }
    case 'suspendre':
    case 'reprendre':
      return { ...plan, rules: rules.with(at, { ...rule, isOn: act === 'reprendre' }) }
    case 'supprimer':
      return { ...plan, rules: others }
    default:
      return plan
  }
}

interface Said {
  readonly done?: 'saved' | 'published_done' | undefined
  readonly isChanged?: boolean
  readonly problems?: readonly PlanProblem[]
}

async function showRules(exchange: Exchange, { done, isChanged = false, problems = [] }: Said): Promise<FastifyReply> {
  const { app, request, reply, who } = exchange
  const { locale } = who
  const desk = await readPlanDesk(who.context, who.site.id)
  const names = await readNames(app, who, desk.zones)
  const main = RulesPage({
    locale,
    base: baseOf(who),
    desk,
    names,
    conditionOf: await conditionSentences(app, who, desk.draft.plan.rules),
    done,
    isChanged,
    problems,
    isPublished: JSON.stringify(desk.published?.plan) === JSON.stringify(desk.draft.plan),
  })
  const isRefused = isChanged || problems.length > 0
  const page = { title: dispatchTexts(locale).title, main, menu: 'dispatch', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}

const ruleRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/regle`,
    guard: arrangerAt(app),
    schema: { params: Params, querystring: Type.Object({ id: Type.Optional(Type.String({ maxLength: 20 })) }) },
    handle: async (request, reply, who) => {
      const { draft } = await readPlanDesk(who.context, who.site.id)
      const rule = draft.plan.rules.find(({ id }) => id === request.query.id)
      return showRule({ app, request, reply, who }, { id: rule?.id, rule: rule ?? blank, version: draft.version })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/regle`,
    guard: arrangerAt(app),
    schema: { params: Params, body: FormBody },
    handle: (request, reply, who) => saveRule({ app, request, reply, who }, request.body),
  }),
]

const blank: Omit<Rule, 'id' | 'isOn'> = { title: '', moments: ['filed'], give: {} }

async function saveRule(exchange: Exchange, body: FormBody): Promise<FastifyReply> {
  const { who } = exchange
  const { draft } = await readPlanDesk(who.context, who.site.id)
  const id = typedIn(body, 'id')
  const at = draft.plan.rules.findIndex((each) => each.id === id)
  const before = draft.plan.rules[at]
  const { rule, faults } = readRule(body)
  // A condition reads the questions of one procedure: with another one, it goes.
  const isSameProcedure = JSON.stringify(before?.procedures) === JSON.stringify(rule.procedures)
  const when = before?.when !== undefined && isSameProcedure ? { when: before.when } : {}
  if (faults.length > 0) {
    const shown = { id: before?.id, rule: { ...rule, ...when }, version: seenIn(body), faults, body }
    return showRule(exchange, shown)
  }
  const kept: Rule = { ...rule, ...when, id: before?.id ?? newRuleId(draft.plan), isOn: before?.isOn ?? true }
  const rules = before ? draft.plan.rules.with(at, kept) : [...draft.plan.rules, kept]
  return keep(exchange, { ...draft.plan, rules }, body)
}

/** The next number that no rule has. */
function newRuleId({ rules }: Plan): string {
  const numbers = rules.map(({ id }) => Number(id.slice(1))).filter(Number.isInteger)
  return `r${Math.max(0, ...numbers) + 1}`
}

interface RuleShown {
  readonly id: string | undefined
  readonly rule: Omit<Rule, 'id' | 'isOn'>
  readonly version: number
  readonly faults?: readonly TypedFault[]
  readonly body?: FormBody
}

async function showRule({ app, request, reply, who }: Exchange, shown: RuleShown): Promise<FastifyReply> {
  const { id, rule, version, faults = [], body } = shown
  const { locale } = who
  const { zones } = await readPlanDesk(who.context, who.site.id)
  const t = dispatchTexts(locale)
  const main = RuleFormPage({
    locale,
    base: baseOf(who),
    names: await readNames(app, who, zones),
    version,
    id,
    rule,
    faults,
    typed: (name) => (body ? typedIn(body, name) : undefined),
  })
  const title = id === undefined ? t.new_rule : t.edit_rule(rule.title)
  const isRefused = faults.length > 0
  const page = { title, main, menu: 'dispatch', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}
