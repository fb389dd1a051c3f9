import { type Contact, createContact, searchContacts, type TypedDetails } from '#counter/contacts'
import { isId, newId } from '#kernel/ids'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { renderFragment, suggestionItems } from '#platform/html'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { FindPage, PersonPage, suggestionsOf } from './find.page.tsx'
import { detailsIn } from './person-fields.tsx'
import { receptionTexts } from './texts.ts'
import { type DeskVisit, fromLetter, hostAt, receptionHref, Searched, SiteParams, textIn } from './visit.ts'

const url = '/bureau/:site/accueil'
const mostSuggested = 8

/** `/bureau/:site/accueil`: who is at the counter, or on the telephone. */
export const findRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: hostAt(app),
    schema: { params: SiteParams, querystring: Searched },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const query = (request.query.q ?? '').trim()
      const found = query === '' ? [] : await searchContacts(context, { collectivityId: site.id, query })
      const letterId = request.query.courrier
      const main = FindPage({ locale, base: receptionHref(who), query, found, letterId })
      const page = { title: receptionTexts(locale).title, main, menu: 'reception', scripts: ['suggest.js'] } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), page))
    },
  }),
  route({
    method: 'GET',
    url: `${url}/personnes`,
    guard: hostAt(app),
    schema: { params: SiteParams, querystring: Searched },
    handle: async (request, reply, who) => {
      const query = (request.query.q ?? '').trim()
      const found = query === '' ? [] : await searchContacts(who.context, { collectivityId: who.site.id, query })
      const items = suggestionsOf(found.slice(0, mostSuggested), who.locale, (id) => `${receptionHref(who)}/${id}`)
      return reply
        .header('cache-control', 'private, no-store')
        .type('text/html; charset=utf-8')
        .send(
          suggestionItems(items)
            .map((item) => renderFragment(item))
            .join(''),
        )
    },
  }),
  route({
    method: 'GET',
    url: `${url}/nouvelle-fiche`,
    guard: hostAt(app),
    schema: { params: SiteParams, querystring: Searched },
    handle: (request, reply, who) => {
      const typed = begunWith((request.query.q ?? '').trim())
      const letterId = request.query.courrier ?? ''
      return show({ app, request, reply, who }, { id: newId(), typed, faults: [], alike: [], letterId })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/nouvelle-fiche`,
    guard: hostAt(app),
    schema: { params: SiteParams, body: FormBody },
    handle: (request, reply, who) => create({ app, request, reply, who }, request.body),
  }),
]

/** What was looked for is most often what is written first. */
function begunWith(query: string): TypedDetails {
  if (query.includes('@')) return { emails: query }
  if (/^[\d\s.+()-]{4,}$/.test(query)) return { phones: query }
  const [familyName = '', ...givenName] = query.split(/\s+/)
  return { familyName, givenName: givenName.join(' ') }
}

interface Shown {
  readonly id: string
  readonly typed: TypedDetails
  readonly faults: Parameters<typeof PersonPage>[0]['faults']
  readonly alike: readonly Contact[]
  readonly letterId: string
}

async function create(visit: DeskVisit, body: FormBody) {
  const { who, reply } = visit
  const collectivityId = who.site.id
  const typed = detailsIn(body)
  const letterId = textIn(body, 'courrier')
  const posted = textIn(body, 'fiche')
  const id = isId(posted) ? posted : newId()
  if (textIn(body, 'meme-ainsi') === '') {
    const query = `${typed.givenName ?? ''} ${typed.familyName ?? ''} ${typed.name ?? ''}`.trim()
    const found = query === '' ? [] : await searchContacts(who.context, { collectivityId, query })
    const alike = found.filter((each) => each.id !== id).slice(0, 3)
    if (alike.length > 0) return show(visit, { id, typed, faults: [], alike, letterId })
  }
  const made = await createContact(who.context, { collectivityId, id, ...typed })
  if (!made.ok) return show(visit, { id, typed, faults: made.refusal.faults, alike: [], letterId })
  return seeOther(reply, `${receptionHref(who)}/${made.value.id}${fromLetter(letterId)}`)
}

function show({ app, request, reply, who }: DeskVisit, { id, letterId, ...shown }: Shown) {
  const { locale } = who
  const t = receptionTexts(locale)
  const base = receptionHref(who)
  const isRefused = shown.faults.length > 0 || shown.alike.length > 0
  const main = PersonPage({
    locale,
    action: `${base}/nouvelle-fiche`,
    back: { href: base, label: t.title },
    title: t.new_title,
    hidden: { fiche: id, courrier: letterId },
    submit: t.save_and_go,
    alikeHref: (other) => `${base}/${other}${fromLetter(letterId)}`,
    ...shown,
  })
  const page = { title: t.new_title, main, menu: 'reception', isRefused: shown.faults.length > 0 } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}
