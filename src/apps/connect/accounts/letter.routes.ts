import { Type } from 'typebox'
import type { Locale } from '#kernel/localized'
import { route, type Route, sendPage } from '#platform/http'
import { visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { returnAddress, withReturn } from '../return-address.ts'
import { LetterPage } from './letter.page.tsx'

export interface LetterTexts {
  readonly sentTitle: string
  readonly sentLead: string
  readonly step1: string
  readonly step1Text: string
  readonly step2: string
  readonly step2Text: string
  readonly step3?: string
  readonly step3Text?: string
  readonly nothingTitle: string
  readonly nothing: string
  readonly again: string
}

interface Letter {
  readonly url: string
  /** Where one asks again when nothing arrives. */
  readonly again: string
  readonly texts: (locale: Locale) => LetterTexts
}

/** The page that says that a message has left: what to do with it, and without it. */
export const letterRoute = (app: App, { url, again, texts }: Letter): Route =>
  route({
    method: 'GET',
    url,
    guard: visitor(app),
    schema: { querystring: Type.Object({ retour: Type.Optional(Type.String()) }) },
    handle: async (request, reply, who) => {
      const { locale } = who
      const t = texts(locale)
      const retour = returnAddress(request.query.retour)
      const third = t.step3 === undefined ? [] : [{ title: t.step3, text: t.step3Text ?? '' }]
      const main = LetterPage({
        locale,
        title: t.sentTitle,
        lead: t.sentLead,
        steps: [{ title: t.step1, text: t.step1Text }, { title: t.step2, text: t.step2Text }, ...third],
        nothing: { title: t.nothingTitle, text: t.nothing, href: withReturn(again, retour), action: t.again },
        staysHere: app.config.demo && app.config.smtpUrl === undefined,
      })
      const frame = await frameAround(app, request, who, retour)
      return sendPage(reply, framedPage(frame, { title: t.sentTitle, main, isPrivate: true }))
    },
  })
