/** Letters that Unicode does not take apart. */
const withoutDecomposition: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd' }

/**
 * The form under which texts are compared: lower case, without accents, ligatures opened, punctuation as one space.
 * "Saint-Étienne" and "saint etienne" are the same place.
 */
export function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll(/[œæßøłđ]/g, (letter) => withoutDecomposition[letter] ?? letter)
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
}

/** The same as a part of an address: "Saint-Étienne" → "saint-etienne". */
export const slugify = (text: string): string => normalise(text).replaceAll(' ', '-')
