import { AppError } from '#kernel/errors'
import type { Outbound } from '#platform/outbound'

/** A text message to one telephone. */
export interface Sms {
  /** The same at each try. */
  readonly id: string
  /** E.164: `+33612345678`. */
  readonly to: string
  readonly text: string
}

export type SmsSent = 'sent' | 'refused'

export interface SmsSender {
  /** @throws AppError `unavailable sms.unreachable` when the gateway does not answer: to be tried again. */
  send(sms: Sms): Promise<SmsSent>
}

export interface SmsGateway {
  readonly url: string
  readonly key: string
  /** Who it comes from, as the telephone shows it. */
  readonly from: string
}

/** Sends through a gateway that takes JSON: see the README. */
export const createSmsSender = (
  { url, key, from }: SmsGateway,
  { outbound }: { readonly outbound: Pick<Outbound, 'fetch'> },
): SmsSender => ({
  send: async ({ id, to, text }) => {
    const answer = await outbound.fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify({ id, from, to, text }),
    })
    if (answer.status >= 500) throw new AppError('unavailable', 'sms.unreachable', { detail: `HTTP ${answer.status}` })
    return answer.status < 300 ? 'sent' : 'refused'
  },
})
