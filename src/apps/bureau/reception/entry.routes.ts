import { Type } from 'typebox'
import { nameOf, recordConsent, reachWays } from '#counter/contacts'
import { countByOffer, type FileForInput, type Receipt } from '#counter/dossiers'
import { tieLetter } from '#counter/mailroom'
import { dayOf } from '#kernel/calendar'
import { localize } from '#kernel/localized'
import { newId } from '#kernel/ids'
import { addRow, listOffers, type PageEntries, removeRow, searchOffers, takeEntries } from '#counter/procedures'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import type { AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { readAction } from '../../guichet/dossiers/form/action.ts'
import { type Fields, lastOf, receivePage } from '../../guichet/dossiers/form/body.ts'
import { type KeptUpload, unseal } from '../../tasks/kept.ts'
import { framedPage, frameOf, uploadScripts } from '../frame/index.ts'
import {
  type Around,
  aroundBefore,
  aroundIn,
  byPage,
  contactOf,
  drawEntry,
  entriesBefore,
  type Entry,
  openEntry,
  personOf,
  placeOf,
  receivedAtOf,
  transmissionOf,
  type SentEntry,
} from './entry.ts'
import { ChoosePage, EntryPage, type PersonView } from './entry.page.tsx'
import { noteOf } from './find.page.tsx'
import { receptionTexts } from './texts.ts'
import { contactsHref, type DeskVisit, hostAt, receptionHref, Searched, SiteParams } from './visit.ts'

const url = '/bureau/:site/accueil'
const Chosen = Type.Object({ ...SiteParams.properties, contact: Type.String({ maxLength: 40 }) })
const Form = Type.Object({ ...Chosen.properties, slug: Type.String({ maxLength: 80 }) })
const Channel = Type.Object({
  canal: Type.Optional(Type.String({ maxLength: 20 })),
  courrier: Type.Optional(Type.String({ maxLength: 40 })),
})

const mostUsual = 6

/** Choosing the procedure and filling it for somebody. */
export const entryRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:contact`,
    guard: hostAt(app),
    schema: { params: Chosen, querystring: Searched },
    handle: (request, reply, who) =>
      choose(
        { app, request, reply, who },
        {
          contact: request.params.contact,
          query: (request.query.q ?? '').trim(),
          letterId: request.query.courrier,
        },
      ),
  }),
  route({
    method: 'GET',
    url: `${url}/:contact/:slug`,
    guard: hostAt(app),
    schema: { params: Form, querystring: Channel },
    handle: async (request, reply, who) => {
      const { canal = '', courrier: letterId = '' } = request.query
      const entry = await openEntry(app, who, { ...request.params, letterId })
      const around = aroundBefore(entry, canal)
      const sent = { entries: entriesBefore(entry), uploads: [], refused: [] }
      return show({ app, request, reply, who }, { entry, around, sent, status: 200 })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:contact/:slug`,
    guard: hostAt(app),
    schema: { params: Form, body: Type.Unknown() },
    handle: async (request, reply, who) => {
      const blank = await openEntry(app, who, request.params)
      const received = await receivePage(app, request, { page: blank.whole, held: () => 0 })
      const letterId = lastOf(received.fields, 'courrier')
      const entry = letterId === '' ? blank : await openEntry(app, who, { ...request.params, letterId })
      const { sent, isSending } = sentIn(entry, received)
      const around = aroundIn(received.fields)
      const visit = { app, request, reply, who }
      if (!isSending) return show(visit, { entry, around, sent, status: 200 })
      if (sent.refused.length > 0) return show(visit, { entry, around, sent, status: 422 })
      return file(visit, entry, around, sent)
    },
  }),
]

async function choose(
  { app, request, reply, who }: DeskVisit,
  {
    contact: id,
    query,
    letterId,
  }: { readonly contact: string; readonly query: string; readonly letterId: string | undefined },
) {
  const { locale, site, context } = who
  const [contact, all, counts] = await Promise.all([
    contactOf(who, id),
    app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
    countByOffer(context, site.id),
  ])
  const usual = all.toSorted((a, b) => (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0)).slice(0, mostUsual)
  const main = ChoosePage({
    locale,
    base: receptionHref(who),
    here: `${receptionHref(who)}/${id}`,
    person: contact && viewOf(who, contact),
    letterId,
    query,
    found: query === '' ? [] : searchOffers(all, query, locale),
    usual,
    all,
  })
  const page = { title: receptionTexts(locale).choose, main, menu: 'reception' } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page))
}

const viewOf = (who: AgentVisitor, contact: NonNullable<Entry['contact']>): PersonView => ({
  name: nameOf(contact),
  note: noteOf(contact, who.locale),
  href: `${contactsHref(who)}/${contact.id}`,
})

/** What the page holds once its button is pressed. */
function sentIn(
  entry: Entry,
  { fields, uploads }: Awaited<ReturnType<typeof receivePage>>,
): { readonly sent: SentEntry; readonly isSending: boolean } {
  const action = readAction(entry.whole, fields)
  const kept: KeptUpload[] = [
    ...unseal(entry.app.secrets, severalIn(fields, 'garde'), placeOf(entry)),
    ...uploads.flatMap((each) => (each.ok ? [{ id: newId(), input: each.input, file: each.file }] : [])),
  ]
  const typed: Record<string, string | readonly string[]> = { ...takeEntries(entry.whole, fields) }
  for (const { id, input } of kept) {
    const before = [typed[input] ?? []].flat().filter((each) => each !== '' && each !== id)
    typed[input] = [...before, id]
  }
  const entries = acted(typed, action)
  const named = kept.filter(({ id, input }) => [entries[input] ?? []].flat().includes(id))
  const refused = uploads.filter(({ ok }) => !ok)
  return { sent: { entries, uploads: named, refused }, isSending: action.kind === 'continue' }
}

function acted(typed: PageEntries, action: ReturnType<typeof readAction>): PageEntries {
  if (action.kind === 'remove_file') {
    const { input, attachmentId } = action
    return { ...typed, [input]: [typed[input] ?? []].flat().filter((id) => id !== attachmentId) }
  }
  if (action.kind === 'add') return addRow(action.field, typed, action.path)
  return action.kind === 'remove' ? removeRow(action.field, typed, action.row, action.path) : typed
}

const severalIn = (fields: Fields, name: string): readonly string[] =>
  Object.hasOwn(fields, name) ? [fields[name] ?? []].flat() : []

async function file(visit: DeskVisit, entry: Entry, around: Around, sent: SentEntry) {
  const { app, who, reply } = visit
  const receivedAt = receivedAtOf(around, app.clock.now())
  if (receivedAt === 'wrong') return show(visit, { entry, around, sent: { ...sent, isWrongDay: true }, status: 422 })
  const transmitted = transmissionOf(around, app.clock.now())
  if (transmitted === 'wrong')
    return show(visit, { entry, around, sent: { ...sent, isWrongTransmission: true }, status: 422 })
  const filed = await app.dossiers.fileFor(who.context, filingOf(entry, around, { sent, receivedAt, transmitted }))
  if (!filed.ok) return show(visit, { entry, around, sent: { ...sent, refusal: filed.refusal }, status: 422 })
  await keepConsents(entry, around)
  await keepLetter(entry, filed.value)
  return seeOther(reply, `${receptionHref(who)}/recepisse/${filed.value.dossierId}`)
}

const filingOf = (
  entry: Entry,
  around: Around,
  { sent, ...came }: { readonly sent: SentEntry } & Pick<FileForInput, 'receivedAt' | 'transmitted'>,
): FileForInput => {
  const { contact, offer, who, letter } = entry
  return {
    collectivityId: who.site.id,
    of: { offerId: offer.id },
    filled: { entries: byPage(entry, sent.entries) },
    files: [
      ...sent.uploads.map(({ input, file: content }) => ({ ...content, fieldId: input })),
      ...(letter?.scans ?? []).map(({ digest, name, mediaType, size }) => ({
        digest,
        name,
        mediaType,
        size,
        fieldId: null,
      })),
    ],
    ...(contact && { contactId: contact.id, accountId: contact.accountId, person: personOf(contact) }),
    channel: around.channel,
    ...came,
    takesIncomplete: around.takesIncomplete,
    locale: contact?.locale ?? 'fr',
    // A letter makes one request, whoever makes it and however often.
    idempotencyKey: letter ? `letter ${letter.id}` : `desk ${who.account.accountId} ${around.key}`,
  }
}

/** The letter knows its request: it is not made twice. */
async function keepLetter({ letter, who }: Entry, { dossierId, number }: Receipt): Promise<void> {
  if (!letter) return
  const { collectivityId, id, serviceId } = letter
  await tieLetter(who.context, { collectivityId, id, dossierId, number, serviceId })
}

/** Her word on being reached, as she has just said it. */
async function keepConsents({ contact, who }: Entry, { consents, channel: came }: Around): Promise<void> {
  if (!contact) return
  const word = { purpose: 'follow_up', isGiven: true, how: came === 'letter' ? 'written' : 'spoken' } as const
  const key = { collectivityId: who.site.id, contactId: contact.id }
  for (const channel of reachWays.filter((way) => consents.includes(way)))
    await recordConsent(who.context, { ...key, ...word, channel })
}

interface Shown {
  readonly entry: Entry
  readonly around: Around
  readonly sent: SentEntry
  readonly status: 200 | 422
}

async function show({ app, request, reply, who }: DeskVisit, { entry, around, sent, status }: Shown) {
  const { locale } = who
  const { contact, offer } = entry
  const title = localize(offer.revision.definition.title, locale)
  const base = receptionHref(who)
  const [address = ''] = request.originalUrl.split('?')
  const main = EntryPage({
    ...(await drawEntry(entry, sent)),
    locale,
    action: address,
    back: { href: `${base}/${contact?.id ?? 'sans-fiche'}`, label: receptionTexts(locale).choose },
    title,
    person: contact && viewOf(who, contact),
    letter: entry.letter && { id: entry.letter.id, reference: entry.letter.reference },
    around,
    today: dayOf(app.clock.now()),
  })
  const page = { title, main, menu: 'reception', scripts: uploadScripts, isRefused: status === 422 } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), page), status)
}
