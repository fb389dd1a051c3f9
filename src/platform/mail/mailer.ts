import type { Clock } from '#kernel/clock'
import { AppError } from '#kernel/errors'
import type { Database } from '#platform/db'
import type { Log } from '#platform/log'
import { checkMail, type Delivery, isGivenUp, readSender } from './domain.ts'
import type { Mailer, StoredMail } from './schema.ts'
import { recordDelivery, saveMail } from './store.ts'
import { type MailTransport, openTransport } from './transport.ts'

export interface MailerOptions {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  /** Undefined keeps mails in the outbox. */
  readonly smtpUrl: string | undefined
  /** `Traboule <ne-pas-repondre@exemple.fr>` */
  readonly from: string
  /** How long a silent server is waited for; 20 seconds unless given. */
  readonly patienceMilliseconds?: number
}

/** @throws AppError `invalid config.smtp_url`, `invalid config.mail_from` */
export function openMailer(options: MailerOptions): Mailer {
  const sender = readSender(options.from)
  if (!sender.ok) {
    throw new AppError('invalid', 'config.mail_from', {
      detail: `MAIL_FROM vaut « ${options.from} » : écrivez une adresse, par exemple Traboule <ne-pas-repondre@exemple.fr>.`,
    })
  }
  const { smtpUrl: url, patienceMilliseconds = 20_000 } = options
  const transport = url === undefined ? undefined : openTransport({ url, sender: sender.value, patienceMilliseconds })
  return {
    send: async (request) => {
      const mail = checkMail(request)
      const as = { state: transport ? 'queued' : 'kept', at: options.clock.now() } as const
      const stored = await options.db.withTerritory((tx) => saveMail(tx, mail, as))
      if (transport && stored.state === 'queued') await handOver(options, transport, stored)
    },
    close: () => transport?.close(),
  }
}

/** One attempt, and what came of it in the mail's row. */
async function handOver({ db, clock, log }: MailerOptions, transport: MailTransport, mail: StoredMail): Promise<void> {
  const delivery = giveUp(await transport.deliver(mail), isGivenUp(mail.createdAt, clock.now()))
  await db.withTerritory((tx) => recordDelivery(tx, mail.id, { delivery, at: clock.now() }))
  if (delivery.result === 'accepted') return
  // The answer of a server may quote the address: it stays in the row, out of the log.
  log.warn({ mail: mail.id, result: delivery.result, attempts: mail.attempts + 1 }, 'mail not taken')
  if (delivery.result === 'delayed') throw new AppError('unavailable', 'mail.delayed', { detail: mail.id })
}

const giveUp = (delivery: Delivery, isTooLate: boolean): Delivery =>
  delivery.result === 'delayed' && isTooLate ? { result: 'refused', error: delivery.error } : delivery
