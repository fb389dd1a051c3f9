import type { Automatic, MailHeaders, ReceivedMail } from './schema.ts'

/** Header of each mail of ours: one that comes back with it is not answered again (RFC 3834, 2). */
export const loopHeader = 'X-Loop'

const first = (headers: MailHeaders, name: string): string => headers.get(name)?.[0]?.toLowerCase() ?? ''

/** What out-of-office answers call themselves, where no header tells. */
const awaySubject =
  /^(?:(?:re|tr|fwd?)\s*:\s*)?(?:r[ée]ponse automatique|absence du bureau|absent du bureau|message d['’]absence|automatic reply|auto(?:matic)?[- ]?reply|out of (?:the )?office|autoreply|undeliver|non remis|mail delivery|delivery status|returned mail)/i

/**
 * Whether a machine wrote it: RFC 3834 (`Auto-Submitted`, an empty `Return-Path`), RFC 3464 (reports), lists, and what
 * usual programs write. Undefined: somebody.
 * @param ours what our own mails bear in `X-Loop`.
 */
export function automaticOf(mail: ReceivedMail, ours: string): Automatic | undefined {
  const { headers } = mail
  if ((headers.get('x-loop') ?? []).some((value) => value.trim() === ours)) return 'loop'
  if (isBounce(mail)) return 'bounce'
  if (isList(headers)) return 'bulk'
  return isAutoReply(mail) ? 'auto_reply' : undefined
}

function isBounce({ headers, bounces, from }: ReceivedMail): boolean {
  if (bounces.length > 0) return true
  const type = first(headers, 'content-type')
  if (/multipart\/report/.test(type) && /report-type="?delivery-status/.test(type)) return true
  return isFromNobody(headers) && /^(?:mailer-daemon|postmaster)@/i.test(from?.address ?? '')
}

const isFromNobody = (headers: MailHeaders): boolean => headers.get('return-path')?.[0]?.trim() === '<>'

const isList = (headers: MailHeaders): boolean =>
  ['list-id', 'list-unsubscribe', 'list-post'].some((name) => headers.has(name)) ||
  /^(?:bulk|list)$/.test(first(headers, 'precedence'))

function isAutoReply({ headers, subject }: ReceivedMail): boolean {
  const submitted = first(headers, 'auto-submitted')
  if (submitted !== '' && !/^no\b/.test(submitted)) return true
  if (['x-autoreply', 'x-autorespond', 'x-autoresponse', 'x-auto-reply-from'].some((name) => headers.has(name)))
    return true
  if (/^(?:junk|auto_reply)$/.test(first(headers, 'precedence')) || isFromNobody(headers)) return true
  return awaySubject.test(subject)
}

/** Whether an automatic answer to it is out of place: nobody reads it, or its sender asks for none. */
export const refusesAnswers = ({ headers, from }: ReceivedMail): boolean =>
  /\b(?:all|oof|autoreply)\b/.test(first(headers, 'x-auto-response-suppress')) ||
  /^(?:no-?reply|ne-?pas-?repondre|noreply|do-?not-?reply|mailer-daemon|postmaster)(?:[+@.]|$)/i.test(
    from?.address ?? '',
  )

export interface SpamSigns {
  /** What the mailbox's own server found: a word for each sign. */
  readonly signs: readonly ('flagged' | 'score' | 'dmarc')[]
  /** Whether the sender's own domain disowns it, by the server that received it. */
  readonly isForged: boolean
}

/**
 * What the server that received it thinks of it: SpamAssassin, Rspamd and Exchange write it in headers, and RFC 8601's
 * `Authentication-Results` says whether the domain of its sender sent it. Only the topmost is read: others came with the mail.
 */
export function spamSigns({ headers }: ReceivedMail, highest = 5): SpamSigns {
  const isFlagged =
    first(headers, 'x-spam-flag').startsWith('yes') ||
    first(headers, 'x-spam-status').startsWith('yes') ||
    /^(?:reject|add header|rewrite subject|quarantine)$/.test(first(headers, 'x-rspamd-action'))
  const scores = ['x-spam-score', 'x-rspamd-score', 'x-ms-exchange-organization-scl']
    .map((name) => Number.parseFloat(first(headers, name)))
    .filter((score) => Number.isFinite(score))
  const results = first(headers, 'authentication-results')
  const isForged = /\bdmarc=fail\b/.test(results)
  return {
    signs: [
      ...(isFlagged ? (['flagged'] as const) : []),
      ...(scores.some((score) => score >= highest) ? (['score'] as const) : []),
      ...(isForged ? (['dmarc'] as const) : []),
    ],
    isForged,
  }
}
