import { getAccount, listMyCollectivities } from '#identity/accounts'
import type { ClaimsSource } from '#identity/provider'
import { listSirets } from '#territory/collectivities'
import type { Context } from '#platform/context'

/**
 * What ProConnect asks of a provider of identities, in its own words (partenaires.proconnect.gouv.fr, "Fournisseur
 * d’identité"): eleven scopes, each known; a datum that we do not have is left out. `email` and `phone` are those of the
 * account, and `openid` that of the protocol.
 */
export const proClaims: ClaimsSource = {
  name: 'proconnect',
  scopes: {
    given_name: ['given_name'],
    usual_name: ['usual_name'],
    uid: ['uid'],
    siret: ['siret'],
    siren: ['siren'],
    organizational_unit: ['organizational_unit'],
    belonging_population: ['belonging_population'],
    chorusdt: ['chorusdt'],
  },
  data: [
    { name: 'nom-usage', label: { fr: 'votre nom d’usage', en: 'the name you use' }, claims: ['usual_name'] },
    { name: 'identifiant', label: { fr: 'votre identifiant ici', en: 'your identifier here' }, claims: ['uid'] },
    {
      name: 'employeur',
      label: { fr: 'votre employeur', en: 'your employer' },
      claims: ['siret', 'siren', 'organizational_unit', 'belonging_population', 'chorusdt'],
    },
  ],
  load: async (ctx, { accountId, requested }) => {
    const account = await getAccount(ctx, accountId)
    const siret = await employerOf(ctx, { accountId, hint: hintIn(requested?.['siret']) })
    return {
      usual_name: account.familyName,
      uid: account.id,
      ...(siret === undefined ? {} : { siret, siren: siret.slice(0, 9), belonging_population: 'agent' }),
    }
  },
}

/** A value that the application wishes for (OpenID Connect Core, section 5.5.1). */
const hintIn = (request: unknown): string | undefined => {
  const value = typeof request === 'object' && request !== null && 'value' in request ? request.value : undefined
  return typeof value === 'string' ? value.replaceAll(/\s/g, '') : undefined
}

/** The collectivity that employs an agent; of two, the one that is hinted at, else the first by SIRET. */
async function employerOf(
  ctx: Context,
  { accountId, hint }: { readonly accountId: string; readonly hint: string | undefined },
): Promise<string | undefined> {
  const places = await listMyCollectivities({ ...ctx, actor: { kind: 'account', accountId, name: '' } })
  const sirets = await listSirets(
    ctx.db,
    places.map(({ collectivityId }) => collectivityId),
  )
  const employers = [...new Set(sirets.values())].toSorted()
  return employers.find((siret) => siret === hint) ?? employers[0]
}
