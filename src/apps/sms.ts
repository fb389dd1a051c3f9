import type { Config } from '#platform/config'
import { createOutbound } from '#platform/outbound'
import { createSmsSender, type SmsSender } from '#platform/sms'

/** The operator's gateway for text messages; a gateway without https is one on this machine. */
export const composeSms = ({ sms }: Config): SmsSender | undefined =>
  sms &&
  createSmsSender(sms, {
    outbound: createOutbound({ timeout: 10_000, maxBytes: 100_000, allowPrivate: sms.url.startsWith('http:') }),
  })
