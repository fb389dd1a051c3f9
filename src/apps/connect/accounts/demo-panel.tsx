import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Button, CardList, Details, Form, Panel } from '#platform/html'
import type { DemoChoice } from './demo.ts'
import { signInTexts } from './sign-in.texts.ts'

interface DemoPanelProps {
  readonly locale: Locale
  readonly choice: DemoChoice
  readonly action: string
}

interface Row {
  readonly name: string
  readonly email: string
  readonly note: string
}

/** Who one may be on a demonstration, one button each. Folded: visitors who know what they want are not in its way. */
export function DemoPanel({ locale, choice, action }: DemoPanelProps): VNode {
  const t = signInTexts(locale)
  const groups = [
    { title: t.demoResidents, rows: choice.residents.map((person) => ({ ...person, note: t.demoResident })) },
    ...choice.desks.map(({ place, agents }) => ({
      title: place,
      rows: agents.map((agent) => ({ ...agent, note: t[`role_${agent.role}`] })),
    })),
    { title: t.demoOperator, rows: [{ ...choice.operator, note: t.demoRunsIt }] },
  ]
  return Details({
    summary: t.demoSummary,
    children: Form({
      action,
      class: 'stack',
      label: t.demoSummary,
      hidden: { password: choice.password },
      children: (
        <>
          <p>
            {t.demoLead} <b class="nowrap">{choice.password}</b>
          </p>
          {CardList({ isWide: true, children: groups.map((group) => GroupOf(group, locale)) })}
        </>
      ),
    }),
  })
}

function GroupOf({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }, locale: Locale): VNode {
  return Panel({
    title,
    children: <ul class="hours">{rows.map((row) => RowOf(row, locale))}</ul>,
  })
}

function RowOf({ name, email, note }: Row, locale: Locale): VNode {
  const t = signInTexts(locale)
  const label = (
    <span>
      {t.demoEnter}
      <span class="vh">{t.demoEnterAs(name)}</span>
    </span>
  )
  return (
    <li>
      <b>{name}</b>
      {Button({ kind: 'quiet', size: 'small', name: 'email', value: email, children: label })}
      <p>
        {note}
        <br />
        {email}
      </p>
    </li>
  )
}
