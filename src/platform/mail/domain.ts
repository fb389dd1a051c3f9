import { AppError } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { MailAttachment, MailRequest } from './schema.ts'

/** Days after which a mail that no server takes is given up, as RFC 5321 (4.5.4.1) advises. */
const daysOfTrying = 4
const mostBytes = 20 * 1024 * 1024

/** What browsers take for an address in `<input type="email">` (HTML standard), which is what people can type. */
const address =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i

/** A bare mail address, trimmed; whether somebody reads it only a mail can tell. */
export function readMailAddress(text: string): Outcome<string, 'not_an_address'> {
  const trimmed = text.trim()
  return trimmed.length <= 254 && address.test(trimmed) ? accepted(trimmed) : refused('not_an_address')
}

export interface Sender {
  readonly name: string
  readonly address: string
}

/** Reads `Traboule <ne-pas-repondre@exemple.fr>` or a bare address. */
export function readSender(text: string): Outcome<Sender, 'not_an_address'> {
  const [, name = '', bracketed] = /^([^<>]*)<([^<>]+)>$/.exec(text.trim()) ?? []
  const found = readMailAddress(bracketed ?? text)
  return found.ok ? accepted({ name: oneLine(name).replaceAll('"', ''), address: found.value }) : found
}

/** Headers that the mailer writes itself; a mail does not bring its own. */
const ownHeaders =
  /^(?:to|cc|bcc|from|sender|reply-to|subject|date|message-id|mime-version|content-.*|return-path|received|dkim-.*|auto-submitted)$/i

/**
 * The mail as it can be sent: one line where there is one line, nothing that could add a header or a recipient.
 * @throws AppError `invalid mail.*`
 */
export function checkMail(mail: MailRequest): MailRequest {
  if (!isId(mail.id)) throw invalid('id')
  const subject = oneLine(mail.subject)
  if (subject === '') throw invalid('subject')
  checkHeaders(mail.headers ?? {})
  const bytes = (mail.attachments ?? []).reduce((sum, { content }) => sum + content.length, 0)
  if (bytes > mostBytes) throw invalid('too_large')
  return {
    ...mail,
    subject,
    to: requireAddress(mail.to),
    text: storable(mail.text),
    replyTo: ifGiven(mail.replyTo, requireAddress),
    senderName: ifGiven(mail.senderName, oneLine),
    html: ifGiven(mail.html, storable),
    about: ifGiven(mail.about, oneLine),
    attachments: mail.attachments?.map(checkAttachment),
  }
}

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    const isSafe = /^[a-z][a-z0-9-]{0,63}$/i.test(name) && !ownHeaders.test(name) && /^\P{Cc}{1,900}$/u.test(value)
    if (!isSafe) throw invalid('header', name)
  }
}

const ifGiven = (text: string | undefined, clean: (given: string) => string): string | undefined =>
  text === undefined ? undefined : clean(text)

const checkAttachment = ({ name, mediaType, content }: MailAttachment): MailAttachment => ({
  name: oneLine(name).replaceAll(/[\\/]/g, '_') || 'fichier',
  mediaType: /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/i.test(mediaType) ? mediaType : 'application/octet-stream',
  content,
})

/** PostgreSQL keeps any text but the character zero. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '')

function requireAddress(text: string): string {
  const found = readMailAddress(text)
  if (!found.ok) throw invalid('address')
  return found.value
}

const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 250)

const invalid = (reason: string, detail?: string): AppError =>
  new AppError('invalid', `mail.${reason}`, detail === undefined ? {} : { detail })

/** What came of one attempt to hand a mail to the server. */
export type Delivery =
  | { readonly result: 'accepted' }
  /** The server will never take it. */
  | { readonly result: 'refused'; readonly error: string }
  /** Silence, a busy server, a wrong password: later, it may work. */
  | { readonly result: 'delayed'; readonly error: string }

/** The failure of an SMTP conversation: what was being said, and the code of the answer when there was one. */
export interface SmtpFailure {
  readonly message: string
  readonly command?: string | undefined
  readonly responseCode?: number | undefined
}

/**
 * Whether a failure is for good. A 5xx is, when it is about this mail (its recipient, its content, its size). A server that
 * refuses us (greeting, authentication, sender) refuses every mail: the operator mends that, and the mails wait.
 */
export function judgeFailure({ message, command, responseCode }: SmtpFailure): Delivery {
  const error = oneLine(message)
  const isAboutMail = command === 'RCPT TO' || command === 'DATA' || (command === 'MAIL FROM' && responseCode === 552)
  const isPermanent = isAboutMail && responseCode !== undefined && responseCode >= 500 && responseCode < 600
  return { result: isPermanent ? 'refused' : 'delayed', error }
}

/** A mail that still waits after the days of trying is given up. */
export const isGivenUp = (createdAt: Date, now: Date): boolean =>
  now.getTime() - createdAt.getTime() > daysOfTrying * 24 * 60 * 60 * 1000
