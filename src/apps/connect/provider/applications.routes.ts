import { Type } from 'typebox'
import { listConsents, withdrawConsent } from '#identity/provider'
import { localize, type Locale } from '#kernel/localized'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import { signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { ApplicationsPage, type SharedWith } from './applications.page.tsx'
import { applicationsTexts } from './applications.texts.ts'

const address = '/compte/applications'

/** What a person gave to applications: the list, and the way to take it back. */
export const applicationRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: address,
    guard: signedIn(app),
    schema: { querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 10 })) }) },
    handle: async (request, reply, who) => {
      const { locale, account } = who
      const words = await listConsents(who.context, account.accountId)
      const main = ApplicationsPage({
        locale,
        shared: sharedWith(app, locale, words),
        hasStopped: request.query.fait === 'oui',
      })
      const frame = await frameAround(app, request, who)
      return sendPage(reply, framedPage(frame, { title: applicationsTexts(locale).title, main, isPrivate: true }))
    },
  }),
  route({
    method: 'POST',
    url: `${address}/arreter`,
    guard: signedIn(app),
    schema: { body: Type.Object({ application: Type.String({ maxLength: 2000 }) }) },
    handle: async (request, reply, who) => {
      const { accountId } = who.account
      await withdrawConsent(who.context, { accountId, clientId: request.body.application })
      return seeOther(reply, `${address}?fait=oui`)
    },
  }),
]

type Words = Awaited<ReturnType<typeof listConsents>>

function sharedWith(app: App, locale: Locale, words: Words): SharedWith[] {
  const t = applicationsTexts(locale)
  const format = formats(locale)
  const labels = new Map(app.provider.data.map(({ name, label }) => [name, localize(label, locale)]))
  const wordFor = (datum: string): string => labels.get(datum) ?? datum
  return [...Map.groupBy(words, ({ clientId }) => clientId)].map(([clientId, own]) => {
    const last = new Map([...own].reverse().map((word) => [word.datum, word]))
    const given = [...last.values()].filter(({ decision }) => decision === 'given')
    const moments = Map.groupBy(own, ({ at, decision }) => `${at.toISOString()} ${decision}`)
    return {
      clientId,
      name: own[0]?.clientName ?? clientId,
      gets: format.list(given.map(({ datum }) => wordFor(datum))),
      since: format.date(own.at(-1)?.at ?? app.clock.now()),
      history: [...moments.values()].flatMap((group) => {
        const first = group[0]
        const data = format.list(group.map(({ datum }) => wordFor(datum)))
        return first ? [`${format.dateTime(first.at)} · ${t[first.decision](data)}`] : []
      }),
    }
  })
}
