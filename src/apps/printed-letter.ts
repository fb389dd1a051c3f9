import { AppError } from '#kernel/errors'
import { dayOf } from '#kernel/calendar'
import type { CircuitTools, DepositedFile } from '#counter/dossiers'
import { safeFileName } from '#platform/files'
import { formats } from '#platform/i18n'
import { renderLetter } from '#platform/pdf'
import { getSite } from '#territory/collectivities'
import type { App } from './app.ts'
import { themeColour } from './guichet/index.ts'

type Letter = Parameters<NonNullable<CircuitTools['printLetter']>>[0]

/** A letter of a circuit, in the colours of its collectivity, kept until an agent prints it. */
export async function printLetter(app: App, { dossier, recipient, subject, body }: Letter): Promise<DepositedFile> {
  const site = await getSite(app.db, { id: dossier.collectivityId })
  const now = app.clock.now()
  const bytes = await renderLetter({
    collectivityName: site.name,
    brandBase: themeColour(site),
    language: dossier.locale,
    createdAt: now,
    recipient,
    placeAndDate: `${site.name}, le ${formats('fr').fullDate(dayOf(now))}`,
    subject,
    reference: `Demande ${dossier.number}`,
    paragraphs: body.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== ''),
    signature: [site.name],
    labels: { page: (page, pages) => `Page ${page} sur ${pages}` },
  })
  const stored = await app.files.put(inOne(bytes), { name: 'lettre.pdf' })
  if (!stored.ok) throw new AppError('unavailable', 'files.damaged', { detail: stored.refusal })
  const { digest, size, mediaType } = stored.value
  return { digest, size, mediaType, name: safeFileName(`Lettre ${dossier.number}.pdf`, mediaType) }
}

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
