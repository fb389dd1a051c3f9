import type { Locale } from '#kernel/localized'

/** Who signed a line of a journal, in the reader's language: what was done in somebody's place is kept in French. */
export const signedName = (name: string, locale: Locale): string =>
  locale === 'en' ? name.replace(', en remplacement de ', ', standing in for ') : name
