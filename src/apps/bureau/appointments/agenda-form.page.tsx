import type { VNode } from 'preact'
import type { Agenda } from '#counter/appointments'
import { Actions, Button, Checkbox, Form, NumberInput, PageHead, Select, TextInput } from '#platform/html'
import { Errors, field, type FormProps } from './settings-fields.tsx'
import { settingsTexts } from './texts.ts'

/** A new agenda: its name and rules first. */
export function NewAgendaPage(props: AgendaFormProps): VNode {
  const t = settingsTexts(props.locale)
  return (
    <>
      {PageHead({ title: t.create })}
      <div class="stack far prose">
        {Errors(props)}
        {AgendaForm(props, undefined)}
      </div>
    </>
  )
}

/** What is proposed of a new agenda. */
const blank = {
  title: { fr: '' },
  serviceId: null,
  place: '',
  whenFull: { fr: '' },
  noticeHours: 24,
  horizonDays: 60,
  closedOnHolidays: true,
  isOpen: true,
  version: 0,
}

export interface AgendaFormProps extends FormProps {
  readonly services: readonly { readonly id: string; readonly name: string }[]
}

/** The name and the general rules of an agenda. */
export function AgendaForm(props: AgendaFormProps, known: Agenda | undefined): VNode {
  const agenda = known ?? blank
  const { locale } = props
  const t = settingsTexts(locale)
  const of = (name: string, value: string) => field(props, 'agenda', name, value)
  const isTicked = (name: string, otherwise: boolean) =>
    props.refused?.form === 'agenda' ? props.refused.typed(name) === 'yes' : otherwise
  return Form({
    action: props.action,
    hidden: { quoi: 'agenda', version: String(agenda.version) },
    children: (
      <>
        {TextInput({ ...of('titre', agenda.title.fr), label: t.name, maxLength: 120 })}
        {TextInput({ ...of('lieu', agenda.place), label: t.place, hint: t.placeHint, maxLength: 300 })}
        {TextInput({
          ...of('si-complet', agenda.whenFull.fr),
          label: t.whenFull,
          hint: t.whenFullHint,
          maxLength: 600,
        })}
        {Select({
          ...of('service', agenda.serviceId ?? ''),
          label: t.service,
          width: 'medium',
          options: [
            { value: '', label: t.everyService },
            ...props.services.map(({ id, name }) => ({ value: id, label: name })),
          ],
        })}
        {NumberInput({
          ...of('delai', String(agenda.noticeHours)),
          label: t.notice,
          unit: t.hoursUnit,
          isWhole: true,
        })}
        {NumberInput({
          ...of('horizon', String(agenda.horizonDays)),
          label: t.horizon,
          unit: t.daysUnit,
          isWhole: true,
        })}
        {Checkbox({
          id: 'agenda-feries',
          name: 'feries',
          label: t.holidays,
          isChecked: isTicked('feries', agenda.closedOnHolidays),
        })}
        {Checkbox({
          id: 'agenda-ouvert',
          name: 'ouvert',
          label: t.isOpen,
          isChecked: isTicked('ouvert', agenda.isOpen),
        })}
        {Actions({ children: <Button>{t.save}</Button> })}
      </>
    ),
  })
}
