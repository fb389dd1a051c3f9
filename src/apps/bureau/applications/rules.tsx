import type { VNode } from 'preact'
import type { AccessRule } from '#identity/provider'
import type { Locale } from '#kernel/localized'
import { Actions, Button, Checkboxes, Form, Radios } from '#platform/html'
import { applicationTexts } from './texts.ts'

export interface RulesFormProps {
  readonly locale: Locale
  readonly id: string
  readonly rules: AccessRule
  readonly places: readonly { readonly id: string; readonly name: string }[]
  /** Each group with its collectivity's name; its key names both. */
  readonly groups: readonly { readonly key: string; readonly name: string; readonly place: string }[]
}

/** How a group is written in the form: its collectivity, then its own id. */
export const groupKey = (collectivityId: string, group: string): string => `${collectivityId}/${group}`

/** Who may enter, in four choices. */
export function RulesForm({ locale, id, rules, places, groups }: RulesFormProps): VNode {
  const t = applicationTexts(locale)
  const collectivities = Checkboxes({
    id: 'collectivites',
    name: 'collectivites',
    legend: t.rulesOf,
    values: rules.kind === 'agents' ? rules.collectivities : [],
    choices: places.map((place) => ({ value: place.id, label: place.name })),
  })
  const members =
    groups.length === 0 ? (
      <p>{t.noGroups}</p>
    ) : (
      Checkboxes({
        id: 'groupes',
        name: 'groupes',
        legend: t.rulesGroups,
        values: rules.kind === 'groups' ? rules.groups.map((group) => groupKey(group.collectivityId, group.group)) : [],
        choices: groups.map(({ key, name, place }) => ({ value: key, label: name, hint: place })),
      })
    )
  return Form({
    action: `/bureau/applications/${id}/regles`,
    children: (
      <>
        {Radios({
          id: 'regle',
          name: 'regle',
          legend: t.rulesTitle,
          isLegendHidden: true,
          value: rules.kind,
          choices: [
            { value: 'everybody', label: t.rules_everybody },
            { value: 'agents', label: t.rules_agents, reveals: collectivities },
            { value: 'groups', label: t.rules_groups, reveals: members },
            { value: 'nobody', label: t.rules_nobody },
          ],
        })}
        {Actions({ children: Button({ kind: 'secondary', children: t.save }) })}
      </>
    ),
  })
}
