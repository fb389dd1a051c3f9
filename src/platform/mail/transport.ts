import type { Transporter } from 'nodemailer'
import { AppError } from '#kernel/errors'
import { type Delivery, judgeFailure, type Sender } from './domain.ts'
import type { StoredMail } from './schema.ts'

export interface TransportOptions {
  /** `smtp://user:password@host:587`, `smtps://…` for a connection that is encrypted from its start. */
  readonly url: string
  readonly sender: Sender
  /** How long a silent server is waited for. */
  readonly patienceMilliseconds: number
}

export interface MailTransport {
  deliver(mail: StoredMail): Promise<Delivery>
  close(): void
}

/**
 * A few connections to the server, kept open between mails; encrypted as soon as the server offers it.
 * @throws AppError `invalid config.smtp_url`
 */
export function openTransport({ url, sender, patienceMilliseconds }: TransportOptions): MailTransport {
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol)) {
    throw new AppError('invalid', 'config.smtp_url', {
      detail: 'SMTP_URL s’écrit smtp://utilisateur:motdepasse@serveur:587 (ou smtps://…:465).',
    })
  }
  // Loaded by the first mail: a process that only writes mails down for another to send does not hold the library.
  let opened: Promise<Transporter> | undefined
  return {
    deliver: async (mail) => {
      opened ??= connect(url, patienceMilliseconds)
      const transporter = await opened
      try {
        await transporter.sendMail(envelopeOf(mail, sender))
        return { result: 'accepted' }
      } catch (error) {
        if (!(error instanceof Error)) throw error
        return judgeFailure(error)
      }
    },
    close: () => void opened?.then((transporter) => transporter.close()),
  }
}

async function connect(url: string, patience: number): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    url,
    pool: true,
    maxConnections: 3,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    dnsTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

function envelopeOf(mail: StoredMail, sender: Sender) {
  return {
    // An object is taken as it is: no text of ours is parsed as a list of addresses.
    from: { name: mail.senderName || sender.name, address: sender.address },
    to: { name: '', address: mail.to },
    ...(mail.replyTo === null ? {} : { replyTo: { name: '', address: mail.replyTo } }),
    subject: mail.subject,
    text: mail.text ?? '',
    ...(mail.html === null ? {} : { html: mail.html }),
    attachments: mail.attachments.map(({ name, mediaType, content }) => ({
      filename: name,
      contentType: mediaType,
      content: Buffer.from(content),
    })),
    // Sent twice after a crash, it is recognised as one mail; machines do not answer it (RFC 3834).
    messageId: `<${mail.id}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`,
    date: mail.createdAt,
    headers: { ...mail.headers, 'Auto-Submitted': 'auto-generated' },
  }
}
