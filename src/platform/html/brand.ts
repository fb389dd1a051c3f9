import { accepted, type Outcome, refused } from '#kernel/outcome'

/** The colours of a collectivity. The second is the Saône green unless given. */
export interface BrandColours {
  readonly base: string
  readonly second?: string | undefined
}

const white = 1

/** Relative luminance of a colour, from 0 (black) to 1 (white), as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of two colours (`#a63e22`), from 1 to 21, as WCAG 2.2 defines it. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** `#abc` and `#AABBCC` → `#aabbcc`; undefined for anything else. */
function readHex(text: string): string | undefined {
  const hex = text.trim().toLowerCase()
  if (/^#[0-9a-f]{6}$/.test(hex)) return hex
  if (/^#[0-9a-f]{3}$/.test(hex)) return hex.replaceAll(/[0-9a-f]/g, '$&$&')
  return undefined
}

/**
 * Whether a colour can be a brand: white text on it must be readable by all (4.5 to 1). Hover, tints and the dark
 * theme are derived by the styles; they hold for any colour that passes here.
 */
export function checkBrand(text: string): Outcome<string, 'not_a_colour' | 'too_light'> {
  const hex = readHex(text)
  if (hex === undefined) return refused('not_a_colour')
  return (white + 0.05) / (luminance(hex) + 0.05) < 4.5 ? refused('too_light') : accepted(hex)
}

/**
 * The stylesheet that gives a site the colours of its collectivity. It stands outside the layers of the other styles,
 * and so wins. Throws on a colour that was not checked: what it holds goes into a page as it is.
 */
export function brandStylesheet({ base, second }: BrandColours): string {
  const rule = (property: string, colour: string): string => {
    const checked = checkBrand(colour)
    if (!checked.ok) throw new TypeError(`a brand was saved unchecked: ${checked.refusal}`)
    return `${property}:${checked.value}`
  }
  const rules = [rule('--brand-base', base)]
  if (second !== undefined) rules.push(rule('--second-base', second))
  return `:root{${rules.join(';')}}`
}
