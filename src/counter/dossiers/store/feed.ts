import { statement, type Tx } from '#platform/db'
import type { AnyJournalEvent } from '../events.ts'
import type { Dossier } from '../schema.ts'

/** A line of a journal, and what is to be known of its dossier. */
export type FeedRow = Pick<AnyJournalEvent, 'id' | 'seq' | 'at' | 'kind' | 'visibility' | 'payload'> &
  Pick<Dossier, 'number' | 'procedureId' | 'serviceId' | 'status' | 'workflowSlug' | 'workflowRevision'> & {
    readonly dossierId: string
    readonly actorKind: string
    readonly actorName: string
    readonly isRemoved: boolean
  }

/** After which line one reads on. */
export interface FeedPlace {
  readonly at: Date
  readonly dossierId: string
  readonly seq: number
}

const oldest = statement('dossiers.oldest_writing', 'select dossiers.oldest_writing() as at')

/** Since when the oldest transaction that writes is under way. */
export async function oldestWriting(tx: Tx): Promise<Date | null> {
  const [row] = await tx.named<{ at: Date | null }>(oldest)
  return row?.at ?? null
}

const list = statement(
  'dossiers.list_feed',
  `select e.id, e.seq, e.at, e.kind, e.visibility, e.payload, e.dossier_id as "dossierId", e.actor_kind as "actorKind",
    e.actor_name as "actorName", d.number, d.procedure_id as "procedureId", d.service_id as "serviceId", d.status,
    d.workflow_slug as "workflowSlug", d.workflow_revision as "workflowRevision", d.removed_at is not null as "isRemoved"
  from (
    select * from dossiers.event e
    where e.collectivity_id = $1 and (e.at, e.dossier_id, e.seq) > ($2, $3, $4) and e.at < $5
    order by e.at, e.dossier_id, e.seq limit $6
  ) as e
  join dossiers.dossier d on d.collectivity_id = $1 and d.id = e.dossier_id
  order by e.at, e.dossier_id, e.seq`,
)

/** The lines of all journals of a collectivity after a place, in the order of time. */
export const listFeedRows = (
  tx: Tx,
  collectivityId: string,
  { after, until, limit }: { readonly after: FeedPlace; readonly until: Date; readonly limit: number },
): Promise<FeedRow[]> => tx.named<FeedRow>(list, [collectivityId, after.at, after.dossierId, after.seq, until, limit])
