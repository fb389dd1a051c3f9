import type { FastifyReply } from 'fastify'
import type { Wait } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import type { App } from '../../app.ts'
import { delayOf } from '../accounts/wait.ts'
import { codeFault, type SentCode } from './codes.ts'
import type { Refused } from './parts.tsx'

type Refusal = Wait | { readonly reason: 'wrong_code' | 'passkey_refused' }

/** What a page says of a code or a passkey that did not do, and when to come back. */
export function refusedOf(
  app: Pick<App, 'clock'>,
  reply: FastifyReply,
  refusal: Refusal,
  sent: { readonly locale: Locale; readonly code: SentCode },
): Refused {
  switch (refusal.reason) {
    case 'wrong_code':
      return { code: codeFault(sent.code, sent.locale) }
    case 'passkey_refused':
      return { isPasskeyRefused: true }
    case 'too_many_attempts':
    case 'storm':
    case 'busy':
      return { delay: delayOf(reply, refusal, { now: app.clock.now(), locale: sent.locale }) }
  }
}

/** 200, or what the refusal means. */
export const statusOf = (refused: Refused): number =>
  refused.delay ? 429 : Object.keys(refused).length > 0 ? 422 : 200
