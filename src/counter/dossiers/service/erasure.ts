import { newId } from '#kernel/ids'
import { notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { getRevision } from '#counter/workflows'
import { emailsOfService } from '#identity/accounts'
import { getSite, listCollectivities } from '#territory/collectivities'
import { type Context, systemContext } from '#platform/context'
import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { formats } from '#platform/i18n'
import type { CollectivityMail } from '#platform/mail'
import { journalWithoutPerson, toldDaysAtLeast, toldDaysBefore } from '../domain/erasure.ts'
import { appendToJournal, derivedId, type DossierKey, journalActor } from '../domain/journal.ts'
import { dossierErased } from '../erased.ts'
import { endingMail } from '../mails.ts'
import { mayHold } from '../policy.ts'
import type { Dossier } from '../schema.ts'
import { lockAnyDossierRow } from '../store/dossiers.ts'
import {
  eraseDossierRows,
  holdDossierRow,
  listNearEnds,
  markTold,
  type NearEnd,
  removeDossierRow,
} from '../store/erasure.ts'
import { insertEventRows, listEventRows } from '../store/journal.ts'
import { listGatheredRows } from '../store/relations.ts'
import { act, type Acted, type ActInput, type ActRefusal, readableBody, write } from './progress.ts'
import { forgetContents } from './sweep.ts'

/** The end of requests: erased when their circuit or their time says so, told beforehand, kept while somebody needs them. */

export type EndRule = 'anonymise' | 'remove'

export interface Ending {
  readonly end: EndRule
  readonly step: string
  /** Of the entry that is meant: a request that was taken up again since is left as it is. */
  readonly entered?: number
  /** The same, down to its last line. */
  readonly version?: number
  /** Written with each request that ends, in the same transaction, as it was before. */
  readonly besides?: (tx: Tx, before: Dossier) => Promise<void>
}

/**
 * Erases what says who asked, for ever: answers, names, files, messages, words of the search. What happened stays in the
 * journal, which still holds together; the other houses are told. Done once; a request that is held is left as it is.
 */
export async function endDossier(ctx: Context, key: DossierKey, ending: Ending): Promise<boolean> {
  const { end, step, besides } = ending
  return ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const dossier = await lockAnyDossierRow(tx, key.collectivityId, key.dossierId)
    if (!dossier || dossier.erasedAt || dossier.hold) return false
    if (hasMoved(dossier, ending)) return false
    const gathered = await listGatheredRows(tx, key)
    const joined = await Promise.all(gathered.map(({ id }) => lockAnyDossierRow(tx, key.collectivityId, id)))
    // One of them that is kept keeps them all.
    if (joined.some((each) => each?.hold)) return false
    for (const each of [...joined, dossier]) {
      if (!each || each.erasedAt) continue
      await erase(tx, ctx, each, { end, step })
      await besides?.(tx, each)
    }
    return true
  })
}

/** It is not any more what was meant to end. */
const hasMoved = (
  dossier: Dossier,
  { entered = dossier.entered, version = dossier.version }: Pick<Ending, 'entered' | 'version'>,
): boolean => dossier.entered !== entered || dossier.version !== version

async function erase(tx: Tx, ctx: Context, dossier: Dossier, { end, step }: { end: EndRule; step: string }) {
  const { collectivityId, id: dossierId } = dossier
  const at = ctx.clock.now()
  const key = { collectivityId, dossierId }
  const kept = journalWithoutPerson(key, await listEventRows(tx, collectivityId, dossierId))
  const sealed = dossier.lastEventHash.toString('hex')
  const { lines, head } = appendToJournal(key, kept.head, [
    { id: newId(), at, kind: 'dossier.erased', actor: journalActor(ctx.actor, ''), payload: { end, step, sealed } },
  ])
  const digests = await eraseDossierRows(tx, {
    before: dossier,
    at,
    isRemoved: end === 'remove',
    lines: kept.lines,
    head: { version: head.seq, lastEventHash: head.hash },
  })
  await insertEventRows(tx, dossier, lines)
  await forgetContents(tx, digests, at)
  await publish(tx, dossierErased, { ...key, draftId: dossier.draftId, way: end })
}

/**
 * Carries out what a step of the circuit asks at once. A request that ends is erased; one that is taken out of sight while
 * its outcome says how long it is kept is erased when that time has passed.
 */
export async function endByStep(ctx: Context, key: DossierKey, end: EndRule): Promise<void> {
  if (end === 'anonymise') {
    await endDossier(ctx, key, { end, step: end })
    return
  }
  const isLater = await ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const dossier = await lockAnyDossierRow(tx, key.collectivityId, key.dossierId)
    if (!dossier || dossier.removedAt || dossier.hold) return true
    const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
    if (dossier.outcome === null || workflow.retention?.[dossier.outcome] === undefined) return false
    await removeDossierRow(tx, dossier, ctx.clock.now())
    return true
  })
  if (!isLater) await endDossier(ctx, key, { end, step: end })
}

export interface RetentionTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  sendMail(mail: CollectivityMail): Promise<void>
  /** Where its agents read what is closed. */
  deskOf(collectivityId: string): Promise<string>
  /** Procedures whose requests end by rules of the collectivity: their circuits decide of no end. Absent: none. */
  ruledProcedures?(collectivityId: string): Promise<readonly string[]>
}

const atOnce = 500
const day = 86_400_000

/** Each night: tells collectivities what is about to end, then ends what they were told of in time. */
export async function sweepRetention(tools: RetentionTools): Promise<void> {
  const ctx = systemContext(tools, 'Conservation')
  for (const { id } of await listCollectivities(tools.db)) {
    const apart = (await tools.ruledProcedures?.(id)) ?? []
    await tellEnds(tools, id, apart)
    await carryEnds(ctx, id, apart)
  }
}

async function tellEnds(tools: RetentionTools, collectivityId: string, apart: readonly string[]): Promise<void> {
  const now = tools.clock.now()
  const before = new Date(now.getTime() + toldDaysBefore * day)
  let found = atOnce
  while (found === atOnce) {
    const near = await tools.db.readCollectivity(collectivityId, (tx) =>
      listNearEnds(tx, { collectivityId, before, toldBefore: null, limit: atOnce, apart }),
    )
    found = near.length
    for (const [serviceId, ends] of Map.groupBy(near, (each) => each.serviceId))
      await tell(tools, collectivityId, { serviceId, ends })
    const ids = near.map(({ timerId }) => timerId)
    if (ids.length > 0) await tools.db.withCollectivity(collectivityId, (tx) => markTold(tx, collectivityId, ids, now))
  }
}

/** One mail for each address of the service; a second run makes no second mail. */
async function tell(
  tools: RetentionTools,
  collectivityId: string,
  { serviceId, ends }: { readonly serviceId: string | null; readonly ends: readonly NearEnd[] },
): Promise<void> {
  const [first] = ends
  if (!first || serviceId === null) return
  const [{ name }, addresses, href] = await Promise.all([
    getSite(tools.db, { id: collectivityId }),
    tools.db.readCollectivity(collectivityId, (tx) => emailsOfService(tx, serviceId, tools.clock.now())),
    tools.deskOf(collectivityId),
  ])
  const from = formats('fr').date(first.dueAt)
  for (const to of addresses)
    await tools.sendMail(
      endingMail(derivedId(first.timerId, `end ${to}`), {
        to,
        collectivityId,
        collectivity: name,
        count: ends.length,
        from,
        href,
      }),
    )
}

async function carryEnds(ctx: Context, collectivityId: string, apart: readonly string[]): Promise<void> {
  const now = ctx.clock.now()
  const toldBefore = new Date(now.getTime() - toldDaysAtLeast * day)
  const due = await ctx.db.readCollectivity(collectivityId, async (tx) =>
    listNearEnds(tx, { collectivityId, before: now, toldBefore, limit: 10 * atOnce, apart }),
  )
  for (const { dossierId, outcome, entered } of due) {
    const end = await endRuleOf(ctx, { collectivityId, dossierId }, outcome)
    await endDossier(ctx, { collectivityId, dossierId }, { end, step: outcome, entered })
  }
}

/** What the circuit says of such an end; a person is never left in what nothing says how long to keep. */
const endRuleOf = (ctx: Context, { collectivityId, dossierId }: DossierKey, outcome: string): Promise<EndRule> =>
  ctx.db.withCollectivity(collectivityId, async (tx) => {
    const dossier = await lockAnyDossierRow(tx, collectivityId, dossierId)
    if (!dossier) throw notFound('dossiers.no_dossier', dossierId)
    const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
    const kept =
      outcome === 'accepted' || outcome === 'refused' || outcome === 'closed'
        ? workflow.retention?.[outcome]
        : undefined
    return kept?.end ?? 'anonymise'
  })

export interface HoldInput extends ActInput {
  /** An appeal, a check: what keeps it beyond its time. */
  readonly reason: string
}

/** Keeps a request beyond its time, for an appeal or a check; those who supervise it may. */
export const holdDossier = (
  ctx: Context,
  input: HoldInput,
): Promise<Outcome<Acted, ActRefusal<'empty' | 'already_held_back'>>> =>
  act<'empty' | 'already_held_back'>(ctx, input, {
    mayAct: (dossier) => mayHold(ctx.actor, dossier),
    deed: 'hold',
    decide: async (acting) => {
      const reason = readableBody(input.reason)
      if (reason === undefined) return refused('empty')
      if (acting.dossier.hold) return refused('already_held_back')
      const writing = write(acting, 'note', reason)
      const hold = { byName: acting.actor.name, at: acting.now.toISOString() }
      return accepted({
        events: [
          { kind: 'dossier.held', payload: {} },
          { kind: 'note.added', payload: writing.payload },
        ],
        writings: [writing],
        besides: () => [holdDossierRow(acting.tx, acting.dossier, hold)],
      })
    },
  })

/** Its time counts again; when it has passed already, the collectivity is told before anything is erased. */
export const unholdDossier = (ctx: Context, input: ActInput): Promise<Outcome<Acted, ActRefusal<'not_held_back'>>> =>
  act<'not_held_back'>(ctx, input, {
    mayAct: (dossier) => mayHold(ctx.actor, dossier),
    deed: 'hold',
    decide: async (acting) => {
      if (!acting.dossier.hold) return refused('not_held_back')
      return accepted({
        events: [{ kind: 'dossier.unheld', payload: {} }],
        besides: () => [holdDossierRow(acting.tx, acting.dossier, null)],
      })
    },
  })
