import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * No inline script or style anywhere; everything comes from this origin.
 * @param formTargets where forms of the page may lead: `'self'`, and origins.
 */
export const contentPolicy = (formTargets: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    `form-action ${formTargets}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

/** Lets this page show others of this site in a frame, as a studio shows what it makes. */
export function letShowFrames(reply: FastifyReply): void {
  void reply.header('content-security-policy', `${contentPolicy("'self'")}; frame-src 'self'`)
}

/** Lets this page be shown in a frame of this site, and sent there. */
export function letBeFramed(reply: FastifyReply): void {
  const policy = contentPolicy("'self'").replace("frame-ancestors 'none'", "frame-ancestors 'self'")
  void reply.header('content-security-policy', policy)
}

const permissions = (geolocation: string): string => `camera=(), geolocation=${geolocation}, microphone=()`

/** Lets a script of this page ask where the person is; her browser asks her. */
export const letLocate = (reply: FastifyReply): void => void reply.header('permissions-policy', permissions('(self)'))

/** Set on every answer, before anything can fail. */
export function securityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({
    'content-security-policy': contentPolicy("'self'"),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': permissions('()'),
    'cache-control': 'no-store',
    ...(request.protocol === 'https' ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  })
}

const forDocuments = ['content-security-policy', 'cross-origin-opener-policy', 'permissions-policy'] as const

/**
 * A style sheet, a script or a typeface: what browsers obey of a document alone would only weigh, 0.4 kB a file at each
 * first visit.
 */
export function asPartOfPage(reply: FastifyReply): void {
  for (const name of forDocuments) reply.removeHeader(name)
}

/**
 * Lets a form of this page leave for another site. Browsers hold the redirections that follow to the same rule, and nobody
 * knows where the other site leads next: any address by https is allowed, and the origin named.
 */
export function letFormsLeaveTo(reply: FastifyReply, url: string): void {
  void reply.header('content-security-policy', contentPolicy(`'self' https: ${new URL(url).origin}`))
}
