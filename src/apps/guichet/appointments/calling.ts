import { type Static, Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type FreeTime, freeSlots, type Kind, type Plan, type ShownAppointment } from '#counter/appointments'
import { addDays, type Day, dayOf, isDay } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { formats } from '#platform/i18n'
import { sendPage } from '#platform/http'
import type { SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf, siteName } from '../frame/index.ts'
import { ChoosePage, type ChoosePageProps } from './choose.page.tsx'
import { appointmentTexts } from './texts.ts'
import { WithdrawnPage } from './withdrawn.page.tsx'

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }))

/** What the address of a choice says. */
export const Choice = Type.Object({
  motif: text(80),
  /** `2026-12` */
  mois: text(7),
  jour: text(10),
  /** The appointment that is moved. */
  deplacer: text(40),
  /** The question of a circuit. */
  demande: text(40),
  cle: text(80),
  perdue: text(5),
})
export type Choice = { readonly [K in keyof Static<typeof Choice>]: string | undefined }

/** What a page answers to, and with. */
export interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl' | 'cookies'>
  readonly reply: FastifyReply
  readonly who: SiteVisitor
}

export const rendezVous = ({ site }: SiteVisitor): string => `${site.base}/rendez-vous`

/** The address of a choice; the key of a link goes along with it. */
export function chooseHref(who: SiteVisitor, agendaSlug: string, choice: Choice): string {
  const given = Object.entries(choice).filter(([name, value]) => value !== undefined && name !== 'perdue')
  const query = new URLSearchParams(given as [string, string][]).toString()
  return `${rendezVous(who)}/prendre/${agendaSlug}${query === '' ? '' : `?${query}`}`
}

export const whenOf = (locale: SiteVisitor['locale'], startsAt: Date): string => {
  const dates = formats(locale)
  return appointmentTexts(locale).at(dates.fullDate(startsAt), dates.time(startsAt))
}

/** The same at the beginning of a line. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What is moved, when something is: it must be her own. */
export async function movedBy(app: App, who: SiteVisitor, choice: Choice): Promise<ShownAppointment | undefined> {
  if (choice.deplacer === undefined) return undefined
  const { appointment } = await app.appointments.readAppointment(who.context, {
    collectivityId: who.site.id,
    appointmentId: choice.deplacer,
    key: choice.cle,
  })
  return appointment
}

interface Month {
  readonly plan: Plan
  readonly kind: Kind | undefined
  readonly first: Day
  readonly times: readonly FreeTime[]
}

const monthAfter = (first: Day, count: number): Day => {
  const months = Number(first.slice(0, 4)) * 12 + Number(first.slice(5, 7)) - 1 + count
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`
}

/** A month of free times; the first that has some, from the one of today, when none is asked. */
async function monthOf(exchange: Exchange, slug: string, asked: Asked): Promise<Month> {
  const { app, who } = exchange
  const now = app.clock.now()
  const thisMonth: Day = `${dayOf(now).slice(0, 7)}-01`
  const read = (first: Day): Promise<Month> =>
    app.db.readCollectivity(who.site.id, async (tx) => ({
      first,
      ...(await freeSlots(tx, who.site.id, slug, {
        from: first,
        to: addDays(monthAfter(first, 1), -1),
        now,
        kind: asked.kind,
        except: asked.except,
      })),
    }))
  const first = asked.month !== undefined && asked.month >= thisMonth ? asked.month : thisMonth
  let month = await read(first)
  if (asked.month !== undefined) return month
  const last = addDays(dayOf(now), month.plan.agenda.horizonDays)
  for (let next = monthAfter(first, 1); month.times.length === 0 && next <= last; next = monthAfter(next, 1)) {
    month = await read(next)
  }
  // Nothing anywhere is said of this month.
  return month.times.length === 0 ? { ...month, first } : month
}

interface Asked {
  readonly kind: string | undefined
  readonly month: Day | undefined
  readonly except: string | undefined
}

/** Days and times to choose from, as they are at that moment. */
export async function showChoice(
  exchange: Exchange,
  slug: string,
  { choice, refusal }: { readonly choice: Choice; readonly refusal?: 'taken' | 'lost' | undefined },
): Promise<FastifyReply> {
  const { app, request, reply, who } = exchange
  const { locale, site } = who
  const moved = await movedBy(app, who, choice)
  const asked = { ...monthAsked(choice), kind: moved?.kindSlug ?? choice.motif, except: moved?.id }
  const month = await monthOf(exchange, slug, asked)
  const { agenda } = month.plan
  if (!agenda.isOpen && !moved) throw notFound('appointments.no_agenda', slug)
  const t = appointmentTexts(locale)
  const main = ChoosePage({
    locale,
    breadcrumbs: [
      { href: site.base || '/', label: siteName(site) },
      { href: rendezVous(who), label: t.agendas },
    ],
    title: localize(agenda.title, locale),
    place: agenda.place,
    whenFull: localize(agenda.whenFull, locale),
    movedFrom: moved && whenOf(locale, moved.startsAt),
    isFull: month.times.length === 0 && asked.month === undefined,
    refusal,
    ...kindsOf(who, month, choice),
    ...daysOf(exchange, month, { ...choice, jour: asked.day }),
  })
  const page = framedPage(await frameOf(app, { originalUrl: request.originalUrl }, who), {
    title: moved ? t.moveQuestion : t.question,
    main,
    isRefused: refusal !== undefined,
    isPrivate: choice.cle !== undefined,
  })
  return sendPage(reply, page, refusal === 'taken' ? 422 : 200)
}

/** The day and the month that an address names, when they exist. */
function monthAsked({ jour, mois }: Choice): { readonly day: Day | undefined; readonly month: Day | undefined } {
  const day = jour !== undefined && isDay(jour) ? jour : undefined
  const first = `${day?.slice(0, 7) ?? mois}-01`
  return { day, month: isDay(first) ? first : undefined }
}

type KindProps = Pick<ChoosePageProps, 'kinds' | 'otherKind' | 'what' | 'isShared'>

/** What one comes for: asked first when there is a choice, then said, with a way back to it. */
function kindsOf(who: SiteVisitor, { plan, kind }: Month, choice: Choice): KindProps {
  const { locale } = who
  const t = appointmentTexts(locale)
  const open = plan.kinds.filter(({ isOpen }) => isOpen)
  const isAsked = !isFixed(choice) && open.length > 1
  const isKnown = choice.motif !== undefined && kind !== undefined
  const all = open.map((each) => ({
    label: localize(each.title, locale),
    href: chooseHref(who, plan.agenda.slug, { motif: each.slug }),
    note: t.minutes(each.minutes),
  }))
  return {
    kinds: isAsked && !isKnown ? all : [],
    otherKind: isAsked && isKnown ? chooseHref(who, plan.agenda.slug, {}) : undefined,
    what: kind === undefined || (isAsked && !isKnown) ? '' : t.forWhat(localize(kind.title, locale), kind.minutes),
    isShared: (kind?.capacity ?? 1) > 1,
  }
}

type DayProps = Pick<ChoosePageProps, 'month' | 'days' | 'previous' | 'next' | 'day' | 'times' | 'action'>

function daysOf({ app, who }: Exchange, { plan, first, times }: Month, choice: Choice): DayProps {
  const { motif, deplacer, demande, cle, jour } = choice
  const href = (more: Choice) => chooseHref(who, plan.agenda.slug, { motif, deplacer, demande, cle, ...more })
  const byDay = Map.groupBy(times, ({ startsAt }) => dayOf(startsAt))
  const today = dayOf(app.clock.now())
  const free = jour === undefined ? [] : (byDay.get(jour) ?? [])
  const toMonth = (month: Day, isThere: boolean) => (isThere ? href({ mois: month.slice(0, 7) }) : undefined)
  const [before, after] = [monthAfter(first, -1), monthAfter(first, 1)]
  return {
    month: first,
    days: [...byDay].map(([day, some]) => ({ day, href: href({ jour: day }), count: some.length })),
    previous: toMonth(before, before.slice(0, 7) >= today.slice(0, 7)),
    next: toMonth(after, after <= addDays(today, plan.agenda.horizonDays)),
    day: free.length > 0 ? jour : undefined,
    times: free,
    action: href({ jour }),
  }
}

/** What for is not hers to choose: it is moved, or a circuit asks for it. */
const isFixed = (choice: Choice): boolean => choice.deplacer !== undefined || choice.demande !== undefined

/** The circuit that asked for an appointment waits no more: nothing is taken, and she is told why. */
export async function showWithdrawn({ app, request, reply, who }: Exchange): Promise<FastifyReply> {
  const t = appointmentTexts(who.locale)
  const main = WithdrawnPage({ locale: who.locale, followHref: '/suivi' })
  const frame = await frameOf(app, request, who)
  return sendPage(reply, framedPage(frame, { title: t.withdrawn, main, isPrivate: true }), 410)
}
