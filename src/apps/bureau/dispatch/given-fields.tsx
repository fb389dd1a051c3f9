import type { VNode } from 'preact'
import { type Given, priorities } from '#counter/dispatch'
import type { Locale } from '#kernel/localized'
import { Checkboxes, Details, NumberInput, Radios, Select, TextInput } from '#platform/html'
import type { DispatchNames, Named } from './names.ts'
import { dispatchTexts } from './texts.ts'

interface GivenFieldsProps {
  readonly locale: Locale
  readonly names: DispatchNames
  readonly given: Given
  readonly errorOf: (fieldId: string) => string | undefined
}

const optionsOf = (all: readonly Named[]) => all.map(({ id, name }) => ({ value: id, label: name }))

/** What a rule gives: service, person, urgency, labels. */
export function GivenFields({ locale, names, given, errorOf }: GivenFieldsProps): VNode {
  const t = dispatchTexts(locale)
  return (
    <div class="stack">
      {Select({
        id: 'service',
        name: 'service',
        label: t.service,
        width: 'medium',
        value: given.serviceId ?? '',
        error: errorOf('service'),
        options: [{ value: '', label: t.service_same }, ...optionsOf(names.services)],
      })}
      {HolderFields({ locale, names, given, errorOf })}
      {Radios({
        id: 'urgence',
        name: 'urgence',
        legend: t.priority,
        isInline: true,
        value: given.priority ?? 'normal',
        choices: priorities.map((each) => ({ value: each, label: t[`priority_${each}`] })),
      })}
      {TextInput({
        id: 'etiquettes',
        name: 'etiquettes',
        label: t.labels,
        hint: t.labels_hint,
        value: given.labels?.join(', '),
        maxLength: 600,
      })}
    </div>
  )
}

function HolderFields(props: GivenFieldsProps): VNode {
  const { locale, names, given, errorOf } = props
  const t = dispatchTexts(locale)
  const { holder } = given
  const accountId = holder?.kind === 'agent' ? holder.accountId : ''
  return (
    <>
      {Radios({
        id: 'suivi',
        name: 'suivi',
        legend: t.holder,
        value: holder?.kind ?? '',
        choices: [
          { value: '', label: t.holder_none },
          { value: 'least_loaded', label: t.holder_least },
          { value: 'in_turn', label: t.holder_turn },
          {
            value: 'agent',
            label: t.holder_agent,
            reveals: Select({
              id: 'agent',
              name: 'agent',
              label: t.e_agent,
              width: 'medium',
              value: accountId,
              error: errorOf('agent'),
              emptyLabel: '',
              options: optionsOf(names.agents),
            }),
          },
        ],
      })}
      {Details({
        summary: t.team_head,
        isOpen: given.holder !== undefined && given.holder.kind !== 'agent',
        children: <div class="stack">{TeamFields(props)}</div>,
      })}
    </>
  )
}

function TeamFields({ locale, names, given: { holder }, errorOf }: GivenFieldsProps): VNode {
  const t = dispatchTexts(locale)
  const shared = holder?.kind === 'agent' ? undefined : holder
  return (
    <>
      {Select({
        id: 'groupe',
        name: 'groupe',
        label: t.group,
        width: 'medium',
        value: shared?.groupId ?? '',
        options: [{ value: '', label: t.group_service }, ...optionsOf(names.groups)],
      })}
      {names.groups.length > 0 &&
        Checkboxes({
          id: 'savoirs',
          name: 'savoirs',
          legend: t.skills,
          values: shared?.skills ?? [],
          choices: optionsOf(names.groups),
        })}
      {NumberInput({
        id: 'plafond',
        name: 'plafond',
        label: t.ceiling,
        unit: t.ceiling_unit,
        isWhole: true,
        value: shared?.ceiling === undefined ? '' : String(shared.ceiling),
        error: errorOf('plafond'),
      })}
    </>
  )
}
