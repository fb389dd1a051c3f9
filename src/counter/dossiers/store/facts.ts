import type { Day } from '#kernel/calendar'
import type { MapGeometry } from '#counter/procedures'
import { statement, type Tx } from '#platform/db'
import type { Channel } from '../schema.ts'

/** What figures are made of: nothing that names anybody. */
export interface DossierFact {
  readonly dossierId: string
  readonly procedureId: string
  readonly serviceId: string | null
  readonly channel: Channel
  readonly outcome: 'accepted' | 'refused' | 'closed' | null
  readonly submittedAt: Date
  /** As the database writes it, to the microsecond: where a reading goes on. */
  readonly changedAt: string
  readonly closedAt: Date | null
  readonly dueOn: Day
  /** Its clock was stopped when it ended, or is now. */
  readonly pausedAt: Date | null
  /** Whole days that its clock stood still, the last pause aside. */
  readonly pausedDays: number
  /** An agent's first message, or the first move that an agent made. */
  readonly answeredAt: Date | null
}

/** The place after which a reading goes on. */
export interface FactCursor {
  readonly changedAt: string
  readonly dossierId: string
}

const columns = `d.id as "dossierId", d.procedure_id as "procedureId", d.service_id as "serviceId", d.channel, d.outcome,
    d.submitted_at as "submittedAt", d.updated_at::text as "changedAt", d.closed_at as "closedAt", d.due_on::text as "dueOn",
    d.clock_paused_at as "pausedAt", told.paused as "pausedDays", told.answered as "answeredAt"`

const told = `cross join lateral (
    select coalesce(sum((e.payload ->> 'pausedDays')::int) filter (where e.kind = 'clock.resumed'), 0)::int as paused,
      min(e.at) filter (where e.actor_kind = 'agent' and e.kind in ('message.sent', 'dossier.moved')) as answered
    from dossiers.event e where e.collectivity_id = d.collectivity_id and e.dossier_id = d.id
  ) told`

// One range of the index of each service and stage, as the lists read them: their heads are merged.
const changed = statement(
  'dossiers.list_changed_facts',
  `with recursive served (by) as (
    (select served_by from dossiers.dossier where collectivity_id = $1 order by served_by limit 1)
    union all
    select (select d.served_by from dossiers.dossier d where d.collectivity_id = $1 and d.served_by > served.by
      order by d.served_by limit 1) from served where served.by is not null
  ), heads as (
    select head.* from served
    cross join unnest(array['received', 'examined', 'waiting_applicant', 'decided', 'closed']) as kept (stage)
    cross join lateral (
      select d.id, d.updated_at from dossiers.dossier d
      where d.collectivity_id = $1 and d.served_by = served.by and d.stage = kept.stage
        and (d.updated_at, d.id) > ($2::timestamptz, $3) and d.updated_at <= $4
      order by d.updated_at, d.id limit $5
    ) head where served.by is not null
    order by head.updated_at, head.id limit $5
  )
  select ${columns} from heads join dossiers.dossier d on d.collectivity_id = $1 and d.id = heads.id ${told}
  order by d.updated_at, d.id`,
)

export const listChangedFactRows = (
  tx: Tx,
  { collectivityId, after, until, limit }: { collectivityId: string; after: FactCursor; until: Date; limit: number },
): Promise<DossierFact[]> =>
  tx.named<DossierFact>(changed, [collectivityId, after.changedAt, after.dossierId, until, limit])

const named = statement(
  'dossiers.list_named_facts',
  `select ${columns} from dossiers.dossier d ${told} where d.collectivity_id = $1 and d.id = any ($2::uuid[])`,
)

export const listFactRows = (tx: Tx, collectivityId: string, dossierIds: readonly string[]): Promise<DossierFact[]> =>
  tx.named<DossierFact>(named, [collectivityId, dossierIds])

const places = statement(
  'dossiers.list_places',
  `select distinct on (dossier_id) dossier_id as "dossierId", value -> 'geometry' as geometry from dossiers.answer
  where collectivity_id = $1 and dossier_id = any ($2::uuid[]) and value -> 'geometry' ->> 'type' is not null
  order by dossier_id, stream, field, row`,
)

/** The first place drawn in each request, as it stands: an agent's correction before the person's, hers before what was filed. */
export const listPlaceRows = (
  tx: Tx,
  collectivityId: string,
  dossierIds: readonly string[],
): Promise<{ readonly dossierId: string; readonly geometry: MapGeometry }[]> =>
  tx.named(places, [collectivityId, dossierIds])

const held = statement(
  'dossiers.count_held',
  `select coalesce(served_by, 'ffffffff-ffff-ffff-ffff-ffffffffffff') as "serviceId", count(*)::int as agents, band from (
    select served_by, least(count(*) / 10, 5)::int as band from dossiers.dossier
    where collectivity_id = $1 and stage <> 'closed' and held_by <> '00000000-0000-0000-0000-000000000000'
    group by grouping sets ((served_by, held_by), (held_by))
  ) as by_agent group by served_by, band order by 1, band`,
)

/** How many agents hold so many open requests: tens of requests, 5 for fifty and more. Nobody is named. */
export interface HeldBand {
  /** All ones: of every service together, where an agent of two services is one. */
  readonly serviceId: string
  readonly band: number
  readonly agents: number
}

export const countHeldRows = (tx: Tx, collectivityId: string): Promise<HeldBand[]> =>
  tx.named<HeldBand>(held, [collectivityId])
