import { linkDossiers, recordNote, receiveMessage } from '#counter/dossiers'
import { systemContext } from '#platform/context'
import { enqueue } from '#platform/jobs'
import type { ReceivedMail } from '#platform/mail'
import { type Arrival, isAcknowledged, type Landing, landingOf } from '../domain/landing.ts'
import { acknowledge } from '../jobs.ts'
import type { Received, ReceivedFile, TrayReason, WatchedBox } from '../schema.ts'
import { putCorrespondent } from '../store/correspondents.ts'
import {
  acknowledgeRow,
  countTry,
  findReceivedRow,
  type Rates,
  ratesOf,
  type Settling,
  settleRow,
} from '../store/received.ts'
import { type Answered, answeredBy } from './answered.ts'
import { fileReceived } from './file-received.ts'
import { bodyOf, landingTexts } from './landing-texts.ts'
import { type ReadReceived, readReceived } from './read-received.ts'
import { landSms } from './sms.ts'
import { type MailboxTools, systemName } from './tools.ts'
import { boxOf } from './boxes.ts'

/** A mail whose reading was begun so often without an end is left to an agent. */
const mostTries = 8

interface Key {
  readonly collectivityId: string
  readonly receivedId: string
}

/**
 * Brings what was taken where it goes, once: what it does elsewhere bears its identifier, so that a reader that was stopped
 * in the middle does nothing twice.
 */
export async function land(tools: MailboxTools, { collectivityId, receivedId: id }: Key): Promise<void> {
  const key = { collectivityId, id }
  const [received, tries] = await tools.db.withCollectivity(collectivityId, async (tx) => {
    const found = await findReceivedRow(tx, collectivityId, id)
    return [found, found?.state === 'taken' ? await countTry(tx, collectivityId, id) : 0] as const
  })
  if (received?.state !== 'taken') return
  if (received.channel === 'sms') return landSms(tools, received)
  if (tries > mostTries) return settle(tools, key, waiting({ kind: 'tray', reason: 'unreadable' }))
  await landMail(tools, received)
}

async function landMail(tools: MailboxTools, received: Received): Promise<void> {
  const { collectivityId, id } = received
  const read = await readReceived(tools, received)
  const { mail, files, automatic, refusesAnswers } = read
  const [answered, box] = await Promise.all([answeredBy(tools, collectivityId, mail), boxOf(tools, received)])
  const sender = mail.from?.address.toLowerCase() ?? ''
  const rates = await tools.db.readCollectivity(collectivityId, (tx) =>
    ratesOf(tx, {
      collectivityId,
      id,
      address: sender,
      dossierId: answered?.dossier.id ?? null,
      now: tools.clock.now(),
    }),
  )
  const landing = landingOf(arrivalOf({ read, answered, box, rates }))
  await carryOut(tools, { key: { collectivityId, id }, mail, files, answered, landing })
  const isTold = isAcknowledged(landing, { automatic, refusesAnswers }) && !rates.isAcknowledged
  if (isTold && box?.acknowledges === true) await askToTell(tools, collectivityId, id)
}

interface Known {
  readonly read: ReadReceived
  readonly answered: Answered | undefined
  readonly box: WatchedBox | undefined
  readonly rates: Rates
}

const arrivalOf = ({ read, answered, box, rates }: Known): Arrival => ({
  isReadable: read.mail.isReadable,
  isTooLarge: read.isTooLarge,
  automatic: read.automatic,
  isSpam: read.signs.signs.some((sign) => sign !== 'dmarc'),
  isForged: read.signs.isForged,
  isUnwanted: rates.isUnwanted,
  fromSender: rates.fromSender,
  ...(answered && {
    dossier: { ...answered, isClosed: answered.dossier.closedAt !== null, received: rates.ofDossier },
  }),
  box: { filesNew: box?.isOpen === true && box.procedure !== null, whenClosed: box?.whenClosed ?? 'tray' },
})

/** Written at once: what comes from the same sender before the answer has left asks for no other. */
const askToTell = (tools: MailboxTools, collectivityId: string, receivedId: string): Promise<void> =>
  tools.db.withCollectivity(collectivityId, async (tx) => {
    await acknowledgeRow(tx, { collectivityId, id: receivedId })
    await enqueue(tx, acknowledge, { collectivityId, receivedId }, { key: `mailbox.acknowledge:${receivedId}` })
  })

interface Ready {
  readonly key: { readonly collectivityId: string; readonly id: string }
  readonly mail: ReceivedMail
  readonly files: readonly ReceivedFile[]
  readonly answered: Answered | undefined
  readonly landing: Landing
}

async function carryOut(tools: MailboxTools, ready: Ready): Promise<void> {
  const { landing, key } = ready
  switch (landing.kind) {
    case 'tray':
    case 'quarantine':
      return settle(tools, key, waiting(landing, ready.answered))
    case 'join':
      return join(tools, ready)
    case 'note':
    case 'bounce':
      return note(tools, ready)
    case 'file':
      return file(tools, ready)
  }
}

const waiting = (
  { kind, reason }: { readonly kind: 'tray' | 'quarantine'; readonly reason: TrayReason },
  answered?: Answered,
): Settling => ({
  state: kind,
  reason,
  suggestedDossierId: answered?.dossier.id ?? null,
  serviceId: answered?.dossier.serviceId ?? null,
  at: null,
})

const settle = (tools: MailboxTools, { collectivityId, id }: Ready['key'], to: Settling): Promise<void> =>
  tools.db.withCollectivity(collectivityId, (tx) => settleRow(tx, { collectivityId, id }, to))

const done = (tools: MailboxTools, { dossier }: Answered, state: 'joined' | 'noted'): Settling => ({
  state,
  reason: null,
  dossier: { id: dossier.id, number: dossier.number },
  serviceId: dossier.serviceId,
  at: tools.clock.now(),
})

async function join(tools: MailboxTools, ready: Ready): Promise<void> {
  const { key, answered, files } = ready
  if (!answered) return
  const said = await receiveMessage(systemContext(tools, systemName), {
    collectivityId: key.collectivityId,
    dossierId: answered.dossier.id,
    idempotencyKey: key.id,
    body: bodyOf(ready.mail, files, answered.dossier.locale),
    files: deposited(files),
    by: 'mail',
  })
  if (said.ok) return settle(tools, key, done(tools, answered, 'joined'))
  // Closed between two looks, or nothing in it: an agent sees.
  const reason = said.refusal.reason === 'closed' ? 'closed' : 'unreadable'
  await settle(tools, key, waiting({ kind: 'tray', reason }, answered))
}

/** What a machine wrote about a request: a line for its agents. An address that nobody reads is marked. */
async function note(tools: MailboxTools, ready: Ready): Promise<void> {
  const { key, answered, mail, landing } = ready
  if (!answered) return
  const t = landingTexts('fr')
  const failed = mail.bounces.filter(({ action }) => action === 'failed')
  const body = landing.kind === 'bounce' ? t.bounce(mail.bounces) : t.away(mail.text.slice(0, 2000))
  await recordNote(systemContext(tools, systemName), {
    collectivityId: key.collectivityId,
    dossierId: answered.dossier.id,
    idempotencyKey: key.id,
    body,
  })
  const now = tools.clock.now()
  await tools.db.withCollectivity(key.collectivityId, async (tx) => {
    for (const { address, status, diagnostic } of failed) {
      const detail = `${status} ${diagnostic}`.trim()
      const known = { address, kind: 'bounced', detail, since: now, byId: null, byName: systemName } as const
      if (address !== '') await putCorrespondent(tx, key.collectivityId, known)
    }
    await settleRow(tx, key, done(tools, answered, 'noted'))
  })
}

async function file(tools: MailboxTools, ready: Ready): Promise<void> {
  const { key } = ready
  const filed = await fileReceived(tools, key)
  if (!filed.ok) return settle(tools, key, waiting({ kind: 'tray', reason: 'not_filed' }, ready.answered))
  const { dossierId, number } = filed.value
  if (ready.answered) await link(tools, key, { dossierId, other: ready.answered.dossier.id })
  await settle(tools, key, { state: 'filed', reason: null, dossier: { id: dossierId, number }, at: tools.clock.now() })
}

/** An answer to a request that is closed made a new one: each shows the other. */
async function link(
  tools: MailboxTools,
  { collectivityId, id }: Ready['key'],
  { dossierId, other }: { readonly dossierId: string; readonly other: string },
): Promise<void> {
  const ctx = systemContext(tools, systemName)
  await linkDossiers(ctx, { collectivityId, dossierId, other, tie: 'follows', idempotencyKey: `${id}:link` })
}

const deposited = (files: readonly ReceivedFile[]) =>
  files.flatMap(({ digest, name, mediaType, size }) => (digest === null ? [] : [{ digest, name, mediaType, size }]))
