import { circuitHandlers, sweepTimers } from '#counter/dossiers'
import { systemClock } from '#kernel/clock'
import { openDatabase } from '#platform/db'
import { silentLog } from '#platform/log'
import { createOutbound } from '#platform/outbound'
import { type Figure, figure, median } from './figures.ts'
import type { Stage } from './stage.ts'

/** Open dossiers that wait for their moment, and how many moments have come. */
const waiting = (isSmoke: boolean): number => (isSmoke ? 2000 : 100_000)
const due = 1000

/** One sweep of all that waits: what has come due becomes jobs, whatever the number of those that go on waiting. */
export async function measureTimers(stage: Stage): Promise<Figure[]> {
  const db = openDatabase({ url: stage.databaseUrl, connections: 2, onError: () => {} })
  const outbound = createOutbound()
  // Nothing is fired here: the sweep alone is measured, and the worker that would take its jobs rests.
  const unused = () => Promise.reject(new Error('not asked in a sweep'))
  const handlers = circuitHandlers({
    db,
    clock: systemClock,
    log: silentLog,
    outbound,
    errands: {},
    sendMail: unused,
    deskOf: () => Promise.reject(new Error('no mail is sent here')),
    links: { followDossier: unused, workOn: unused },
  })
  const sweep = handlers.find(({ job }) => job.name === sweepTimers.name)
  stage.pauseWorker()
  try {
    await seed(stage, waiting(stage.isSmoke))
    const runs: number[] = []
    for (let run = 0; run < (stage.isSmoke ? 1 : 7); run += 1) {
      await makeDue(stage)
      const start = performance.now()
      await sweep?.run({})
      runs.push(performance.now() - start)
    }
    const start = performance.now()
    await sweep?.run({})
    return [
      figure('timers.sweep', median(runs), 'ms', { note: `${due} due of ${waiting(stage.isSmoke)} that wait` }),
      figure('timers.sweep.nothing_due', performance.now() - start, 'ms'),
    ]
  } finally {
    // Jobs of dossiers that do not exist are not left to the worker.
    await stage.database.query(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
       where t.id = j.task_id and t.identifier = 'dossiers.fire_timer'`,
    )
    await stage.database.query('delete from dossiers.timer')
    stage.resumeWorker()
    await db.close()
    await outbound.close()
  }
}

/** Over the communes in turn; a timer is all that a sweep reads, so the dossiers themselves are not made. */
async function seed({ database }: Stage, count: number): Promise<void> {
  const client = await database.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(
      `with site as (select array_agg(id order by id) as ids from collectivities.collectivity where is_open)
       insert into dossiers.timer (collectivity_id, id, dossier_id, kind, subject, entered, due_at)
       select ids[1 + i % cardinality(ids)], gen_random_uuid(), gen_random_uuid(), 'wait', 'reminder', 0,
         now() + interval '1 day' + i * interval '1 minute'
       from site, generate_series(1, $1::int) i`,
      [count],
    )
    await client.query('vacuum analyze dossiers.timer')
  } finally {
    client.release(true)
  }
}

const makeDue = ({ database }: Stage) =>
  database.query(
    `update dossiers.timer set due_at = now() - interval '1 minute'
     where id in (select id from dossiers.timer where due_at > now() order by random() limit $1)`,
    [due],
  )
