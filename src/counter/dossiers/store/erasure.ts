import { statement, type Tx } from '#platform/db'
import { nobodysName } from '../domain/erasure.ts'
import type { JournalEvent } from '../events.ts'
import type { Dossier } from '../schema.ts'

interface Key {
  readonly collectivityId: string
  readonly id: string
}

const mark = statement(
  'dossiers.erase_dossier',
  `update dossiers.dossier set applicant_name = $3, applicant_email = '', applicant_phone = null, subject = '',
    account_id = null, contact_id = null, zone_id = null, acting_for = null, tracking_digest = '', reason_message_id = null, erased_at = $4,
    removed_at = case when $5 then $4 else removed_at end, last_event_seq = $6, last_event_hash = $7, updated_at = $4
  where collectivity_id = $1 and id = $2`,
)

const erasing = [
  statement(
    'dossiers.erase_answer_sheets',
    `update dossiers.answer_sheet set answers = '{}' where collectivity_id = $1 and dossier_id = $2`,
  ),
  statement('dossiers.erase_answers', 'delete from dossiers.answer where collectivity_id = $1 and dossier_id = $2'),
  statement(
    'dossiers.erase_answer_edits',
    'delete from dossiers.answer_edit where collectivity_id = $1 and dossier_id = $2',
  ),
  statement(
    'dossiers.erase_internal_values',
    'delete from dossiers.internal_value where collectivity_id = $1 and dossier_id = $2',
  ),
  statement(
    'dossiers.erase_internal_given',
    'delete from dossiers.internal_given where collectivity_id = $1 and dossier_id = $2',
  ),
  // A word that no other dossier has leaves the spellings too: it may be her name.
  statement(
    'dossiers.erase_terms',
    `with gone as (delete from dossiers.term where collectivity_id = $1 and dossier_id = $2 returning term)
    delete from dossiers.spelling s using gone where s.collectivity_id = $1 and s.word = gone.term and not exists (
      select 1 from dossiers.term t where t.collectivity_id = $1 and t.term = gone.term and t.dossier_id <> $2)`,
  ),
  statement(
    'dossiers.erase_file_words',
    'delete from dossiers.file_words where collectivity_id = $1 and dossier_id = $2',
  ),
  statement(
    'dossiers.erase_messages',
    `update dossiers.message set body = '', author_account_id = case when direction = 'from_applicant' then null else author_account_id end,
      author_name = case when direction = 'from_applicant' then '' else author_name end
    where collectivity_id = $1 and dossier_id = $2`,
  ),
  statement(
    'dossiers.erase_outside_requests',
    `update dossiers.outside_request set parameters = '{}', detail = null, answer = null
    where collectivity_id = $1 and dossier_id = $2`,
  ),
  statement(
    'dossiers.erase_errands',
    `update dossiers.errand set parameters = jsonb_build_object('work', work), detail = null
    where collectivity_id = $1 and dossier_id = $2`,
  ),
  statement(
    'dossiers.erase_filed_draft',
    `update dossiers.draft set account_id = null, acting_for = null, secret_hash = '', entries = '{}', changes = '{}', rivals = '{}'
    where collectivity_id = $1 and submitted_dossier_id = $2`,
  ),
  statement('dossiers.erase_followers', 'delete from dossiers.follower where collectivity_id = $1 and dossier_id = $2'),
  statement('dossiers.erase_letters', 'delete from dossiers.letter where collectivity_id = $1 and dossier_id = $2'),
  // Whose it was before a merge of accounts.
  statement(
    'dossiers.erase_moved',
    `delete from dossiers.moved where collectivity_id = $1 and row_id in (
      select $2::uuid union all select id from dossiers.draft where collectivity_id = $1 and submitted_dossier_id = $2)`,
  ),
  statement('dossiers.erase_mentions', 'delete from dossiers.mention where collectivity_id = $1 and dossier_id = $2'),
  statement(
    'dossiers.erase_answer_drafts',
    'delete from dossiers.answer_draft where collectivity_id = $1 and dossier_id = $2',
  ),
  statement(
    'dossiers.erase_likeness',
    'delete from dossiers.likeness where collectivity_id = $1 and (one_id = $2 or other_id = $2)',
  ),
  statement(
    'dossiers.erase_former_forms',
    'delete from dossiers.former_form where collectivity_id = $1 and dossier_id = $2',
  ),
  // What was joined to it has its own end.
  statement(
    'dossiers.erase_relations',
    'delete from dossiers.relation where collectivity_id = $1 and (from_id = $2 or to_id = $2)',
  ),
  statement('dossiers.drop_every_timer', 'delete from dossiers.timer where collectivity_id = $1 and dossier_id = $2'),
]

// The row stays as the trace of a file; nothing leads to its content any more.
const files = statement(
  'dossiers.erase_attachments',
  `with gone as (
    select id, digest from dossiers.attachment where collectivity_id = $1 and dossier_id = $2
  ), erased as (
    update dossiers.attachment a set digest = '', name = '', uploaded_by = '{}', removed_at = $3
    from gone where a.collectivity_id = $1 and a.id = gone.id
  ) select distinct digest from gone where digest <> ''`,
)

const rebind = statement(
  'dossiers.rebind_journal',
  `update dossiers.event e set actor_account_id = l.account, actor_name = l.name, payload = l.payload,
    previous_hash = decode(l.previous, 'hex'), hash = decode(l.hash, 'hex')
  from jsonb_to_recordset($3::jsonb) as l(seq int, account uuid, name text, payload jsonb, previous text, hash text)
  where e.collectivity_id = $1 and e.dossier_id = $2 and e.seq = l.seq`,
)

export interface Erased {
  readonly before: Key
  readonly at: Date
  /** Out of sight besides. */
  readonly isRemoved: boolean
  /** The journal without who asked, its last line apart: it is inserted, not changed. */
  readonly lines: readonly JournalEvent[]
  readonly head: Pick<Dossier, 'version' | 'lastEventHash'>
}

/** Erases all that says who asked. @returns the digests of its files, which others may name too. */
export async function eraseDossierRows(tx: Tx, { before, at, isRemoved, lines, head }: Erased): Promise<string[]> {
  const key = [before.collectivityId, before.id]
  // First: the journal can be touched once the request is known as erased.
  await tx.named(mark, [...key, nobodysName, at, isRemoved, head.version, head.lastEventHash])
  const rows = lines.map(({ seq, actor, payload, previousHash, hash }) => ({
    seq,
    account: actor.accountId,
    name: actor.name,
    payload,
    previous: previousHash.toString('hex'),
    hash: hash.toString('hex'),
  }))
  const [contents] = await Promise.all([
    tx.named<{ digest: string }>(files, [...key, at]),
    tx.named(rebind, [...key, JSON.stringify(rows)]),
    ...erasing.map((each) => tx.named(each, key)),
  ])
  return contents.map(({ digest }) => digest)
}

const remove = statement(
  'dossiers.remove_dossier',
  'update dossiers.dossier set removed_at = $3 where collectivity_id = $1 and id = $2',
)

export async function removeDossierRow(tx: Tx, { collectivityId, id }: Key, at: Date): Promise<void> {
  await tx.named(remove, [collectivityId, id, at])
}

const hold = statement(
  'dossiers.hold_dossier',
  'update dossiers.dossier set hold = $3 where collectivity_id = $1 and id = $2',
)

export async function holdDossierRow(tx: Tx, { collectivityId, id }: Key, kept: Dossier['hold']): Promise<void> {
  await tx.named(hold, [collectivityId, id, kept && JSON.stringify(kept)])
}

export interface NearEnd {
  readonly timerId: string
  readonly dossierId: string
  readonly serviceId: string | null
  readonly outcome: string
  readonly entered: number
  readonly dueAt: Date
  readonly toldAt: Date | null
}

const near = statement(
  'dossiers.list_near_ends',
  `select t.id as "timerId", t.dossier_id as "dossierId", d.service_id as "serviceId", t.subject as outcome, t.entered,
    t.due_at as "dueAt", t.told_at as "toldAt"
  from dossiers.timer t join dossiers.dossier d on d.collectivity_id = t.collectivity_id and d.id = t.dossier_id
  where t.collectivity_id = $1 and t.kind = 'retention' and t.due_at <= $2 and d.hold is null and d.erased_at is null
    and ($3::timestamptz is null and t.told_at is null or t.told_at <= $3)
    and d.procedure_id <> all ($5::uuid[])
  order by t.due_at, t.id limit $4`,
)

/**
 * The requests whose time ends before a moment and that nothing keeps.
 * @param toldBefore null: of those that the collectivity was not told of; otherwise those it was told of by then.
 */
export const listNearEnds = (
  tx: Tx,
  by: {
    readonly collectivityId: string
    readonly before: Date
    readonly toldBefore: Date | null
    readonly limit: number
    /** Procedures whose requests end otherwise. */
    readonly apart: readonly string[]
  },
): Promise<NearEnd[]> => tx.named<NearEnd>(near, [by.collectivityId, by.before, by.toldBefore, by.limit, by.apart])

const told = statement(
  'dossiers.tell_retention_timers',
  'update dossiers.timer set told_at = $3 where collectivity_id = $1 and id = any ($2::uuid[])',
)

export async function markTold(tx: Tx, collectivityId: string, timerIds: readonly string[], at: Date): Promise<void> {
  await tx.named(told, [collectivityId, timerIds, at])
}
