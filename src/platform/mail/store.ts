import { AppError, notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { query, type Tx } from '#platform/db'
import type { Delivery } from './domain.ts'
import type { MailAttachment, MailPage, MailRequest, MailState, MailSummary, StoredMail } from './schema.ts'

interface PackedAttachment {
  readonly name: string
  readonly mediaType: string
  readonly content: string
}

/** Writes the mail unless a mail of this identifier is there already; gives the one that is there. */
export async function saveMail(tx: Tx, mail: MailRequest, as: { state: MailState; at: Date }): Promise<StoredMail> {
  const attachments = (mail.attachments ?? []).map(({ name, mediaType, content }): PackedAttachment => ({
    name,
    mediaType,
    content: Buffer.from(content).toString('base64'),
  }))
  await tx.run(
    query
      .insertInto('mail.message')
      .values({
        id: mail.id,
        to_address: mail.to,
        sender_name: mail.senderName ?? null,
        reply_to: mail.replyTo ?? null,
        subject: mail.subject,
        text: mail.text,
        html: mail.html ?? null,
        attachments: JSON.stringify(attachments),
        headers: JSON.stringify(mail.headers ?? {}),
        state: as.state,
        collectivity_id: mail.collectivityId ?? null,
        about: mail.about ?? null,
        created_at: as.at,
      })
      .onConflict((conflict) => conflict.column('id').doNothing()),
  )
  return getMail(tx, mail.id)
}

/** Records what came of an attempt; a mail that was settled meanwhile stays as it is. */
export async function recordDelivery(
  tx: Tx,
  id: string,
  { delivery, at }: { delivery: Delivery; at: Date },
): Promise<void> {
  const states = { accepted: 'sent', refused: 'failed', delayed: 'queued' } as const
  await tx.run(
    query
      .updateTable('mail.message')
      .set((row) => ({
        state: states[delivery.result],
        error: delivery.result === 'accepted' ? null : delivery.error,
        sent_at: delivery.result === 'accepted' ? at : null,
        attempts: row('attempts', '+', 1),
      }))
      .where('id', '=', id)
      .where('state', '=', 'queued'),
  )
}

const summaryColumns = [
  'id',
  'to_address as to',
  'subject',
  'state',
  'error',
  'attempts',
  'created_at as createdAt',
  'sent_at as sentAt',
  'collectivity_id as collectivityId',
  'about',
] as const

/** The outbox, newest first, `size` (50) at a time. For the operator's page only. */
export async function listMails(
  tx: Tx,
  options: { cursor?: string | undefined; state?: MailState | undefined; size?: number } = {},
): Promise<MailPage> {
  const size = options.size ?? 50
  let rows = query
    .selectFrom('mail.message')
    .select(summaryColumns)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(size + 1)
  if (options.state) rows = rows.where('state', '=', options.state)
  const after = options.cursor === undefined ? undefined : readCursor(options.cursor)
  if (after) {
    rows = rows.where((row) => row(row.refTuple('created_at', 'id'), '<', row.tuple(after.at, after.id)))
  }
  const mails = (await tx.all(rows)).map((row): MailSummary => ({ ...row, state: row.state as MailState }))
  const last = mails[size - 1]
  const next = mails.length > size && last ? `${last.createdAt.getTime()}_${last.id}` : undefined
  return { mails: mails.slice(0, size), next }
}

function readCursor(cursor: string): { at: Date; id: string } {
  const [time = '', id = ''] = cursor.split('_')
  if (!/^\d{1,14}$/.test(time) || !isId(id)) throw new AppError('invalid', 'mail.cursor')
  return { at: new Date(Number(time)), id }
}

/** @throws AppError `not_found mail.message` */
export async function getMail(tx: Tx, id: string): Promise<StoredMail> {
  if (!isId(id)) throw notFound('mail.message')
  const row = await tx.first(
    query
      .selectFrom('mail.message')
      .select(summaryColumns)
      .select(['sender_name as senderName', 'reply_to as replyTo', 'text', 'html', 'attachments', 'headers'])
      .select('forgotten_at as forgottenAt')
      .where('id', '=', id),
  )
  if (!row) throw notFound('mail.message')
  const attachments = (row.attachments as unknown as readonly PackedAttachment[]).map(
    ({ name, mediaType, content }): MailAttachment => ({ name, mediaType, content: Buffer.from(content, 'base64') }),
  )
  return { ...row, state: row.state as MailState, attachments, headers: row.headers as Record<string, string> }
}

/**
 * Empties the mails asked for before a moment (30 days ago): what remains says
 * that a mail was sent, to whom and when. Those that still wait are left. Returns how many were emptied.
 */
export const forgetOldMails = (tx: Tx, { before, now }: { before: Date; now: Date }): Promise<number> =>
  tx.run(
    query
      .updateTable('mail.message')
      .set({ text: null, html: null, attachments: '[]', headers: '{}', forgotten_at: now })
      .where('created_at', '<', before)
      .where('forgotten_at', 'is', null)
      .where('state', '!=', 'queued'),
  )
