import { localize } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import type { CollectivityMail, MailAttachment } from '#platform/mail'
import { calendarFile, type CalendarFile } from './domain/calendar-file.ts'
import type { Agenda, Invitation, ShownAppointment } from './schema.ts'

const texts = catalogue({
  fr: {
    hello: (name: string) => (name ? `Bonjour ${name},` : 'Bonjour,'),
    booked: (when: string) => `Votre rendez-vous du ${when}`,
    bookedBody: 'Votre rendez-vous est pris.',
    moved: (when: string) => `Votre rendez-vous est déplacé au ${when}`,
    movedBody: 'Votre rendez-vous a changé. Voici le nouveau.',
    cancelled: (when: string) => `Votre rendez-vous du ${when} est annulé`,
    cancelledBody: 'Ce rendez-vous n’aura pas lieu.',
    reason: 'Voici pourquoi :',
    again: 'Vous pouvez en prendre un autre.',
    remind_7: (when: string) => `Dans une semaine : votre rendez-vous du ${when}`,
    remind_1: (when: string) => `Demain : votre rendez-vous du ${when}`,
    remindBody:
      'Nous vous attendons. Si vous ne pouvez pas venir, déplacez ou annulez : quelqu’un d’autre aura la place.',
    what: 'Motif',
    when: 'Quand',
    where: 'Où',
    at: (day: string, time: string) => `${day} à ${time}`,
    calendar: 'Le fichier joint met ce rendez-vous dans votre agenda.',
    see: 'Voir, déplacer ou annuler',
    take: 'Prendre un autre rendez-vous',
    inviteSubject: 'Choisissez votre rendez-vous',
    inviteBody: (title: string) => `Pour la suite de votre demande, choisissez un rendez-vous : « ${title} ».`,
    choose: 'Choisir un jour et une heure',
    footer:
      'Vous recevez ce message car un rendez-vous vous concerne. N’y répondez pas : utilisez la page du rendez-vous.',
  },
  en: {
    hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
    booked: (when) => `Your appointment on ${when}`,
    bookedBody: 'Your appointment is booked.',
    moved: (when) => `Your appointment has moved to ${when}`,
    movedBody: 'Your appointment has changed. Here is the new one.',
    cancelled: (when) => `Your appointment on ${when} is cancelled`,
    cancelledBody: 'This appointment will not take place.',
    reason: 'Here is why:',
    again: 'You can book another one.',
    remind_7: (when) => `In a week: your appointment on ${when}`,
    remind_1: (when) => `Tomorrow: your appointment on ${when}`,
    remindBody:
      'We look forward to seeing you. If you cannot come, move or cancel it: somebody else will have the place.',
    what: 'Subject',
    when: 'When',
    where: 'Where',
    at: (day, time) => `${day} at ${time}`,
    calendar: 'The attached file puts this appointment in your calendar.',
    see: 'See, move or cancel',
    take: 'Book another appointment',
    inviteSubject: 'Choose your appointment',
    inviteBody: (title) => `For your request to go on, choose an appointment: “${title}”.`,
    choose: 'Choose a day and a time',
    footer:
      'You receive this message because of an appointment of yours. Do not reply to it: use the page of the appointment.',
  },
})

/** Where an appointment is, who publishes it, and the page where it is seen. */
export interface MailSurroundings {
  readonly organizer: CalendarFile['organizer']
  /** Part of the identifier that calendars know the appointment by. */
  readonly host: string
  readonly href: string
  readonly at: Date
}

export type Said = 'booked' | 'moved' | 'cancelled' | 'remind_7' | 'remind_1'

export interface Told {
  readonly id: string
  readonly said: Said
  readonly appointment: ShownAppointment
  readonly agenda: Agenda
}

/** What is said of an appointment to its person, with the file for her calendar; nobody without an address. */
export function appointmentMail(told: Told, around: MailSurroundings): CollectivityMail | undefined {
  const { appointment, agenda, said } = told
  const { locale, email, name } = appointment.person
  if (email === null) return undefined
  const t = texts(locale)
  const dates = formats(locale)
  const when = t.at(dates.fullDate(appointment.startsAt), dates.time(appointment.startsAt))
  const isCancelled = said === 'cancelled'
  const isChange = said === 'booked' || said === 'moved' || isCancelled
  const reason = isCancelled ? appointment.cancelReason : null
  const facts = [
    { label: t.what, text: localize(appointment.kindTitle, locale) },
    { label: t.when, text: when },
    { label: t.where, text: agenda.place },
  ]
  return {
    id: told.id,
    to: email,
    locale,
    collectivityId: appointment.collectivityId,
    subject: t[said](when),
    paragraphs: [
      t.hello(name),
      bodyOf(said, t),
      ...(reason === null ? [] : [t.reason, { quote: reason }]),
      { facts },
      isCancelled ? t.again : isChange ? t.calendar : '',
    ].filter((block) => block !== ''),
    action: { label: isCancelled ? t.take : t.see, href: around.href },
    footer: [t.footer],
    attachments: isChange ? [calendarAttachment(told, around)] : [],
    about: `rendez-vous ${appointment.id.slice(0, 8)}`,
  }
}

function bodyOf(said: Said, t: ReturnType<typeof texts>): string {
  switch (said) {
    case 'booked':
      return t.bookedBody
    case 'moved':
      return t.movedBody
    case 'cancelled':
      return t.cancelledBody
    case 'remind_7':
    case 'remind_1':
      return t.remindBody
  }
}

const calendarAttachment = (told: Told, around: MailSurroundings): MailAttachment => ({
  name: 'rendez-vous.ics',
  mediaType: 'text/calendar',
  content: Buffer.from(personalCalendar(told, around)),
})

/** One appointment for its person's own calendar. */
export function personalCalendar(
  { appointment, agenda }: Pick<Told, 'appointment' | 'agenda'>,
  around: MailSurroundings,
): string {
  const { locale } = appointment.person
  const isCancelled = appointment.status === 'cancelled'
  return calendarFile({
    method: isCancelled ? 'CANCEL' : 'PUBLISH',
    name: localize(agenda.title, locale),
    organizer: around.organizer,
    at: around.at,
    entries: [
      {
        uid: `${appointment.id}@${around.host}`,
        sequence: appointment.sequence,
        isCancelled,
        startsAt: appointment.startsAt,
        endsAt: appointment.endsAt,
        summary: `${localize(appointment.kindTitle, locale)} (${around.organizer.name})`,
        location: agenda.place,
        description: texts(locale).remindBody,
        url: around.href,
      },
    ],
  })
}

/** The appointments of an agenda for the calendars of its agents: who comes is said by first name and initial, and no more. */
export const agendaCalendar = (
  { agenda, appointments }: { readonly agenda: Agenda; readonly appointments: readonly ShownAppointment[] },
  around: Omit<MailSurroundings, 'href'>,
): string =>
  calendarFile({
    method: 'PUBLISH',
    name: localize(agenda.title, 'fr'),
    organizer: around.organizer,
    at: around.at,
    entries: appointments.map((appointment) => ({
      uid: `${appointment.id}@${around.host}`,
      sequence: appointment.sequence,
      isCancelled: appointment.status === 'cancelled',
      startsAt: appointment.startsAt,
      endsAt: appointment.endsAt,
      summary: [localize(appointment.kindTitle, 'fr'), shortName(appointment.person.name)].filter(Boolean).join(', '),
      location: appointment.resourceName,
      description: '',
    })),
  })

/** "Ana Exemple" → "Ana E." */
function shortName(name: string): string {
  const [given = '', ...others] = name.split(/\s+/).filter(Boolean)
  const initial = others.at(-1)?.charAt(0)
  return initial === undefined ? given : `${given} ${initial}.`
}

/** Asks somebody to choose a time. */
export function invitationMail(told: {
  readonly id: string
  readonly invitation: Invitation
  readonly title: string
  readonly href: string
}): CollectivityMail | undefined {
  const { collectivityId, email, name, locale } = told.invitation
  if (email === null) return undefined
  const t = texts(locale)
  return {
    id: told.id,
    to: email,
    locale,
    collectivityId,
    subject: t.inviteSubject,
    paragraphs: [t.hello(name), t.inviteBody(told.title)],
    action: { label: t.choose, href: told.href },
    footer: [t.footer],
    attachments: [],
    about: `rendez-vous ${told.invitation.requestId.slice(0, 8)}`,
  }
}
