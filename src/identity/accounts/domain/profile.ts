import type { AccountChange, Profile } from '../schema.ts'

const fields = ['givenName', 'familyName', 'phone', 'locale'] as const satisfies (keyof Profile)[]

/** What changed between two states of an account, field by field, in the order of the page. */
export const changesBetween = (before: Profile, after: Profile): Pick<AccountChange, 'field' | 'before' | 'after'>[] =>
  fields
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, before: before[field], after: after[field] }))

/** Names that the State vouches for stay as they are, whatever the form says. */
export const withCertifiedNames = (typed: Profile, kept: Profile, isCertified: boolean): Profile =>
  isCertified ? { ...typed, givenName: kept.givenName, familyName: kept.familyName } : typed
