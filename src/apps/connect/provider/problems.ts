import type { Locale } from '#kernel/localized'
import { providerTexts } from './texts.ts'

/** What the application did wrong, in a sentence for the person it sent. */
export function sentenceOfProblem(locale: Locale, error: string, description: string | undefined): string {
  const t = providerTexts(locale)
  if (error === 'invalid_redirect_uri') return t.problem_redirect
  if (error === 'invalid_client') return t.problem_unknown
  if (error === 'server_error') return t.problem_ours
  if (description?.includes('post_logout_redirect_uri') === true) return t.problem_logoutUri
  if (/session|expired|interaction|xsrf/.test(description ?? '')) return t.problem_session
  return t.problem_request
}
