import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Button, Details, Fieldset, Form, Radios, Select, TextInput } from '#platform/html'
import { formats } from '#platform/i18n'
import type { AbsencesPageProps } from './absences.page.tsx'
import { absenceTexts } from './texts.ts'
import { type AbsenceFault, substituteRows } from './typed.ts'

type Say = (fault: AbsenceFault['fault'], locale: Locale) => string

/** Who is away, when, and who is asked to stand in. */
export function DeclareForm(props: AbsencesPageProps, say: Say): VNode {
  const { locale, base, desk, accountId, typed } = props
  const t = absenceTexts(locale)
  const options = desk.subjects.map((each) => ({ value: each.accountId, label: each.name }))
  return Form({
    action: base,
    children: (
      <>
        {desk.subjects.length > 1 &&
          Select({ id: 'qui', name: 'qui', label: t.who, width: 'medium', value: typed('qui') ?? accountId, options })}
        {desk.subjects.length <= 1 && <input type="hidden" name="qui" value={accountId} />}
        {Moment(props, say, 'du')}
        {Moment(props, say, 'au')}
        <p class="meta">{t.hour_hint}</p>
        {Substitute(props, 1)}
        {Details({
          summary: t.more_substitutes,
          isOpen: substituteRows.some((row) => row > 1 && (typed(`remplacant-${row}`) ?? '') !== ''),
          children: <div class="stack">{substituteRows.slice(1).map((row) => Substitute(props, row))}</div>,
        })}
        <p class="meta">{t.substitutes_note}</p>
        {Radios({
          id: 'nouvelles',
          name: 'nouvelles',
          legend: t.new_cases,
          value: typed('nouvelles') ?? 'remplacant',
          choices: [
            { value: 'remplacant', label: t.new_cases_substitute },
            { value: 'equipe', label: t.new_cases_team },
          ],
        })}
        {Actions({ children: Button({ children: t.do_declare }) })}
      </>
    ),
  })
}

function Moment({ locale, faults, typed }: AbsencesPageProps, say: Say, name: 'du' | 'au'): VNode {
  const t = absenceTexts(locale)
  const errorOf = (fieldId: string): string | undefined => {
    const found = faults.find((each) => each.fieldId === fieldId)
    return found && say(found.fault, locale)
  }
  return (
    <div class="row">
      {TextInput({
        id: name,
        name,
        label: name === 'du' ? t.from_day : t.to_day,
        type: 'date',
        width: 'medium',
        value: typed(name),
        error: errorOf(name),
      })}
      {TextInput({
        id: `${name}-heure`,
        name: `${name}-heure`,
        label: name === 'du' ? t.from_hour : t.to_hour,
        type: 'time',
        width: 'medium',
        value: typed(`${name}-heure`),
        error: errorOf(`${name}-heure`),
      })}
    </div>
  )
}

function Substitute({ locale, desk, services, procedures, typed }: AbsencesPageProps, row: number): VNode {
  const t = absenceTexts(locale)
  const pick = (name: string, label: string, emptyLabel: string, options: { value: string; label: string }[]): VNode =>
    Select({
      id: `${name}-${row}`,
      name: `${name}-${row}`,
      label,
      emptyLabel,
      options,
      value: typed(`${name}-${row}`),
    })
  const named = (all: AbsencesPageProps['services']) => all.map(({ id, name }) => ({ value: id, label: name }))
  return Fieldset({
    id: `remplacement-${row}`,
    legend: t.substitute_number(formats(locale).number(row)),
    children: (
      <div class="stack">
        {pick(
          'remplacant',
          t.substitute_who,
          t.substitute_nobody,
          desk.colleagues.map((each) => ({ value: each.accountId, label: each.name })),
        )}
        {pick('service', t.substitute_service, t.every_service, named(services))}
        {pick('demarche', t.substitute_procedure, t.every_procedure, named(procedures))}
      </div>
    ),
  })
}
