import { enqueue } from '#platform/jobs'
import { announce } from '#platform/webhooks'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'
import type { AnyJournalEvent, EventPayload, JournalEvent } from '../events.ts'
import { notifyApplicant } from '../jobs.ts'
import { silenceMovedTemplate } from '../mails.ts'
import type { Dossier } from '../schema.ts'
import { listEventRows } from '../store/journal.ts'

/*
 * Other programs are told that a line was written, and by what kind of actor: no name, no text. What it says is read by the interface,
 * with the rights of who reads.
 */

/** "dossier.moved" is `case.moved` for programs. */
const typeOf = (kind: string): string => kind.replace(/^dossier\./, 'case.')

type Line = Pick<JournalEvent | AnyJournalEvent, 'id' | 'seq' | 'at' | 'kind' | 'visibility' | 'actor'>

/** Tells lines to the programs that listen, in the transaction that writes them; the same line told twice is one message. */
export const tellLines = (tx: Tx, { collectivityId, dossierId }: DossierKey, lines: readonly Line[]): Promise<void>[] =>
  lines.map(({ id, seq, at, kind, visibility, actor }) =>
    announce(tx, collectivityId, {
      id,
      type: typeOf(kind),
      subject: dossierId,
      place: seq,
      at,
      data: { caseId: dossierId, version: seq, kind, isPublic: visibility === 'public', by: actor.kind },
    }),
  )

/** The same for the first lines of a dossier, once it is filed: whoever files does not wait for it. */
export const tellFiled = ({ db }: Pick<Context, 'db'>, key: DossierKey): Promise<void> =>
  db.withCollectivity(key.collectivityId, async (tx) => {
    const lines = await listEventRows(tx, key.collectivityId, key.dossierId)
    await Promise.all(tellLines(tx, key, lines))
  })

/** The person is told the day on which a silence decides from now on; what is closed has nothing left to decide. */
export const tellSilenceMoved = (
  tx: Tx,
  { collectivityId, id: dossierId, closedAt }: Pick<Dossier, 'collectivityId' | 'id' | 'closedAt'>,
  lines: readonly JournalEvent[],
): Promise<void>[] =>
  lines.flatMap((line) => {
    if (line.kind !== 'silence.moved' || closedAt !== null) return []
    const template = silenceMovedTemplate(line.payload as EventPayload<'silence.moved'>)
    return [enqueue(tx, notifyApplicant, { collectivityId, dossierId, eventId: line.id, template })]
  })
