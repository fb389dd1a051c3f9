import type { Tx } from '#platform/db'
import type { Bindings, LocalizedText, OfferOptions } from '../schema/index.ts'

export interface SharedRow {
  readonly procedureId: string
  readonly slug: string
  /** Of its newest revision. */
  readonly number: number
  readonly title: LocalizedText
  readonly summary: LocalizedText
  readonly offerId: string | null
  /** Under which the collectivity offers it. */
  readonly offerSlug: string | null
  readonly offered: number | null
  readonly published: boolean | null
  readonly options: OfferOptions | null
  readonly bindings: Bindings | null
  /** The newest revision that the collectivity has read and left. */
  readonly kept: number | null
}

/** The procedures of the territory, each with how a collectivity offers it, by slug; one of them when it is named. */
export const listSharedRows = (
  tx: Tx,
  of: { readonly collectivityId: string; readonly slug?: string },
): Promise<SharedRow[]> =>
  tx.sql(
    `select distinct on (p.slug) p.id as "procedureId", p.slug, r.number, r.card -> 'title' as title,
       r.card -> 'summary' as summary, o.id as "offerId", o.slug as "offerSlug", o.revision_number as offered,
       o.published, o.options, o.bindings,
       (select max((e.detail ->> 'number')::int) from procedures.offer_event e
        where e.collectivity_id = $1 and e.offer_id = o.id and e.kind = 'kept') as kept
     from procedures.procedure p
     join procedures.revision r on r.procedure_id = p.id
     left join procedures.offer o on o.collectivity_id = $1 and o.procedure_id = p.id
     where p.owner_collectivity_id is null and r.status = 'published' and p.slug = coalesce($2, p.slug)
     order by p.slug, r.number desc, o.published desc, o.created_at`,
    [of.collectivityId, of.slug ?? null],
  )

interface OfferPlace {
  readonly collectivityId: string
  readonly offerId: string
  readonly at: Date
}

/** Changes how a procedure is offered, on the revision that it has. */
export const updateOffer = async (
  tx: Tx,
  row: OfferPlace & { readonly options: OfferOptions; readonly bindings: Bindings; readonly published: boolean },
): Promise<void> => {
  await tx.sql(
    `update procedures.offer set options = $3, bindings = $4, published = $5, updated_at = $6
     where collectivity_id = $1 and id = $2`,
    [row.collectivityId, row.offerId, JSON.stringify(row.options), JSON.stringify(row.bindings), row.published, row.at],
  )
}

/** Goes on to a newer revision; false when the offer has it, or a newer one, already. */
export const updateRevision = async (tx: Tx, row: OfferPlace & { readonly number: number }): Promise<boolean> =>
  (
    await tx.sql(
      `update procedures.offer set revision_number = $3, updated_at = $4
       where collectivity_id = $1 and id = $2 and revision_number < $3 returning id`,
      [row.collectivityId, row.offerId, row.number, row.at],
    )
  ).length > 0

export interface SharedEventRow extends OfferPlace {
  readonly id: string
  readonly kind: 'adopted' | 'changed' | 'withdrawn' | 'followed' | 'kept'
  readonly actorId: string | null
  readonly number: number
}

export const insertSharedEvent = async (tx: Tx, row: SharedEventRow): Promise<void> => {
  await tx.sql(
    `insert into procedures.offer_event (collectivity_id, offer_id, id, kind, actor_id, at, detail)
     values ($1, $2, $3, $4, $5, $6, jsonb_build_object('number', $7::int))`,
    [row.collectivityId, row.offerId, row.id, row.kind, row.actorId, row.at, row.number],
  )
}
