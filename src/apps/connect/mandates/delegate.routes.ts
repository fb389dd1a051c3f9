import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type DelegateRefusal, openMandate } from '#identity/mandates'
import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { type Locale, localize } from '#kernel/localized'
import { dateParts, joinDateParts } from '#platform/html'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { typedIn } from '../accounts/typed.ts'
import { frameAround } from '../place.ts'
import { DelegatePage, type FieldError, type TypedDelegation } from './ask.page.tsx'
import { termErrors, typedDate } from './ask.routes.ts'
import { mandateTexts } from './texts.ts'

const Params = Type.Object({ mandat: Type.String({ format: 'uuid' }) })
const url = '/compte/mandats/:mandat/confier'

/** Passing a mandate on. */
export const delegateRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: signedIn(app),
    schema: { params: Params },
    handle: (request, reply, who) => show(app, request, reply, { who, id: request.params.mandat, errors: [] }),
  }),
  route({
    method: 'POST',
    url,
    guard: signedIn(app),
    schema: { params: Params, body: FormBody },
    perMinute: 20,
    handle: async (request, reply, who) => {
      const { body } = request
      const id = request.params.mandat
      const droits = [body['droits'] ?? []].flat().filter((right) => right !== '')
      const typed: TypedDelegation = {
        collegue: typedIn(body, 'collegue').slice(0, 254),
        droits,
        debut: typedDate(body, 'debut'),
        fin: typedDate(body, 'fin'),
        raison: typedIn(body, 'raison').slice(0, 2000),
      }
      const given = await app.mandates.delegateMandate(who.context, {
        sourceId: id,
        email: typed.collegue,
        rights: droits,
        startsOn: joinDateParts(typed.debut),
        endsOn: joinDateParts(typed.fin),
        reason: typed.raison,
      })
      if (given.ok) return seeOther(reply, '/compte/mandats?fait=confie')
      return show(app, request, reply, { who, id, typed, errors: errorsOf(given.refusal, who.locale) })
    },
  }),
]

function errorsOf(refusal: DelegateRefusal, locale: Locale): FieldError[] {
  if (refusal.reason === 'terms') return termErrors(refusal.faults, locale)
  const fields = {
    not_delegable: 'collegue',
    source_ended: 'collegue',
    more_rights: 'droits',
    no_rights: 'droits',
    beyond_dates: 'fin',
    holder_needed: 'collegue',
    nobody_there: 'collegue',
    same_person: 'collegue',
  } as const
  return [{ fieldId: fields[refusal.reason], message: mandateTexts(locale)[`no_${refusal.reason}`] }]
}

async function show(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl' | 'hostname'>,
  reply: FastifyReply,
  { who, id, typed, errors }: { who: Member; id: string; typed?: TypedDelegation; errors: readonly FieldError[] },
): Promise<FastifyReply> {
  const { locale } = who
  const opened = await openMandate(who.context, id)
  const { effect, isMine, names } = opened
  if (!effect || !isMine.holder) throw notFound('mandates.mandate', id)
  const rights = app.mandates.catalogue.rights
    .filter((right) => effect.rights.includes(right.id))
    .map((right) => ({ id: right.id, label: localize(right.label, locale) }))
  const blank: TypedDelegation = {
    collegue: '',
    droits: effect.rights,
    debut: dateParts(dayOf(app.clock.now())),
    fin: dateParts(effect.until),
    raison: '',
  }
  const props = { locale, mandateId: id, principal: names.principal, rights, typed: typed ?? blank, errors }
  const isRefused = errors.length > 0
  const title = mandateTexts(locale).delegateTitle
  const main = DelegatePage(props)
  const frame = await frameAround(app, request, who)
  return sendPage(reply, framedPage(frame, { title, main, isPrivate: true, isRefused }), isRefused ? 422 : 200)
}
