import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type AskRefusal, latestEnd, openMandate, type TermFault } from '#identity/mandates'
import { answersFor, myOrganisations } from '#identity/organisations'
import { addDays, dayOf, daysBetween } from '#kernel/calendar'
import { isId } from '#kernel/ids'
import type { Locale } from '#kernel/localized'
import { dateNames, dateParts, type DateParts, joinDateParts } from '#platform/html'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { typedIn } from '../accounts/typed.ts'
import { frameAround } from '../place.ts'
import { AskPage, type FieldError, type TypedAsk } from './ask.page.tsx'
import { mandateTexts } from './texts.ts'

const url = '/compte/mandats/demander'
const Query = Type.Object({
  organisation: Type.Optional(Type.String({ maxLength: 40 })),
  pour: Type.Optional(Type.String({ maxLength: 20 })),
  renouveler: Type.Optional(Type.String({ maxLength: 40 })),
})

/** Asking for a mandate, or for its renewal. */
export const askRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: signedIn(app),
    schema: { querystring: Query },
    handle: async (request, reply, who) => {
      const typed = await firstTyped(app, who, request.query)
      const isForPerson = request.query.pour === 'personne' || typed.personne !== ''
      return show(app, request, reply, { who, typed, isForPerson, errors: [] })
    },
  }),
  route({
    method: 'POST',
    url,
    guard: signedIn(app),
    schema: { querystring: Query, body: FormBody },
    perMinute: 20,
    handle: async (request, reply, who) => {
      const typed = typedOf(request.body)
      const isForPerson = request.query.pour === 'personne'
      const { organisation, personne, agit, paquet, renouvelle } = typed
      const asked = await app.mandates.askMandate(who.context, {
        principal: isForPerson ? { email: personne } : { organisationId: isId(organisation) ? organisation : nobody },
        holderOrganisationId: agit === '' || agit === 'moi' ? null : agit,
        packageId: paquet,
        startsOn: joinDateParts(typed.debut),
        endsOn: joinDateParts(typed.fin),
        reason: typed.raison,
        directorEmail: typed.dirigeant,
        byPost: typed.courrier,
        renewsId: isId(renouvelle) ? renouvelle : undefined,
      })
      if (asked.ok) return seeOther(reply, `/compte/mandats/${asked.value.mandateId}?fait=demande`)
      const errors = errorsOf(asked.refusal, { isForPerson, locale: who.locale })
      return show(app, request, reply, { who, typed, isForPerson, errors })
    },
  }),
]

/** An identifier that no organisation has. */
const nobody = '00000000-0000-7000-8000-000000000000'

const emptyDate: DateParts = { day: '', month: '', year: '' }

/** The three boxes of a date, as typed. */
export function typedDate(body: FormBody, name: string): DateParts {
  const names = dateNames(name)
  return {
    day: typedIn(body, names.day).slice(0, 4),
    month: typedIn(body, names.month).slice(0, 4),
    year: typedIn(body, names.year).slice(0, 6),
  }
}

const typedOf = (body: FormBody): TypedAsk => ({
  organisation: typedIn(body, 'organisation'),
  personne: typedIn(body, 'personne').slice(0, 254),
  agit: typedIn(body, 'agit'),
  paquet: typedIn(body, 'paquet'),
  debut: typedDate(body, 'debut'),
  fin: typedDate(body, 'fin'),
  raison: typedIn(body, 'raison').slice(0, 2000),
  dirigeant: typedIn(body, 'dirigeant').slice(0, 254),
  courrier: typedIn(body, 'courrier') === 'yes',
  renouvelle: typedIn(body, 'renouvelle'),
})

/** What the form begins with: a year from today, or what a mandate that ends said. */
async function firstTyped(
  app: App,
  who: Member,
  query: { readonly organisation?: string; readonly renouveler?: string },
): Promise<TypedAsk> {
  const today = dayOf(app.clock.now())
  const blank: TypedAsk = {
    organisation: query.organisation ?? '',
    personne: '',
    agit: '',
    paquet: '',
    debut: dateParts(today),
    fin: emptyDate,
    raison: '',
    dirigeant: '',
    courrier: false,
    renouvelle: '',
  }
  const { renouveler } = query
  if (renouveler === undefined || !isId(renouveler)) return { ...blank, fin: dateParts(latestEnd(today, 12)) }
  const { mandate } = await openMandate(who.context, renouveler)
  const startsOn = mandate.endsOn < today ? today : addDays(mandate.endsOn, 1)
  return {
    ...blank,
    organisation: mandate.principalOrganisationId ?? '',
    personne: mandate.principalEmailKey ?? '',
    agit: mandate.holderOrganisationId ?? 'moi',
    paquet: mandate.package,
    debut: dateParts(startsOn),
    fin: dateParts(addDays(startsOn, daysBetween(mandate.startsOn, mandate.endsOn))),
    raison: mandate.reason,
    renouvelle: mandate.id,
  }
}

/** The field that each fault of the terms is tied to. */
export const fieldOfTerm = (fault: TermFault): 'debut' | 'fin' | 'raison' =>
  fault === 'reason_missing' ? 'raison' : fault.startsWith('starts') ? 'debut' : 'fin'

export const termErrors = (faults: readonly TermFault[], locale: Locale): FieldError[] =>
  faults.map((fault) => ({ fieldId: fieldOfTerm(fault), message: mandateTexts(locale)[`term_${fault}`] }))

function errorsOf(
  refusal: AskRefusal,
  { isForPerson, locale }: { readonly isForPerson: boolean; readonly locale: Locale },
): FieldError[] {
  if (refusal.reason === 'terms') return termErrors(refusal.faults, locale)
  const principal = isForPerson ? 'personne' : 'organisation'
  const fields = {
    package_unknown: 'paquet',
    not_a_member: principal,
    holder_not_directed: 'agit',
    same_person: principal,
    email_malformed: isForPerson ? 'personne' : 'dirigeant',
    already_asked: principal,
    too_many_asks: principal,
  } as const
  return [{ fieldId: fields[refusal.reason], message: mandateTexts(locale)[`no_${refusal.reason}`] }]
}

async function show(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl' | 'hostname'>,
  reply: FastifyReply,
  shown: { who: Member; typed: TypedAsk; isForPerson: boolean; errors: readonly FieldError[] },
): Promise<FastifyReply> {
  const { who, errors } = shown
  const { locale } = who
  const mine = await myOrganisations(who.context)
  const named = mine.map(({ organisation, links }) => ({ id: organisation.id, name: organisation.name, links }))
  const main = AskPage({
    ...shown,
    locale,
    catalogue: app.mandates.catalogue,
    organisations: named,
    directed: named.filter(({ links }) => links.some(answersFor)),
  })
  const isRefused = errors.length > 0
  const frame = await frameAround(app, request, who)
  const page = framedPage(frame, { title: mandateTexts(locale).ask, main, isPrivate: true, isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
