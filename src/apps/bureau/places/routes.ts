import { Type } from 'typebox'
import type { AgentRole } from '#kernel/actor'
import { type Locale, localize } from '#kernel/localized'
import { listMyCollectivities, listMyLostAccess, type MyLostAccess } from '#identity/accounts'
import { formats } from '#platform/i18n'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { getSite, listServices, type Service } from '#territory/collectivities'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { PlacesPage } from './places.page.tsx'
import { placeTexts } from './texts.ts'

/** `/bureau`: the door of the agents. Whoever works in one place only is led straight there. */
export const placeRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau',
    guard: signedIn(app),
    schema: { querystring: Type.Object({ choisir: Type.Optional(Type.String({ maxLength: 10 })) }) },
    handle: async (request, reply, who) => {
      const [places, lost] = await Promise.all([placesOf(app, who), lostPlaces(app, who)])
      const { isOperator, email } = who.account
      const [only] = places
      if (request.query.choisir === undefined) {
        if (only && places.length === 1 && !isOperator) return seeOther(reply, only.href)
        if (!only && isOperator) return seeOther(reply, '/bureau/exploitation')
      }
      const frame = frameOf(app, request, { locale: who.locale, account: who.account, context: who.context })
      const texts = placeTexts(who.locale)
      const title = !only && !isOperator ? texts.noneTitle : texts.title
      const main = PlacesPage({
        locale: who.locale,
        places,
        lost: lost.filter(({ slug }) => !places.some((place) => place.slug === slug)),
        email,
        isOperator,
      })
      return sendPage(reply, framedPage(frame, { title, main, menu: 'places' }))
    },
  }),
]

async function placesOf(app: App, who: Member) {
  const mine = await listMyCollectivities(who.context)
  const places = await Promise.all(
    mine.map(async ({ collectivityId, roles }) => {
      const [site, services] = await Promise.all([
        getSite(app.db, { id: collectivityId }),
        listServices(app.db, collectivityId),
      ])
      return {
        slug: site.slug,
        href: `/bureau/${site.slug}/demandes`,
        name: site.name,
        role: roleLine(roles, services, who.locale),
      }
    }),
  )
  return places.toSorted((a, b) => a.name.localeCompare(b.name, 'fr'))
}

/** Desks that were open to her, each with the sentence that says why they are not any more. */
async function lostPlaces(app: App, who: Member) {
  const lost = await listMyLostAccess(who.context)
  return Promise.all(
    lost.map(async (each) => {
      const { slug, name } = await getSite(app.db, { id: each.collectivityId })
      return { slug, name, why: lostSentence(each, who.locale) }
    }),
  )
}

function lostSentence({ reason, at, sponsorName }: MyLostAccess, locale: Locale): string {
  const texts = placeTexts(locale)
  const day = at === null ? undefined : formats(locale).fullDate(at)
  switch (reason) {
    case 'suspended':
      return texts.lostSuspended(day ?? '')
    case 'guest_ended':
      return texts.lostGuest(day, sponsorName)
    case 'role_ended':
      return day === undefined ? texts.lostNotYet : texts.lostRole(day)
  }
}

const ranks: readonly AgentRole['role'][] = ['administrator', 'supervisor', 'agent', 'elected']

/** "Responsable, toute la collectivité", "Agent, service Voirie". */
function roleLine(roles: readonly AgentRole[], services: readonly Service[], locale: Locale): string {
  const texts = placeTexts(locale)
  const highest = ranks.find((rank) => roles.some(({ role }) => role === rank)) ?? 'agent'
  const names = services
    .filter(({ id }) => roles.some(({ serviceId }) => serviceId === id))
    .map(({ name }) => localize(name, locale))
  const isEverywhere = names.length === 0 || roles.some(({ serviceId }) => serviceId === null)
  const where = isEverywhere ? texts.everywhere : texts.inServices(formats(locale).list(names))
  return `${texts[`role_${highest}`]}, ${where}`
}
