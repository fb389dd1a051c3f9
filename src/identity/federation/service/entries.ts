import type { Disclosure, DisclosureSource } from '#identity/accounts'
import type { Localized } from '#kernel/localized'
import type { Claim, Login } from '../schema.ts'
import { listOfAccount } from '../store/logins.ts'

const words: Readonly<Record<Claim, Localized>> = {
  id: { fr: 'un identifiant propre à cette application', en: 'an identifier for this application only' },
  email: { fr: 'votre adresse e-mail', en: 'your e-mail address' },
  given_name: { fr: 'votre prénom', en: 'your given name' },
  family_name: { fr: 'votre nom', en: 'your family name' },
  name: { fr: 'votre prénom et votre nom', en: 'your full name' },
  phone: { fr: 'votre numéro de téléphone', en: 'your telephone number' },
  groups: { fr: 'vos groupes', en: 'your groups' },
}

const why: Localized = { fr: 'Vous avez ouvert cette application.', en: 'You opened this application.' }

const disclosureOf = ({ enteredAt, applicationName, told }: Login): Disclosure => ({
  at: enteredAt,
  to: applicationName,
  data: told.map((claim) => words[claim]),
  why,
})

/** What applications were told of a person when she entered them. */
export const federationDisclosures: DisclosureSource = {
  name: 'federation',
  list: async (ctx, accountId, limit) =>
    (await ctx.db.readTerritory((tx) => listOfAccount(tx, accountId, limit))).map(disclosureOf),
}
