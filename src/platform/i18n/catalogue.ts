import type { Locale } from '#kernel/localized'
import { frenchSpaces } from './french-spaces.ts'

/** A text of the interface: a sentence, or a function that completes one. */
export type Text = string | ((...values: never[]) => string)

/** What a second language must offer: the same keys, the same values to complete each sentence with. */
export type Translation<T extends Record<string, Text>> = {
  readonly [K in keyof T]: T[K] extends (...values: infer V) => string ? (...values: V) => string : string
}

/**
 * The texts of a house or of a site, French first. English is forced by the type to have the same keys:
 * a missing or a superfluous one does not compile. French spaces are made no-break ones where a line must not be cut.
 *
 * @example
 * const texts = catalogue({
 *   fr: { send: 'Envoyer ma demande', step: (n: number, of: number) => `Étape ${n} sur ${of}` },
 *   en: { send: 'Send my request', step: (n, of) => `Step ${n} of ${of}` },
 * })
 * texts('fr').step(2, 5) // "Étape 2 sur 5"
 */
export function catalogue<F extends Record<string, Text>>(texts: {
  readonly fr: F
  readonly en: NoInfer<Translation<F>>
}): (locale: Locale) => Translation<F> {
  const byLocale: Record<Locale, Translation<F>> = { fr: spacedAsFrench(texts.fr), en: texts.en }
  return (locale) => byLocale[locale]
}

/** French texts are their own translation; TypeScript cannot see it through the mapped type. */
function spacedAsFrench<F extends Record<string, Text>>(texts: F): Translation<F> {
  const spaced = Object.entries(texts).map(([key, text]) => {
    if (typeof text === 'string') return [key, frenchSpaces(text)]
    return [key, (...values: never[]) => frenchSpaces(text(...values))]
  })
  return Object.fromEntries(spaced) as Translation<F>
}
