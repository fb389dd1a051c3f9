import { type Agent, listWorking } from '#identity/accounts'
import { addDays, dayOf } from '#kernel/calendar'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import type { CollectivityMail } from '#platform/mail'
import { getSite, listCollectivities } from '#territory/collectivities'
import { signatureReminder, type WaitingLine, waitingMail } from '../asked-mails.ts'
import { askedOf } from '../domain/asking.ts'
import { derivedId } from '../domain/journal.ts'
import { notifyApplicant } from '../jobs.ts'
import { type AskedHere, listToRemind, listUntoldAsked, markAskedTold, markReminded } from '../store/asking.ts'
import { findRequestRow, type RequestRow } from '../store/circuit.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { listPaces, listUntoldMentions, markMentionsTold, type Pace, type UntoldMention } from '../store/mentions.ts'
import type { OutsideKey } from './outside-asked.ts'

/** Agents are told of what names them or is asked of them: at once, or one mail each morning, as each one wishes. */

export interface AskedTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  sendMail(mail: CollectivityMail): Promise<void>
  /** Where an agent reads what waits for her. */
  waitingOf(collectivityId: string, kind: 'mentions' | 'asked'): Promise<string>
  /** Writes again to somebody outside. */
  remindOutside(key: OutsideKey): Promise<void>
}

/** Days before the one that was wished. */
const remindedBefore = 2

interface Desk {
  readonly agents: readonly Agent[]
  readonly paces: ReadonlyMap<string, Pace>
}

async function deskOf(tx: Tx, collectivityId: string, at: Date): Promise<Desk> {
  const [agents, paces] = await Promise.all([listWorking(tx, collectivityId, at), listPaces(tx, collectivityId)])
  return { agents, paces }
}

const paceOf = ({ paces }: Desk, accountId: string): Pace => paces.get(accountId) ?? 'daily'

/** Who is asked: somebody by name, or those who work in a service. */
const askedAgents = ({ agents }: Desk, { toAccount, toService }: RequestRow): readonly Agent[] =>
  agents.filter(({ accountId, roles }) =>
    toAccount === null
      ? toService !== null && roles.some(({ role, serviceId }) => role !== 'elected' && serviceId === toService)
      : accountId === toAccount,
  )

const mentionLine = ({ number, subject, byName }: UntoldMention): WaitingLine => ({
  kind: 'mention',
  number,
  subject,
  by: byName,
  wishedOn: null,
})

type AskedLine = Pick<AskedHere, 'service' | 'number' | 'subject' | 'askedByName' | 'wishedOn'>

const askedLine = ({ service, number, subject, askedByName, wishedOn }: AskedLine): WaitingLine => ({
  kind: service === 'visa' ? 'signature' : 'opinion',
  number,
  subject,
  by: askedByName ?? '',
  wishedOn,
})

interface Letter {
  /** What the mail follows from: told again, it is the same mail. */
  readonly from: string
  readonly line: WaitingLine
  readonly agent: Agent
}

async function send(
  tools: AskedTools,
  collectivityId: string,
  letters: readonly Letter[],
  purpose: 'at_once' | 'daily' | 'reminder',
): Promise<void> {
  if (letters.length === 0) return
  const { name: collectivity } = await getSite(tools.db, { id: collectivityId })
  for (const [accountId, own] of Map.groupBy(letters, ({ agent }) => agent.accountId)) {
    const [first] = own
    if (!first) continue
    const isMentioned = own.every(({ line }) => line.kind === 'mention')
    const href = await tools.waitingOf(collectivityId, isMentioned ? 'mentions' : 'asked')
    const id = derivedId(first.from, `${purpose} ${accountId}`)
    const lines = own.map(({ line }) => line)
    const isReminder = purpose === 'reminder'
    await tools.sendMail(
      waitingMail({ id, to: first.agent.email, collectivityId, collectivity, href, lines, isReminder }),
    )
  }
}

/** A note names colleagues: those who wish so are told now. */
export async function tellMentionNow(
  tools: AskedTools,
  { collectivityId, messageId }: { readonly collectivityId: string; readonly messageId: string },
): Promise<void> {
  const now = tools.clock.now()
  const { untold, desk } = await tools.db.readCollectivity(collectivityId, async (tx) => ({
    untold: await listUntoldMentions(tx, collectivityId, messageId),
    desk: await deskOf(tx, collectivityId, now),
  }))
  const hasted = untold.filter(({ accountId }) => paceOf(desk, accountId) === 'at_once')
  await send(tools, collectivityId, mentionLetters(desk, hasted), 'at_once')
  if (hasted.length > 0)
    await tools.db.withCollectivity(collectivityId, (tx) => markMentionsTold(tx, collectivityId, hasted, now))
}

const mentionLetters = ({ agents }: Desk, mentions: readonly UntoldMention[]): readonly Letter[] =>
  mentions.flatMap((each) => {
    const agent = agents.find(({ accountId }) => accountId === each.accountId)
    return agent ? [{ from: each.messageId, line: mentionLine(each), agent }] : []
  })

const here: ReadonlySet<string> = new Set(['colleague', 'visa'])

/** Something is asked of colleagues: those who wish so are told now. */
export const tellAskedNow =
  (tools: AskedTools) =>
  async (asked: OutsideKey & { readonly service: string }): Promise<void> => {
    if (!here.has(asked.service)) return
    const { collectivityId, requestId } = asked
    const now = tools.clock.now()
    const letters = await tools.db.readCollectivity(collectivityId, async (tx): Promise<readonly Letter[]> => {
      const request = await findRequestRow(tx, collectivityId, requestId)
      const dossier = request && (await findDossierRow(tx, collectivityId, request.dossierId))
      if (!request || !dossier || request.state !== 'requested') return []
      const desk = await deskOf(tx, collectivityId, now)
      const { number, subject } = dossier
      const line = askedLine({ ...request, number, subject })
      return askedAgents(desk, request)
        .filter(({ accountId }) => paceOf(desk, accountId) === 'at_once')
        .map((agent) => ({ from: requestId, line, agent }))
    })
    await send(tools, collectivityId, letters, 'at_once')
  }

/** Each morning: one mail for each agent of what is new, then reminders of what is wished soon. */
export async function tellAskedDaily(tools: AskedTools): Promise<void> {
  for (const { id } of await listCollectivities(tools.db)) {
    await tellNew(tools, id)
    await remind(tools, id)
  }
}

async function tellNew(tools: AskedTools, collectivityId: string): Promise<void> {
  const now = tools.clock.now()
  const { mentions, asked, desk } = await tools.db.readCollectivity(collectivityId, async (tx) => ({
    mentions: await listUntoldMentions(tx, collectivityId),
    asked: await listUntoldAsked(tx, collectivityId),
    desk: await deskOf(tx, collectivityId, now),
  }))
  if (mentions.length === 0 && asked.length === 0) return
  const letters = [
    ...mentionLetters(desk, mentions),
    ...asked.flatMap((each) =>
      askedAgents(desk, each).map((agent) => ({ from: each.id, line: askedLine(each), agent })),
    ),
  ].filter(({ agent }) => paceOf(desk, agent.accountId) === 'daily')
  await send(tools, collectivityId, letters, 'daily')
  const ids = asked.map(({ id }) => id)
  await tools.db.withCollectivity(collectivityId, async (tx) => {
    await markMentionsTold(tx, collectivityId, mentions, now)
    await markAskedTold(tx, collectivityId, ids, now)
  })
}

async function remind(tools: AskedTools, collectivityId: string): Promise<void> {
  const now = tools.clock.now()
  const { near, desk } = await tools.db.readCollectivity(collectivityId, async (tx) => ({
    near: await listToRemind(tx, collectivityId, addDays(dayOf(now), remindedBefore)),
    desk: await deskOf(tx, collectivityId, now),
  }))
  if (near.length === 0) return
  // Asked for a day that was near already: the question has only just been read.
  const due = near.filter(({ askedAt }) => now.getTime() - askedAt.getTime() > 86_400_000)
  const letters = due.flatMap((each) =>
    askedAgents(desk, each).map((agent) => ({ from: each.id, line: askedLine(each), agent })),
  )
  const wanted = letters.filter(({ agent }) => paceOf(desk, agent.accountId) !== 'never')
  await send(tools, collectivityId, wanted, 'reminder')
  for (const each of due) {
    if (askedOf(each) === 'outside') await tools.remindOutside({ collectivityId, requestId: each.id })
  }
  await tools.db.withCollectivity(collectivityId, async (tx) => {
    const persons = due.filter((each) => askedOf(each) === 'person')
    for (const { id, dossierId } of persons) {
      const eventId = derivedId(id, 'reminder')
      await enqueue(tx, notifyApplicant, { collectivityId, dossierId, eventId, template: signatureReminder })
    }
    await markReminded(
      tx,
      collectivityId,
      due.map(({ id }) => id),
      now,
    )
  })
}
