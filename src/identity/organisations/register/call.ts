import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { RegisterRefusal } from '../schema.ts'

/** How this installation reaches the State's register. */
export interface RegisterAccess {
  /** `https://entreprise.api.gouv.fr`, or a stand-in. */
  readonly url: string
  readonly token: string
  /** SIRET of the authority that asks; the register keeps it with each question. */
  readonly recipient: string
  /** Of `#platform/outbound`. */
  readonly reach: typeof globalThis.fetch
}

export interface Refused {
  readonly reason: RegisterRefusal
  /** When to ask again, in seconds, if the register says so. */
  readonly retryAfterSeconds?: number
}

const Errors = Type.Object({
  errors: Type.Array(
    Type.Object({
      code: Type.Optional(Type.String()),
      detail: Type.Optional(Type.String()),
      meta: Type.Optional(Type.Object({ retry_in: Type.Optional(Type.Number()) })),
    }),
  ),
})

/** By HTTP status, as the register's description gives them. Anything else is as if it did not answer. */
const reasons: Readonly<Record<number, RegisterRefusal>> = {
  401: 'not_allowed',
  403: 'not_allowed',
  404: 'unknown',
  409: 'busy',
  422: 'malformed',
  429: 'busy',
  451: 'withheld',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
}

/** Each question says for whom and why it is asked: the register refuses it otherwise (422, codes 00201 to 00203). */
const purpose = { context: 'Comptes professionnels du territoire', object: 'Vérifier qui agit pour une organisation' }

/** One question to the register, its answer checked against what we read of it. */
export async function ask<Schema extends TSchema>(
  access: RegisterAccess,
  path: string,
  schema: Schema,
): Promise<Outcome<Static<Schema>, Refused>> {
  const address = new URL(path, access.url)
  address.search = new URLSearchParams({ ...purpose, recipient: access.recipient }).toString()
  let answer: Response
  try {
    answer = await access.reach(address, {
      headers: { authorization: `Bearer ${access.token}`, accept: 'application/json' },
    })
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return refused({ reason: 'unavailable' as const })
    throw error
  }
  const body = await readJson(answer)
  if (answer.status !== 200) return refused(refusalOf(answer, body))
  return Value.Check(schema, body) ? accepted(body) : refused({ reason: 'unavailable' as const })
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json()
  } catch {
    return undefined
  }
}

function refusalOf(answer: Response, body: unknown): Refused {
  const reason = reasons[answer.status] ?? 'unavailable'
  const said = Value.Check(Errors, body) ? body.errors[0]?.meta?.retry_in : undefined
  const header = Number(answer.headers.get('retry-after') ?? answer.headers.get('ratelimit-reset') ?? Number.NaN)
  const seconds = said ?? (Number.isFinite(header) && header > 0 && header < 86_400 ? header : undefined)
  return seconds === undefined ? { reason } : { reason, retryAfterSeconds: Math.ceil(seconds) }
}
