import { announce } from '#platform/webhooks'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'
import type { AnyJournalEvent, JournalEvent } from '../events.ts'
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
