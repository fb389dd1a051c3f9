import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Composed, composeTest, getDraft, recordTest } from '#counter/studio'
import type { InternalField, NamedValues, RecordedMove } from '#counter/workflows'
import { dayOf } from '#kernel/calendar'
import type { Value } from '#kernel/expression'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { ComposePage, internalName } from './compose.page.tsx'
import { authorAt, baseOf, type Exchange, ownerOf, Params, url } from './place.ts'
import { answersTyped, blankTrial } from './preview.ts'
import { carriedIn, carriedName, filesIn, filesName } from './preview-sent.ts'
import { testTexts } from './tests.texts.ts'

const address = `${url}/:brouillon/essais/composer`
const movesName = 'coups'
/** More than any case makes. */
const mostMoves = 100

const name = Type.String({ maxLength: 60 })
const isMove = Compile(
  Type.Union([
    Type.Object({ by: Type.Literal('action'), id: name }),
    Type.Object({ by: Type.Literal('reply') }),
    Type.Object({ by: Type.Literal('step'), step: name, way: name }),
  ]),
)

/** A test composed by hand on a draft: nothing of it is kept before it is named. */
export const composeRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: address,
    guard: authorAt(app),
    schema: { params: Params },
    handle: (request, reply, who) => show({ app, request, reply, who }, request.params.brouillon, {}),
  }),
  route({
    method: 'POST',
    url: address,
    guard: authorAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { body } = request
      const { brouillon: id } = request.params
      const exchange = { app, request, reply, who }
      if (typedIn(body, 'geste') !== 'garder') return show(exchange, id, body)
      const { played } = await playedFrom(exchange, id, body)
      const done = await recordTest(who.context, { owner: ownerOf(who), id }, { name: typedIn(body, 'nom'), played })
      if (done.ok) return seeOther(reply, `${baseOf(who)}/${id}/essais?fait=oui`)
      const message = testTexts(who.locale)[typeof done.refusal === 'string' ? done.refusal : done.refusal.reason]
      return show(exchange, id, body, [{ fieldId: 'nom', message }])
    },
  }),
]

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** What was done so far, and by the button that was pressed: anything may have been sent. */
function movesIn(body: FormBody): readonly RecordedMove[] {
  const sent = parsed(typedIn(body, movesName))
  const list: readonly unknown[] = Array.isArray(sent) ? sent : []
  const moves = list.filter((each) => isMove.Check(each)).slice(0, mostMoves)
  const gesture = typedIn(body, 'geste')
  if (gesture === 'recommencer') return []
  if (gesture === 'reculer') return moves.slice(0, -1)
  const next = parsed(typedIn(body, 'suite'))
  return isMove.Check(next) ? [...moves, next] : moves
}

function numberIn(text: string): number | null {
  const number = Number(text.replaceAll(/\s/g, '').replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(number) ? null : number
}

const dayIn = (text: string): string | null =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null

function centsIn(text: string): number | null {
  const amount = numberIn(text)
  return amount === null ? null : Math.round(amount * 100)
}

/** Words are not kept: no field asks for them. */
const noValue = (): null => null

/** What agents wrote in a field of theirs; null when it is no value of its type. */
const readers: Readonly<Record<InternalField['type'], (text: string, options: readonly string[]) => Value>> = {
  boolean: (text) => (text === 'oui' ? true : text === 'non' ? false : null),
  choice: (text, options) => (options.includes(text) ? text : null),
  date: dayIn,
  number: numberIn,
  amount: centsIn,
  text: noValue,
  long_text: noValue,
  list: noValue,
}

const internalsIn = (fields: readonly InternalField[], body: FormBody): NamedValues =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const options = (field.options ?? []).map((option) => option.value)
      const value = readers[field.type](typedIn(body, internalName(field.id)), options)
      return value === null ? [] : [[field.id, value] as const]
    }),
  )

/** The case that a body makes up, and where it stands; the circuit says which fields its agents have. */
async function playedFrom({ app, who }: Exchange, id: string, body: FormBody) {
  const blank = await blankTrial(who, id)
  const trial = { ...blank, entries: carriedIn(body, blank.definition), attachments: filesIn(body) }
  const key = { owner: ownerOf(who), id }
  const bare = {
    answers: await answersTyped(app, trial),
    internal: {},
    submittedOn: dayOf(app.clock.now()),
    moves: movesIn(body),
    passages: [],
  }
  const known = await composeTest(who.context, key, { ...bare, moves: [] })
  const played = { ...bare, internal: internalsIn(known.ok ? known.value.internal : [], body) }
  return { played, trial, key }
}

async function show(
  exchange: Exchange,
  id: string,
  body: FormBody,
  errors: readonly { readonly fieldId: string; readonly message: string }[] = [],
) {
  const { app, request, reply, who } = exchange
  const { played, trial, key } = await playedFrom(exchange, id, body)
  const draft = await getDraft(who.context, key)
  const done = await composeTest(who.context, key, played)
  const composed: Composed | undefined = done.ok ? done.value : undefined
  const typed = Object.fromEntries(
    (composed?.internal ?? []).map((field) => [internalName(field.id), typedIn(body, internalName(field.id))]),
  )
  const main = ComposePage({
    locale: who.locale,
    base: baseOf(who),
    draft,
    isDone: false,
    trouble: undefined,
    composed,
    carried: {
      [carriedName]: JSON.stringify(trial.entries),
      [filesName]: JSON.stringify(Object.fromEntries(trial.attachments)),
      [movesName]: JSON.stringify(composed?.moves ?? []),
      ...typed,
    },
    typed,
    name: typedIn(body, 'nom'),
    errors,
  })
  const isRefused = errors.length > 0
  const page = framedPage(frameOf(app, request, who), { title: draft.title, main, menu: 'studio', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
