import { answersInWords, type HandingFile, readForHanding } from '#counter/dossiers'
import { localize } from '#kernel/localized'
import type { Tx } from '#platform/db'
import type { CaseGiven, FileGiven, Said } from '../contract.ts'

interface Attached {
  readonly id: string
  readonly digest: string
  readonly name: string
  readonly mediaType: string
  readonly size: number
}

/** A file as the other side reads of it: where it fetches it, and what it must be. */
export const fileGiven =
  (base: string) =>
  ({ id, digest, name, mediaType, size }: Attached): FileGiven => ({
    id,
    name,
    mediaType,
    size,
    sha256: digest,
    url: `${base}/fichiers/${id}`,
  })

interface Around {
  /** Where files of this hand-over are fetched. */
  readonly base: string
  /** What the partner calls our procedure. */
  readonly theirs: string
}

/** A request as it is given: what was asked, what was said so far, its files; never notes, nor what agents write for themselves. */
export async function caseGiven(
  tx: Tx,
  key: { readonly collectivityId: string; readonly dossierId: string },
  { base, theirs }: Around,
): Promise<CaseGiven> {
  const handing = await readForHanding(tx, key)
  const { file, definition } = handing
  const { dossier, attachments } = file
  const notes = new Set(file.messages.filter(({ direction }) => direction === 'note').map(({ id }) => id))
  const shown = attachments.filter(({ messageId }) => messageId === null || !notes.has(messageId))
  return {
    number: dossier.number,
    procedure: { id: theirs, title: localize(definition.title, 'fr') },
    submittedAt: dossier.submittedAt.toISOString(),
    dueOn: dossier.dueOn,
    subject: dossier.subject,
    locale: dossier.locale,
    applicant: {
      name: dossier.applicantName,
      email: dossier.applicantEmail || null,
      phone: dossier.applicantPhone,
    },
    ...(dossier.actingFor && { actingFor: dossier.actingFor.name }),
    answers: answersInWords(handing),
    files: shown.filter(({ messageId }) => messageId === null).map(fileGiven(base)),
    messages: saidIn(handing, fileGiven(base)),
  }
}

function saidIn({ file }: HandingFile, give: (file: Attached) => FileGiven): Said[] {
  return file.messages
    .filter(({ direction }) => direction !== 'note')
    .map(({ id, direction, authorName, body, at }) => ({
      id,
      author: authorName,
      from: direction === 'from_applicant' ? ('applicant' as const) : ('agent' as const),
      body,
      at: at.toISOString(),
      files: file.attachments.filter(({ messageId }) => messageId === id).map(give),
    }))
}
