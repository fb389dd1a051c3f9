/** Text written by an author for readers: French is always there, English when somebody wrote it. */
export interface Localized {
  readonly fr: string
  readonly en?: string
}

export type Locale = 'fr' | 'en'

export const locales: readonly Locale[] = ['fr', 'en']

/** The text in the reader's language, or in French. */
export const localize = (text: Localized, locale: Locale): string => (locale === 'en' ? (text.en ?? text.fr) : text.fr)
