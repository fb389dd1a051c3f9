import type { Acr, Amr, Method } from '../schema.ts'

/** What each method is worth alone, and the words for it in a token (RFC 8176, and those ProConnect adds). */
const worth: Readonly<Record<Method, { readonly level: 1 | 2 | 3; readonly amr: readonly Amr[] }>> = {
  password: { level: 1, amr: ['pwd'] },
  link: { level: 1, amr: ['mail'] },
  totp: { level: 1, amr: ['otp'] },
  recovery_code: { level: 1, amr: ['otp'] },
  // A passkey is had and unlocked: two factors. One that leaves its device by a copy does not reach the third level.
  passkey: { level: 2, amr: ['pop', 'user'] },
  security_key: { level: 3, amr: ['hwk', 'pin'] },
  france_connect: { level: 1, amr: ['fc'] },
  pro_connect: { level: 1, amr: ['proconnect'] },
}

/** Methods that are a second factor after another; a code received at the address of the link would prove it twice. */
const seconds: ReadonlySet<Method> = new Set(['totp', 'recovery_code'])

/**
 * The level of a session: eIDAS low for one factor, substantial for two, high for a key that never leaves its device,
 * unlocked by a PIN or a finger (ProConnect, contract of identity providers).
 */
export function acrOf(methods: readonly Method[]): Acr {
  const best = Math.max(1, ...methods.map((method) => worth[method].level))
  const hasTwo = methods.some((method) => seconds.has(method)) && methods.some((method) => !seconds.has(method))
  return `eidas${Math.max(best, hasTwo ? 2 : 1) as 1 | 2 | 3}`
}

/** The methods in the words of a token, with `mfa` where two factors were really used. */
export function amrOf(methods: readonly Method[]): Amr[] {
  const words = new Set(methods.flatMap((method) => worth[method].amr))
  if (acrOf(methods) !== 'eidas1') words.add('mfa')
  return [...words]
}

export const reaches = (reached: Acr, wanted: Acr): boolean => reached >= wanted
