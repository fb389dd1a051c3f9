import { type Locale, localize } from '#kernel/localized'
import type { Datum } from '../schema.ts'

export interface Consented {
  readonly datum: Datum
  readonly fields: readonly string[]
  /** Name of the collectivity. */
  readonly to: string
  /** Title of the procedure. */
  readonly purpose: string
  readonly locale: Locale
}

const listed: Readonly<Record<Locale, (items: readonly string[]) => string>> = {
  fr: (items) => new Intl.ListFormat('fr', { type: 'conjunction' }).format(items),
  en: (items) => new Intl.ListFormat('en', { type: 'conjunction' }).format(items),
}

/** What a person agrees to, word for word: it is kept as she read it. */
export function consentText({ datum, fields, to, purpose, locale }: Consented): string {
  const given = datum.fields.filter(({ id }) => fields.includes(id)).map(({ label }) => localize(label, locale))
  const holder = localize(datum.holder, locale)
  const list = listed[locale](given)
  return locale === 'en'
    ? `I agree that ${to} asks ${holder} for: ${list}. Only for my request “${purpose}”. I can change my mind until I send it.`
    : `J’accepte que ${to} demande à ${holder} : ${list}. Seulement pour ma demande « ${purpose} ». Je peux changer d’avis jusqu’à son envoi.`
}
