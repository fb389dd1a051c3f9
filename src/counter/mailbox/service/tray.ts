import { findAnsweredDossier, getAnsweredDossier, receiveMessage } from '#counter/dossiers'
import { AppError, notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { normalise } from '#kernel/normalise'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { readMailAddress } from '#platform/mail'
import { personOf } from '../domain/filing.ts'
import { landReceived, transmit } from '../jobs.ts'
import { mayTend, tended } from '../policy.ts'
import type { Received, ReceivedFile, ReceivedLine, ReceivedState, TrayView, WatchedBox } from '../schema.ts'
import { listBoxRows } from '../store/boxes.ts'
import { putCorrespondent } from '../store/correspondents.ts'
import {
  countWaiting,
  findReceivedRow,
  listFileRows,
  listReceivedRows,
  lockReceivedRow,
  type Settling,
  settleRow,
} from '../store/received.ts'
import { boxOf } from './boxes.ts'
import { fileAs, loadReceived } from './file-received.ts'
import { bodyOf } from './landing-texts.ts'
import type { FiledRequest, MailboxTools } from './tools.ts'

/** What agents do with what came. */

const pageSize = 50

export interface TrayPage {
  readonly lines: readonly ReceivedLine[]
  /** Where the next page begins. */
  readonly next: { readonly at: Date; readonly id: string } | undefined
  readonly waiting: { readonly tray: number; readonly quarantine: number }
  readonly boxes: readonly WatchedBox[]
}

function servicesOf(ctx: Context, collectivityId: string): readonly string[] | null {
  const reach = tended(ctx.actor, collectivityId)
  if (reach === 'all') return null
  if (reach.length === 0) throw new AppError('forbidden', 'mailbox.not_allowed')
  return reach
}

/** What came and waits, or what became of it, the newest first. */
export function listTray(
  ctx: Context,
  of: {
    readonly collectivityId: string
    readonly view: TrayView
    readonly before?: { readonly at: Date; readonly id: string } | undefined
  },
): Promise<TrayPage> {
  const { collectivityId, view, before } = of
  const services = servicesOf(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const [rows, waiting, boxes] = await Promise.all([
      listReceivedRows(tx, { collectivityId, view, services, before, limit: pageSize + 1 }),
      countWaiting(tx, collectivityId, services),
      listBoxRows(tx, collectivityId),
    ])
    const lines = rows.slice(0, pageSize)
    const last = lines.at(-1)
    return {
      lines,
      waiting,
      boxes,
      next: rows.length > pageSize && last ? { at: last.receivedAt, id: last.id } : undefined,
    }
  })
}

interface Key {
  readonly collectivityId: string
  readonly id: string
}

export interface ReceivedToTend {
  readonly received: Received
  readonly files: readonly ReceivedFile[]
  /** Of the request that it seems to answer. */
  readonly suggested: { readonly id: string; readonly number: string } | undefined
}

const noReceived = (id: string): AppError => notFound('mailbox.no_received', id)

/** @throws AppError `not_found mailbox.no_received` for who does not tend it. */
export function readReceivedForAgent(ctx: Context, key: Key): Promise<ReceivedToTend> {
  return ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const [received, files] = await Promise.all([
      findReceivedRow(tx, key.collectivityId, key.id),
      listFileRows(tx, key),
    ])
    if (!received || !mayTend(ctx.actor, received)) throw noReceived(key.id)
    const { suggestedDossierId: id } = received
    const number = id === null ? undefined : await numberOf(tx, key.collectivityId, id)
    return { received, files, suggested: id !== null && number !== undefined ? { id, number } : undefined }
  })
}

const numberOf = async (tx: Tx, collectivityId: string, dossierId: string): Promise<string | undefined> =>
  (await getAnsweredDossier(tx, collectivityId, dossierId))?.number

/** Where a file of it is, for who tends it. */
export async function openReceivedFile(
  ctx: Context,
  { place, ...key }: Key & { readonly place: number },
): Promise<ReceivedFile & { readonly digest: string }> {
  const { files } = await readReceivedForAgent(ctx, key)
  const file = files.find((each) => each.place === place)
  if (!file || file.digest === null) throw noReceived(key.id)
  return { ...file, digest: file.digest }
}

const open: readonly ReceivedState[] = ['tray', 'quarantine', 'taken']

/** Settles what still waits, under lock; what a colleague has settled meanwhile is told. */
async function settleBy<R extends string>(
  ctx: Context,
  key: Key,
  decide: (tx: Tx, received: Received) => Promise<Outcome<Settling, R>>,
): Promise<Outcome<Settling, R | 'settled'>> {
  return ctx.db.withCollectivity(key.collectivityId, async (tx): Promise<Outcome<Settling, R | 'settled'>> => {
    const received = await lockReceivedRow(tx, key.collectivityId, key.id)
    if (!received || !mayTend(ctx.actor, received)) throw noReceived(key.id)
    if (!open.includes(received.state)) return refused('settled')
    const decided = await decide(tx, received)
    if (decided.ok) await settleRow(tx, key, decided.value)
    return decided
  })
}

const signed = ({ actor, clock }: Context) => ({
  at: clock.now(),
  by: actor.kind === 'agent' ? { id: actor.accountId, name: actor.name } : null,
})

export interface JoinInput extends Key {
  /** As it is typed: `cor 2026 04187` too. */
  readonly number: string
  /** The agent knows that it comes from who asked: it is as if she had answered herself. */
  readonly isItsPerson: boolean
}

export type JoinRefusal = 'settled' | 'no_dossier' | 'closed' | 'empty'

/** Makes it a message of a request that the agent works on. */
export async function joinReceived(
  ctx: Context,
  input: JoinInput,
): Promise<Outcome<{ readonly dossierId: string }, JoinRefusal>> {
  const { collectivityId, id } = input
  const { received, files } = await readReceivedForAgent(ctx, { collectivityId, id })
  if (!open.includes(received.state)) return refused('settled')
  const dossier = await ctx.db.readCollectivity(collectivityId, (tx) =>
    findAnsweredDossier(tx, collectivityId, input.number),
  )
  if (!dossier) return refused('no_dossier')
  const left = received.leftOut.map(({ name, reason }) => ({ name, reason: reason as 'too_many' | 'too_large' }))
  const said = await receiveMessage(ctx, {
    collectivityId,
    dossierId: dossier.id,
    idempotencyKey: id,
    body: bodyOf({ text: received.text ?? '', left }, files, 'fr'),
    files: files.flatMap(({ digest, name, mediaType, size }) =>
      digest === null ? [] : [{ digest, name, mediaType, size }],
    ),
    by: received.channel,
    ...(!input.isItsPerson && { author: authorOf(received) }),
  }).catch((error: unknown) => {
    // A request that she does not reach is one that does not exist for her.
    if (error instanceof AppError && error.kind === 'not_found') return undefined
    throw error
  })
  if (!said) return refused('no_dossier')
  if (!said.ok) return refused(said.refusal.reason === 'closed' ? 'closed' : 'empty')
  const to = {
    state: 'joined' as const,
    reason: null,
    dossier: { id: dossier.id, number: dossier.number },
    ...signed(ctx),
  }
  const settled = await settleBy(ctx, { collectivityId, id }, () => Promise.resolve(accepted(to)))
  return settled.ok ? accepted({ dossierId: dossier.id }) : refused('settled')
}

const authorOf = (received: Received): string =>
  received.channel === 'sms' ? received.fromAddress : personOf(received) || received.fromAddress

export interface FileInput extends Key {
  /** Address of an offer. */
  readonly procedure: string
}

/** Files it as a new request, under a procedure that the agent chooses. */
export const fileTray =
  (tools: MailboxTools) =>
  async (ctx: Context, input: FileInput): Promise<Outcome<FiledRequest, 'settled' | 'not_filed'>> => {
    const key = { collectivityId: input.collectivityId, id: input.id }
    await readReceivedForAgent(ctx, key)
    const { received, files } = await loadReceived(ctx, key)
    if (!received || !open.includes(received.state)) return refused('settled')
    const box = await boxOf(ctx, received)
    const mapping = box?.procedure === input.procedure ? box.mapping : {}
    const filed = await fileAs(tools, ctx, { received, files, of: { procedure: input.procedure }, mapping })
    if (!filed.ok) return refused('not_filed')
    const dossier = { id: filed.value.dossierId, number: filed.value.number }
    const to = { state: 'filed' as const, reason: null, dossier, ...signed(ctx) }
    const settled = await settleBy(ctx, key, () => Promise.resolve(accepted(to)))
    return settled.ok ? filed : refused('settled')
  }

export interface TransmitInput extends Key {
  readonly to: string
  /** Its name, as who wrote reads it. */
  readonly authority: string
}

/** Hands it to who is competent, and tells who wrote (CRPA, L114-2). */
export async function transmitReceived(
  ctx: Context,
  input: TransmitInput,
): Promise<Outcome<Settling, 'settled' | 'address' | 'authority'>> {
  const { collectivityId, id } = input
  const address = readMailAddress(input.to)
  const authority = input.authority.trim().slice(0, 200)
  if (!address.ok) return refused('address')
  if (authority === '') return refused('authority')
  return settleBy(ctx, { collectivityId, id }, async (tx) => {
    const payload = { collectivityId, receivedId: id, to: address.value, authority }
    await enqueue(tx, transmit, payload, { key: `mailbox.transmit:${id}` })
    return accepted({ state: 'transmitted', reason: null, note: `${authority} (${address.value})`, ...signed(ctx) })
  })
}

export interface DiscardInput extends Key {
  readonly why: string
  /** What else comes from this address goes to quarantine; from its whole domain. */
  readonly refuses?: 'address' | 'domain' | undefined
}

/** Puts it aside for good, with a reason; it stays readable until its days are over. */
export const discardReceived = (
  ctx: Context,
  input: DiscardInput,
): Promise<Outcome<Settling, 'settled' | 'no_reason'>> => {
  const { collectivityId, id, refuses } = input
  const note = input.why.trim().slice(0, 500)
  if (normalise(note) === '') return Promise.resolve(refused('no_reason'))
  return settleBy(ctx, { collectivityId, id }, async (tx, received) => {
    const domain = /@.+$/.exec(received.fromAddress)?.[0] ?? received.fromAddress
    const address = refuses === 'domain' ? domain : received.fromAddress
    const { at, by } = signed(ctx)
    const known = { address, kind: 'unwanted', detail: note, since: at, byId: by?.id ?? null } as const
    if (refuses && address !== '') await putCorrespondent(tx, collectivityId, { ...known, byName: by?.name ?? '' })
    return accepted({ state: 'discarded', reason: received.reason, note, at, by })
  })
}

/** Takes it out of quarantine: it waits for an agent again. */
export const releaseReceived = (ctx: Context, key: Key): Promise<Outcome<Settling, 'settled' | 'not_held'>> =>
  settleBy(ctx, key, (_, received) =>
    Promise.resolve(
      received.state === 'quarantine' ? accepted({ state: 'tray', reason: 'new', at: null }) : refused('not_held'),
    ),
  )

/** Reads the original again: after a virus scanner that was away, or another rule. */
export const readAgain = (ctx: Context, key: Key): Promise<Outcome<Settling, 'settled' | 'no_original'>> =>
  settleBy(ctx, key, async (tx, received) => {
    if (received.rawDigest === null) return refused('no_original')
    const { collectivityId, id } = key
    await enqueue(tx, landReceived, { collectivityId, receivedId: id }, { key: `mailbox.land:${id}` })
    return accepted({ state: 'taken', reason: null, at: null })
  })
