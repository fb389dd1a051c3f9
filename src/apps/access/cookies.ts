import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The session of somebody signed in. */
export const sessionCookie = 'session'
/** Proves that a browser began a draft: nothing typed is lost when the session ends. */
export const deviceCookie = 'appareil'
/** A sign-in that waits for its second step. */
export const pendingCookie = 'etape'
/** The browser that entered an account before: known to the account, and to nobody else. */
export const browserCookie = 'navigateur'
/** The language that the visitor chose. */
export const languageCookie = 'langue'

const days = (count: number): number => count * 86_400

const lifetimes = {
  [sessionCookie]: undefined,
  [deviceCookie]: days(30),
  [pendingCookie]: 600,
  [browserCookie]: days(365),
  [languageCookie]: days(365),
} as const

export type CookieName = keyof typeof lifetimes

/** Read by this site only, never by scripts; over https only where the visitor came by https. */
export function cookieOptions(request: Pick<FastifyRequest, 'protocol'>, maxAge?: number): CookieSerializeOptions {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    ...(maxAge === undefined ? {} : { maxAge }),
  }
}

export function setCookie(
  request: Pick<FastifyRequest, 'protocol'>,
  reply: FastifyReply,
  name: CookieName,
  value: string,
): void {
  void reply.setCookie(name, value, cookieOptions(request, lifetimes[name]))
}

export function clearCookie(request: Pick<FastifyRequest, 'protocol'>, reply: FastifyReply, name: CookieName): void {
  void reply.clearCookie(name, cookieOptions(request))
}
