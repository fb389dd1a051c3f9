/** Words without accents, by one sign. */
const wordsOf = (text: string, sign: '_' | '-'): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[œŒ]/g, 'oe')
    .replaceAll(/[æÆ]/g, 'ae')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, sign)
    .replaceAll(new RegExp(`^${sign}+|${sign}+$`, 'g'), '')

/** An identifier of ours made of any text, the same each time: what a condition names meets what a field is called. */
export function identifierOf(text: string): string {
  const words = wordsOf(text, '_')
  const whole = /^[a-z]/.test(words) ? words : `n_${words}`
  if (whole.length <= 60) return whole.replace(/_$/, '')
  // Two long texts that begin alike stay two.
  return `${whole.slice(0, 50).replace(/_$/, '')}_${fingerprint(text)}`
}

/** Eight figures of FNV-1a: enough to tell apart the long options of one field. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}

export const slugOf = (text: string): string => wordsOf(text, '-').slice(0, 80).replace(/-+$/, '') || 'sans-nom'

/** Gives each its own name: the second `rue` is `rue_2`. */
export function createNames(): (wanted: string) => string {
  const taken = new Set<string>()
  const counts = new Map<string, number>()
  return (wanted) => {
    const base = identifierOf(wanted)
    for (let count = (counts.get(base) ?? 0) + 1; ; count += 1) {
      const name = count === 1 ? base : `${base.slice(0, 60 - String(count).length - 1)}_${count}`
      counts.set(base, count)
      if (taken.has(name)) continue
      taken.add(name)
      return name
    }
  }
}
