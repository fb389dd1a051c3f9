import { type AccountMail, emailKey, hasAccount } from '#identity/accounts'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import { handleJob, type JobHandler } from '#platform/jobs'
import { mailConfirm, sweepState } from '../jobs.ts'
import { addressKnownMail, confirmAddressMail } from '../mails.ts'
import { deleteOldPending, findPending } from '../store/pending.ts'
import { deleteOldRequests } from '../store/requests.ts'
import { confirmSecret } from './creation.ts'

export interface StateHandlerTools extends Pick<Context, 'db' | 'clock'> {
  readonly secrets: Secrets
  readonly links: {
    /** Page that confirms the address of a new account; it must ask for a click. */
    confirmIdentity(secret: string): string
    signIn(): string
  }
  readonly sendMail: (mail: AccountMail) => Promise<void>
}

/** The house's work in the background. */
export const stateJobHandlers = ({ db, clock, secrets, links, sendMail }: StateHandlerTools): JobHandler[] => [
  handleJob(mailConfirm, async ({ mailId, pendingId, emailKey: asked }) => {
    const now = clock.now()
    const { row, isKnown } = await db.readTerritory(async (tx) => ({
      row: await findPending(tx, pendingId, now),
      isKnown: await hasAccount(tx, asked),
    }))
    // Used, too old, or asked again for another address: that other mail is on its way.
    if (!row?.email || emailKey(row.email) !== asked) return
    const { email: to, locale, provider } = row
    const letter = { id: mailId, to, locale, provider }
    await sendMail(
      isKnown
        ? addressKnownMail({ ...letter, href: links.signIn() })
        : confirmAddressMail({ ...letter, href: links.confirmIdentity(confirmSecret(secrets, pendingId)) }),
    )
  }),
  handleJob(sweepState, async () => {
    const now = clock.now()
    await db.withTerritory(async (tx) => {
      await deleteOldRequests(tx, now)
      await deleteOldPending(tx, now)
    })
  }),
]
