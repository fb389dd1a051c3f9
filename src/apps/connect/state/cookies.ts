import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieOptions } from '../../access/index.ts'

/** Ties a visit to a provider, and the identity that comes back, to the browser that went. */
export const browserCookie = 'identite'
/** What ends the session at the provider too; sent to the pages of leaving only. */
export const farewellCookie = 'adieu'
const farewellPath = '/deconnexion'

type Asked = Pick<FastifyRequest, 'protocol'>

const twoDays = 172_800

export const setBrowserCookie = (request: Asked, reply: FastifyReply, secret: string): void =>
  void reply.setCookie(browserCookie, secret, cookieOptions(request, twoDays))

export const clearBrowserCookie = (request: Asked, reply: FastifyReply): void =>
  void reply.clearCookie(browserCookie, cookieOptions(request))

export const setFarewellCookie = (request: Asked, reply: FastifyReply, sealed: string): void =>
  void reply.setCookie(farewellCookie, sealed, { ...cookieOptions(request), path: farewellPath })

export const clearFarewellCookie = (request: Asked, reply: FastifyReply): void =>
  void reply.clearCookie(farewellCookie, { ...cookieOptions(request), path: farewellPath })
