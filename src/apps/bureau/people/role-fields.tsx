import { Select, TextInput } from '#platform/html'
import type { Locale } from '#platform/i18n'
import { personTexts } from './person.texts.ts'
import { peopleTexts } from './texts.ts'
import { type Errors, roleNames, type ServiceNames } from './wording.tsx'

/** What was typed in a form, by the name of the field. */
export type Typed = Readonly<Record<string, string>>

interface RoleFieldsProps {
  readonly locale: Locale
  readonly services: ServiceNames
  readonly typed: Typed
  readonly errors: Errors
  /** A mandate only, or anything but: both when absent. */
  readonly isMandate?: boolean
}

/** The fields of a role: which, where, since when and until when. */
export function RoleFields({ locale, services, typed, errors, isMandate }: RoleFieldsProps) {
  const texts = peopleTexts(locale)
  const t = personTexts(locale)
  const offered = roleNames.filter((role) => isMandate === undefined || (role === 'elected') === isMandate)
  return (
    <>
      {isMandate !== true &&
        Select({
          id: 'role',
          name: 'role',
          label: texts.role,
          options: offered.map((role) => ({ value: role, label: texts[`role_${role}`] })),
          value: typed['role'],
          error: errors['role'],
        })}
      {isMandate !== false &&
        TextInput({
          id: 'fonction',
          name: 'fonction',
          label: t.office,
          hint: t.officeHint,
          value: typed['fonction'],
          maxLength: 120,
          optionalMark: texts.optional,
        })}
      {Select({
        id: 'service',
        name: 'service',
        label: texts.service,
        emptyLabel: texts.everywhere,
        options: [...services].map(([value, label]) => ({ value, label })),
        value: typed['service'],
        error: errors['service'],
      })}
      {TextInput({
        id: 'debut',
        name: 'debut',
        type: 'date',
        label: t.startsOn,
        hint: t.startsOnHint,
        value: typed['debut'],
        error: errors['debut'],
        width: 'medium',
        optionalMark: texts.optional,
      })}
      {TextInput({
        id: 'fin',
        name: 'fin',
        type: 'date',
        label: t.lastDay,
        hint: t.lastDayHint,
        value: typed['fin'],
        error: errors['fin'],
        width: 'medium',
      })}
    </>
  )
}
