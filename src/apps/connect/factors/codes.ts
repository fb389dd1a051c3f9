import type { FormBody } from '#platform/http'
import type { Locale } from '#kernel/localized'
import { typedIn } from '../accounts/typed.ts'
import { factorTexts } from './texts.ts'

/** A code as a form sends it. */
export interface SentCode {
  readonly method: 'totp' | 'recovery_code'
  readonly typed: string
}

export const sentCode = (body: FormBody): SentCode => ({
  method: typedIn(body, 'moyen') === 'secours' ? 'recovery_code' : 'totp',
  typed: typedIn(body, 'code').slice(0, 100),
})

/** What to say of a code that does not open. */
export function codeFault({ method, typed }: SentCode, locale: Locale): string {
  const t = factorTexts(locale)
  if (typed.trim() === '') return t.codeMissing
  return method === 'totp' ? t.wrongCode : t.wrongRecovery
}
