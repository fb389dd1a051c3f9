import type { Right } from '#identity/accounts'
import { dayOf } from '#kernel/calendar'
import { catalogue, type Locale } from '#platform/i18n'
import { peopleTexts } from './texts.ts'
import type { ServiceNames } from './wording.tsx'

const texts = catalogue({
  fr: {
    heads:
      'Nom;Prénom;Adresse e-mail;Droit;Service ou groupe;Fonction;Depuis;Jusqu’au;Donné par;Référent;État;Dernière venue',
    group: 'Groupe',
    held: 'en vigueur',
    toCome: 'à venir',
    suspended: 'suspendu',
  },
  en: {
    heads:
      'Family name;Given name;E-mail address;Right;Service or group;Function;Since;Until;Given by;Sponsor;State;Last seen',
    group: 'Group',
    held: 'held',
    toCome: 'to come',
    suspended: 'suspended',
  },
})

const day = (at: Date | null): string => (at === null ? '' : dayOf(at))

/** The rights of a collectivity as the lines of a spreadsheet: one for each right, days as `2027-06-30`. */
export function rightRecords(
  rights: readonly Right[],
  services: ServiceNames,
  { locale, now }: { readonly locale: Locale; readonly now: Date },
): string[][] {
  const t = texts(locale)
  const words = peopleTexts(locale)
  const lines = rights.map((right) => {
    const { kind, role, serviceId, isGuest } = right
    const service = serviceId === null ? words.everywhere : (services.get(serviceId) ?? words.unknown)
    return [
      right.familyName,
      right.givenName,
      right.email,
      kind === 'group' ? t.group : words[`role_${isGuest ? 'guest' : (role ?? 'agent')}`],
      kind === 'group' ? (right.group ?? '') : service,
      right.office ?? '',
      day(right.startsAt),
      day(right.endsAt),
      right.givenBy ?? '',
      right.sponsor ?? '',
      stateOf(right, now, t),
      day(right.lastSeenAt),
    ]
  })
  return [t.heads.split(';'), ...lines]
}

function stateOf({ isSuspended, startsAt }: Right, now: Date, t: ReturnType<typeof texts>): string {
  if (isSuspended) return t.suspended
  return startsAt > now ? t.toCome : t.held
}
