import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { interactionPath, type Pending } from '#identity/provider'
import { cookieOptions } from '../../access/index.ts'
import type { App } from '../../app.ts'

/** What an application said of the person it sends, and of where she goes: for the page of signing in, and it alone. */
const Expected = Type.Object({ uid: Type.String(), email: Type.String(), service: Type.Optional(Type.String()) })
const shape = Compile(Expected)

const cookieName = 'attendu'
const path = '/connexion'
const lifeSeconds = 3600
const purpose = 'provider expected'

/** Hands it over in a sealed cookie: an e-mail address does not stand in an address of a page. */
export function expectAt(
  app: Pick<App, 'secrets'>,
  request: Pick<FastifyRequest, 'protocol'>,
  { reply, pending }: { readonly reply: FastifyReply; readonly pending: Pending },
): FastifyReply {
  const { uid, loginHint, serviceName } = pending
  const email = loginHint?.includes('@') === true ? loginHint.slice(0, 254) : ''
  if (email === '' && serviceName === undefined) return reply
  const sealed = app.secrets.seal(purpose, JSON.stringify({ uid, email, service: serviceName }))
  return reply.setCookie(cookieName, sealed, { ...cookieOptions(request, lifeSeconds), path })
}

/**
 * What was handed over for the page that leads back to this authorization; nothing for any other page.
 * @param retour - The way back, judged.
 */
export function expectedAt(
  app: Pick<App, 'secrets'>,
  request: Pick<FastifyRequest, 'cookies'>,
  retour: string | undefined,
): { readonly email: string; readonly service?: string } | undefined {
  const text = app.secrets.open(purpose, request.cookies[cookieName] ?? '')
  const expected: unknown = text === undefined ? undefined : JSON.parse(text)
  return shape.Check(expected) && retour === `${interactionPath}/${expected.uid}` ? expected : undefined
}
