import { hash } from 'node:crypto'
import type { Day } from '#kernel/calendar'

/** What a mandate says, for who asks and who gives it. */
export interface Wording {
  readonly principal: string
  readonly holder: string
  /** In words: "Déposer des demandes". */
  readonly rights: readonly string[]
  readonly startsOn: Day
  readonly endsOn: Day
  readonly reason: string
  readonly delegations: number
}

const written = (day: Day): string => day.split('-').reverse().join('/')

/**
 * The text that both sides accept, in French: it is the act itself (Code civil, articles 1984 and following: a mandate gives
 * somebody the power to do something for the mandator and in his name). The same facts always give the same text.
 */
export function mandateText(said: Wording): string {
  const passing =
    said.delegations === 0
      ? 'Ce mandat ne peut pas être confié à quelqu’un d’autre.'
      : `Ce mandat peut être confié plus loin, en ${said.delegations === 1 ? 'une étape' : 'deux étapes'} au plus, jamais avec plus de droits ni pour plus longtemps.`
  return [
    `${said.principal} donne mandat à ${said.holder} d’agir en son nom auprès des services publics du territoire pour :`,
    ...said.rights.map((right) => `– ${right}`),
    `Du ${written(said.startsOn)} au ${written(said.endsOn)} inclus.`,
    `Raison : ${said.reason.trim()}`,
    passing,
    'Il peut être révoqué à tout moment par qui l’a donné.',
  ].join('\n')
}

/** sha256 of the text, in hexadecimal: what was accepted stays provable. */
export const textHash = (text: string): string => hash('sha256', text)
