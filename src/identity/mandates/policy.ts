import type { Mandate } from './schema.ts'

/** What somebody is to one mandate, by facts that were looked up in the same transaction. */
export interface Standing {
  readonly accountId: string
  /** Her own address, in the form under which addresses are compared. */
  readonly emailKey: string
  /** Organisations that she answers for now, and whether the State certified it. */
  readonly directs: ReadonlyMap<
    string,
    { readonly isCertified: boolean; readonly linkId: string; readonly assurance: number }
  >
}

export const isAsker = (who: Standing, mandate: Mandate): boolean => mandate.askedBy === who.accountId

/** She holds it, or answers for the organisation that does. */
export const isHolder = (who: Standing, mandate: Mandate): boolean =>
  mandate.holderAccountId === who.accountId ||
  (mandate.holderOrganisationId !== null && who.directs.has(mandate.holderOrganisationId))

/** She answers for whom the mandate is: the organisation, or herself. */
export function answersForPrincipal(who: Standing, mandate: Mandate): boolean {
  if (mandate.principalOrganisationId !== null) return who.directs.has(mandate.principalOrganisationId)
  return mandate.principalAccountId === null
    ? mandate.principalEmailKey === who.emailKey
    : mandate.principalAccountId === who.accountId
}

/** An invitation to a director lets one see that she is asked for; it proves nothing. */
export const isInvited = (who: Standing, mandate: Mandate): boolean => mandate.invitedEmail === who.emailKey

export const maySee = (who: Standing, mandate: Mandate): boolean =>
  isAsker(who, mandate) || isHolder(who, mandate) || answersForPrincipal(who, mandate) || isInvited(who, mandate)

export type DecideFault =
  /** Only who answers for the organisation decides. */
  | 'director_needed'
  /** Giving oneself a right is for a director whom the State certified. */
  | 'certified_director_needed'

/** Whether she may approve or refuse. What is passed on is decided when it is made. */
export function decideFault(who: Standing, mandate: Mandate): DecideFault | undefined {
  if (!answersForPrincipal(who, mandate)) return 'director_needed'
  const isOwn = isAsker(who, mandate) || isHolder(who, mandate)
  if (!isOwn) return undefined
  const director =
    mandate.principalOrganisationId === null ? undefined : who.directs.get(mandate.principalOrganisationId)
  return director?.isCertified === true ? undefined : 'certified_director_needed'
}

/** Who gave it takes it back, and who holds it gives it up. */
export const mayRevoke = (who: Standing, mandate: Mandate): boolean =>
  answersForPrincipal(who, mandate) || isHolder(who, mandate)
