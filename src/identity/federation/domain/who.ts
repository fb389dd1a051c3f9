import type { Claim, Claims, NameIdFormat } from '../schema.ts'

export interface Person {
  /** Known to this application only. */
  readonly id: string
  readonly email: string
  readonly givenName: string
  readonly familyName: string
  readonly phone: string | null
  readonly groups: readonly string[]
}

/** What can be told of a person, by name. */
export const claimsOf = (person: Person): Claims => ({
  id: [person.id],
  email: [person.email],
  given_name: [person.givenName],
  family_name: [person.familyName],
  name: [`${person.givenName} ${person.familyName}`],
  ...(person.phone === null ? {} : { phone: [person.phone] }),
  ...(person.groups.length === 0 ? {} : { groups: person.groups }),
})

/** The identifier that an application knows a person by. */
export const nameIdFor = (format: NameIdFormat, person: Person, random: string): string => {
  switch (format) {
    case 'persistent':
      return person.id
    case 'transient':
      return random
    case 'email':
    // Applications that leave it open are those that know people by their address.
    case 'unspecified':
      return person.email
  }
}

/** What was told, for who asks later: the identifier tells the address too when it is one. */
export const toldBy = (rules: readonly { readonly claim: Claim }[], named: Claim, known: Claims): Claim[] => [
  ...new Set([named, ...rules.map(({ claim }) => claim)].filter((claim) => (known[claim] ?? []).length > 0)),
]
