import { type Contact, getContact, nameOf } from '#counter/contacts'
import type { Channel, FileForRefusal } from '#counter/dossiers'
import { type MailItem, readItem } from '#counter/mailroom'
import { dayOf, isDay } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { localize } from '#kernel/localized'
import {
  aroundForm,
  type Entries,
  type FieldError,
  findOffer,
  type FormReading,
  type Offer,
  type Page,
  type PageEntries,
  phoneText,
  prefillApplicant,
  readForm,
  takeEntries,
  visibleFields,
  visiblePages,
} from '#counter/procedures'
import { listCollectivities } from '#territory/collectivities'
import type { AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { errorSentence, refusalSentence } from '../../guichet/dossiers/errors.ts'
import { type Fields, fileFieldAt, lastOf, type Upload } from '../../guichet/dossiers/form/body.ts'
import { listedOn } from '../../guichet/dossiers/form/listed.ts'
import { idOf, type Sheet } from '../../guichet/dossiers/form/sheet.ts'
import { slotsOn } from '../../guichet/dossiers/form/slots.ts'
import { groundUnder } from '../../maps/index.ts'
import { type KeptUpload, seal } from '../../tasks/kept.ts'
import { receptionTexts } from './texts.ts'

/** In the place of a contact, for who is not written down. */
export const withoutContact = 'sans-fiche'

/** A form in front of an agent, for somebody. */
export interface Entry {
  readonly app: App
  readonly who: AgentVisitor
  readonly contact: Contact | undefined
  readonly offer: Offer
  /** The whole form as one page: for what names inputs and files. */
  readonly whole: Page
  /** The letter that it is made from. */
  readonly letter: MailItem | undefined
}

/**
 * The form of an address, for the contact that it names.
 * @throws AppError `not_found contacts.no_contact`, `not_found procedures.no_offer`.
 */
export async function openEntry(
  app: App,
  who: AgentVisitor,
  { contact, slug, letterId = '' }: { readonly contact: string; readonly slug: string; readonly letterId?: string },
): Promise<Entry> {
  const collectivityId = who.site.id
  const [known, letter, offer] = await Promise.all([
    contactOf(who, contact),
    letterId === '' ? undefined : readItem(who.context, { collectivityId, id: letterId }),
    app.db.readCollectivity(collectivityId, (tx) => findOffer(tx, collectivityId, slug)),
  ])
  if (!offer?.published) throw notFound('procedures.no_offer', slug)
  const { title, form } = offer.revision.definition
  const whole: Page = { id: 'saisie', title, shortTitle: title, fields: form.pages.flatMap(({ fields }) => fields) }
  return { app, who, contact: known, offer, whole, letter }
}

/** @throws AppError `not_found contacts.no_contact`. */
export const contactOf = (who: AgentVisitor, id: string): Promise<Contact | undefined> =>
  id === withoutContact
    ? Promise.resolve(undefined)
    : getContact(who.context, { collectivityId: who.site.id, contactId: id })

/** How it comes, and what the person agrees to, as it was typed. */
export interface Around {
  readonly channel: Channel
  readonly receivedOn: string
  /** The authority that it reached first, and on which day. */
  readonly transmittedBy: string
  readonly transmittedOn: string
  readonly takesIncomplete: boolean
  /** Ways by which she agrees to be reached about it. */
  readonly consents: readonly string[]
  /** Sent twice, it is one request. */
  readonly key: string
}

/** Channels that an agent chooses among. */
export const deskChannels = ['counter', 'phone', 'letter', 'partner'] as const

/** How it came, before anybody says: a letter came by post, on its day. */
export const aroundBefore = ({ letter }: Entry, channel: string): Around => ({
  ...aroundIn({ canal: letter ? 'letter' : channel }),
  receivedOn: letter?.onDay ?? '',
})

export function aroundIn(fields: Fields): Around {
  const channel = deskChannels.find((each) => each === lastOf(fields, 'canal')) ?? 'counter'
  const key = lastOf(fields, 'cle')
  const several = (name: string): readonly string[] => (Object.hasOwn(fields, name) ? [fields[name] ?? []].flat() : [])
  return {
    channel,
    receivedOn: lastOf(fields, 'recue'),
    transmittedBy: lastOf(fields, 'transmise-par').trim().slice(0, 200),
    transmittedOn: lastOf(fields, 'transmise-recue'),
    takesIncomplete: lastOf(fields, 'incomplete') === '1',
    consents: several('accord'),
    key: isId(key) ? key : newId(),
  }
}

/** When it was received: at midday of the day that was typed, which is that day everywhere in France but the antipodes; undefined for now, `wrong` for what is no day. */
export function receivedAtOf({ receivedOn }: Around, now: Date): Date | undefined | 'wrong' {
  if (receivedOn === '' || receivedOn === dayOf(now)) return undefined
  return isDay(receivedOn) ? new Date(`${receivedOn}T11:00:00Z`) : 'wrong'
}

/** Who handed it on; null for nobody, `wrong` for what is only half said, or no day before it came here. */
export function transmissionOf(around: Around, now: Date): { by: string; at: Date } | null | 'wrong' {
  const { transmittedBy: by, transmittedOn: on, receivedOn } = around
  if (by === '' && on === '') return null
  if (by === '' || !isDay(on) || on > (receivedOn || dayOf(now))) return 'wrong'
  return { by, at: new Date(`${on}T11:00:00Z`) }
}

/** What is known of the person, where the form asks it. */
export function entriesBefore({ offer, contact }: Entry): PageEntries {
  if (!contact) return {}
  const { givenName, familyName, emails, phones } = contact
  const filled = prefillApplicant(
    offer.revision.definition,
    {},
    {
      ...(contact.kind === 'person' && { identity: { givenName, familyName } }),
      ...(emails[0] !== undefined && { email: emails[0] }),
      ...(phones[0] !== undefined && { phone: phoneText(phones[0]) }),
    },
  )
  return Object.assign({}, ...Object.values(filled)) as PageEntries
}

/** The same entries page by page, without files: those are given apart. */
export const byPage = ({ offer, whole }: Entry, entries: PageEntries): Entries =>
  Object.fromEntries(
    offer.revision.definition.form.pages.map((page) => {
      const typed = Object.entries(takeEntries(page, entries)).filter(([input]) => !fileFieldAt(whole, input))
      return [page.id, Object.fromEntries(typed)]
    }),
  )

/** What was sent, to be shown again. */
export interface SentEntry {
  readonly entries: PageEntries
  readonly uploads: readonly KeptUpload[]
  readonly refused: readonly Upload[]
  readonly refusal?: FileForRefusal | undefined
  readonly isWrongDay?: boolean
  readonly isWrongTransmission?: boolean
}

export interface EntrySection {
  readonly page: Page
  readonly shown: ReadonlySet<string>
}

export interface DrawnEntry {
  readonly sheet: Sheet
  readonly sections: readonly EntrySection[]
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
  readonly sealed: readonly string[]
}

/** The form ready to be drawn: each page that the answers lead through, one under the other. */
export async function drawEntry(entry: Entry, sent: SentEntry): Promise<DrawnEntry> {
  const { app, who, offer, whole } = entry
  const { definition } = offer.revision
  const now = app.clock.now()
  const today = dayOf(now)
  const received = sent.uploads.map(({ id, input, file }) => ({
    ...file,
    id,
    fieldId: input,
    messageId: null,
    at: now,
  }))
  const attachments = new Map(received.map((each) => [each.id, each]))
  const site = { ...who.site, base: '' }
  const state = { who: { ...who, site }, slug: '', procedureHref: '', offer, definition, draft: undefined }
  const [communes, listed, slots, ground] = await Promise.all([
    listCollectivities(app.db, { kind: 'commune' }),
    listedOn(app, { who }, whole, sent.entries),
    slotsOn(app, state, whole, sent.entries),
    groundUnder(app, { form: definition.form, whose: who.site }),
  ])
  const around = aroundForm({ today, options: offer.options })
  const context = { today, postalCodes: [], isCommune: () => true, attachments, isListed: () => true, around }
  const split = Object.fromEntries(definition.form.pages.map((page) => [page.id, takeEntries(page, sent.entries)]))
  const { answers } = readForm(definition.form, split, context)
  const sections = visiblePages(definition.form, answers, around).map((page) => ({
    page,
    shown: new Set(visibleFields(page, answers, around).map(({ id }) => id)),
  }))
  const errors = sentencesOf(entry, sent)
  const sheet: Sheet = {
    locale: who.locale,
    entries: sent.entries,
    answers,
    around,
    errors,
    rivals: new Map(),
    fromAccount: new Set(),
    stateData: new Map(),
    fromState: new Map(),
    kept: [],
    attachments,
    communes,
    listed,
    slots,
    live: undefined,
    ground,
    today,
    fileHref: () => '',
  }
  return {
    sheet,
    sections,
    errors: [...errors].map(([input, message]) => ({ fieldId: idOf(input), message })),
    sealed: sent.uploads.map((upload) => seal(app.secrets, upload, placeOf(entry))),
  }
}

/** Files that a page keeps are sealed for this agent and form alone. */
export const placeOf = ({ who, offer }: Entry) => ({ dossierId: who.account.accountId, stepId: offer.id })

function sentencesOf(entry: Entry, sent: SentEntry): ReadonlyMap<string, string> {
  const { locale } = entry.who
  const t = receptionTexts(locale)
  const { refusal } = sent
  const sentences = new Map(refusal?.reason === 'incomplete' ? faultSentences(entry, refusal.reading) : [])
  if (sent.isWrongDay === true || refusal?.reason === 'wrong_day') sentences.set('recue', t.wrong_day)
  else if (sent.isWrongTransmission === true) sentences.set('transmise-par', t.wrong_transmission)
  else if (refusal && refusal.reason !== 'incomplete') sentences.set('canal', t.right_lost)
  for (const upload of sent.refused)
    if (!upload.ok) sentences.set(upload.input, refusalSentence(upload.refusal, upload.name, locale))
  return sentences
}

/** One for each input, in the order of the form: the first fault of it. */
function faultSentences({ who, offer, app }: Entry, reading: FormReading): ReadonlyMap<string, string> {
  const { locale, site } = who
  const reader = { locale, postalCode: site.postalCodes[0] ?? '69000', today: dayOf(app.clock.now()) }
  const sentences = new Map<string, string>()
  for (const page of offer.revision.definition.form.pages)
    for (const error of reading.errorsByPage[page.id] ?? []) {
      if (sentences.has(error.input)) continue
      const isIneligible = error.code === 'ineligible'
      sentences.set(error.input, isIneligible ? ineligibleOf(error, who) : errorSentence(page, error, reader))
    }
  return sentences
}

function ineligibleOf({ params }: FieldError, { locale }: AgentVisitor): string {
  const message = params?.['message']
  return typeof message === 'object' ? localize(message, locale) : receptionTexts(locale).ineligible
}

/** Who asks, where the form leaves it blank. */
export const personOf = (contact: Contact) => ({
  name: nameOf(contact),
  email: contact.emails[0] ?? null,
  phone: contact.phones[0] ?? null,
})
