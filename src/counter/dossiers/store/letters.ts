import { statement, type Tx } from '#platform/db'

/** A letter that a circuit made, for an agent to print and to post. */
interface PaperLetter {
  readonly id: string
  readonly dossierId: string
  /** The file of the request that it is. */
  readonly attachmentId: string
  readonly recipient: string
  readonly subject: string
  readonly hasAddress: boolean
  readonly madeAt: Date
  readonly postedAt: Date | null
}

const insert = statement(
  'dossiers.insert_letter',
  `insert into dossiers.letter (collectivity_id, id, dossier_id, attachment_id, recipient, subject, has_address, made_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`,
)

export async function insertLetterRow(
  tx: Tx,
  collectivityId: string,
  letter: Omit<PaperLetter, 'postedAt'>,
): Promise<void> {
  await tx.named(insert, [
    collectivityId,
    letter.id,
    letter.dossierId,
    letter.attachmentId,
    letter.recipient,
    letter.subject,
    letter.hasAddress,
    letter.madeAt,
  ])
}

const columns = `l.id, l.dossier_id as "dossierId", l.attachment_id as "attachmentId", l.recipient, l.subject,
  l.has_address as "hasAddress", l.made_at as "madeAt", l.posted_at as "postedAt"`

const one = statement(
  'dossiers.find_letter',
  `select ${columns} from dossiers.letter l where l.collectivity_id = $1 and l.id = $2`,
)

export const findLetterRow = async (tx: Tx, collectivityId: string, id: string): Promise<PaperLetter | undefined> =>
  (await tx.named<PaperLetter>(one, [collectivityId, id]))[0]

/** With what says who may see it. */
export interface LetterRow extends PaperLetter {
  readonly number: string
  readonly serviceId: string | null
  readonly status: string
  readonly workflowSlug: string
  readonly workflowRevision: number
}

const ofCase = `d.number, d.service_id as "serviceId", d.status, d.workflow_slug as "workflowSlug",
  d.workflow_revision as "workflowRevision"
  from dossiers.letter l join dossiers.dossier d on d.collectivity_id = l.collectivity_id and d.id = l.dossier_id
  where l.collectivity_id = $1 and ($2::uuid[] is null or d.service_id = any ($2)) and d.removed_at is null`

const toPost = statement(
  'dossiers.list_letters_to_post',
  `select ${columns}, ${ofCase} and l.posted_at is null order by l.made_at, l.id limit $3`,
)

const posted = statement(
  'dossiers.list_posted_letters',
  `select ${columns}, ${ofCase} and l.posted_at >= $4 order by l.posted_at desc, l.id desc limit $3`,
)

interface Asked {
  readonly collectivityId: string
  /** Null: every service. */
  readonly services: readonly string[] | null
  readonly limit: number
}

/** Those that nobody posted yet, the oldest first. */
export const listLettersToPost = (tx: Tx, { collectivityId, services, limit }: Asked): Promise<LetterRow[]> =>
  tx.named<LetterRow>(toPost, [collectivityId, services, limit])

/** Those that were posted since a moment, the last first. */
export const listPostedLetters = (
  tx: Tx,
  { collectivityId, services, limit, since }: Asked & { readonly since: Date },
): Promise<LetterRow[]> => tx.named<LetterRow>(posted, [collectivityId, services, limit, since])

const mark = statement(
  'dossiers.mark_letter',
  'update dossiers.letter set posted_at = $3 where collectivity_id = $1 and id = $2',
)

export async function markLetterRow(tx: Tx, collectivityId: string, id: string, postedAt: Date | null): Promise<void> {
  await tx.named(mark, [collectivityId, id, postedAt])
}
