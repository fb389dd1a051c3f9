import { type DemoPeople, readDemoPeople } from '#identity/accounts'
import { findSite } from '#territory/collectivities'
import type { App } from '../../app.ts'

type RoleName = DemoPeople['agents'][number]['role']

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
  readonly desks: readonly { readonly place: string; readonly agents: readonly (DemoPerson & { role: RoleName })[] }[]
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

async function choiceOf(app: App, { password, residents, operator, agents }: DemoPeople): Promise<DemoChoice> {
  const bySlug = [...Map.groupBy(agents, ({ collectivity }) => collectivity)]
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
