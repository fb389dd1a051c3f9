import {
  type ClosedBy,
  type ClosedCase,
  derivedId,
  type Dossier,
  endDossier,
  eraseAnswers,
  listClosed,
} from '#counter/dossiers'
import { addDays, dayOf } from '#kernel/calendar'
import { type Context, systemContext } from '#platform/context'
import type { Tx } from '#platform/db'
import { formats } from '#platform/i18n'
import { handleJob, type JobHandler } from '#platform/jobs'
import type { CollectivityMail } from '#platform/mail'
import { listCollectivities } from '#territory/collectivities'
import { closedThrough, dueOf, fieldsDue, firstDayWithout } from '../domain.ts'
import { sweepRetained } from '../jobs.ts'
import { goingMail } from '../mails.ts'
import { type Act, outcomes, type OutcomeRule } from '../schema.ts'
import { insertNoticeRows, insertTombstoneRow, listNoticeRows, listRuleSetRows } from '../store.ts'
import type { RulesOfProcedure } from './rules.ts'

interface CaseKey {
  readonly collectivityId: string
  readonly dossierId: string
}

export interface RetainingTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  /** The same id twice is one mail. */
  readonly sendMail: (mail: CollectivityMail) => Promise<void>
  /** Where a person follows her request. */
  readonly followHref: (key: CaseKey) => Promise<string> | string
  /**
   * Puts a request in a sealed archive, once for each of its versions; it changes nothing of it.
   * @returns the archive, and the version that is in it; undefined when it is not closed any more.
   */
  readonly seal: (key: CaseKey) => Promise<{ readonly archiveId: string; readonly version: number } | undefined>
}

const atOnce = 200

/** The background work of this house, for the worker; each may run more than once. */
export const retentionJobHandlers = (tools: RetainingTools): JobHandler[] => [
  handleJob(sweepRetained, () => sweep(tools)),
]

async function sweep(tools: RetainingTools): Promise<void> {
  for (const { id } of await listCollectivities(tools.db)) {
    const sets = await tools.db.readCollectivity(id, (tx) => listRuleSetRows(tx, id))
    for (const set of sets) await sweepProcedure(tools, id, set)
  }
}

async function sweepProcedure(tools: RetainingTools, collectivityId: string, set: RulesOfProcedure): Promise<void> {
  for (const outcome of outcomes) {
    const of = { collectivityId, procedureId: set.procedureId, outcome }
    await sweepFields(tools, of, set)
    await sweepWhole(tools, of, set)
  }
}

/** Answers that go before the rest; nobody is told, for nothing of what she may follow goes away. */
async function sweepFields(tools: RetainingTools, of: ClosedBy, { rules }: RulesOfProcedure): Promise<void> {
  const { clock, log } = tools
  const ctx = systemContext(tools, 'Conservation')
  for (const rule of rules.fields) {
    const before = closedThrough(rule.months, addDays(dayOf(clock.now()), -1))
    for await (const one of eachClosed(tools, of, { before, fields: [rule.field] })) {
      if (fieldsDue(one.closedAt, [rule], clock.now()).length === 0) continue
      const { collectivityId } = of
      const erased = { collectivityId, dossierId: one.id, fields: [rule.field], entered: one.entered }
      await alone(log, one, () => eraseAnswers(ctx, { ...erased, ground: rule.ground }))
    }
  }
}

async function sweepWhole(tools: RetainingTools, of: ClosedBy, set: RulesOfProcedure): Promise<void> {
  const rule = set.rules.outcomes[of.outcome]
  if (rule.act === 'keep' || rule.months === null) return
  const { noticeDays } = set.rules
  const before = closedThrough(rule.months, addDays(dayOf(tools.clock.now()), noticeDays))
  for await (const page of pagesOfClosed(tools, of, { before })) {
    const told = await toldOf(tools, of.collectivityId, page)
    const now = tools.clock.now()
    const due = Map.groupBy(page, (one) => dueOf({ ...one, toldAt: told.get(keyOf(one)) }, rule, { now, noticeDays }))
    await tellAll(tools, of, { set, rule, due: due.get('tell') ?? [] })
    for (const one of due.get('end') ?? [])
      await alone(tools.log, one, () => end(tools, of.collectivityId, { set, rule, one }))
  }
}

const keyOf = ({ id, entered }: Pick<ClosedCase, 'id' | 'entered'>): string => `${id} ${entered}`

async function toldOf(
  { db }: RetainingTools,
  collectivityId: string,
  page: readonly ClosedCase[],
): Promise<ReadonlyMap<string, Date>> {
  const ids = page.map(({ id }) => id)
  const rows = await db.readCollectivity(collectivityId, (tx) => listNoticeRows(tx, collectivityId, ids))
  return new Map(rows.map(({ dossierId, entered, toldAt }) => [keyOf({ id: dossierId, entered }), toldAt]))
}

interface Telling {
  readonly set: RulesOfProcedure
  readonly rule: OutcomeRule
  readonly due: readonly ClosedCase[]
}

/** The mail first, under an id of its own: stopped before it is written down, the next night sends the same one again. */
async function tellAll(
  tools: RetainingTools,
  { collectivityId }: ClosedBy,
  { set, rule, due }: Telling,
): Promise<void> {
  const { act, months, ground } = rule
  if (due.length === 0 || act === 'keep' || months === null) return
  const at = tools.clock.now()
  const { noticeDays } = set.rules
  for (const one of due) {
    if (one.applicantEmail === '') continue
    const from = formats(one.locale).date(firstDayWithout(one.closedAt, months, { toldAt: at, noticeDays }))
    await tools.sendMail(
      goingMail({
        id: derivedId(one.id, `going ${one.entered}`),
        collectivityId,
        to: one.applicantEmail,
        locale: one.locale,
        number: one.number,
        act,
        ground,
        from,
        href: await tools.followHref({ collectivityId, dossierId: one.id }),
      }),
    )
  }
  const notices = due.map(({ id, entered, applicantEmail }) => ({ id, entered, byMail: applicantEmail !== '' }))
  await tools.db.withCollectivity(collectivityId, (tx) => insertNoticeRows(tx, collectivityId, { at, notices }))
}

interface OneEnd {
  readonly set: RulesOfProcedure
  readonly rule: OutcomeRule
  readonly one: ClosedCase
}

/** What goes into an archive is sealed first; it leaves only as it was sealed. */
async function end(tools: RetainingTools, collectivityId: string, { set, rule, one }: OneEnd): Promise<void> {
  const key = { collectivityId, dossierId: one.id }
  const sealed = rule.act === 'archive' ? await tools.seal(key) : undefined
  if (rule.act === 'archive' && !sealed) return
  await endDossier(systemContext(tools, 'Conservation'), key, {
    end: rule.act === 'anonymise' ? 'anonymise' : 'remove',
    step: rule.act,
    entered: one.entered,
    ...(sealed && { version: sealed.version }),
    besides: (tx, before) =>
      bury(tx, before, {
        at: tools.clock.now(),
        act: rule.act,
        rules: set.number,
        ground: groundOf(rule),
        archiveId: before.id === one.id ? (sealed?.archiveId ?? null) : null,
      }),
  })
}

const groundOf = ({ ground, visa = '' }: OutcomeRule): string => (visa === '' ? ground : `${ground} (${visa})`)

interface Burying {
  readonly at: Date
  readonly act: Act
  readonly rules: number
  readonly ground: string
  readonly archiveId: string | null
}

const bury = (tx: Tx, before: Dossier, { at, act, rules, ground, archiveId }: Burying): Promise<void> =>
  insertTombstoneRow(tx, before.collectivityId, {
    dossierId: before.id,
    number: before.number,
    procedureId: before.procedureId,
    revisionNumber: before.revisionNumber,
    outcome: before.outcome,
    submittedAt: before.submittedAt,
    closedAt: before.closedAt,
    endedAt: at,
    way: act === 'keep' ? 'anonymise' : act,
    rules,
    ground,
    archiveId,
  })

/** One that fails is for the next night: it keeps no other. */
async function alone(log: Context['log'], { id }: ClosedCase, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    log.error({ dossier: id, error: String(error) }, 'a request whose time has passed could not go')
  }
}

interface Looked {
  readonly before: Date
  readonly fields?: readonly string[]
}

async function* pagesOfClosed({ db }: RetainingTools, of: ClosedBy, looked: Looked) {
  let after: ClosedCase | undefined
  for (;;) {
    const from = after
    const page = await db.readCollectivity(of.collectivityId, (tx) =>
      listClosed(tx, of, { ...looked, after: from, limit: atOnce }),
    )
    if (page.length > 0) yield page
    after = page.at(-1)
    if (page.length < atOnce) return
  }
}

async function* eachClosed(tools: RetainingTools, of: ClosedBy, looked: Looked) {
  for await (const page of pagesOfClosed(tools, of, looked)) yield* page
}
