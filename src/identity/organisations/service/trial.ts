import { after } from 'node:test'
import { createAccounts } from '#identity/accounts'
import type { Actor } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import { type Context, systemContext } from '#platform/context'
import { silentLog } from '#platform/log'
import { createOutbound } from '#platform/outbound'
import { openTestDatabase } from '#platform/testing'
import { createRegister } from '../register/client.ts'
import type { PivotIdentity } from '../schema.ts'
import { createOrganisations } from './index.ts'

/** Thomas Delatour, one of the State's fictitious people: president of the bakery of the demonstration. */
export const thomas: PivotIdentity = {
  familyName: 'Delatour',
  givenNames: ['Thomas'],
  birthDate: '1994-04-16',
  birthPlace: '75111',
  birthCountry: '99100',
}
export const bakery = '100000017'

/** What is needed of a stand-in of the register: `standins/api-entreprise`. */
interface StandIn {
  readonly url: string
  close(): Promise<void>
}

/** A database, a register, and people who sign in: what the tests of this house begin with. */
export async function openTrial<S extends StandIn>(standIn: S) {
  const { db, sql } = await openTestDatabase()
  const clock = fixedClock(new Date('2027-03-01T08:00:00Z'))
  const outbound = createOutbound({ allowPrivate: true, timeout: 300 })
  after(() => Promise.all([outbound.close(), standIn.close()]))
  const secrets = createSecrets('a secret for tests, long enough to be one')
  const identities = new Map<string, PivotIdentity>()
  const register = createRegister({
    url: standIn.url,
    token: 'trial',
    recipient: '10000001700010',
    reach: outbound.fetch,
  })
  const organisations = createOrganisations({
    register,
    secrets,
    certifiedIdentity: async (accountId) => identities.get(accountId),
    placeNames: (code) => (code.startsWith('751') ? ['Paris'] : []),
  })
  const accounts = createAccounts({
    secrets,
    passwords: createPasswords({ concurrency: 2 }),
    breached: await openBreachedPasswords([]),
  })
  const base = { db, clock, log: silentLog }
  const as = (actor: Actor): Context => ({ ...base, actor })
  let count = 0

  /** Somebody with an account, who acts for herself. */
  async function person(email = `personne.${++count}@exemple.fr`): Promise<Context & { accountId: string }> {
    const made = await accounts.createAccount(systemContext(base, 'trial'), {
      email,
      givenName: 'Camille',
      familyName: `Essai ${count}`,
      password: 'bonjour-traboule-essai',
    })
    if (!made.ok) throw new Error(JSON.stringify(made.refusal))
    const { accountId } = made.value
    return { ...as({ kind: 'account', accountId, name: `Camille Essai ${count}` }), accountId }
  }
  return { db, sql, clock, standIn, secrets, organisations, accounts, identities, person, as, base, register }
}
