import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import type { MailPlace } from '../access-mails.ts'
import type { AccountMail, MailLinks } from '../mails.ts'

/** What the background work of this house needs. */
export interface HandlerTools extends Pick<Context, 'db' | 'clock'> {
  readonly secrets: Secrets
  readonly sendMail: (mail: AccountMail) => Promise<void>
  readonly links: MailLinks
  /** A collectivity by its id, for the mails about its accesses. */
  readonly placeOf: (collectivityId: string) => Promise<MailPlace>
}
