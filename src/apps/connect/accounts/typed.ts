import type { FormBody } from '#platform/http'

/** What was typed in a field: the last value of a name sent twice, without the character that the database refuses. */
export function typedIn(body: FormBody, name: string): string {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  const text = typeof value === 'string' ? value : (value?.at(-1) ?? '')
  return text.replaceAll('\0', '')
}

/** An address that mail could reach, as far as a page can tell; the account house has the last word. */
export const looksLikeEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(text.trim())
