import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import type { AccountMail, MailLinks } from '../mails.ts'

/** What the background work of this house needs. */
export interface HandlerTools extends Pick<Context, 'db' | 'clock'> {
  readonly secrets: Secrets
  readonly sendMail: (mail: AccountMail) => Promise<void>
  readonly links: MailLinks
}
