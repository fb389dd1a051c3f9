/** "Nadia Ferrand" → "NF"; one letter for a single name. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s-]+/).filter(Boolean)
  const first = words[0]?.charAt(0) ?? ''
  const last = words.length > 1 ? (words.at(-1)?.charAt(0) ?? '') : ''
  return (first + last).toUpperCase()
}

/** "Nadia Ferrand" → "N. Ferrand": what a dense list has room for. */
export function shortName(name: string): string {
  const [given = '', ...family] = name.split(' ').filter(Boolean)
  return family.length === 0 ? given : `${given.charAt(0)}. ${family.join(' ')}`
}

/** A stable number of a person, from the last digits of her id, which are drawn at random. */
export const hueOf = (accountId: string): number => Number.parseInt(accountId.slice(-2), 16) || 0
