import type { Locale } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import type { AccountMail } from './mails.ts'
import type { GivenRole } from './schema.ts'
import type { StoredAccount } from './store/accounts.ts'
import type { GuestRow } from './store/guests.ts'

/** A collectivity as a mail names it, and the addresses it leads to. */
export interface MailPlace {
  readonly name: string
  readonly desk: string
  /** Where an agent finds the guests that she answers for. */
  readonly guests: string
}

const texts = catalogue({
  fr: {
    hello: (name: string) => `Bonjour ${name},`,
    accessSubject: (place: string) => `${place} vous a donné un accès`,
    role: (place: string) =>
      `Vous pouvez maintenant travailler au bureau de ${place}, avec le compte de cette adresse.`,
    elected: (place: string) =>
      `Votre mandat à ${place} est enregistré : vous pouvez lire au bureau ce qui le concerne.`,
    guest: (place: string, sponsor: string) => `${place} vous invite. ${sponsor} répond de votre accès.`,
    until: (day: string) => `Cet accès prend fin le ${day}.`,
    notMe: 'Si vous ne vous y attendiez pas, dites-le à cette collectivité.',
    enter: 'Entrer au bureau',
    endSubject: (name: string, day: string) => `L’accès de ${name} prend fin le ${day}`,
    endBody: (name: string, organisation: string, place: string, day: string) =>
      `Vous répondez de l’accès de ${name} (${organisation}) à ${place}. Il prend fin le ${day}, de lui-même.`,
    endReason: (reason: string) => `Pour mémoire, la raison donnée : ${reason}`,
    endDo: 'Si cette personne doit continuer, choisissez un nouveau dernier jour. Sinon, vous n’avez rien à faire.',
    see: 'Voir mes invités',
    orphanSubject: (name: string) => `Plus personne ne répond de l’accès de ${name}`,
    orphanBody: (name: string, organisation: string, sponsor: string) =>
      `${sponsor} répondait de l’accès de ${name} (${organisation}) et n’a plus de rôle chez vous.`,
    orphanDo: (day: string) =>
      `Sans personne pour prendre le relais, cet accès s’arrête le ${day}. Un agent peut le reprendre à son nom.`,
  },
  en: {
    hello: (name) => `Hello ${name},`,
    accessSubject: (place) => `${place} gave you access`,
    role: (place) => `You can now work at the bureau of ${place}, with the account of this address.`,
    elected: (place) => `Your mandate in ${place} is recorded: you can read what concerns it at the bureau.`,
    guest: (place, sponsor) => `${place} invites you. ${sponsor} answers for your access.`,
    until: (day) => `This access ends on ${day}.`,
    notMe: 'If you did not expect it, tell this authority.',
    enter: 'Enter the bureau',
    endSubject: (name, day) => `The access of ${name} ends on ${day}`,
    endBody: (name, organisation, place, day) =>
      `You answer for the access of ${name} (${organisation}) to ${place}. It ends on ${day}, by itself.`,
    endReason: (reason) => `As a reminder, the reason given: ${reason}`,
    endDo: 'If she is to go on, choose a new last day. Otherwise, there is nothing to do.',
    see: 'See my guests',
    orphanSubject: (name) => `Nobody answers for the access of ${name} any more`,
    orphanBody: (name, organisation, sponsor) =>
      `${sponsor} answered for the access of ${name} (${organisation}) and has no role with you any more.`,
    orphanDo: (day) => `If nobody takes over, this access stops on ${day}. An agent can take it over in her own name.`,
  },
})

interface About {
  readonly mailId: string
  readonly reader: StoredAccount
  readonly place: MailPlace
}

const addressed = ({ mailId, reader }: About, subject: string) => ({
  id: mailId,
  to: reader.email,
  locale: reader.locale,
  subject,
})

const dayIn = (locale: Locale, at: Date): string => formats(locale).fullDate(at)
const nameOf = ({ givenName, familyName }: GuestRow): string => `${givenName} ${familyName}`

/** What somebody was just given; it happens to nobody in silence. */
export function accessMail(
  about: About & { readonly role: GivenRole | undefined; readonly stay: GuestRow | undefined },
): AccountMail {
  const { reader, place, role, stay } = about
  const t = texts(reader.locale)
  const end = stay ? stay.endsAt : (role?.endsAt ?? null)
  const what = () => {
    if (stay) return t.guest(place.name, stay.sponsorName)
    return role?.role === 'elected' ? t.elected(place.name) : t.role(place.name)
  }
  return {
    ...addressed(about, t.accessSubject(place.name)),
    paragraphs: [
      t.hello(reader.givenName),
      what(),
      ...(end === null ? [] : [t.until(dayIn(reader.locale, end))]),
      t.notMe,
    ],
    ...(role && { action: { label: t.enter, href: place.desk } }),
  }
}

/** To the sponsor, fifteen days before the end. */
export function guestEndMail(about: About & { readonly guest: GuestRow }): AccountMail {
  const { reader, place, guest } = about
  const t = texts(reader.locale)
  const day = dayIn(reader.locale, guest.endsAt)
  return {
    ...addressed(about, t.endSubject(nameOf(guest), formats(reader.locale).date(guest.endsAt))),
    paragraphs: [
      t.hello(reader.givenName),
      t.endBody(nameOf(guest), guest.organisation, place.name, day),
      t.endReason(guest.reason),
      t.endDo,
    ],
    action: { label: t.see, href: place.guests },
  }
}

/** To the administrators, when a sponsor has left. */
export function guestWithoutSponsorMail(
  about: About & { readonly guest: GuestRow; readonly leavesAt: Date },
): AccountMail {
  const { reader, place, guest, leavesAt } = about
  const t = texts(reader.locale)
  const until = leavesAt < guest.endsAt ? leavesAt : guest.endsAt
  return {
    ...addressed(about, t.orphanSubject(nameOf(guest))),
    paragraphs: [
      t.hello(reader.givenName),
      t.orphanBody(nameOf(guest), guest.organisation, guest.sponsorName),
      t.orphanDo(dayIn(reader.locale, until)),
    ],
    action: { label: t.see, href: place.guests },
  }
}
