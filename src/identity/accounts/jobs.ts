import { type Static, Type } from 'typebox'
import { defineJob } from '#platform/jobs'

/** `mailId` is drawn when the mail is asked for: a job that runs again does not make a second mail. */
const Id = Type.String({ format: 'uuid' })

/** Sends the link of a row: the secret is derived when the mail is written, the queue never holds it. */
export const mailLink = defineJob('accounts.mail_link', Type.Object({ mailId: Id, linkId: Id }))

/** Tells the owner that her password was changed, so that a thief does not do it in silence. */
export const mailPasswordChanged = defineJob(
  'accounts.mail_password_changed',
  Type.Object({ mailId: Id, accountId: Id }),
)

/** The same for the links of an account that is already there. */
export const mailLifeLink = defineJob('accounts.mail_life_link', Type.Object({ mailId: Id, linkId: Id }))

/** Tells both addresses of a merge that it was made, or undone. */
const MergeMail = Type.Object({
  mailId: Id,
  mergeId: Id,
  to: Type.Enum(['kept', 'other']),
  what: Type.Enum(['merged', 'undone']),
})
export type MergeMail = Static<typeof MergeMail>
export const mailMerge = defineJob('accounts.mail_merge', MergeMail)

/** Moves what the houses hold, one after the other, until all of it has moved. */
export const moveHoldings = defineJob('accounts.move_holdings', Type.Object({ mergeId: Id }))

/** Gives it back. */
export const moveHoldingsBack = defineJob('accounts.move_holdings_back', Type.Object({ mergeId: Id }))

const EmailChangeMail = Type.Object({
  mailId: Id,
  changeId: Id,
  to: Type.Enum(['old', 'new']),
  what: Type.Enum(['changed', 'lost', 'soon']),
})
export type EmailChangeMail = Static<typeof EmailChangeMail>
/** Tells an address what becomes of a change: made, or about to be made without its confirmation. */
export const mailEmailChange = defineJob('accounts.mail_email_change', EmailChangeMail)

/** Makes the change of an address whose owner has lost the old one, when the week of warnings is over. */
export const applyEmailChange = defineJob('accounts.apply_email_change', Type.Object({ changeId: Id }))

/** Makes the parts of an export that are not made yet, then tells its owner. */
export const buildExport = defineJob('accounts.build_export', Type.Object({ exportId: Id, mailId: Id }))

/** Tells the owner of an account that it closes, and until when it can be opened again. */
export const mailClosing = defineJob('accounts.mail_closing', Type.Object({ mailId: Id, accountId: Id }))

/** Erases an account whose days of grace are over, house by house. */
export const eraseAccount = defineJob('accounts.erase_account', Type.Object({ accountId: Id }))

/** Ends what was asked of accounts and waits: merges taken up again, questions without answer forgotten. Each night. */
export const tendAccounts = defineJob('accounts.tend_accounts', Type.Object({}))
/** Tells the owner what changed in how she signs in. */
export const mailFactorEvent = defineJob(
  'accounts.mail_factor_event',
  Type.Object({
    mailId: Id,
    accountId: Id,
    kind: Type.Enum([
      'totp_added',
      'totp_removed',
      'passkey_added',
      'passkey_removed',
      'codes_made',
      'code_used',
      'reset_cancelled',
      'reset_done',
    ]),
    detail: Type.String({ maxLength: 300 }),
  }),
)

/** Tells the owner of a sign-in from a browser that her account did not know. */
export const mailNewDevice = defineJob(
  'accounts.mail_new_device',
  Type.Object({ mailId: Id, accountId: Id, signInId: Id }),
)

/** Tells the owner that somebody has her password and fails at the second step. */
export const mailSecondStepTried = defineJob(
  'accounts.mail_second_step_tried',
  Type.Object({ mailId: Id, accountId: Id }),
)

/** Removes the factors of an account a day after support asked for it, unless its owner said no. */
export const resetFactorsDue = defineJob('accounts.reset_factors', Type.Object({ resetId: Id }))

/** Deletes sessions, links and counters that ended long ago. To be asked for once a day. */
export const sweepEnded = defineJob('accounts.sweep_ended', Type.Object({}))

/** Tells somebody what she was given in a collectivity: a role, a mandate, a stay. */
export const mailAccess = defineJob(
  'accounts.mail_access',
  Type.Object({ mailId: Id, collectivityId: Id, accountId: Id }),
)

/** Tells a sponsor that a stay ends soon, or an administrator that nobody answers for a guest any more. */
export const mailAboutGuest = defineJob(
  'accounts.mail_about_guest',
  Type.Object({
    mailId: Id,
    collectivityId: Id,
    accountId: Id,
    stayId: Id,
    to: Id,
    about: Type.Union([Type.Literal('end'), Type.Literal('no_sponsor')]),
  }),
)

/** Finds the stays that somebody has to be told of. To be asked for once a day. */
export const watchGuests = defineJob('accounts.watch_guests', Type.Object({}))
