import { getAnsweredDossier } from '#counter/dossiers'
import type { Tx } from '#platform/db'
import type { Correspondent, ReceivedOfDossier } from '../schema.ts'
import { findCorrespondents } from '../store/correspondents.ts'
import { listOfDossier } from '../store/received.ts'

/** What came about a request, and the address of its person when nobody reads it. */
export interface ReceivedAbout {
  readonly received: readonly ReceivedOfDossier[]
  readonly bounced: readonly Correspondent[]
}

/** For the page of a request, whose reader may read it. */
export async function receivedAbout(
  tx: Tx,
  { collectivityId, dossierId }: { readonly collectivityId: string; readonly dossierId: string },
): Promise<ReceivedAbout> {
  const [received, dossier] = await Promise.all([
    listOfDossier(tx, collectivityId, dossierId),
    getAnsweredDossier(tx, collectivityId, dossierId),
  ])
  const address = dossier?.applicantEmail.toLowerCase() ?? ''
  const known = address === '' ? [] : await findCorrespondents(tx, collectivityId, [address])
  return { received, bounced: known.filter(({ kind }) => kind === 'bounced') }
}
