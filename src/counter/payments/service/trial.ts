import { after } from 'node:test'
import { type Clock, fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { createSecrets } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { JobHandler } from '#platform/jobs'
import { silentLog } from '#platform/log'
import { createOutbound } from '#platform/outbound'
import { openTestDatabase } from '#platform/testing'
import { createPayFip } from '../payfip/client.ts'
import type { Mode, Payment } from '../schema.ts'
import { requestPayment } from './ask.ts'
import { paymentHandlers } from './handlers.ts'
import { linkOf } from './link.ts'
import { beginPayment } from './pay.ts'
import { saveRegie } from './regies.ts'
import type { PaymentTools } from './tools.ts'

interface QueuedJob {
  readonly task: string
  readonly payload: Record<string, string>
  readonly runAt: Date
}

/** What is needed of a stand-in of PayFiP: `standins/payfip`. */
interface StandIn {
  readonly url: string
  close(): Promise<void>
}

/** The house on a database and a stand-in, for its tests. */
export async function openTrial(standIn: StandIn, clock = fixedClock(new Date('2026-11-24T09:00:00Z'))) {
  const { db, sql } = await openTestDatabase()
  const outbound = createOutbound({ allowPrivate: true, timeout: 700 })
  after(() => Promise.all([outbound.close(), standIn.close()]))
  const tools: PaymentTools = {
    secrets: createSecrets('a secret for tests, long enough to be one'),
    provider: createPayFip({ url: standIn.url, reach: outbound.fetch }),
    siteUrl: () => Promise.resolve('http://127.0.0.1:9/essai'),
  }
  const base = { db, clock, log: silentLog }
  const { system, anonymous, administrator } = actorsOn(base)

  const open = (mode?: Mode) => openCollectivity(sql, administrator, mode)
  const ask = async (collectivityId: string, more: Partial<Parameters<typeof requestPayment>[1]> = {}) => {
    const asked = await requestPayment(system, {
      collectivityId,
      requestId: newId(),
      amount: 1250,
      purpose: 'Location de la salle des fêtes, été',
      ...more,
    })
    if (!asked.ok) throw new Error(JSON.stringify(asked.refusal))
    const key = { collectivityId, link: linkOf(tools.secrets, collectivityId, asked.value.id) }
    return { payment: asked.value, key, pay: () => beginPayment(anonymous, tools, { ...key, email: 'ana@exemple.fr' }) }
  }
  const handlers = paymentHandlers(base, tools)
  const minutes = (count: number): void => clock.advance(count * 60_000)
  return {
    sql,
    clock,
    tools,
    base,
    system,
    anonymous,
    administrator,
    handlers,
    open,
    ask,
    minutes,
    ...rowsOf(sql),
    ...queueOf(sql, clock, handlers),
  }
}

type Sql = Awaited<ReturnType<typeof openTestDatabase>>['sql']

/** What waits in the queue, and what was told. */
function queueOf(sql: Sql, clock: Clock, handlers: readonly JobHandler[]) {
  const jobs = (): Promise<QueuedJob[]> =>
    sql<QueuedJob>(
      `select t.identifier as task, j.payload, j.run_at as "runAt"
       from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id order by j.run_at, j.id`,
    )
  /** What was told to who asked, in order. */
  const told = async ({ requestId }: Pick<Payment, 'requestId'>): Promise<string[]> =>
    (await jobs()).flatMap(({ task, payload }) =>
      task === 'event.payments.settled' && payload['requestId'] === requestId ? [payload['outcome'] ?? ''] : [],
    )
  /** Runs what is asked for of a task, and takes it from the queue; late ones too. */
  const work = async (task: string): Promise<number> => {
    const due = (await jobs()).filter((job) => job.task === task && job.runAt <= clock.now())
    await sql(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
       where t.id = j.task_id and t.identifier = $1 and j.run_at <= $2`,
      [task, clock.now()],
    )
    for (const { payload } of due) await handlers.find(({ job }) => job.name === task)?.run(payload)
    return due.length
  }
  return { jobs, told, work }
}

/** What the tables hold of a payment. */
function rowsOf(sql: Sql) {
  const state = async ({ id }: Pick<Payment, 'id'>): Promise<string> =>
    (await sql<{ state: string }>('select state from payments.payment where id = $1', [id]))[0]?.state ?? ''
  /** The operations of a payment, as the provider names them. */
  const operations = async ({ id }: Pick<Payment, 'id'>): Promise<string[]> =>
    (
      await sql<{ operation: string }>(
        'select operation_id as operation from payments.attempt where payment_id = $1 order by number',
        [id],
      )
    ).map(({ operation }) => operation)
  return { state, operations }
}

/** Who acts. */
function actorsOn(base: Omit<Context, 'actor'>) {
  const context = (actor: Context['actor']): Context => ({ ...base, actor })
  const system = context({ kind: 'system', name: 'essai' })
  const anonymous = context({ kind: 'anonymous' })
  const administrator = (collectivityId: string): Context =>
    context({
      kind: 'agent',
      accountId: newId(),
      name: 'Agent d’essai',
      collectivityId,
      roles: [{ role: 'administrator', serviceId: null }],
    })
  return { system, anonymous, administrator }
}

/** A collectivity that takes payments. */
async function openCollectivity(sql: Sql, administrator: (id: string) => Context, mode: Mode = 'production') {
  const collectivityId = newId()
  await sql(
    `insert into collectivities.collectivity (id, kind, code, slug, name, normalised_name) values ($1, 'other', $2, $2, $2, $2)`,
    [collectivityId, collectivityId],
  )
  const regie = { collectivityId, name: 'Régie d’essai', clientNumber: '090909', mode, isOpen: true }
  const saved = await saveRegie(administrator(collectivityId), regie)
  if (!saved.ok) throw new Error(saved.refusal)
  return collectivityId
}
