import { type Acr, reaches } from '#identity/accounts'

const ac = 'urn:oasis:names:tc:SAML:2.0:ac:classes:'
const eidas = 'http://eidas.europa.eu/LoA/'

/**
 * What a class of authentication asks, in our levels. The names of eIDAS are those of the nodes of the Member States
 * (eIDAS SAML Message Format 1.2); those of SAML are read by what they demand: one secret, or two factors.
 */
const classes: Readonly<Record<string, Acr>> = {
  eidas1: 'eidas1',
  eidas2: 'eidas2',
  eidas3: 'eidas3',
  [`${eidas}low`]: 'eidas1',
  [`${eidas}substantial`]: 'eidas2',
  [`${eidas}high`]: 'eidas3',
  [`${ac}unspecified`]: 'eidas1',
  [`${ac}Password`]: 'eidas1',
  [`${ac}PasswordProtectedTransport`]: 'eidas1',
  [`${ac}PreviousSession`]: 'eidas1',
  [`${ac}MobileTwoFactorContract`]: 'eidas2',
  [`${ac}MobileTwoFactorUnregistered`]: 'eidas2',
  [`${ac}TimeSyncToken`]: 'eidas2',
  'https://refeds.org/profile/mfa': 'eidas2',
  [`${ac}Smartcard`]: 'eidas3',
  [`${ac}SmartcardPKI`]: 'eidas3',
}

export type Comparison = 'exact' | 'minimum' | 'maximum' | 'better'
const levels: readonly Acr[] = ['eidas1', 'eidas2', 'eidas3']

/** The class for who reached a level when no particular one was asked. */
const classOfLevel: Readonly<Record<Acr, string>> = {
  eidas1: `${ac}PasswordProtectedTransport`,
  eidas2: `${eidas}substantial`,
  eidas3: `${eidas}high`,
}

/**
 * The least of our levels that answers a demand; `impossible` when none does, undefined when nothing is asked.
 * Exact classes are answered by who reached more: SAML wants the class said to be the one asked, not the person weaker.
 * `maximum` is answered too: nobody is weakened for it.
 */
export function levelAsked(asked: readonly string[], comparison: Comparison): Acr | 'impossible' | undefined {
  if (asked.length === 0) return undefined
  const known = asked.flatMap((name) => classes[name] ?? [])
  if (known.length === 0) return 'impossible'
  const least = levels.find((level) => known.includes(level)) ?? 'eidas1'
  if (comparison !== 'better') return least
  const strongest = levels.findLast((level) => known.includes(level)) ?? 'eidas1'
  return levels[levels.indexOf(strongest) + 1] ?? 'impossible'
}

/** The class that the assertion names: the first of those asked that was reached, else the one of the level. */
export const classReached = (asked: readonly string[], reached: Acr): string =>
  asked.find((name) => classes[name] !== undefined && reaches(reached, classes[name])) ?? classOfLevel[reached]
