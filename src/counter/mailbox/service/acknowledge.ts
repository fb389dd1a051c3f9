import { buffer } from 'node:stream/consumers'
import type { CollectivityMail } from '#platform/mail'
import { acknowledgementMail, transmittedMails } from '../mails.ts'
import { boxOf } from './boxes.ts'
import { loadReceived } from './file-received.ts'
import type { MailboxTools } from './tools.ts'

interface Key {
  readonly collectivityId: string
  readonly receivedId: string
}

/** Tells its sender that a mail came and that an agent reads it. The mail's identifier is its own: asked twice, it is one. */
export async function tellSender(tools: MailboxTools, { collectivityId, receivedId: id }: Key): Promise<void> {
  const { received } = await loadReceived(tools, { collectivityId, id })
  const box = received && (await boxOf(tools, received))
  if (!received || !box || received.fromAddress === '') return
  const href = await tools.links.guichet(collectivityId)
  await tools.sendMail(acknowledgementMail(received, box, href))
}

/** Hands a mail to the authority that it is for, and tells who wrote it; each mail once. */
export async function transmitMail(
  tools: MailboxTools,
  { collectivityId, receivedId: id, to, authority }: Key & { readonly to: string; readonly authority: string },
): Promise<void> {
  const { received, files } = await loadReceived(tools, { collectivityId, id })
  const box = received && (await boxOf(tools, received))
  if (!received || received.text === null) return
  const href = await tools.links.guichet(collectivityId)
  const attachments: CollectivityMail['attachments'][number][] = []
  for (const { digest, name, mediaType } of files) {
    if (digest === null) continue
    const content = await buffer(await tools.files.open(digest))
    attachments.push({ name, mediaType, content })
  }
  const told = { received, box, to, authority, href, attachments }
  for (const mail of transmittedMails(told)) await tools.sendMail(mail)
}
