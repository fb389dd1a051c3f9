import type { VNode } from 'preact'
import { type Locale, localize } from '#kernel/localized'
import type { FieldError, LocalizedText, OfferOptions } from '#counter/procedures'
import { Alert } from '#platform/html'
import { ContactLines } from '../../procedures/contact.tsx'
import { formTexts } from './texts.ts'

/** Why somebody cannot file, in the author's words, and whom to see. */
export interface Ineligibility {
  readonly message: string
  readonly see: string | undefined
}

const isText = (value: unknown): value is LocalizedText => typeof value === 'object' && value !== null && 'fr' in value

export function ineligibilityOf(errors: readonly FieldError[], locale: Locale): readonly Ineligibility[] {
  return errors.flatMap(({ code, params = {} }) => {
    const { message, see } = params
    if (code !== 'ineligible' || !isText(message)) return []
    return [{ message: localize(message, locale), see: isText(see) ? localize(see, locale) : undefined }]
  })
}

interface IneligibleProps {
  readonly locale: Locale
  readonly ineligible: readonly Ineligibility[]
  readonly contact: OfferOptions['contact']
}

/** Nothing to correct: here is why, and who can help. */
export function Ineligible({ locale, ineligible, contact }: IneligibleProps): VNode | null {
  if (ineligible.length === 0) return null
  const texts = formTexts(locale)
  return Alert({
    tone: 'bad',
    title: texts.cannotFile,
    isLive: true,
    children: (
      <>
        {ineligible.map(({ message, see }) => (
          <>
            <p>{message}</p>
            {see !== undefined && <p>{see}</p>}
          </>
        ))}
        <p>{texts.whoHelps}</p>
        {ContactLines({ contact, locale })}
      </>
    ),
  })
}
