import { getAccount } from '#identity/accounts'
import type { ClaimsSource } from '#identity/provider'
import { proClaims } from './pro-claims.ts'

/** What an account says of its owner (OpenID Connect Core, section 5.1). Its address is proved before it exists. */
const accountClaims: ClaimsSource = {
  name: 'accounts',
  scopes: {
    profile: ['name', 'given_name', 'family_name', 'locale'],
    email: ['email', 'email_verified'],
    phone: ['phone_number', 'phone_number_verified'],
  },
  data: [
    {
      name: 'nom',
      label: { fr: 'votre nom', en: 'your name' },
      claims: ['name', 'given_name', 'family_name'],
    },
    { name: 'langue', label: { fr: 'votre langue', en: 'your language' }, claims: ['locale'] },
    {
      name: 'courriel',
      label: { fr: 'votre adresse e-mail', en: 'your e-mail address' },
      claims: ['email', 'email_verified'],
    },
    {
      name: 'telephone',
      label: { fr: 'votre numéro de téléphone', en: 'your telephone number' },
      claims: ['phone_number', 'phone_number_verified'],
    },
  ],
  load: async (ctx, { accountId }) => {
    const account = await getAccount(ctx, accountId)
    return {
      name: `${account.givenName} ${account.familyName}`,
      given_name: account.givenName,
      family_name: account.familyName,
      locale: account.locale,
      email: account.email,
      email_verified: true,
      ...(account.phone === null ? {} : { phone_number: account.phone, phone_number_verified: false }),
    }
  },
}

/** Every house that says something of a person to applications. */
export const everyClaimsSource: readonly ClaimsSource[] = [accountClaims, proClaims]
