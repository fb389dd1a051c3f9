import { dayOf } from '#kernel/calendar'
import { type CodeLetter, spacedNumber } from '#identity/organisations'
import { formats } from '#platform/i18n'
import { renderLetter } from '#platform/pdf'
import type { Site } from '#territory/collectivities'
import { themeColour } from '../../guichet/index.ts'
import { moderationTexts } from './texts.ts'

/** The letter that carries a code to a seat, in French: the register is. */
export function renderCodeLetter(
  { organisation, code, expiresAt }: CodeLetter,
  at: { readonly site: Site; readonly now: Date; readonly publicUrl: string },
): Promise<Buffer> {
  const t = moderationTexts('fr')
  const format = formats('fr')
  const number = spacedNumber(organisation.siren ?? '') || (organisation.rna ?? organisation.foreignNumber ?? '')
  const { site } = at
  return renderLetter({
    collectivityName: site.name,
    brandBase: themeColour(site),
    language: 'fr',
    createdAt: at.now,
    recipient: [organisation.name, ...organisation.seatAddress],
    placeAndDate: t.letterPlace(site.name, format.fullDate(dayOf(at.now))),
    subject: t.letterSubject(organisation.name),
    reference: t.letterReference(number),
    paragraphs: [
      t.letter1,
      t.letter2(organisation.name),
      t.letter3(code),
      t.letter4(`${at.publicUrl}/compte/organisations`, number),
      t.letter5(format.date(expiresAt)),
      t.letter6,
    ],
    signature: [site.name],
    labels: { page: (page, pages) => t.page(String(page), String(pages)) },
  })
}
