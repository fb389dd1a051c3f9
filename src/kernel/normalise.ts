/**
 * The form under which texts are compared: lower case, without accents, ligatures opened, punctuation as one space.
 * "Saint-Étienne" and "saint etienne" are the same place.
 */
export function normalise(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
}

/** The same as a part of an address: "Saint-Étienne" → "saint-etienne". */
export const slugify = (text: string): string => normalise(text).replaceAll(' ', '-')
