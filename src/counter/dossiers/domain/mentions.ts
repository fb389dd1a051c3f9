import { normalise } from '#kernel/normalise'

/** A colleague as a note may name her. */
export interface Nameable {
  readonly accountId: string
  readonly givenName: string
  readonly familyName: string
}

/** Whether what follows an @ begins with these words, and not with the beginning of longer ones. */
const begins = (after: string, name: string): boolean => name !== '' && (after === name || after.startsWith(`${name} `))

/**
 * The colleagues whom a note names: "@Alix Exemple", or "@Alix" where nobody else is called so; capitals and accents do not
 * count.
 */
export function mentionsIn<C extends Nameable>(text: string, colleagues: readonly C[]): readonly C[] {
  const said = text
    .split('@')
    .slice(1)
    .map((each) => normalise(each.slice(0, 120)))
  return colleagues.filter(({ accountId, givenName, familyName }) => {
    const [given, whole] = [normalise(givenName), normalise(`${givenName} ${familyName}`)]
    const isAlone = !colleagues.some((each) => each.accountId !== accountId && normalise(each.givenName) === given)
    return said.some((after) => begins(after, whole) || (isAlone && begins(after, given)))
  })
}
