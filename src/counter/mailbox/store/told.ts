import { statement, type Tx } from '#platform/db'

const tell = statement(
  'mailbox.note_told',
  `insert into mailbox.told (collectivity_id, phone, dossier_id, at) values ($1, $2, $3, $4)
  on conflict (collectivity_id, phone, dossier_id) do update set at = excluded.at`,
)

export interface Told {
  readonly collectivityId: string
  readonly phone: string
  readonly dossierId: string
}

export async function noteTold(tx: Tx, { collectivityId, phone, dossierId }: Told, at: Date): Promise<void> {
  await tx.named(tell, [collectivityId, phone, dossierId, at])
}

const last = statement(
  'mailbox.last_told',
  `select collectivity_id as "collectivityId", dossier_id as "dossierId", phone from mailbox.told
  where phone = $1 and at > $2::timestamptz - interval '90 days' order by at desc limit 1`,
)

/** What was last said to a telephone, in any collectivity, within ninety days. */
export const findLastTold = async (tx: Tx, phone: string, now: Date): Promise<Told | undefined> =>
  (await tx.named<Told>(last, [phone, now]))[0]

const forget = statement(
  'mailbox.forget_told',
  `delete from mailbox.told where collectivity_id = $1 and at <= $2::timestamptz - interval '90 days'`,
)

export async function forgetTold(tx: Tx, collectivityId: string, now: Date): Promise<void> {
  await tx.named(forget, [collectivityId, now])
}
