import type { FactorRole, Person, PersonState, RoleName } from '#identity/accounts'
import { ErrorSummary, type StateChipProps } from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { peopleTexts } from './texts.ts'

/** Names of the services of the place, by id. */
export type ServiceNames = ReadonlyMap<string, string>

export interface RightWords {
  readonly role: FactorRole
  readonly serviceId: string | null
  readonly office?: string | null
}

/** "Agent, service Voirie", "Mandat : adjointe à la voirie, toute la collectivité". */
export function rightWords({ role, serviceId, office }: RightWords, services: ServiceNames, locale: Locale): string {
  const texts = peopleTexts(locale)
  const what = office ? `${texts[`role_${role}`]} (${office})` : texts[`role_${role}`]
  const where = serviceId === null ? texts.everywhere : texts.inService(services.get(serviceId) ?? texts.unknown)
  return `${what}, ${where}`
}

/** What somebody has now or will have, in words: one sentence for each right. */
export const rightsOf = ({ roles }: Pick<Person, 'roles'>, services: ServiceNames, locale: Locale): string[] =>
  roles.map(({ role, serviceId, office, isGuest }) =>
    rightWords({ role: isGuest ? 'guest' : role, serviceId, office }, services, locale),
  )

const chips: Readonly<Record<PersonState, Pick<StateChipProps, 'tone' | 'icon'>>> = {
  active: { tone: 'ok', icon: 'circle-check' },
  to_come: { tone: 'info', icon: 'calendar-clock' },
  suspended: { tone: 'bad', icon: 'circle-pause' },
  ended: { tone: 'calm', icon: 'circle-x' },
}

export const stateChip = (state: PersonState, locale: Locale): StateChipProps => ({
  ...chips[state],
  label: peopleTexts(locale)[`state_${state}`],
})

/** "30 juin 2027", or that there is none. */
export const endWords = (endsAt: Date | null, locale: Locale): string =>
  endsAt === null ? peopleTexts(locale).noEnd : formats(locale).date(endsAt)

export const seenWords = (at: Date | null, locale: Locale): string =>
  at === null ? peopleTexts(locale).never : formats(locale).date(at)

/** What to correct in a form, by the id of its field. */
export type Errors = Readonly<Record<string, string>>

export function Corrections({ errors, locale }: { readonly errors: Errors; readonly locale: Locale }) {
  const texts = peopleTexts(locale)
  const list = Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message }))
  if (list.length === 0) return null
  return ErrorSummary({
    title: list.length === 1 ? texts.errorsOne : texts.errorsMany(formats(locale).number(list.length)),
    errors: list,
  })
}

export const roleNames: readonly RoleName[] = ['agent', 'supervisor', 'administrator', 'elected']
