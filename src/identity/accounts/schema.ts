import { type Static, Type } from 'typebox'
import type { Locale } from '#kernel/localized'

/** What somebody says of herself when she makes an account. Lengths are those of the fields on the page. */
export interface SignUpInput {
  readonly email: string
  readonly givenName: string
  readonly familyName: string
  readonly phone?: string | undefined
  readonly locale: Locale
  readonly password: string
  /** Network address of the browser, to count attempts. */
  readonly address: string
}

export type AccountField = 'email' | 'givenName' | 'familyName' | 'phone' | 'password'

export type FieldFault = 'missing' | 'too_short' | 'too_long' | 'malformed' | 'too_easy' | 'breached'

/** What is wrong, field by field; empty when nothing is. */
export type FieldFaults = Readonly<Partial<Record<AccountField, FieldFault>>>

export interface Account {
  readonly id: string
  /** As its owner typed it. */
  readonly email: string
  readonly givenName: string
  readonly familyName: string
  readonly phone: string | null
  readonly locale: Locale
  readonly createdAt: Date
  /** Who vouches for the names, which are not changed by hand then; null: nobody. */
  readonly identityCertifiedBy: IdentityCertifier | null
}

/** The State's identities that vouch for names. */
export type IdentityCertifier = 'france_connect' | 'pro_connect'

/** What a person changes herself in her account. */
export interface Profile {
  readonly givenName: string
  readonly familyName: string
  readonly phone: string | null
  readonly locale: Locale
}

export type ProfileField = keyof Profile | 'email'

/** One thing that an account said otherwise before. */
export interface AccountChange {
  readonly id: string
  readonly at: Date
  readonly field: ProfileField
  readonly before: string | null
  readonly after: string | null
}

export type ProfileRefusal = { readonly reason: 'invalid'; readonly faults: FieldFaults }

/** How somebody proves who she is. A `passkey` may be copied by its keeper (synced); a `security_key` never leaves its device. */
export type Method =
  | 'password'
  | 'link'
  | 'totp'
  | 'recovery_code'
  | 'passkey'
  | 'security_key'
  | 'france_connect'
  | 'pro_connect'

/** What is reached by the methods of a session: the levels of eIDAS as ProConnect names them. */
export type Acr = 'eidas1' | 'eidas2' | 'eidas3'

/** Words of a token's `amr` (RFC 8176, and ProConnect's). */
export type Amr = 'pwd' | 'mail' | 'otp' | 'pop' | 'user' | 'hwk' | 'pin' | 'mfa' | 'fc' | 'proconnect'

/** Somebody signed in, as each request of hers knows her. */
export interface Session {
  /** Names it, does not open it. */
  readonly sessionId: string
  readonly accountId: string
  readonly email: string
  readonly givenName: string
  readonly familyName: string
  readonly phone: string | null
  readonly locale: Locale
  readonly isOperator: boolean
  /** Whether she was ever linked to an organisation or given a mandate: who was not acts for herself alone. */
  readonly actsForOthers: boolean
  readonly signedInAt: Date
  readonly seenAt: Date
  /** All that she proved in this session, in order. */
  readonly methods: readonly Method[]
  /** When she last proved who she is. */
  readonly provedAt: Date
}

/** One of the places where somebody is signed in, as she sees it. */
export interface OpenSession {
  readonly id: string
  /** What the browser said of itself, or nothing. */
  readonly device: string
  readonly signedInAt: Date
  readonly seenAt: Date
}

/**
 * Too many attempts on this account or from this address; somebody tries passwords all over the territory (`storm`); or the
 * machine is too busy: when to come back, in seconds, for the sentence and for
 * `Retry-After`.
 */
export interface Wait {
  readonly reason: 'too_many_attempts' | 'storm' | 'busy'
  readonly retryAfterSeconds: number
}

interface InvalidFields {
  readonly reason: 'invalid'
  readonly faults: FieldFaults
}

export type SignUpRefusal = InvalidFields | Wait

export interface SignInInput {
  readonly email: string
  readonly password: string
  /** Network address of the browser, to count attempts. */
  readonly address: string
  /** The browser's own description, shown to the person among her sessions. */
  readonly device?: string | undefined
  /**
   * What the browser keeps since it last entered an account, or from now on: known ones are let in while everybody else is
   * slowed down. With it the entry is written in the history too; without, by whoever lets in (`noteEntry`).
   */
  readonly deviceSecret?: string | undefined
}

export interface SignedIn {
  /** Goes into the cookie; only its hash is kept. */
  readonly sessionToken: string
  readonly account: Account
  /** The entry, where it was written with the session that it opens. */
  readonly entry?: Entry | undefined
}

/** An entry as the history has it. */
export interface Entry {
  /** What it opens; undefined: the owner of the account has closed it. */
  readonly session: Session | undefined
}

/** A right password, or a link, of an account that asks for a second step: nothing is open yet. */
export interface SecondStepAsked {
  readonly reason: 'second_step'
  /** Goes into a short cookie; only its hash is kept. */
  readonly pendingToken: string
}

/** `email_unconfirmed` is told only to who knows the password; the link to confirm is sent again. */
/** `suspended`: told only to who knows the password. */
export type SignInRefusal =
  | { readonly reason: 'wrong_credentials' | 'email_unconfirmed' | 'suspended' }
  | SecondStepAsked
  | Wait

/** What a link received by mail is for. */
export type LinkPurpose =
  | 'confirm_email'
  | 'reset_password'
  | 'choose_password'
  | 'sign_in'
  | 'cancel_reset'
  | LifeLinkPurpose

/** Links of an account that is already there: of a merge, of a change of address. */
export type LifeLinkPurpose = 'merge_accounts' | 'prove_new_email' | 'confirm_old_email' | 'cancel_email_change'

export type LinkRefusal = { readonly reason: 'link_unknown' | 'link_expired' | 'link_used' }

export type ConfirmRefusal = LinkRefusal | { readonly reason: 'address_taken' }

export type ResetRefusal = LinkRefusal | InvalidFields | Wait

/** What a sign-up keeps until its address is confirmed, in the payload of its link. */
export const PendingSignUp = Type.Object({
  givenName: Type.String(),
  familyName: Type.String(),
  phone: Type.Union([Type.String(), Type.Null()]),
  passwordHash: Type.String(),
})
export type PendingSignUp = Static<typeof PendingSignUp>

export type RoleName = 'agent' | 'supervisor' | 'administrator' | 'elected'

export interface NewAccount {
  readonly email: string
  readonly givenName: string
  readonly familyName: string
  readonly phone?: string | undefined
  readonly locale?: Locale
  /** Without one, a link to choose it is sent by mail. */
  readonly password?: string | undefined
  readonly isOperator?: boolean
  readonly roles?: readonly (RoleGift & { readonly collectivityId: string })[]
}

export type CreateRefusal = InvalidFields | { readonly reason: 'address_taken' | 'busy' }

/** A role to give in one collectivity; without a service it reaches the whole collectivity. */
export interface RoleGift {
  readonly role: RoleName
  readonly serviceId: string | null
  /** From now when absent. */
  readonly startsAt?: Date | undefined
  /** Until revoked when absent; a mandate has an end. */
  readonly endsAt?: Date | undefined
  /** Function of an elected member: "adjointe à la voirie". */
  readonly office?: string | undefined
}

/** A role as it was given. */
export interface GivenRole {
  readonly id: string
  readonly accountId: string
  readonly role: RoleName
  readonly serviceId: string | null
  readonly startsAt: Date
  readonly endsAt: Date | null
  readonly office: string | null
  /** The stay that it was given for, to a guest. */
  readonly guestId: string | null
}

/** Somebody who works for a collectivity, with the roles that hold now. */
export interface Agent {
  readonly accountId: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly roles: readonly { readonly role: RoleName; readonly serviceId: string | null }[]
  /** Somebody from outside, whom an agent answers for. */
  readonly isGuest: boolean
}

export type MergeState = 'asked' | 'proved' | 'moving' | 'done' | 'undoing' | 'undone'

/** Why two accounts cannot be one: each has a sentence that says who can help. */
export type MergeObstacle =
  | 'same_account'
  | 'suspended'
  | 'other_is_operator'
  | 'other_works'
  | 'both_work'
  | 'closing'
  | 'merged_lately'
  | 'two_identities'

export interface Merge {
  readonly id: string
  readonly keptId: string
  /** Null until the other account is proved to be hers. */
  readonly otherId: string | null
  readonly otherEmail: string
  readonly otherEmailKey: string
  readonly state: MergeState
  readonly keepsAddress: boolean
  readonly askedAt: Date
  readonly expiresAt: Date
  readonly mergedAt: Date | null
  /** The last moment when it can be undone. */
  readonly finalAt: Date | null
  readonly undoneAt: Date | null
  readonly undoReason: string | null
  /** When the other account's second step was made, where it asks for one. */
  readonly secondStepAt: Date | null
}

/** Who answers for passkeys: the host that they are bound to, and the page that asks. */
export interface PasskeySite {
  /** Host of the platform, without a port. */
  readonly rpId: string
  readonly origin: string
}

/** A device that signs in by itself, as its owner sees it. */
export interface Passkey {
  readonly id: string
  readonly name: string
  /** Copied by its keeper to other devices, or bound to one. */
  readonly kind: 'passkey' | 'security_key'
  readonly createdAt: Date
  readonly usedAt: Date | null
}

/** All that an account has to prove who its owner is. */
export interface FactorList {
  readonly hasPassword: boolean
  readonly totpSince: Date | undefined
  readonly passkeys: readonly Passkey[]
  /** Codes not used yet; undefined when none were made. */
  readonly codesLeft: number | undefined
  /** When support will remove all of this, unless its owner says no. */
  readonly resetDueAt: Date | undefined
}

export type CodeRefusal = { readonly reason: 'wrong_code' } | Wait
export type PasskeyRefusal = { readonly reason: 'passkey_refused' } | Wait
/** The sign-in that waited for its second step is over: used, too old, or ended by a change of password. */
export type PendingRefusal = { readonly reason: 'pending_over' }

/** A line of the history of sign-ins. */
export interface SignInEntry {
  readonly id: string
  readonly at: Date
  readonly outcome: 'success' | 'wrong_password' | 'second_factor_missing' | 'second_factor_refused'
  readonly methods: readonly Method[]
  readonly device: string
  /** Truncated; empty when unknown. */
  readonly network: string
  readonly isNewDevice: boolean
}

/** What changed in how somebody signs in. */
export type FactorEventKind =
  | 'totp_added'
  | 'totp_removed'
  | 'passkey_added'
  | 'passkey_removed'
  | 'codes_made'
  | 'code_used'
  | 'reset_asked'
  | 'reset_cancelled'
  | 'reset_done'

export interface FactorEvent {
  readonly id: string
  readonly at: Date
  readonly kind: FactorEventKind
  readonly detail: string
  readonly isBySupport: boolean
}

/** A change of address that is asked for, or how it ended. */
export interface EmailChange {
  readonly id: string
  readonly accountId: string
  readonly oldEmail: string
  readonly newEmail: string
  readonly newEmailKey: string
  readonly sessionId: string
  readonly cancelLinkId: string
  readonly askedAt: Date
  readonly expiresAt: Date
  readonly newProvedAt: Date | null
  readonly oldConfirmedAt: Date | null
  readonly oldLostAt: Date | null
  /** When the old address is lost: not before. */
  readonly appliesAt: Date | null
  readonly endedAt: Date | null
  readonly outcome: 'done' | 'cancelled' | 'taken' | 'expired' | null
}

/** A copy of everything that is held of a person. */
export interface AccountExport {
  readonly id: string
  readonly accountId: string
  readonly askedAt: Date
  readonly partsTotal: number
  readonly partsMade: number
  readonly readyAt: Date | null
  /** It is forgotten then. */
  readonly expiresAt: Date | null
}

/** Why an account is not closed by its owner alone. */
export type CloseRefusal =
  | { readonly reason: 'operator' | 'merging' }
  /** Where it works: their administrators take its roles back first. */
  | { readonly reason: 'works'; readonly collectivityIds: readonly string[] }
