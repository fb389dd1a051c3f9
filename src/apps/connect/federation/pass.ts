import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Application, EntryRefusal, Posting, Refused } from '#identity/federation'
import type { Session } from '#identity/accounts'
import { comesFromHere, leadOn, letFormsLeaveTo, seeOther, sendPage } from '#platform/http'
import type { Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { type Passage, PassagePage } from './passage.page.tsx'
import { NotAllowedPage, RefusalPage, refusalStatus, refusalTitle } from './refusal.page.tsx'
import { federationTexts } from './texts.ts'

/** The module that sends a form that only passes on. */
export const passageScript = 'passage.js'

type Asked = Pick<FastifyRequest, 'originalUrl' | 'hostname' | 'headers' | 'host'>

/** What an answer needs: the request, its reply, who asks. */
export interface Exchange {
  readonly app: App
  readonly request: Asked
  readonly reply: FastifyReply
  readonly who: Visitor
}

/** The browser carries a form to an application. */
export async function postTo(exchange: Exchange, { application, url, fields }: Posting): Promise<FastifyReply> {
  const { reply, who } = exchange
  letFormsLeaveTo(reply, url)
  return passage(exchange, federationTexts(who.locale).passTitle(application.name), { url, fields })
}

/** The browser goes to an application; through a page of ours where a form may have led here. */
export async function goTo(exchange: Exchange, application: Application, url: string): Promise<FastifyReply> {
  const { request, reply, who } = exchange
  if (!comesFromHere(request)) return seeOther(reply, url)
  const title = federationTexts(who.locale).passTitle(application.name)
  return passage(exchange, title, { url, fields: undefined })
}

async function passage(exchange: Exchange, title: string, way: Passage): Promise<FastifyReply> {
  const { app, request, reply, who } = exchange
  const frame = await frameAround(app, request, who)
  if (way.fields === undefined) leadOn(reply, way.url)
  const main = PassagePage({ locale: who.locale, title, passage: way })
  const scripts = way.fields === undefined ? [] : [passageScript]
  return sendPage(reply, framedPage(frame, { title, main, scripts, isPrivate: true }))
}

/** A page that says why a request is not granted. */
export async function refuse(exchange: Exchange, refusal: Refused): Promise<FastifyReply> {
  const { app, request, reply, who } = exchange
  const { locale, account } = who
  const frame = await frameAround(app, request, who)
  const main = RefusalPage({ locale, refusal, isSignedIn: account !== undefined })
  const title = refusalTitle(locale, refusal)
  return sendPage(reply, framedPage(frame, { title, main, isPrivate: true }), refusalStatus(refusal))
}

interface NotAllowed {
  readonly application: Application
  readonly refusal: EntryRefusal
  readonly account: Session
  readonly passage: Passage | undefined
}

/** A page for who has no right to an application. */
export async function forbid(exchange: Exchange, { application, refusal, account, passage: way }: NotAllowed) {
  const { app, request, reply, who } = exchange
  const { locale } = who
  const frame = await frameAround(app, request, who)
  if (way) letFormsLeaveTo(reply, way.url)
  const retour = request.originalUrl
  const main = NotAllowedPage({ locale, application, refusal, account, retour, passage: way })
  const title = federationTexts(locale).notAllowed(application.name)
  return sendPage(reply, framedPage(frame, { title, main, isPrivate: true }), 403)
}
