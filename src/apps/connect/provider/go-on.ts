import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { leadOn, seeOther, sendPage } from '#platform/http'
import type { Client } from '#identity/provider'
import type { Member, Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameOfClient } from './frame.ts'
import { PassingPage } from './pages.page.tsx'
import { providerTexts } from './texts.ts'
import { clientIdIn, issuerPath, visitOf } from './visit.ts'

type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname'>

/**
 * The way to an application is another's address: a browser that has just sent a form of ours would not follow it there
 * (`form-action`). It starts anew from this page, by itself.
 */
export async function leadOnTo(
  app: App,
  request: Seen,
  reply: FastifyReply,
  { who, client, to }: { readonly who: Visitor; readonly client: Client; readonly to: string },
): Promise<FastifyReply> {
  const { locale } = who
  const frame = await frameOfClient(app, request, { who, client })
  const main = PassingPage({ locale, client, href: to })
  return sendPage(leadOn(reply, to), framedPage(frame, { title: providerTexts(locale).passing, main, isPrivate: true }))
}

/**
 * Goes on with the request of an application, for who has just signed in for it: the protocol is asked at once, as the
 * browser would ask it with the session that it is being given.
 * @param to - The address of the request, on this site.
 */
export async function goOnTo(
  app: App,
  request: Seen & Pick<FastifyRequest, 'raw'>,
  reply: FastifyReply,
  { who, to }: { readonly who: Member; readonly to: string },
): Promise<FastifyReply> {
  const { status, headers } = await app.provider.answer(asFor(request.raw, to), visitOf(app, request, { reply, who }))
  const { location } = headers
  const client = await app.provider.findClient(clientIdIn(to))
  // What is no way on is a page, with a policy of its own: the browser asks for it itself.
  if (status !== 303 || typeof location !== 'string' || client === undefined) return seeOther(reply, to)
  void reply.header('set-cookie', headers['set-cookie'] ?? [])
  if (location.startsWith('/')) return seeOther(reply, location)
  return leadOnTo(app, request, reply, { who, client, to: location })
}

/** The same browser's request, for another address. */
const asFor = (raw: IncomingMessage, path: string): IncomingMessage =>
  Object.assign(Object.create(raw) as IncomingMessage, { method: 'GET', url: path.slice(issuerPath.length) })
