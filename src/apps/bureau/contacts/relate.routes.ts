import { Type } from 'typebox'
import { searchContacts } from '#counter/contacts'
import { placeUnder, readForAgent } from '#counter/dossiers'
import { isId } from '#kernel/ids'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { contactsHref, hostAt, Searched, SiteParams, textIn } from '../reception/visit.ts'
import { RelatePage } from './relate.page.tsx'
import { contactTexts } from './texts.ts'

const url = '/bureau/:site/usagers/relier/:id'
const Params = Type.Object({ ...SiteParams.properties, id: Type.String({ maxLength: 40 }) })

/** Says for whom a request is, of those that the collectivity knows: an agent's word, never the platform's. */
export const relateRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: hostAt(app),
    schema: { params: Params, querystring: Searched },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const { dossier } = await readForAgent(context, { collectivityId: site.id, dossierId: request.params.id })
      const query = request.query.q ?? dossier.applicantName
      const found = await searchContacts(context, { collectivityId: site.id, query })
      const main = RelatePage({
        locale,
        action: `${contactsHref(who)}/relier/${dossier.id}`,
        back: { href: `/bureau/${site.slug}/demandes/${dossier.id}`, label: dossier.number },
        createHref: `/bureau/${site.slug}/accueil/nouvelle-fiche?q=${encodeURIComponent(query)}`,
        name: dossier.applicantName,
        current: dossier.contactId,
        query,
        found,
      })
      const page = { title: contactTexts(locale).relate, main, menu: 'requests' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), page))
    },
  }),
  route({
    method: 'POST',
    url,
    guard: hostAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { id: dossierId } = request.params
      const contactId = textIn(request.body, 'fiche')
      if (isId(contactId)) await placeUnder(who.context, { collectivityId: who.site.id, dossierId, contactId })
      return seeOther(reply, `/bureau/${who.site.slug}/demandes/${dossierId}`)
    },
  }),
]
