import type { PersonalData } from '#identity/accounts'
import { listOfAccount } from '../store/logins.ts'
import { countLogins, forgetLogins, moveLogins, moveLoginsBack } from '../store/personal.ts'

const mostExported = 10_000

/**
 * Which applications a person entered. A merge takes the entries along; the identifiers that applications knew the other
 * account by stay in the entries, and each application sees from then on that of the account that remains.
 */
export const federationData: PersonalData = {
  name: 'applications-saml-cas',
  title: { fr: 'Applications ouvertes avec votre compte', en: 'Applications opened with your account' },
  words: {
    application: { fr: 'Application', en: 'Application' },
    at: { fr: 'Le', en: 'On' },
    told: { fr: 'Ce qu’elle a reçu', en: 'What it received' },
    identifier: { fr: 'Identifiant qu’elle a de vous', en: 'Identifier that it has of you' },
  },
  export: async (ctx, accountId) => {
    const logins = await ctx.db.readTerritory((tx) => listOfAccount(tx, accountId, mostExported))
    return logins.map(({ applicationName, enteredAt, told, nameId }) => ({
      application: applicationName,
      at: enteredAt,
      told,
      identifier: nameId,
    }))
  },
  count: async (ctx, accountId) => [
    {
      what: { fr: 'entrées dans des applications', en: 'entries into applications' },
      count: await ctx.db.readTerritory((tx) => countLogins(tx, accountId)),
    },
  ],
  move: (ctx, merge) => ctx.db.withTerritory((tx) => moveLogins(tx, merge)),
  moveBack: (ctx, { mergeId }) => ctx.db.withTerritory((tx) => moveLoginsBack(tx, mergeId)),
  erase: (ctx, accountId) => ctx.db.withTerritory((tx) => forgetLogins(tx, accountId)),
}
