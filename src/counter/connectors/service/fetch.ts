import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import type { Locale } from '#kernel/localized'
import { Value } from 'typebox/value'
import { getSite, type Site } from '#territory/collectivities'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { findDatum } from '../domain/catalogue.ts'
import { consentText } from '../domain/consent.ts'
import { mostAttempts, pauseFor, waitAfter } from '../domain/verdict.ts'
import { askAgain } from '../jobs.ts'
import { mayAsk } from '../policy.ts'
import { Asked, type Datum, type DatumState, type Failure, type StateValues } from '../schema.ts'
import { findPause, savePause } from '../store/access.ts'
import {
  deleteFetchRow,
  type FetchKey,
  type FetchRow,
  findConsent,
  findFetchRow,
  insertCall,
  insertConsent,
  listFetchRows,
  revokeConsents,
  saveFetchRow,
} from '../store/fetches.ts'
import { type Access, findAccess, siretOf } from './access.ts'
import { type Answer, askState } from './ask.ts'
import { sealedFor, type Tools } from './tools.ts'

const aboutFetch = ({ collectivityId, subjectId, datum }: FetchKey): string => `${collectivityId}:${subjectId}:${datum}`

const getDatum = (id: string): Datum => {
  const datum = findDatum(id)
  if (!datum) throw notFound('connectors.datum', id)
  return datum
}

const accountOf = ({ actor }: Pick<Context, 'actor'>): string | null =>
  actor.kind === 'account' ? actor.accountId : null

/** A question that waits is forgotten after a day, answered or not. */
const dayLength = 24 * 3_600_000

export interface FetchInput extends FetchKey {
  /** Of the datum, as the form declares them. */
  readonly fields: readonly string[]
  readonly asked: Asked
  /** Title of the procedure, in the person's language. */
  readonly purpose: string
  readonly locale: Locale
  readonly isCertified: boolean
  readonly isOwnIdentity: boolean
}

export type FetchRefusal = 'not_configured' | 'identity_needed'

/** The sentence that is agreed to, before it is. */
export async function consentSentence(
  ctx: Pick<Context, 'db'>,
  {
    collectivityId,
    datum,
    fields,
    purpose,
    locale,
  }: Omit<FetchInput, 'asked' | 'subjectId' | 'isCertified' | 'isOwnIdentity'>,
): Promise<string> {
  const site = await getSite(ctx.db, { id: collectivityId })
  return consentText({ datum: getDatum(datum), fields, to: site.name, purpose, locale })
}

/**
 * Keeps the person's word and asks the State at once: to be called only once she has said yes to `consentSentence`.
 * @returns where the datum stands, or why nothing was asked.
 * @throws AppError `not_found connectors.datum`, `invalid connectors.asked`.
 */
export const fetchDatum =
  (tools: Tools) =>
  async (
    ctx: Context,
    input: FetchInput,
  ): Promise<DatumState | { readonly kind: 'refused'; readonly reason: FetchRefusal }> => {
    const datum = getDatum(input.datum)
    if (!Value.Check(Asked, input.asked)) throw new AppError('invalid', 'connectors.asked')
    const site = await getSite(ctx.db, { id: input.collectivityId })
    const access = await accessOf(tools, ctx, datum, site.id)
    if (!access) return { kind: 'refused', reason: 'not_configured' }
    if (!mayAsk(input.asked, { ...input, acceptsTyped: access.acceptsTyped }))
      return { kind: 'refused', reason: 'identity_needed' }
    const fields = datum.fields.map(({ id }) => id).filter((id) => input.fields.includes(id))
    await begin(tools, ctx, { ...input, fields }, { datum, site })
    return ask(tools, ctx, input)
  }

async function accessOf(tools: Tools, ctx: Context, datum: Datum, collectivityId: string): Promise<Access | undefined> {
  // The register's key is the installation's: its answers are the same for everybody.
  if (datum.provider === 'api_entreprise') return { token: '', recipient: '', acceptsTyped: true }
  const siret = await siretOf(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => findAccess(tools, tx, { collectivityId, siret }))
}

/** Whether a collectivity may ask for a datum at all: it has a key, its own or the territory's. */
export const canAsk =
  (tools: Tools) =>
  async (ctx: Context, { collectivityId, datum }: Pick<FetchKey, 'collectivityId' | 'datum'>): Promise<boolean> =>
    (await accessOf(tools, ctx, getDatum(datum), collectivityId)) !== undefined

/** The consent and the question, together; a consent given before for the same datum ends. */
async function begin(
  tools: Tools,
  ctx: Context,
  input: FetchInput,
  { datum, site }: { datum: Datum; site: Site },
): Promise<void> {
  const now = ctx.clock.now()
  const text = consentText({ ...input, datum, to: site.name })
  const consentId = newId()
  await ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    await revokeConsents(tx, input, now)
    await insertConsent(tx, {
      ...input,
      id: consentId,
      text,
      textHash: sha256(text),
      accountId: accountOf(ctx),
      givenAt: now,
    })
    await saveFetchRow(tx, {
      collectivityId: input.collectivityId,
      subjectId: input.subjectId,
      datum: input.datum,
      consentId,
      state: 'waiting',
      askedSealed: tools.secrets.seal(sealedFor.asked, JSON.stringify(input.asked), aboutFetch(input)),
      valuesSealed: null,
      failure: null,
      attempts: 0,
      purpose: input.purpose,
      askedAt: now,
      settledAt: null,
      nextTryAt: now,
      expiresAt: new Date(now.getTime() + dayLength),
    })
  })
}

/** Asks what waits, unless it is settled, not due, or its provider is left alone. The job's and the page's way alike. */
export async function ask(tools: Tools, ctx: Context, key: FetchKey): Promise<DatumState> {
  const datum = getDatum(key.datum)
  const access = await accessOf(tools, ctx, datum, key.collectivityId)
  const { row, consent, pause } = await ctx.db.readCollectivity(key.collectivityId, (tx) =>
    loadQuestion(tx, key, datum),
  )
  if (row?.state !== 'waiting') return stateOf(tools, ctx, row)
  const asked = openAsked(tools, row)
  if (!consent || !asked || !access) return { kind: 'idle' }
  if (pause.until && pause.until > ctx.clock.now())
    return putOff(tools, ctx, row, { until: pause.until, isAsked: false })
  const startedAt = performance.now()
  const answer = await askState(tools, ctx, { ...access, datum, asked, fields: consent.fields })
  const tookMs = Math.round(performance.now() - startedAt)
  const caller = { accountId: consent.accountId, fields: consent.fields, tookMs }
  return settle(tools, ctx, { row, datum, answer, caller })
}

async function loadQuestion(tx: Tx, key: FetchKey, { provider }: Datum) {
  const [row, pause] = await Promise.all([findFetchRow(tx, key), findPause(tx, key.collectivityId, provider)])
  return { row, pause, consent: row && (await findConsent(tx, key, row.consentId)) }
}

function openAsked(tools: Tools, row: FetchRow): Asked | undefined {
  const text =
    row.askedSealed === null ? undefined : tools.secrets.open(sealedFor.asked, row.askedSealed, aboutFetch(row))
  const asked: unknown = text === undefined ? undefined : JSON.parse(text)
  return Value.Check(Asked, asked) ? asked : undefined
}

interface Settling {
  readonly row: FetchRow
  readonly datum: Datum
  readonly answer: Answer
  readonly caller: { readonly accountId: string | null; readonly fields: readonly string[]; readonly tookMs: number }
}

/** Writes what came, and the line of who received what, together. */
async function settle(tools: Tools, ctx: Context, settling: Settling): Promise<DatumState> {
  const { row, datum, answer, caller } = settling
  const { verdict, status } = answer
  const now = ctx.clock.now()
  const outcome = verdict.kind === 'refused' ? verdict.failure : verdict.kind
  const { collectivityId, subjectId, purpose } = row
  const call = { collectivityId, subjectId, datum: datum.id, purpose, ...caller, id: newId(), outcome, status, at: now }
  if (verdict.kind === 'later') {
    await countFailure(ctx, settling, verdict.afterSeconds, call)
    const until = new Date(now.getTime() + waitAfter(row.attempts + 1, verdict.afterSeconds) * 1000)
    return putOff(tools, ctx, row, { until, isAsked: true })
  }
  const failure: Failure | null =
    verdict.kind === 'refused' ? verdict.failure : Object.keys(verdict.values).length === 0 ? 'nothing_given' : null
  const kept: FetchRow = {
    ...row,
    state: failure === null ? 'fetched' : 'failed',
    askedSealed: null,
    valuesSealed:
      verdict.kind === 'given' && failure === null
        ? tools.secrets.seal(sealedFor.values, JSON.stringify(verdict.values), aboutFetch(row))
        : null,
    failure,
    attempts: row.attempts + 1,
    settledAt: now,
    nextTryAt: null,
    expiresAt: new Date(now.getTime() + datum.keptHours * 3_600_000),
  }
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    await insertCall(tx, call)
    await savePause(tx, collectivityId, datum.provider, { failures: 0, until: null })
    // Given up meanwhile: what came is not kept.
    const current = await findFetchRow(tx, row, true)
    if (current?.consentId !== row.consentId) return { kind: 'idle' } as const
    await saveFetchRow(tx, kept)
    return stateOf(tools, ctx, kept)
  })
}

async function countFailure(
  ctx: Context,
  { row, datum }: Settling,
  said: number | undefined,
  call: Parameters<typeof insertCall>[1],
): Promise<void> {
  await ctx.db.withCollectivity(row.collectivityId, async (tx) => {
    await insertCall(tx, call)
    const failures = (await findPause(tx, row.collectivityId, datum.provider)).failures + 1
    const seconds = pauseFor(failures, said)
    const until = seconds === 0 ? null : new Date(call.at.getTime() + seconds * 1000)
    await savePause(tx, row.collectivityId, datum.provider, { failures, until })
  })
}

/** Asked again later by a job; past the last attempt, the piece is asked instead. */
async function putOff(
  tools: Tools,
  ctx: Context,
  row: FetchRow,
  { until, isAsked }: { until: Date; isAsked: boolean },
): Promise<DatumState> {
  const attempts = row.attempts + (isAsked ? 1 : 0)
  const now = ctx.clock.now()
  const isOver = attempts >= mostAttempts
  const after: FetchRow = isOver
    ? { ...row, attempts, state: 'failed', failure: 'unavailable', askedSealed: null, settledAt: now, nextTryAt: null }
    : { ...row, attempts, nextTryAt: until }
  return ctx.db.withCollectivity(row.collectivityId, async (tx) => {
    const current = await findFetchRow(tx, row, true)
    if (current?.consentId !== row.consentId) return { kind: 'idle' } as const
    await saveFetchRow(tx, after)
    const { collectivityId, subjectId, datum } = row
    if (!isOver)
      await enqueue(
        tx,
        askAgain,
        { collectivityId, subjectId, datum },
        { runAt: until, key: `${aboutFetch(row)}:${attempts}` },
      )
    return stateOf(tools, ctx, after)
  })
}

function stateOf(tools: Tools, ctx: Pick<Context, 'clock'>, row: FetchRow | undefined): DatumState {
  if (!row || row.expiresAt <= ctx.clock.now()) return { kind: 'idle' }
  if (row.state === 'waiting') return { kind: 'waiting', since: row.askedAt, nextTryAt: row.nextTryAt }
  const at = row.settledAt ?? row.askedAt
  if (row.state === 'failed') return { kind: 'failed', failure: row.failure ?? 'unavailable', at }
  const text =
    row.valuesSealed === null ? undefined : tools.secrets.open(sealedFor.values, row.valuesSealed, aboutFetch(row))
  if (text === undefined) return { kind: 'idle' }
  return {
    kind: 'fetched',
    values: JSON.parse(text) as StateValues,
    at,
    until: row.expiresAt,
    consentId: row.consentId,
  }
}

/** Where each datum of a request stands; those that nobody asked are not there. */
export const readData =
  (tools: Tools) =>
  async (
    ctx: Pick<Context, 'db' | 'clock'>,
    { collectivityId, subjectId }: Omit<FetchKey, 'datum'>,
  ): Promise<ReadonlyMap<string, DatumState>> => {
    const rows = await ctx.db.readCollectivity(collectivityId, (tx) => listFetchRows(tx, collectivityId, subjectId))
    return new Map(rows.map((row) => [row.datum, stateOf(tools, ctx, row)]))
  }

/** She changes her mind before it is filed: her word ends, and what came goes. */
export const revokeConsent = (ctx: Context, key: FetchKey): Promise<void> =>
  ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    await revokeConsents(tx, key, ctx.clock.now())
    await deleteFetchRow(tx, key)
  })
