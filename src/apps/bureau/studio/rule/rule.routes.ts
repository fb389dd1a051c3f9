import { type Static, Type } from 'typebox'
import { sharedBlocks } from '#counter/procedures'
import { type Draft, type DraftDocument, editDraft, findPast, getDraft } from '#counter/studio'
import { notFound } from '#kernel/errors'
import { check, describe, describeCondition, type Expression, type ExpressionProblem } from '#kernel/expression'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { listCollectivities } from '#territory/collectivities'
import type { App } from '../../../app.ts'
import { typedIn } from '../../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../../frame/index.ts'
import type { Trouble } from '../head.tsx'
import { hrefOf } from '../parts.tsx'
import { authorAt, baseOf, type Exchange, ownerOf, Params, url } from '../place.ts'
import { studioTexts } from '../texts.ts'
import { troubleOf } from '../trouble.ts'
import { groupIn, valueIn } from './body.ts'
import { circuitRules, circuitSources, type CircuitTarget, findCircuitRule, isOfCircuit } from './circuit-target.ts'
import type { Group, Value } from './piece.ts'
import { readGroup, readValue } from './read.ts'
import { RulePage, type RulePageProps } from './rule.page.tsx'
import { knownOf, type Sources } from './sources.ts'
import { type Around, findRule, type FoundRule, ruleNames, type RuleTarget, sourcesAt } from './target.ts'
import { ruleTexts } from './texts.ts'
import { writePiece } from './write.ts'

const name = Type.Optional(Type.String({ maxLength: 200 }))
const Query = Type.Object({
  regle: Type.Enum([...ruleNames, ...circuitRules]),
  page: name,
  champ: name,
  reponse: name,
  id: name,
  statut: name,
  action: name,
  etape: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$' })),
  ou: name,
})

/** The builder of rules, at each place of a form and of a circuit where one may stand. */
export const ruleRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:brouillon/regle`,
    guard: authorAt(app),
    schema: { params: Params, querystring: Query },
    handle: (request, reply, who) =>
      show({ app, request, reply, who }, { id: request.params.brouillon, target: targetOf(request.query) }, {}),
  }),
  route({
    method: 'POST',
    url: `${url}/:brouillon/regle`,
    guard: authorAt(app),
    schema: { params: Params, querystring: Query, body: FormBody },
    handle: async (request, reply, who) => {
      const at = { id: request.params.brouillon, target: targetOf(request.query) }
      const { body } = request
      const exchange = { app, request, reply, who }
      const act = typedIn(body, 'geste')
      if (act !== 'enregistrer' && act !== 'effacer') return show(exchange, at, { body })
      const made = await make(exchange, at, body)
      return typeof made === 'string' ? seeOther(reply, made) : show(exchange, at, { body, ...made })
    },
  }),
]

type Target = RuleTarget | CircuitTarget

function targetOf(query: Static<typeof Query>): Target {
  const { regle, page, champ = '', reponse, id, statut, action, etape, ou = '' } = query
  if (regle === 'si' || regle === 'valeur') {
    return {
      rule: regle,
      ...(statut !== undefined && { status: statut }),
      ...(action !== undefined && { action }),
      ...(etape !== undefined && { step: etape }),
      at: ou,
    }
  }
  return {
    rule: regle,
    page,
    field: champ.split('/').filter(Boolean),
    ...(reponse !== undefined && { option: reponse }),
    ...(id !== undefined && { id }),
  }
}

interface At {
  readonly id: string
  readonly target: Target
}

/** Where a rule is built. */
export function ruleHref(draft: string, target: Target): string {
  const query = new URLSearchParams({ regle: target.rule })
  if (isOfCircuit(target)) {
    const { status, action, step } = target
    if (status !== undefined) query.set('statut', status)
    if (action !== undefined) query.set('action', action)
    if (step !== undefined) query.set('etape', step)
    query.set('ou', target.at)
    return `${draft}/regle?${query.toString()}`
  }
  const { page, field, option, id } = target
  if (page !== undefined) query.set('page', page)
  if (field.length > 0) query.set('champ', field.join('/'))
  if (option !== undefined) query.set('reponse', option)
  if (id !== undefined) query.set('id', id)
  return `${draft}/regle?${query.toString()}`
}

/** The panel from which a rule was opened. */
function backTo(base: string, draft: Draft, target: Target): string {
  if (!isOfCircuit(target)) return hrefOf({ base, draft }, target)
  const { status, action, step } = target
  const query = new URLSearchParams(action === undefined ? { statut: status ?? '' } : { objet: 'action', nom: action })
  if (step !== undefined) query.set('etape', step)
  return `${base}/${draft.id}/circuit${action === undefined ? '' : '/reglages'}?${query.toString()}`
}

interface Desk {
  readonly draft: Draft
  readonly found: FoundRule
  readonly sources: Sources
}

async function deskOf({ app, who }: Exchange, { id, target }: At): Promise<Desk> {
  const draft = await getDraft(who.context, { owner: ownerOf(who), id })
  const { locale } = who
  const listed = await listCollectivities(app.db, { kind: 'commune' })
  const communes = listed.map(({ code, name: called }) => ({ value: code, label: called }))
  const blocks = await who.context.db.readTerritory((tx) => sharedBlocks(tx, draft.document.definition))
  const sources = sourcesFor(draft.document, target, { locale, communes, blocks })
  const found = sources && ruleAt(draft.document, target, sources)
  if (!found) throw notFound('studio.draft', id)
  return { draft, found, sources }
}

function sourcesFor(document: DraftDocument, target: Target, around: Around): Sources | undefined {
  if (!isOfCircuit(target)) return sourcesAt(document, target, around)
  const { circuit, definition } = document
  return 'statuses' in circuit ? circuitSources({ definition, circuit }, around) : undefined
}

const ruleAt = (document: DraftDocument, target: Target, sources: Sources): FoundRule | undefined =>
  isOfCircuit(target) ? findCircuitRule(document, target, sources) : findRule(document, target, sources.locale)

const drawn = ({ found, sources }: Desk): Group | Value => {
  const { expression, gives, as } = found
  if (gives === 'boolean') return readGroup(expression, sources)
  return readValue(expression ?? null, sources, {
    as: as ?? (gives === 'date' || gives === 'number' ? gives : 'text'),
    depth: 0,
  })
}

const sent = ({ found, sources }: Desk, body: FormBody): Group | Value => {
  const act = typedIn(body, 'geste')
  return found.gives === 'boolean' ? groupIn(body, act, sources) : valueIn(body, act, sources, found.gives)
}

type Errors = RulePageProps['errors']
interface Said {
  readonly body?: FormBody
  readonly errors?: Errors
  readonly trouble?: Trouble
}

/** Saves what was built. @returns where to go next, or why it is not saved. */
async function make(exchange: Exchange, at: At, body: FormBody): Promise<string | Said> {
  const { who } = exchange
  const desk = await deskOf(exchange, at)
  const written = expressionIn(desk, body, who.locale)
  if ('errors' in written) return written
  const seen = Number(typedIn(body, 'version'))
  const key = { owner: ownerOf(who), id: at.id }
  const past = Number.isInteger(seen) ? await findPast(who.context, { ...key, version: seen }) : undefined
  if (!past) return { trouble: { sentence: studioTexts(who.locale).too_old } }
  const before = ruleAt(past, at.target, desk.sources)?.expression ?? null
  const back = backTo(baseOf(who), desk.draft, at.target)
  const next = `${back}${back.includes('?') ? '&' : '?'}fait=oui`
  if (JSON.stringify(before) === JSON.stringify(written.expression)) return next
  const edit = desk.found.edit(written.expression)
  const done = await editDraft(who.context, { ...key, seen, edit })
  return done.ok ? next : { trouble: await troubleOf(who, done, edit) }
}

type Written = { readonly expression: Expression | null } | { readonly errors: Errors }

function expressionIn(desk: Desk, body: FormBody, locale: Sources['locale']): Written {
  const { found, sources } = desk
  if (typedIn(body, 'geste') === 'effacer' && found.mayBeAbsent) return { expression: null }
  const piece = sent(desk, body)
  if (isEmpty(piece) && found.mayBeAbsent) return { expression: null }
  const t = ruleTexts(locale)
  const written = writePiece(piece, sources)
  if (!written.ok) {
    return {
      errors: written.refusal.faults.map(({ path, code }) => ({
        path,
        fieldId: inputOf(piece, path),
        message: t[code],
      })),
    }
  }
  const problems = check(written.value, knownOf(sources), { gives: found.gives })
  if (problems.length === 0) return { expression: written.value }
  const sentences = new Set(problems.map((problem) => sentenceOf(problem, t)))
  const fieldId = piece.kind === 'group' ? 'p.r' : inputOf(piece, 'r')
  return { errors: [...sentences].map((message) => ({ path: '', fieldId, message })) }
}

const isEmpty = (piece: Group | Value): boolean => piece.kind === 'group' && piece.items.length === 0

/** The box in which a piece that is not finished is typed. */
function inputOf(piece: Group | Value, path: string): string {
  const isGroup =
    /(^r|\.\d+|\.[gq])$/.test(path) && (piece.kind === 'group' || path.includes('.q') || path.includes('.g'))
  return isGroup && !/\.[svyne](\.\d+)*$/.test(path) ? `n.${path}` : `t.${path}`
}

function sentenceOf({ code, detail }: ExpressionProblem, t: ReturnType<typeof ruleTexts>): string {
  if (code === 'wrong_type') return t.wrong_type
  if (code === 'unknown_field' || code === 'unknown_source') return t.unknown_field(detail)
  if (code === 'unknown_choice') return t.unknown_choice(detail)
  return code === 'too_large' || code === 'too_deep' ? t.too_large : t.not_understood
}

async function show(exchange: Exchange, at: At, said: Said) {
  const { app, request, reply, who } = exchange
  const desk = await deskOf(exchange, at)
  const { draft, found, sources } = desk
  const { locale } = who
  const piece = said.body ? sent(desk, said.body) : drawn(desk)
  const written = isEmpty(piece) ? undefined : writePiece(piece, sources)
  const isRefused = said.trouble !== undefined || (said.errors?.length ?? 0) > 0
  const base = baseOf(who)
  const main = RulePage({
    locale,
    rule: at.target.rule,
    subject: found.subject,
    piece,
    gives: found.gives,
    sources,
    sentence: written?.ok ? saidAs(written.value, found, sources) : undefined,
    isEmpty: isEmpty(piece),
    mayBeAbsent: found.mayBeAbsent,
    isOpen: draft.state === 'open',
    action: ruleHref(`${base}/${draft.id}`, at.target),
    back: backTo(base, draft, at.target),
    // What was seen first stays what was seen, as long as the page is redrawn.
    hidden: { version: said.body ? typedIn(said.body, 'version') : String(draft.version) },
    errors: said.errors ?? [],
    trouble: said.trouble,
  })
  const title = ruleTexts(locale)[at.target.rule](found.subject)
  const content = { title, main, menu: 'studio' as const, isRefused, scripts: ['studio.js'] }
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}

const saidAs = (expression: Expression, { gives }: FoundRule, { names, locale }: Sources): string =>
  gives === 'boolean' ? describeCondition(expression, names, locale) : describe(expression, names, locale)
