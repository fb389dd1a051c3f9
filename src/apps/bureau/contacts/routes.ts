import { Type } from 'typebox'
import {
  changeContact,
  consentHows,
  consentPurposes,
  getContact,
  listDiscretions,
  listLookups,
  mayKeepDiscretion,
  maySupervise,
  memberRoles,
  motives,
  nameOf,
  proposeLink,
  reachWays,
  recordConsent,
  recordLookup,
  searchContacts,
  separateContacts,
  setDiscretion,
  setMember,
  type TypedDetails,
  uniteContacts,
} from '#counter/contacts'
import { isId } from '#kernel/ids'
import { normalise } from '#kernel/normalise'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { listServices } from '#territory/collectivities'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { PersonPage } from '../reception/find.page.tsx'
import { detailsIn, detailsOf } from '../reception/person-fields.tsx'
import { receptionTexts } from '../reception/texts.ts'
import { contactsHref, type DeskVisit, hostAt, receptionHref, SiteParams, textIn } from '../reception/visit.ts'
import { ContactPage } from './contact.page.tsx'
import { MotivePage, type MotivePageProps } from './motive.page.tsx'
import { readOverview } from './read.ts'
import { DiscretionPage, RegisterPage } from './register.page.tsx'
import { contactTexts } from './texts.ts'

const url = '/bureau/:site/usagers'
const Params = Type.Object({ ...SiteParams.properties, id: Type.String({ maxLength: 40 }) })
const doneWords = {
  reunies: 'done_united',
  separees: 'done_separated',
  enregistre: 'done_saved',
  propose: 'done_proposed',
} as const
const refusedWords = {
  sorte: 'refused_other_kind',
  comptes: 'refused_two_accounts',
  deja: 'refused_already',
  groupe: 'refused_not_a_group',
  relie: 'refused_linked',
  adresse: 'refused_address',
  aucune: 'not_found',
  plusieurs: 'several',
} as const
const Said = Type.Object({
  fait: Type.Optional(Type.String({ maxLength: 20 })),
  refus: Type.Optional(Type.String({ maxLength: 20 })),
})

const hereOf = (who: AgentVisitor, id: string): string => `${contactsHref(who)}/${id}`
const keyOf = (who: AgentVisitor, contactId: string) => ({ collectivityId: who.site.id, contactId })
const own = <T extends object>(words: T, name: string | undefined): T[keyof T] | undefined =>
  name !== undefined && Object.hasOwn(words, name) ? words[name as keyof T] : undefined

/** `/bureau/:site/usagers/:id`: all that is known of somebody, once one has said why. */
export const contactRoutes = (app: App): Route[] => [
  ...viewRoutes(app),
  ...editRoutes(app),
  ...actRoutes(app),
  ...superviseRoutes(app),
]

const viewRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:id`,
    guard: hostAt(app),
    schema: { params: Params, querystring: Said },
    handle: (request, reply, who) => show({ app, request, reply, who }, request.params.id, request.query),
  }),
  route({
    method: 'POST',
    url: `${url}/:id`,
    guard: hostAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { id } = request.params
      const typed = { motive: textIn(request.body, 'motif'), detail: textIn(request.body, 'precision') }
      const motive = motives.find((each) => each === typed.motive)
      const visit = { app, request, reply, who }
      if (!motive) return askMotive(visit, id, { typed, error: 'no_motive' })
      const recorded = await recordLookup(who.context, { ...keyOf(who, id), motive, detail: typed.detail })
      if (!recorded.ok) return askMotive(visit, id, { typed, error: recorded.refusal })
      return seeOther(reply, hereOf(who, id))
    },
  }),
]

async function askMotive(
  { app, request, reply, who }: DeskVisit,
  id: string,
  { typed, error }: Pick<MotivePageProps, 'typed' | 'error'>,
) {
  const contact = await getContact(who.context, keyOf(who, id))
  const { locale } = who
  const main = MotivePage({ locale, contact, action: hereOf(who, id), back: receptionHref(who), typed, error })
  const isRefused = error !== undefined
  const page = { title: contactTexts(locale).why, main, menu: 'contacts', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}

async function show(
  visit: DeskVisit,
  id: string,
  { fait, refus }: { readonly fait?: string | undefined; readonly refus?: string | undefined },
) {
  const { app, request, reply, who } = visit
  const seen = await readOverview(app, who, id)
  if (seen.kind === 'motive_asked') return askMotive(visit, id, { typed: { motive: '', detail: '' }, error: undefined })
  const { locale, site } = who
  const t = contactTexts(locale)
  const [done, refused] = [own(doneWords, fait), own(refusedWords, refus)]
  const main = ContactPage({
    locale,
    overview: seen.overview,
    here: hereOf(who, seen.overview.known.contact.id),
    contacts: contactsHref(who),
    reception: receptionHref(who),
    requests: `/bureau/${site.slug}/demandes`,
    now: app.clock.now(),
    done: done && t[done],
    refused: refused && t[refused],
  })
  return sendPage(reply, framedPage(frameOf(app, request, who), { title: t.title, main, menu: 'contacts' }))
}

const editRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:id/corriger`,
    guard: hostAt(app),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const contact = await getContact(who.context, keyOf(who, request.params.id))
      const { version } = contact
      return edit({ app, request, reply, who }, contact.id, { version, typed: detailsOf(contact), faults: [] })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:id/corriger`,
    guard: hostAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { id } = request.params
      const typed = detailsIn(request.body)
      const seenVersion = Number(textIn(request.body, 'version'))
      const changed = await changeContact(who.context, { ...keyOf(who, id), seenVersion, ...typed })
      if (changed.ok) return seeOther(reply, `${hereOf(who, id)}?fait=enregistre`)
      const visit = { app, request, reply, who }
      if (changed.refusal.reason === 'wrong')
        return edit(visit, id, { version: seenVersion, typed, faults: changed.refusal.faults })
      const { version } = await getContact(who.context, keyOf(who, id))
      return edit(visit, id, { version, typed, faults: [], isChanged: true })
    },
  }),
]

interface Edited {
  readonly version: number
  readonly typed: TypedDetails
  readonly faults: Parameters<typeof PersonPage>[0]['faults']
  readonly isChanged?: boolean
}

function edit({ app, request, reply, who }: DeskVisit, id: string, { version, ...shown }: Edited) {
  const { locale } = who
  const t = receptionTexts(locale)
  const main = PersonPage({
    locale,
    action: `${hereOf(who, id)}/corriger`,
    back: { href: hereOf(who, id), label: contactTexts(locale).title },
    title: t.edit_title,
    hidden: { version: String(version) },
    submit: t.save,
    alike: [],
    alikeHref: () => '',
    ...shown,
  })
  const isRefused = shown.faults.length > 0 || shown.isChanged === true
  const page = { title: t.edit_title, main, menu: 'contacts', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}

const unitedWords = { other_kind: 'sorte', two_accounts: 'comptes', already: 'deja' } as const

const actRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/:id/reunir`,
    guard: hostAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { id } = request.params
      const otherId = textIn(request.body, 'autre')
      const united = await uniteContacts(who.context, { ...keyOf(who, id), otherId })
      return seeOther(
        reply,
        `${hereOf(who, id)}?${united.ok ? 'fait=reunies' : `refus=${unitedWords[united.refusal]}`}`,
      )
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:id/separer`,
    guard: hostAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const mergeId = textIn(request.body, 'reunion')
      if (isId(mergeId)) await separateContacts(who.context, { collectivityId: who.site.id, mergeId })
      return seeOther(reply, `${hereOf(who, request.params.id)}?fait=separees`)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:id/accords`,
    guard: hostAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { id } = request.params
      const { body } = request
      const purpose = consentPurposes.find((each) => each === textIn(body, 'pour'))
      const channel = reachWays.find((each) => each === textIn(body, 'moyen'))
      const how = consentHows.find((each) => each === textIn(body, 'comment'))
      const word = textIn(body, 'reponse')
      if (!purpose || !channel || !how || (word !== 'oui' && word !== 'non')) return seeOther(reply, hereOf(who, id))
      await recordConsent(who.context, { ...keyOf(who, id), purpose, channel, how, isGiven: word === 'oui' })
      return seeOther(reply, `${hereOf(who, id)}?fait=enregistre`)
    },
  }),
  ...aroundRoutes(app),
]

/** Whose account it is, and who lives or works with her. */
const aroundRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/:id/compte`,
    guard: hostAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { id } = request.params
      const said = await proposeLink(who.context, { ...keyOf(who, id), email: textIn(request.body, 'adresse') })
      return seeOther(reply, `${hereOf(who, id)}?${said.ok ? 'fait=propose' : `refus=${proposedWords[said.refusal]}`}`)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:id/membres`,
    guard: hostAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { id: groupId } = request.params
      const said = await changeMember(who, groupId, request.body)
      return seeOther(reply, `${hereOf(who, groupId)}?${said}`)
    },
  }),
]

const proposedWords = { linked: 'relie', not_hers: 'adresse' } as const

async function changeMember(who: AgentVisitor, groupId: string, body: FormBody): Promise<string> {
  const collectivityId = who.site.id
  const gone = textIn(body, 'retirer')
  if (gone !== '') {
    await setMember(who.context, { collectivityId, groupId, contactId: gone, role: null })
    return 'fait=enregistre'
  }
  const found = await searchContacts(who.context, { collectivityId, query: textIn(body, 'membre') })
  const people = found.filter(({ kind }) => kind === 'person')
  const query = normalise(textIn(body, 'membre'))
  // Somebody whose name is written just so is meant, whoever else looks like it.
  const exact = people.filter((each) => normalise(nameOf(each)) === query)
  const [person, another] = exact.length > 0 ? exact : people
  if (!person) return 'refus=aucune'
  if (another) return 'refus=plusieurs'
  const role = memberRoles.find((each) => each === textIn(body, 'lien')) ?? 'other'
  const added = await setMember(who.context, { collectivityId, groupId, contactId: person.id, role })
  return added.ok ? 'fait=enregistre' : 'refus=groupe'
}

const superviseRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/consultations`,
    guard: agentWho(app, maySupervise),
    schema: { params: SiteParams },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const lookups = await listLookups(context, site.id)
      const discretionHref = mayKeepDiscretion(context.actor, site.id) ? `${contactsHref(who)}/discretion` : undefined
      const main = RegisterPage({ locale, lookups, discretionHref })
      const page = { title: contactTexts(locale).register, main, menu: 'contacts' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), page))
    },
  }),
  route({
    method: 'GET',
    url: `${url}/discretion`,
    guard: agentWho(app, mayKeepDiscretion),
    schema: { params: SiteParams, querystring: Said },
    handle: async (request, reply, who) => {
      const { locale, site } = who
      const t = contactTexts(locale)
      const [levels, services] = await Promise.all([
        listDiscretions(who.context, site.id),
        listServices(app.db, site.id),
      ])
      const done = request.query.fait === undefined ? undefined : t.done_saved
      const action = `${contactsHref(who)}/discretion`
      const main = DiscretionPage({
        locale,
        action,
        back: `${contactsHref(who)}/consultations`,
        services,
        levels,
        done,
      })
      return sendPage(reply, framedPage(frameOf(app, request, who), { title: t.discretion, main, menu: 'contacts' }))
    },
  }),
  route({
    method: 'POST',
    url: `${url}/discretion`,
    guard: agentWho(app, mayKeepDiscretion),
    schema: { params: SiteParams, body: FormBody },
    handle: async (request, reply, who) => {
      const { site } = who
      for (const { id: serviceId } of await listServices(app.db, site.id)) {
        const typed = textIn(request.body, `service-${serviceId}`)
        const level = (['open', 'discreet', 'secret'] as const).find((each) => each === typed)
        if (level) await setDiscretion(who.context, { collectivityId: site.id, serviceId, level })
      }
      return seeOther(reply, `${contactsHref(who)}/discretion?fait=enregistre`)
    },
  }),
]
