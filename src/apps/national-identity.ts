import type { PivotIdentity as RegisterIdentity } from '#identity/organisations'
import type { App } from './app.ts'

/** The pivot identity of an account in the words of the house that compares it with the State's register. */
export async function certifiedIdentityOf(
  { db, nationalIdentities }: Pick<App, 'db' | 'nationalIdentities'>,
  accountId: string,
): Promise<RegisterIdentity | undefined> {
  const pivot = await nationalIdentities.findPivotIdentity({ db }, accountId)
  return (
    pivot && {
      familyName: pivot.familyName,
      givenNames: pivot.givenName.split(/\s+/),
      birthDate: pivot.birthdate,
      birthPlace: pivot.birthplace,
      birthCountry: pivot.birthcountry,
      usedName: pivot.preferredName,
    }
  )
}
