import { Secret, TOTP } from 'otpauth'

/** What every authenticator application reads: SHA-1, six digits, thirty seconds (RFC 6238; others are often ignored). */
const shape = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const secretLength = 20

/** Twenty random bytes, in the base 32 that a person can type (RFC 4226, section 4: 160 bits). */
export const newTotpSecret = (): string => new Secret({ size: secretLength }).base32

/** Groups of four, to copy by hand. */
export const readableSecret = (secret: string): string => (secret.match(/.{1,4}/g) ?? []).join(' ')

/**
 * The address that an application reads in the drawing.
 * @param issuer whose code it is: the name of the territory.
 */
export const totpAddress = (secret: string, { issuer, email }: { issuer: string; email: string }): string =>
  new TOTP({
    ...shape,
    issuer: issuer.replaceAll(':', ' '),
    label: email,
    secret: Secret.fromBase32(secret),
  }).toString()

/** The code as it was typed, without the spaces that people put in the middle; undefined when it cannot be one. */
export function readTotpCode(typed: string): string | undefined {
  const plain = typed.replaceAll(/[\s\p{Pd}.]+/gu, '')
  return /^\d{6}$/.test(plain) ? plain : undefined
}

/**
 * The step of thirty seconds whose code it is, from the one before to the one after: clocks drift, and typing takes time.
 * Whoever accepts it refuses this step and those before from then on.
 */
export function totpStep(secret: string, code: string, now: Date): number | undefined {
  const timestamp = now.getTime()
  const { algorithm, digits, period } = shape
  const token = { token: code, secret: Secret.fromBase32(secret), algorithm, digits, period, timestamp, window: 1 }
  const delta = TOTP.validate(token)
  return delta === null ? undefined : TOTP.counter({ period, timestamp }) + delta
}
