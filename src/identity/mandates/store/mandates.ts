import type { Day } from '#kernel/calendar'
import { query, statement, type Tx } from '#platform/db'
import { openStates } from '../domain/states.ts'
import type { Mandate } from '../schema.ts'

const mandates = () =>
  query
    .selectFrom('mandates.mandate')
    .select(['id', 'package', 'rights', 'reason', 'state', 'assurance', 'depth'])
    .select(['principal_organisation_id as principalOrganisationId', 'principal_account_id as principalAccountId'])
    .select(['principal_email_key as principalEmailKey', 'holder_organisation_id as holderOrganisationId'])
    .select(['holder_account_id as holderAccountId', 'starts_on as startsOn', 'ends_on as endsOn'])
    .select(['accepted_text as acceptedText', 'text_hash as textHash', 'asked_by as askedBy', 'asked_at as askedAt'])
    .select(['expires_at as expiresAt', 'invited_email as invitedEmail', 'decided_by as decidedBy'])
    .select(['decided_at as decidedAt', 'decision_reason as decisionReason', 'decided_link_id as decidedLinkId'])
    .select(['source_id as sourceId', 'renews_id as renewsId', 'reminded_at as remindedAt', 'doubted_at as doubtedAt'])

export const findMandateRow = async (tx: Tx, id: string): Promise<Mandate | undefined> =>
  (await tx.first(mandates().where('id', '=', id))) as Mandate | undefined

export const lockMandateRow = async (tx: Tx, id: string): Promise<Mandate | undefined> =>
  (await tx.first(mandates().where('id', '=', id).forUpdate())) as Mandate | undefined

export interface Whose {
  readonly accountId: string
  readonly emailKey: string
  /** Organisations that she answers for. */
  readonly directs: readonly string[]
}

/** Every mandate that concerns somebody, the latest first: asked, held, to decide, given. */
export const listConcerning = async (tx: Tx, { accountId, emailKey, directs }: Whose): Promise<Mandate[]> =>
  (await tx.all(
    mandates()
      .where((where) =>
        where.or([
          where('asked_by', '=', accountId),
          where('holder_account_id', '=', accountId),
          where('principal_account_id', '=', accountId),
          where('principal_email_key', '=', emailKey),
          where('invited_email', '=', emailKey),
          ...(directs.length === 0
            ? []
            : [
                where('principal_organisation_id', 'in', [...directs]),
                where('holder_organisation_id', 'in', [...directs]),
              ]),
        ]),
      )
      .orderBy('asked_at', 'desc')
      .orderBy('id', 'desc')
      .limit(300),
  )) as Mandate[]

/** Mandates that are held now by somebody, or by the organisations that she answers for. */
export const listHeld = async (tx: Tx, { accountId, directs }: Omit<Whose, 'emailKey'>, day: Day): Promise<Mandate[]> =>
  (await tx.all(
    mandates()
      .where('state', '=', 'approved')
      .where('starts_on', '<=', day)
      .where('ends_on', '>=', day)
      .where((where) =>
        where.or([
          where('holder_account_id', '=', accountId),
          ...(directs.length === 0 ? [] : [where('holder_organisation_id', 'in', [...directs])]),
        ]),
      )
      .orderBy('asked_at')
      .orderBy('id'),
  )) as Mandate[]

const held = statement(
  'mandates.is_held',
  `select exists (select from mandates.mandate where holder_account_id = $1 and state = 'approved'
     and starts_on <= $2 and ends_on >= $2) as "isHeld"`,
)

/** Whether somebody holds a mandate in her own name now. */
export const isHeld = async (tx: Tx, accountId: string, day: Day): Promise<boolean> =>
  (await tx.named<{ isHeld: boolean }>(held, [accountId, day]))[0]?.isHeld === true

/** The mandates above others, two steps at most. */
export async function listAbove(tx: Tx, below: readonly Mandate[]): Promise<Map<string, Mandate>> {
  const known = new Map(below.map((each) => [each.id, each]))
  for (let step = 0; step < 2; step++) {
    const missing = [...known.values()].flatMap(({ sourceId }) => (sourceId && !known.has(sourceId) ? [sourceId] : []))
    if (missing.length === 0) return known
    const found = (await tx.all(mandates().where('id', 'in', [...new Set(missing)]))) as Mandate[]
    for (const each of found) known.set(each.id, each)
  }
  return known
}

/** What was passed on from a mandate, and from that, locked from the top down. */
export async function lockBelow(tx: Tx, id: string): Promise<Mandate[]> {
  const found: Mandate[] = []
  let above = [id]
  for (let step = 0; step < 2 && above.length > 0; step++) {
    const next = (await tx.all(mandates().where('source_id', 'in', above).orderBy('id').forUpdate())) as Mandate[]
    found.push(...next)
    above = next.map((each) => each.id)
  }
  return found
}

/** The same ask, still without an answer. */
export async function findSameAsk(tx: Tx, asked: Mandate): Promise<boolean> {
  const rows = await tx.sql(
    `select 1 from mandates.mandate where asked_by = $1 and package = $2 and state = any ($3)
       and principal_organisation_id is not distinct from $4 and principal_email_key is not distinct from $5
       and holder_organisation_id is not distinct from $6 and holder_account_id is not distinct from $7 limit 1`,
    [
      asked.askedBy,
      asked.package,
      [...openStates],
      asked.principalOrganisationId,
      asked.principalEmailKey,
      asked.holderOrganisationId,
      asked.holderAccountId,
    ],
  )
  return rows.length > 0
}

export async function countOpenAsks(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx.sql<{ count: number }>(
    'select count(*)::int as count from mandates.mandate where asked_by = $1 and state = any ($2)',
    [accountId, [...openStates]],
  )
  return row?.count ?? 0
}

export async function insertMandateRow(tx: Tx, row: Mandate): Promise<void> {
  await tx.run(
    query.insertInto('mandates.mandate').values({
      id: row.id,
      principal_organisation_id: row.principalOrganisationId,
      principal_account_id: row.principalAccountId,
      principal_email_key: row.principalEmailKey,
      holder_organisation_id: row.holderOrganisationId,
      holder_account_id: row.holderAccountId,
      package: row.package,
      rights: [...row.rights],
      starts_on: row.startsOn,
      ends_on: row.endsOn,
      reason: row.reason,
      accepted_text: row.acceptedText,
      text_hash: row.textHash,
      state: row.state,
      asked_by: row.askedBy,
      asked_at: row.askedAt,
      expires_at: row.expiresAt,
      invited_email: row.invitedEmail,
      decided_by: row.decidedBy,
      decided_at: row.decidedAt,
      decided_link_id: row.decidedLinkId,
      assurance: row.assurance,
      source_id: row.sourceId,
      depth: row.depth,
      renews_id: row.renewsId,
    }),
  )
}

type Changeable =
  | 'state'
  | 'principalAccountId'
  | 'decidedBy'
  | 'decidedAt'
  | 'decisionReason'
  | 'decidedLinkId'
  | 'assurance'
  | 'remindedAt'
  | 'doubtedAt'

const columns: Readonly<Record<Changeable, string>> = {
  state: 'state',
  principalAccountId: 'principal_account_id',
  decidedBy: 'decided_by',
  decidedAt: 'decided_at',
  decisionReason: 'decision_reason',
  decidedLinkId: 'decided_link_id',
  assurance: 'assurance',
  remindedAt: 'reminded_at',
  doubtedAt: 'doubted_at',
}

export async function changeMandate(tx: Tx, id: string, change: Partial<Pick<Mandate, Changeable>>): Promise<void> {
  const set = Object.fromEntries(Object.entries(change).map(([key, value]) => [columns[key as Changeable], value]))
  await tx.run(query.updateTable('mandates.mandate').set(set).where('id', '=', id))
}

const ids = async (rows: Promise<{ id: string }[]>): Promise<string[]> => (await rows).map(({ id }) => id)

/** Asks that nobody answered in time. */
export const listExpired = (tx: Tx, now: Date, limit: number): Promise<string[]> =>
  ids(
    tx.all(
      query
        .selectFrom('mandates.mandate')
        .select('id')
        .where('state', 'in', [...openStates])
        .where('expires_at', '<=', now)
        .limit(limit),
    ),
  )

/** Mandates that end soon and whose holder was not told. */
export const listEnding = (tx: Tx, from: Day, to: Day, limit: number): Promise<string[]> =>
  ids(
    tx.all(
      query
        .selectFrom('mandates.mandate')
        .select('id')
        .where('state', '=', 'approved')
        .where('ends_on', '>=', from)
        .where('ends_on', '<=', to)
        .where('reminded_at', 'is', null)
        .limit(limit),
    ),
  )

/** Running mandates that were approved by a link that is in doubt. */
export const listApprovedBy = (tx: Tx, linkId: string): Promise<string[]> =>
  ids(
    tx.all(
      query
        .selectFrom('mandates.mandate')
        .select('id')
        .where('state', '=', 'approved')
        .where('decided_link_id', '=', linkId)
        .where('doubted_at', 'is', null),
    ),
  )
