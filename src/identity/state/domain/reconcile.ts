/** A link as it is kept: keys are keyed hashes of the pivot identity, null where there is none (ProConnect). */
export interface KnownLink {
  readonly id: string
  readonly accountId: string
  readonly subject: string
  readonly pivotKey: string | null
  readonly coreKey: string | null
}

/** An identity that has just been proved, reduced to what recognises it. */
export interface Proof {
  readonly subject: string
  readonly pivotKey: string | null
  readonly coreKey: string | null
}

export type Recognition =
  | { readonly kind: 'recognised'; readonly accountId: string; readonly linkId: string; readonly isAmended: boolean }
  /** The identifier is known with another name or another day of birth: nobody enters. */
  | { readonly kind: 'pivot_mismatch' }
  /** The same six claims under another identifier: she has an account here, and proves it before it opens. */
  | { readonly kind: 'renewed'; readonly accountIds: readonly string[] }
  | { readonly kind: 'unknown' }

/**
 * Recognises a proved identity among the links that share its identifier or its pivot identity. The e-mail address is not
 * an argument: it proves nothing.
 * @param links - Those with the same issuer and subject, and those of the same provider with the same pivot key.
 */
export function recognise(proof: Proof, links: readonly KnownLink[]): Recognition {
  const own = links.find((link) => link.subject === proof.subject)
  if (own) {
    if (own.coreKey !== proof.coreKey) return { kind: 'pivot_mismatch' }
    const { accountId, id: linkId } = own
    return { kind: 'recognised', accountId, linkId, isAmended: own.pivotKey !== proof.pivotKey }
  }
  const twins = proof.pivotKey === null ? [] : links.filter((link) => link.pivotKey === proof.pivotKey)
  if (twins.length === 0) return { kind: 'unknown' }
  return { kind: 'renewed', accountIds: [...new Set(twins.map((link) => link.accountId))].toSorted() }
}

export type Linking =
  | { readonly kind: 'link'; readonly replaces: string | undefined }
  | { readonly kind: 'already_linked' }
  | { readonly kind: 'pivot_mismatch' }
  | { readonly kind: 'certified_otherwise' }
  | { readonly kind: 'linked_elsewhere'; readonly accountId: string }

/**
 * Whether a proved identity may be linked to the account that somebody has just proved to be hers.
 * @param own - Links of that account from the same provider.
 */
export function decideLinking(
  proof: Proof,
  {
    accountId,
    links,
    own,
  }: { readonly accountId: string; readonly links: readonly KnownLink[]; readonly own: readonly KnownLink[] },
): Linking {
  const known = recognise(proof, links)
  switch (known.kind) {
    case 'pivot_mismatch':
      return known
    case 'recognised':
      return known.accountId === accountId
        ? { kind: 'already_linked' }
        : { kind: 'linked_elsewhere', accountId: known.accountId }
    case 'renewed': {
      const other = known.accountIds.find((each) => each !== accountId)
      if (other !== undefined) return { kind: 'linked_elsewhere', accountId: other }
      return { kind: 'link', replaces: own.find((link) => link.pivotKey === proof.pivotKey)?.id }
    }
    case 'unknown':
      // One person has one civil identity: an account that has one takes no other, even that of a homonym.
      return proof.pivotKey !== null && own.some((link) => link.pivotKey !== null)
        ? { kind: 'certified_otherwise' }
        : { kind: 'link', replaces: undefined }
  }
}

/** Whether nothing says that the owners of these links are two persons: homonyms are never merged. */
export const areOnePerson = (some: readonly KnownLink[], others: readonly KnownLink[]): boolean =>
  some.every((one) => others.every((other) => one.pivotKey === other.pivotKey))
