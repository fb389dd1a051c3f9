import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { dayOf } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import { readNumber } from '#identity/organisations'
import type { Context } from '#platform/context'
import { parametersOf, wayOf } from '../domain/question.ts'
import { keepDeclared, readValues } from '../domain/read.ts'
import { judge, retryAfter, type Verdict } from '../domain/verdict.ts'
import type { Asked, Datum, StateValues } from '../schema.ts'
import type { Tools } from './tools.ts'

export interface Question {
  readonly datum: Datum
  readonly asked: Asked
  /** The declared ones: nothing else leaves this file. */
  readonly fields: readonly string[]
  readonly token: string
  /** SIRET of who asks. */
  readonly recipient: string
}

export interface Answer {
  readonly verdict: Exclude<Verdict, { kind: 'given' }> | { readonly kind: 'given'; readonly values: StateValues }
  /** Of HTTP; null when nothing came back. */
  readonly status: number | null
}

const refusal = (failure: 'malformed' | 'not_allowed'): Answer => ({
  verdict: { kind: 'refused', failure },
  status: null,
})
const later: Answer = { verdict: { kind: 'later', afterSeconds: undefined }, status: null }

/** One question to the State, filtered to what was declared before anybody else sees it. Throws nothing that was foreseen. */
export async function askState(tools: Tools, ctx: Pick<Context, 'db' | 'clock'>, question: Question): Promise<Answer> {
  return question.datum.provider === 'api_entreprise'
    ? askRegister(tools, ctx, question)
    : askParticulier(tools, ctx, question)
}

const Body = Type.Object({ data: Type.Unknown() })
const Errors = Type.Object({
  errors: Type.Array(Type.Object({ meta: Type.Optional(Type.Object({ retry_in: Type.Optional(Type.Number()) })) })),
})

async function askParticulier(
  { particulier }: Tools,
  { clock }: Pick<Context, 'clock'>,
  question: Question,
): Promise<Answer> {
  const { datum, asked, fields } = question
  const way = wayOf(datum, asked)
  const path = way === undefined ? undefined : datum.ways[way]
  if (way === undefined || path === undefined) return refusal('malformed')
  const address = new URL(path, particulier.url)
  address.search = parametersOf(datum, way, asked).toString()
  address.searchParams.set('recipient', question.recipient)
  const token = way === 'france_connect' ? asked.accessToken : question.token
  const answer = await reach(particulier.reach, address, token ?? '')
  if (!answer) return later
  return readAnswer(answer, { datum, fields, now: clock.now() })
}

interface Came {
  readonly status: number
  readonly body: unknown
  readonly retryAfter: string | null
}

function readAnswer(
  { status, body, retryAfter: header }: Came,
  { datum, fields, now }: Pick<Question, 'datum' | 'fields'> & { readonly now: Date },
): Answer {
  const said = Value.Check(Errors, body) ? body.errors[0]?.meta?.retry_in : undefined
  const data = Value.Check(Body, body) ? body.data : undefined
  const verdict = judge(status, data, retryAfter(header, now) ?? said)
  if (verdict.kind !== 'given') return { verdict, status }
  return { verdict: { kind: 'given', values: readValues(datum, data, { fields, today: dayOf(now) }) }, status }
}

/** @returns undefined when nothing came back in time. */
async function reach(fetchIt: typeof globalThis.fetch, address: URL, token: string): Promise<Came | undefined> {
  try {
    const answer = await fetchIt(address, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } })
    const body: unknown = await answer.json().catch(() => undefined)
    return { status: answer.status, body, retryAfter: answer.headers.get('retry-after') }
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return undefined
    throw error
  }
}

const joined = (lines: readonly string[]): string => lines.join(', ')

type Given = Readonly<Record<string, unknown>>

async function askRegister(
  { register }: Tools,
  ctx: Pick<Context, 'db' | 'clock'>,
  question: Question,
): Promise<Answer> {
  const { datum, asked, fields } = question
  const number = readNumber(asked.number ?? '')
  const read = readers[datum.id]
  if (!number || !read) return refusal('malformed')
  const found = await read(register, ctx, number)
  if (found === undefined) return refusal('malformed')
  if (found.ok) return { verdict: { kind: 'given', values: keepDeclared(datum, found.value, fields) }, status: 200 }
  const { reason, retryAfterSeconds } = found.refusal
  if (reason === 'busy' || reason === 'unavailable')
    return { verdict: { kind: 'later', afterSeconds: retryAfterSeconds }, status: null }
  const failure = reason === 'not_configured' ? 'not_allowed' : reason
  return { verdict: { kind: 'refused', failure }, status: null }
}

type Numbered = NonNullable<ReturnType<typeof readNumber>>
type Found =
  | { readonly ok: true; readonly value: Given }
  | Extract<Awaited<ReturnType<Tools['register']['find']>>, { ok: false }>
type Reader = (
  register: Tools['register'],
  ctx: Pick<Context, 'db' | 'clock'>,
  number: Numbered,
) => Promise<Found | undefined>

/** By datum; undefined when the number is not of the kind that it is found by. */
const readers: Readonly<Record<string, Reader>> = {
  unite_legale: async (register, ctx, number) => {
    if (number.kind === 'rna') return undefined
    const found = await register.find(ctx, number)
    if (!found.ok) return found
    const { name, legalForm, isActive, seatSiret, seatAddress } = found.value.value
    return {
      ok: true,
      value: { name, legal_form: legalForm, active: isActive, seat: seatSiret, address: joined(seatAddress) },
    }
  },
  etablissement: async (register, ctx, number) => {
    if (number.kind !== 'siret') return undefined
    const found = await register.establishment(ctx, number.siret)
    if (!found.ok) return found
    const { name, isActive, activity, address, commune } = found.value.value
    return { ok: true, value: { name, active: isActive, activity, address: joined(address), commune } }
  },
  dirigeants: async (register, ctx, number) => {
    if (number.kind === 'rna') return undefined
    const found = await register.officers(ctx, number.siren)
    if (!found.ok) return found
    const people = found.value.value.map(({ givenNames, familyName, role }) =>
      [[givenNames, familyName].filter(Boolean).join(' '), role.toLowerCase()].filter(Boolean).join(', '),
    )
    return { ok: true, value: { directors: people.join(' ; ') } }
  },
  association: async (register, ctx, number) => {
    const found = await register.association(ctx, number.kind === 'rna' ? number.rna : number.siren)
    if (!found.ok) return found
    const { name, rna, isActive, seatAddress } = found.value.value
    return { ok: true, value: { name, rna, active: isActive, address: joined(seatAddress) } }
  },
}
