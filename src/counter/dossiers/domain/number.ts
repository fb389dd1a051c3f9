import { normalise } from '#kernel/normalise'

const small = new Set(['le', 'la', 'les', 'l', 'de', 'du', 'des', 'd', 'en', 'sur', 'et', 'au', 'aux', 'a', 'sous'])

/** Three letters of a collectivity's name, for people to see at a glance whose number it is: "Saint-Fons" → STF. */
export function numberPrefix(name: string): string {
  const words = normalise(name)
    .split(' ')
    .filter((word) => !small.has(word))
  const letters = words.map((word) => (word === 'saint' || word === 'sainte' ? 'st' : word)).join('')
  return letters.slice(0, 3).toUpperCase().padEnd(3, 'X')
}

/** `COR-2026-04187`; more than 99 999 in a year makes it longer. */
export const dossierNumber = (prefix: string, year: number, count: number): string =>
  `${prefix}-${year}-${String(count).padStart(5, '0')}`

/** A whole number as somebody writes it, `cor 2026 04187` too. Undefined: it is something else, or its beginning only. */
export function readDossierNumber(text: string): string | undefined {
  const [, prefix, year, count] = /^\s*([a-z]{3})[\s-]*(\d{4})[\s-]+(\d{5,9})\s*$/i.exec(text) ?? []
  return prefix && year && count ? dossierNumber(prefix.toUpperCase(), Number(year), Number(count)) : undefined
}
