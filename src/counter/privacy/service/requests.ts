import { type Day, dayOf, isDay } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { dueOf, extendedDueOf } from '../domain.ts'
import { serveRequest, tellPerson } from '../jobs.ts'
import { mayAnswer } from '../policy.ts'
import type { Channel, Decision, Held, Holder, Identity, Kind, Request, RequestEvent, Subject } from '../schema.ts'
import {
  findRequestRow,
  insertEventRow,
  insertRequestRow,
  listEventRows,
  listOwnRows,
  listRequestRows,
  lockRequestRow,
  type NewRequest,
  saveRequestRow,
} from '../store.ts'

interface Key {
  readonly collectivityId: string
  readonly requestId: string
}

function officer({ actor }: Context, collectivityId: string): { readonly accountId: string; readonly name: string } {
  if (actor.kind !== 'agent' || !mayAnswer(actor, collectivityId)) throw notFound('privacy.no_request')
  return actor
}

interface Noted {
  readonly requestId: string
  readonly kind: RequestEvent['kind']
  readonly detail?: string
}

async function note(ctx: Context, tx: Tx, collectivityId: string, noted: Noted): Promise<void> {
  const { actor, clock } = ctx
  const by = actor.kind === 'agent' || actor.kind === 'account' ? actor : undefined
  await insertEventRow(tx, collectivityId, {
    id: newId(),
    detail: '',
    ...noted,
    actorId: by?.accountId ?? null,
    actorName: by?.name ?? 'Traboule',
    at: clock.now(),
  })
}

async function file(ctx: Context, tx: Tx, row: Omit<NewRequest, 'id' | 'dueOn'>): Promise<Pick<Request, 'id'>> {
  const id = newId()
  const dueOn = dueOf(row.receivedOn)
  await insertRequestRow(tx, { ...row, id, dueOn }, Number(dayOf(ctx.clock.now()).slice(0, 4)))
  await note(ctx, tx, row.collectivityId, { requestId: id, kind: 'filed' })
  return { id }
}

export interface OwnInput {
  readonly collectivityId: string
  readonly kind: Kind
  readonly words: string
  readonly email: string
  readonly locale: 'fr' | 'en'
}

/** One open request of a kind is enough for a person: asked twice, it is the same one. */
const isSame = (input: Pick<OwnInput, 'collectivityId' | 'kind'>) => (each: Request) =>
  each.collectivityId === input.collectivityId &&
  each.kind === input.kind &&
  each.answeredAt === null &&
  each.state !== 'refused'

/**
 * Files the request of who is signed in, and tells her by when she has an answer. Her account is the proof of who she is.
 * @throws AppError `not_found privacy.no_request` for anybody without an account.
 */
export async function fileOwnRequest(ctx: Context, input: OwnInput): Promise<void> {
  const { actor } = ctx
  if (actor.kind !== 'account') throw notFound('privacy.no_request')
  const { collectivityId, kind, words, email, locale } = input
  const { accountId, name } = actor
  if ((await listOwnRequests(ctx)).some(isSame(input))) return
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    const { id: requestId } = await file(ctx, tx, {
      collectivityId,
      kind,
      words: words.trim().slice(0, 2000),
      accountId,
      name,
      email,
      address: '',
      channel: 'account',
      receivedOn: dayOf(ctx.clock.now()),
      identity: 'account',
    })
    await enqueue(tx, tellPerson, { collectivityId, requestId, what: 'filed' as const, locale })
  })
}

export interface FiledFor {
  readonly collectivityId: string
  readonly kind: Kind
  readonly channel: Exclude<Channel, 'account'>
  readonly name: string
  readonly email: string
  readonly address: string
  readonly words: string
  /** When it came: the month runs from then. */
  readonly receivedOn: string
}

/** Writes down a request that came by letter, by mail or at the counter. */
export async function fileRequestFor(ctx: Context, input: FiledFor): Promise<Outcome<string, 'no_name' | 'no_day'>> {
  officer(ctx, input.collectivityId)
  const { name, email, address, words, receivedOn } = input
  if (name.trim() === '') return refused('no_name')
  if (!isDay(receivedOn) || receivedOn > dayOf(ctx.clock.now())) return refused('no_day')
  const { id } = await ctx.db.withCollectivity(input.collectivityId, (tx) =>
    file(ctx, tx, {
      ...input,
      name: name.trim().slice(0, 200),
      email: email.trim().slice(0, 200),
      address: address.trim().slice(0, 500),
      words: words.trim().slice(0, 2000),
      receivedOn: receivedOn satisfies Day,
      accountId: null,
      identity: null,
    }),
  )
  return accepted(id)
}

/**
 * Those that wait first, the nearest deadline first.
 * @throws AppError `not_found privacy.no_request` for who does not administer the whole collectivity; so do the others.
 */
export async function listRequests(ctx: Context, collectivityId: string): Promise<readonly Request[]> {
  officer(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listRequestRows(tx, collectivityId))
}

export interface RequestRead {
  readonly request: Request
  readonly events: readonly RequestEvent[]
  /** What each house holds of her here. */
  readonly held: readonly { readonly holder: Pick<Holder, 'name' | 'title'>; readonly things: readonly Held[] }[]
}

export const subjectOf = ({ collectivityId, accountId, email }: Request): Subject => ({
  collectivityId,
  accountId,
  email,
})

/** One request with all that is held of its person, for who decides. */
export async function readRequest(ctx: Context, holders: readonly Holder[], key: Key): Promise<RequestRead> {
  officer(ctx, key.collectivityId)
  const { request, events } = await ctx.db.readCollectivity(key.collectivityId, async (tx) => ({
    request: await findRequestRow(tx, key.collectivityId, key.requestId),
    events: await listEventRows(tx, key.collectivityId, key.requestId),
  }))
  if (!request) throw notFound('privacy.no_request', key.requestId)
  const held = await Promise.all(
    holders.map(async (holder) => ({ holder, things: await holder.list(ctx, subjectOf(request)) })),
  )
  return { request, events, held }
}

type Change = (request: Request, tx: Tx) => Promise<Request | undefined> | Request | undefined

/** One act of the officer on one request, which waits for its answer. */
const change = (
  ctx: Context,
  key: Key,
  { noted, apply }: { readonly noted: Omit<Noted, 'requestId'>; readonly apply: Change },
) => {
  officer(ctx, key.collectivityId)
  return ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const request = await lockRequestRow(tx, key.collectivityId, key.requestId)
    if (!request) throw notFound('privacy.no_request', key.requestId)
    const after = request.state === 'received' ? await apply(request, tx) : undefined
    if (!after) return undefined
    await saveRequestRow(tx, after)
    await note(ctx, tx, key.collectivityId, { requestId: request.id, ...noted })
    return after
  })
}

/** Says how it is known that it is her. */
export async function identifyPerson(
  ctx: Context,
  { identity, ...key }: Key & { readonly identity: Identity },
): Promise<void> {
  await change(ctx, key, {
    noted: { kind: 'identified', detail: identity },
    apply: (request) => ({ ...request, identity }),
  })
}

/** Takes two more months, once, within the first one, and tells the person why (article 12-3). */
export async function extendRequest(
  ctx: Context,
  { why, ...key }: Key & { readonly why: string },
): Promise<Outcome<true, 'no_reason' | 'too_late'>> {
  const reason = why.trim().slice(0, 500)
  if (reason === '') return refused('no_reason')
  const today = dayOf(ctx.clock.now())
  const after = await change(ctx, key, {
    noted: { kind: 'extended', detail: reason },
    apply: async (request, tx) => {
      if (request.extendedWhy !== null || today > request.dueOn) return undefined
      await enqueue(tx, tellPerson, { ...key, what: 'extended' as const, locale: 'fr' as const })
      return { ...request, extendedWhy: reason, dueOn: extendedDueOf(request.receivedOn) }
    },
  })
  return after ? accepted(true) : refused('too_late')
}

export interface Decided extends Key {
  readonly isRefused: boolean
  readonly copy: boolean
  /** Of what is held: those that are erased. */
  readonly eraseIds: readonly string[]
  /** What the person reads. */
  readonly answer: string
}

export type DecideRefusal = 'unknown_person' | 'no_answer' | 'nothing' | 'may_not_go' | 'changed_meanwhile'

/** What was chosen of what is held, as it stands now; undefined when one of them may not go. */
function chosen(read: RequestRead, ids: readonly string[]): Decision['erase'] | undefined {
  const things = read.held.flatMap((each) => each.things).filter(({ isErasable }) => isErasable)
  const found = ids.map((id) => things.find((each) => each.id === id))
  if (found.some((each) => each === undefined)) return undefined
  return found.flatMap((each) => (each ? [{ id: each.id, label: each.label }] : []))
}

/** Decides: nothing leaves and nothing goes before. What is decided is then done by the worker. */
export async function decideRequest(
  ctx: Context,
  holders: readonly Holder[],
  input: Decided,
): Promise<Outcome<true, DecideRefusal>> {
  const { isRefused, copy } = input
  const { name: decidedBy } = officer(ctx, input.collectivityId)
  const answer = input.answer.trim().slice(0, 10_000)
  if (answer === '') return refused('no_answer')
  const read = await readRequest(ctx, holders, input)
  if (read.request.identity === null && !isRefused) return refused('unknown_person')
  const erase = isRefused ? [] : chosen(read, input.eraseIds)
  if (!erase) return refused('may_not_go')
  const isEmpty = !isRefused && !copy && erase.length === 0 && read.request.kind !== 'rectification'
  if (isEmpty) return refused('nothing')
  const at = ctx.clock.now()
  const after = await change(ctx, input, {
    noted: { kind: isRefused ? 'refused' : 'decided', detail: erase.map(({ label }) => label).join(', ') },
    apply: async (request, tx) => {
      await enqueue(tx, serveRequest, { collectivityId: request.collectivityId, requestId: request.id })
      const decision = isRefused ? null : { copy, erase }
      const state = isRefused ? ('refused' as const) : ('serving' as const)
      return { ...request, state, decision, answer, decidedBy, decidedAt: at, answeredAt: isRefused ? at : null }
    },
  })
  return after ? accepted(true) : refused('changed_meanwhile')
}

/** Those of who is signed in, in every collectivity. */
export function listOwnRequests(ctx: Context): Promise<readonly Request[]> {
  const { actor } = ctx
  if (actor.kind !== 'account') return Promise.resolve([])
  const { accountId } = actor
  return ctx.db.throughDoor({ name: 'privacy', accountId, subject: accountId }, (tx) => listOwnRows(tx, accountId))
}

export interface Copy {
  readonly digest: string
  readonly size: number
  readonly name: string
}

/**
 * The copy of her data, for her account; or for the officer, when she has none and gets it by hand. That it was taken is written.
 * @throws AppError `not_found privacy.no_request`: somebody else's, one that is not made, one whose days are over.
 */
export async function takeCopy(ctx: Context, key: Key): Promise<Copy> {
  const { actor, clock } = ctx
  return ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const request = await findRequestRow(tx, key.collectivityId, key.requestId)
    const isHers = actor.kind === 'account' && request?.accountId === actor.accountId
    const isByHand = request?.accountId === null && mayAnswer(actor, key.collectivityId)
    if (!request || !(isHers || isByHand)) throw notFound('privacy.no_request', key.requestId)
    const { digest, size, expiresAt, number } = request
    if (digest === null || size === null || expiresAt === null || expiresAt <= clock.now())
      throw notFound('privacy.no_request', key.requestId)
    await note(ctx, tx, key.collectivityId, { requestId: request.id, kind: 'taken' })
    return { digest, size, name: `${number}.zip` }
  })
}
