import { type Static, Type } from 'typebox'
import { sharedBlocks } from '#counter/procedures'
import { type Draft, editDraft, findPast, getDraft } from '#counter/studio'
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
import type { Group, Value } from './piece.ts'
import { readGroup, readValue } from './read.ts'
import { RulePage, type RulePageProps } from './rule.page.tsx'
import { knownOf, type Sources } from './sources.ts'
import { findRule, type FoundRule, ruleNames, type RuleTarget, sourcesAt } from './target.ts'
import { ruleTexts } from './texts.ts'
import { writePiece } from './write.ts'

const name = Type.Optional(Type.String({ maxLength: 200 }))
const Query = Type.Object({
  regle: Type.Enum(ruleNames),
  page: name,
  champ: name,
  reponse: name,
  id: name,
})

/** The builder of rules, at each place of a form where one may stand. */
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

function targetOf({ regle, page, champ = '', reponse, id }: Static<typeof Query>): RuleTarget {
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
  readonly target: RuleTarget
}

/** Where a rule is built. */
export function ruleHref(draft: string, { rule, page, field, option, id }: RuleTarget): string {
  const query = new URLSearchParams({ regle: rule })
  if (page !== undefined) query.set('page', page)
  if (field.length > 0) query.set('champ', field.join('/'))
  if (option !== undefined) query.set('reponse', option)
  if (id !== undefined) query.set('id', id)
  return `${draft}/regle?${query.toString()}`
}

interface Desk {
  readonly draft: Draft
  readonly found: FoundRule
  readonly sources: Sources
}

async function deskOf({ app, who }: Exchange, { id, target }: At): Promise<Desk> {
  const draft = await getDraft(who.context, { owner: ownerOf(who), id })
  const { locale } = who
  const found = findRule(draft.document, target, locale)
  if (!found) throw notFound('studio.draft', id)
  const listed = await listCollectivities(app.db, { kind: 'commune' })
  const communes = listed.map(({ code, name: called }) => ({ value: code, label: called }))
  const blocks = await who.context.db.readTerritory((tx) => sharedBlocks(tx, draft.document.definition))
  return { draft, found, sources: sourcesAt(draft.document, target, { locale, communes, blocks }) }
}

const drawn = ({ found, sources }: Desk): Group | Value => {
  const { expression, gives } = found
  if (gives === 'boolean') return readGroup(expression, sources)
  return readValue(expression ?? null, sources, {
    as: gives === 'date' ? 'date' : gives === 'number' ? 'number' : 'text',
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
  const before = findRule(past, at.target, who.locale)?.expression ?? null
  const back = `${hrefOf({ base: baseOf(who), draft: desk.draft }, at.target)}`
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
    back: hrefOf({ base, draft }, at.target),
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
