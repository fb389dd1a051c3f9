import {
  isFromPartner,
  partnerName,
  readForHanding,
  readSince,
  type SinceThen,
  tellHanded,
  answersInWords,
} from '#counter/dossiers'
import { localize } from '#kernel/localized'
import { systemContext } from '#platform/context'
import type { Tx } from '#platform/db'
import { findStatus } from '#counter/workflows'
import type { FileGiven, MessageBody } from '../contract.ts'
import { isOpen } from '../domain.ts'
import type { Handover, HandoverKey } from '../schema.ts'
import { findHandoverRow, lockHandoverRow } from '../store/handovers.ts'
import { findPartnerRow } from '../store/partners.ts'
import { changeAndSay, type ToSay } from './saying.ts'
import { fileGiven } from './snapshot.ts'
import { toldOf } from './deciding.ts'
import { addressFor, type HandoverTools } from './tools.ts'

/**
 * Tells the other side what happened here since it was last told: what is said to the person or by her, where it stands, its end.
 * Run twice, it says nothing twice: the place in the journal is kept with what is said.
 */
export async function tellNews(tools: HandoverTools, key: HandoverKey): Promise<void> {
  const { collectivityId } = key
  const seen = await tools.db.readCollectivity(collectivityId, async (tx) => {
    const handover = await findHandoverRow(tx, key)
    if (!handover?.dossierId || !isOpen(handover.state)) return undefined
    const since = await readSince(tx, { collectivityId, dossierId: handover.dossierId }, handover.relayed)
    return since && { handover, dossierId: handover.dossierId, ends: endOf(since) !== undefined }
  })
  if (!seen) return
  const { handover, dossierId, ends } = seen
  if (!ends) {
    await tools.db.withCollectivity(collectivityId, (tx) => sayNews(tools, tx, key, { saysEnd: false }))
    return
  }
  const state = handover.role === 'taker' ? ('settled' as const) : ('taken_back' as const)
  const partner = await tools.db.readCollectivity(collectivityId, (tx) =>
    findPartnerRow(tx, { collectivityId, partnerId: handover.partnerId }),
  )
  const handed = {
    id: handover.id,
    role: handover.role,
    partner: partner?.name ?? '',
    state,
    reference: handover.reference,
  }
  await tellHanded(
    systemContext(tools, partnerName),
    {
      collectivityId,
      dossierId,
      idempotencyKey: `handover:${handover.id}:end`,
      handed: null,
      expected: handover.id,
      told: toldOf(handed, state),
    },
    (tx) => sayNews(tools, tx, key, { saysEnd: true }),
  )
}

async function sayNews(
  tools: HandoverTools,
  tx: Tx,
  key: HandoverKey,
  { saysEnd }: { readonly saysEnd: boolean },
): Promise<void> {
  const { collectivityId } = key
  const handover = await lockHandoverRow(tx, key)
  if (!handover?.dossierId || !isOpen(handover.state)) return
  const dossierKey = { collectivityId, dossierId: handover.dossierId }
  const [since, handing] = await Promise.all([
    readSince(tx, dossierKey, handover.relayed),
    readForHanding(tx, dossierKey),
  ])
  if (!since) return
  // An end is written in the request with what is said of it: until then, only what came before.
  const end = endOf(since)
  const events = end && !saysEnd ? since.events.filter(({ seq }) => seq < end.seq) : since.events
  const last = events.at(-1)?.seq
  if (last === undefined) return
  const give = fileGiven(`${addressFor(tools, { collectivityId, id: handover.partnerId })}/dossiers/${handover.id}`)
  const say = sayingsOf({ ...since, events }, handover, { handing, give })
  const ended =
    saysEnd && end ? { state: handover.role === 'taker' ? ('settled' as const) : ('taken_back' as const) } : {}
  await changeAndSay(tx, key, tools.clock.now(), (before) => ({
    after: { relayed: last, ...ended, ...(say.length === 0 && { changedAt: before.changedAt }) },
    say,
  }))
}

type Event = SinceThen['events'][number]

/** The move that ended it here, if one did. */
const endOf = ({ events }: SinceThen): Event | undefined =>
  events.find(
    (event) => event.kind === 'dossier.moved' && event.payload.outcome !== null && !isFromPartner(event.actor),
  )

interface Telling {
  readonly handing: Awaited<ReturnType<typeof readForHanding>>
  readonly give: (file: SinceThen['attachments'][number]) => FileGiven
}

function sayingsOf(since: SinceThen, handover: Handover, telling: Telling): ToSay[] {
  const own = since.events.filter(({ actor }) => !isFromPartner(actor))
  const end = endOf(since)
  return own.flatMap((event): ToSay[] => {
    if (handover.role === 'giver') return saidByGiver(event, since, telling)
    // What is written with the decision is said with it.
    if (end && event.kind === 'message.sent' && event.at.getTime() === end.at.getTime()) return []
    return saidByTaker(event, since, telling)
  })
}

function saidByGiver(event: Event, since: SinceThen, telling: Telling): ToSay[] {
  if (event.kind === 'message.received' || event.kind === 'document.given' || event.kind === 'message.sent') {
    return messageOf(event.payload.messageId, since, telling)
  }
  if (event.kind === 'answers.edited') {
    return [{ type: 'handover.answers', body: { answers: answersInWords(telling.handing) } }]
  }
  if (event.kind !== 'dossier.moved' || event.payload.outcome === null) return []
  return [{ type: 'handover.taken_back', body: { reason: 'La demande a été réglée là où elle avait été déposée.' } }]
}

const phases = ['received', 'examined', 'waiting_applicant', 'decided'] as const
const outcomes = ['accepted', 'refused', 'closed'] as const

function saidByTaker(event: Event, since: SinceThen, telling: Telling): ToSay[] {
  if (event.kind === 'message.sent') return messageOf(event.payload.messageId, since, telling)
  if (event.kind !== 'dossier.moved') return []
  const { status: statusId } = event.payload
  const phase = phases.find((each) => each === event.payload.phase) ?? 'examined'
  const outcome = outcomes.find((each) => each === event.payload.outcome) ?? null
  const status = findStatus(telling.handing.workflow, statusId)
  if (outcome === null) {
    if (!status || status.hiddenFromApplicant === true) return []
    return [{ type: 'handover.status', body: { phase, label: localize(status.publicLabel, 'fr') } }]
  }
  const said = since.events.flatMap((each) =>
    each.kind === 'message.sent' && each.at.getTime() === event.at.getTime()
      ? messageOf(each.payload.messageId, since, telling)
      : [],
  )
  const messages = said.flatMap((each) => (each.type === 'handover.message' ? [each.body.message] : []))
  const body: MessageBody<'handover.settled'> = {
    outcome,
    text: messages.map((each) => each.body).join('\n\n') || (status ? localize(status.publicLabel, 'fr') : ''),
    files: messages.flatMap(({ files }) => files),
  }
  return [{ type: 'handover.settled', body }]
}

function messageOf(messageId: string, { messages, attachments }: SinceThen, { give }: Telling): ToSay[] {
  const found = messages.find(({ id }) => id === messageId)
  if (!found || found.direction === 'note') return []
  const message = {
    id: found.id,
    author: found.authorName,
    from: found.direction === 'from_applicant' ? ('applicant' as const) : ('agent' as const),
    body: found.body,
    at: found.at.toISOString(),
    files: attachments.filter((each) => each.messageId === messageId).map(give),
  }
  return [{ type: 'handover.message', body: { message } }]
}
