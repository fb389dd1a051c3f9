import type { Ring } from '../schema.ts'

const days = 86_400_000

/** A key of tokens serves three months; the next one has been published all that time before it signs. */
export const turnedEvery = 90 * days

/**
 * A retired key stays published until no token that it signed can be shown: identity tokens come back as hints at sign-out
 * as long as a session lives (seven days).
 */
export const publishedAfter = 8 * days

/** Rings that turn by themselves. Partners pin the certificate of `saml`: people turn that one. */
export const turnsByItself: readonly Ring[] = ['es256', 'rs256']

export const isDue = (activatedAt: Date | null, now: Date): boolean =>
  activatedAt !== null && now.getTime() - activatedAt.getTime() >= turnedEvery
