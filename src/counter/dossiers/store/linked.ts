import { statement, type Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'

/** A request that another one filed by its circuit, seen from one of them. */
export interface LinkedCase {
  readonly role: 'filed' | 'origin'
  readonly collectivityId: string
  readonly dossierId: string
  readonly number: string
  readonly at: Date
}

export interface NewLink extends LinkedCase {
  readonly errandId: string
  readonly depth: number
}

const insert = statement(
  'dossiers.insert_linked',
  `insert into dossiers.linked (collectivity_id, dossier_id, errand_id, role, other_collectivity_id, other_dossier_id,
    other_number, depth, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
)

export async function insertLinkedRow(tx: Tx, of: DossierKey, link: NewLink): Promise<void> {
  await tx.named(insert, [
    of.collectivityId,
    of.dossierId,
    link.errandId,
    link.role,
    link.collectivityId,
    link.dossierId,
    link.number,
    link.depth,
    link.at,
  ])
}

const list = statement(
  'dossiers.list_linked',
  `select role, other_collectivity_id as "collectivityId", other_dossier_id as "dossierId", other_number as number, at
  from dossiers.linked where collectivity_id = $1 and dossier_id = $2 and other_number <> '' order by at, other_number`,
)

export const listLinkedRows = (tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<LinkedCase[]> =>
  tx.named<LinkedCase>(list, [collectivityId, dossierId])

const depth = statement(
  'dossiers.linked_depth',
  `select coalesce(max(depth), 0)::int as depth from dossiers.linked
  where collectivity_id = $1 and dossier_id = $2 and role = 'origin'`,
)

/** How many requests filed one another before this one; 0 for one that a person filed. */
export const depthOf = async (tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<number> =>
  (await tx.named<{ depth: number }>(depth, [collectivityId, dossierId]))[0]?.depth ?? 0

const toCut = statement(
  'dossiers.list_links_to_cut',
  `select other_collectivity_id as "collectivityId", other_dossier_id as "dossierId", errand_id as "errandId"
  from dossiers.linked where collectivity_id = $1 and dossier_id = $2 and other_number <> ''`,
)

/** The other side of each link of a request. */
export const listOtherSides = (tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<OtherSide[]> =>
  tx.named<OtherSide>(toCut, [collectivityId, dossierId])

type OtherSide = DossierKey & Pick<NewLink, 'errandId'>

// The row stays, for how deep it is: circuits that file one another without end are still seen.
const cut = statement(
  'dossiers.cut_links',
  `update dossiers.linked set errand_id = gen_random_uuid(), other_collectivity_id = $4, other_dossier_id = $4,
    other_number = ''
  where collectivity_id = $1 and dossier_id = $2 and other_number <> '' and ($3::uuid is null or errand_id = $3)`,
)

const nowhere = '00000000-0000-0000-0000-000000000000'

/** Makes the links of a request lead nowhere: those of one piece of work, or all of them. */
export async function cutLinkRows(tx: Tx, { collectivityId, dossierId }: DossierKey, errandId?: string): Promise<void> {
  await tx.named(cut, [collectivityId, dossierId, errandId ?? null, nowhere])
}
