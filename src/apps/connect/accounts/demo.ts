import { type DemoPeople, type FactorRole, readDemoPeople } from '#identity/accounts'
import { findSite } from '#territory/collectivities'
import type { App } from '../../app.ts'

interface DemoPerson {
  readonly name: string
  readonly email: string
}

/** The people of the demonstration, as the sign-in page offers them. */
export interface DemoChoice {
  readonly password: string
  readonly residents: readonly DemoPerson[]
  readonly operator: DemoPerson
  /** By collectivity. */
  readonly desks: readonly { readonly place: string; readonly agents: readonly (DemoPerson & { role: FactorRole })[] }[]
}

type Person = DemoPeople['operator']

const personOf = ({ givenName, familyName, email }: Person): DemoPerson => ({
  name: `${givenName} ${familyName}`,
  email,
})

/** Reads them once; nothing at all on an installation that is not a demonstration. */
export function demoChoices(app: App): () => Promise<DemoChoice | undefined> {
  if (!app.config.demo) return () => Promise.resolve(undefined)
  let people: Promise<DemoPeople> | undefined
  return async () => {
    people ??= readDemoPeople()
    return choiceOf(app, await people)
  }
}

async function choiceOf(app: App, people: DemoPeople): Promise<DemoChoice> {
  const { password, residents, operator } = people
  const everybody = [
    ...people.agents,
    ...people.elected.map((each) => ({ ...each, role: 'elected' as const })),
    ...people.guests.map((each) => ({ ...each, role: 'guest' as const })),
  ]
  const bySlug = [...Map.groupBy(everybody, ({ collectivity }) => collectivity)]
  const desks = await Promise.all(
    bySlug.map(async ([slug, colleagues]) => ({
      place: (await findSite(app.db, { slug }))?.name,
      agents: colleagues.map((agent) => ({ ...personOf(agent), role: agent.role })),
    })),
  )
  return {
    password,
    residents: residents.map(personOf),
    operator: personOf(operator),
    // Agents of a collectivity that is not there have no account.
    desks: desks.flatMap(({ place, agents: there }) => (place === undefined ? [] : [{ place, agents: there }])),
  }
}
