const contractions: readonly (readonly [RegExp, string])[] = [
  [/^Le /, 'du '],
  [/^Les /, 'des '],
  // "de La Rochelle", "de L’Isle": these articles do not contract.
  [/^(La |L['’])/, 'de $1'],
]

/** Beginnings whose h is aspirated: "de Houilles" but "d’Hyères". */
const aspirated = /^h(au|al|am|an|ar|as|av|em|on|ou)/
/** Before a vowel y is a consonant: "de Yenne" but "d’Yzeron". */
const vowel = /^([aeiouœæ]|h|y[^aeiou])/

/**
 * "of" a place named in French, contracted and elided: "d’Annecy", "du Havre", "des Ulis", "de La Rochelle",
 * "de Paris". For names of places; a common noun ("Communauté de communes…") needs its own article.
 */
export function ofName(name: string): string {
  const contraction = contractions.find(([pattern]) => pattern.test(name))
  if (contraction) return name.replace(...contraction)
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
  return vowel.test(plain) && !aspirated.test(plain) ? `d’${name}` : `de ${name}`
}
