import { receiveMessage } from '#counter/dossiers'
import { newId } from '#kernel/ids'
import { systemContext } from '#platform/context'
import { sha256 } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { isStart, isStop } from '../domain/stop.ts'
import { landReceived } from '../jobs.ts'
import type { Received } from '../schema.ts'
import { dropCorrespondent, findCorrespondents, putCorrespondent } from '../store/correspondents.ts'
import { type Settling, settleRow, takeRow } from '../store/received.ts'
import { findLastTold, noteTold, type Told } from '../store/told.ts'
import { type MailboxTools, systemName } from './tools.ts'

const keptDays = 90

/** A text message, as the gateway gives it. */
export interface IncomingSms {
  /** The gateway's own identifier: told twice, it is one. */
  readonly id: string
  /** E.164 */
  readonly from: string
  readonly text: string
  readonly at: Date
}

/**
 * Takes a text message that somebody sent: it is about what was last told to her telephone. One that answers nothing goes to
 * nobody's tray, since nothing says which collectivity it is for.
 * @returns false when nothing was ever told to that telephone.
 */
export async function takeSms(tools: Pick<MailboxTools, 'db' | 'clock'>, sms: IncomingSms): Promise<boolean> {
  const now = tools.clock.now()
  const door = { name: 'sms-answer', accountId: null, subject: sha256(sms.from).toString('hex').slice(0, 16) }
  const told = await tools.db.throughDoor(door, (tx) => findLastTold(tx, sms.from, now))
  if (!told) return false
  const { collectivityId } = told
  await tools.db.withCollectivity(collectivityId, async (tx) => {
    const id = newId()
    const isNew = await takeRow(tx, {
      collectivityId,
      id,
      boxId: null,
      channel: 'sms',
      fingerprint: sha256(`sms ${sms.id}`),
      rawDigest: null,
      size: Buffer.byteLength(sms.text),
      uidValidity: null,
      uid: null,
      receivedAt: sms.at,
      serviceId: null,
      keepsUntil: new Date(now.getTime() + keptDays * 86_400_000),
      from: sms.from,
      text: sms.text,
    })
    if (!isNew) return
    await consent(tx, told, sms, now)
    await enqueue(tx, landReceived, { collectivityId, receivedId: id }, { key: `mailbox.land:${id}` })
  })
  return true
}

/** STOP is honoured at once, whatever becomes of the message. */
async function consent(tx: Tx, { collectivityId }: Told, { from, text }: IncomingSms, now: Date): Promise<void> {
  const known = { address: from, kind: 'stopped', detail: '', since: now, byId: null, byName: from } as const
  if (isStop(text)) await putCorrespondent(tx, collectivityId, known)
  if (isStart(text)) await dropCorrespondent(tx, collectivityId, known)
}

/** Brings a text message to the request that was last told to its telephone. */
export async function landSms(tools: MailboxTools, received: Received): Promise<void> {
  const { collectivityId, id, fromAddress, text } = received
  const now = tools.clock.now()
  const told = await tools.db.readCollectivity(collectivityId, (tx) => findLastTold(tx, fromAddress, now))
  const settle = (to: Settling) =>
    tools.db.withCollectivity(collectivityId, (tx) => settleRow(tx, { collectivityId, id }, to))
  if (isStop(text ?? '') || isStart(text ?? '')) return settle({ state: 'noted', reason: null, at: now })
  if (!told) return settle({ state: 'tray', reason: 'no_request', at: null })
  const said = await receiveMessage(systemContext(tools, systemName), {
    collectivityId,
    dossierId: told.dossierId,
    idempotencyKey: id,
    body: text ?? '',
    by: 'sms',
  })
  const dossier = { id: told.dossierId, number: '' }
  if (said.ok) return settle({ state: 'joined', reason: null, dossier, at: now })
  await settle({ state: 'tray', reason: 'closed', suggestedDossierId: told.dossierId, at: null })
}

/**
 * Says something to a telephone about a request, and remembers it: an answer will be about that request. Who asked for no
 * more messages there gets none.
 */
export async function sayBySms(
  { db, clock }: Pick<MailboxTools, 'db' | 'clock'>,
  told: Told,
  send: () => Promise<'sent' | 'refused'>,
): Promise<'sent' | 'refused' | 'stopped'> {
  const known = await db.readCollectivity(told.collectivityId, (tx) =>
    findCorrespondents(tx, told.collectivityId, [told.phone]),
  )
  if (known.some(({ kind }) => kind === 'stopped')) return 'stopped'
  const state = await send()
  if (state === 'sent') await db.withCollectivity(told.collectivityId, (tx) => noteTold(tx, told, clock.now()))
  return state
}
