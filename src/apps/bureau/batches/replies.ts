import type { ListedDossier } from '#counter/dossiers'
import { type Reply, readReply } from '#counter/replies'
import type { Context } from '#platform/context'
import type { SelectOption } from '#platform/html'
import type { Typed } from './choose.page.tsx'

type Chosen = Pick<ListedDossier, 'procedureId' | 'status' | 'channel' | 'serviceId'>

/** The answers that are offered for each of the requests that were chosen, by name. */
export function repliesFor(dossiers: readonly Chosen[], replies: readonly Reply[]): SelectOption[] {
  const fits = (reply: Reply) => (dossier: Chosen) =>
    (['procedureId', 'status', 'channel', 'serviceId'] as const).every(
      (name) => reply[name] === null || reply[name] === dossier[name],
    )
  return replies
    .filter((reply) => !reply.isRetired && dossiers.every(fits(reply)))
    .map(({ id, name }) => ({ value: id, label: name }))
    .toSorted((a, b) => a.label.localeCompare(b.label, 'fr'))
}

/** What was typed, with the answer that was chosen after it: its words between braces are filled for each request. */
export async function withReply(
  ctx: Context,
  { collectivityId, typed }: { readonly collectivityId: string; readonly typed: Typed },
): Promise<Typed> {
  const replyId = typed['modele'] ?? ''
  if (replyId === '') return { ...typed, action: 'message' }
  const { revision } = await readReply(ctx, { collectivityId, replyId })
  const after = (name: string, text: string): string => [typed[name]?.trim(), text].filter(Boolean).join('\n\n')
  return {
    ...typed,
    action: 'message',
    message: after('message', revision.body.fr),
    ...(revision.body.en !== undefined && { anglais: after('anglais', revision.body.en) }),
  }
}
