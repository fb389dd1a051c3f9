import type { Context } from '#platform/context'
import type { CollectivityMail, MailThread } from '#platform/mail'
import { replyAddress, replyKey, threadId } from '../domain/thread.ts'
import type { WatchedBox } from '../schema.ts'
import { listBoxRows } from '../store/boxes.ts'
import { lastMessageIds } from '../store/received.ts'
import { replyProof } from './answered.ts'
import type { MailboxTools } from './tools.ts'

/** How a mail about a request says where its answers go, and what it follows. */
export interface Threading {
  readonly replyTo: string
  readonly thread: MailThread
  /** What the collectivity ends its mails with. */
  readonly signature: string
}

/** The mailbox to which answers come back: its service's own, or that of the whole collectivity. */
function boxFor(boxes: readonly WatchedBox[], serviceId: string | null): WatchedBox | undefined {
  const takers = boxes.filter(({ isOpen, takesAnswers }) => isOpen && takesAnswers)
  return (
    takers.find((box) => box.serviceId !== null && box.serviceId === serviceId) ??
    takers.find((box) => box.serviceId === null)
  )
}

/** Undefined where no mailbox takes answers: nobody is told to answer then. */
export async function threadingOf(
  tools: Pick<MailboxTools, 'secrets'> & Pick<Context, 'db'>,
  collectivityId: string,
  { id, number, serviceId }: NonNullable<CollectivityMail['dossier']>,
): Promise<Threading | undefined> {
  const [boxes, received] = await tools.db.readCollectivity(collectivityId, (tx) =>
    Promise.all([listBoxRows(tx, collectivityId), lastMessageIds(tx, collectivityId, id)]),
  )
  const box = boxFor(boxes, serviceId)
  if (!box) return undefined
  const key = replyKey({ number, proof: replyProof(tools, collectivityId, number) })
  const root = threadId(key, box.address.slice(box.address.lastIndexOf('@') + 1))
  const answered = received.map((messageId) => `<${messageId}>`)
  return {
    replyTo: replyAddress(box, key),
    // The last mail that she wrote, or the root that all of ours share.
    thread: { inReplyTo: answered[0] ?? root, references: [root, ...answered.toReversed()] },
    signature: box.signature,
  }
}
