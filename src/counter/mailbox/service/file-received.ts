import { findOffer } from '#counter/procedures'
import { type Outcome, refused } from '#kernel/outcome'
import { type Context, systemContext } from '#platform/context'
import { filledBy, personOf } from '../domain/filing.ts'
import type { BoxMapping, Received, ReceivedFile } from '../schema.ts'
import { findReceivedRow, listFileRows } from '../store/received.ts'
import { boxOf } from './boxes.ts'
import { type FiledRequest, type MailboxTools, systemName } from './tools.ts'

interface Key {
  readonly collectivityId: string
  readonly id: string
}

/** Files a new request from what was received, under the procedure of its mailbox and with what the mailbox says of its form. */
export async function fileReceived(
  tools: MailboxTools,
  key: Key,
): Promise<Outcome<FiledRequest, { readonly reason: string }>> {
  const { received, files } = await loadReceived(tools, key)
  const box = received && (await boxOf(tools, received))
  if (!received || !box || box.procedure === null) return refused({ reason: 'no_offer' })
  const filing = { received, files, of: { procedure: box.procedure }, mapping: box.mapping }
  return fileAs(tools, systemContext(tools, systemName), filing)
}

export const loadReceived = ({ db }: Pick<Context, 'db'>, key: Key) =>
  db.readCollectivity(key.collectivityId, async (tx) => {
    const [received, files] = await Promise.all([
      findReceivedRow(tx, key.collectivityId, key.id),
      listFileRows(tx, key),
    ])
    return { received, files }
  })

export interface Filing {
  readonly received: Received
  readonly files: readonly ReceivedFile[]
  readonly of: { readonly procedure: string }
  readonly mapping: BoxMapping
}

/** Files it under a procedure, once: asked again it gives the same request. */
export async function fileAs(
  tools: MailboxTools,
  ctx: Context,
  { received, files, of, mapping }: Filing,
): Promise<Outcome<FiledRequest, { readonly reason: string }>> {
  const { collectivityId, id, channel, fromName, fromAddress, subject, text } = received
  const offer = await ctx.db.readCollectivity(collectivityId, (tx) => findOffer(tx, collectivityId, of.procedure))
  if (!offer) return refused({ reason: 'no_offer' })
  const mail = { fromName, fromAddress: channel === 'mail' ? fromAddress : '', subject, text: text ?? '' }
  const { inputs, filesField } = filledBy(offer.revision.definition, mapping, mail)
  return tools.fileFor(ctx, {
    collectivityId,
    of: { offerId: offer.id },
    filled: { inputs },
    // The pictures of a signature stay with the mail.
    files: files.flatMap(({ digest, name, mediaType, size, isInline }) =>
      digest === null || isInline ? [] : [{ digest, name, mediaType, size, fieldId: filesField }],
    ),
    channel,
    receivedAt: received.receivedAt,
    person: {
      name: personOf({ fromName, fromAddress: mail.fromAddress }),
      email: mail.fromAddress || null,
      phone: channel === 'sms' ? fromAddress : null,
    },
    takesIncomplete: true,
    idempotencyKey: `received ${id}`,
  })
}
