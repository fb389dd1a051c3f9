import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Button, Details, Form } from '#platform/html'
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
    children: (
      <>
        <p>{t.demoLead(choice.password)}</p>
        {Form({
          action,
          class: 'stack',
          label: t.demoSummary,
          hidden: { password: choice.password },
          children: groups.map((group) => GroupOf(group, locale)),
        })}
      </>
    ),
  })
}

function GroupOf({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }, locale: Locale): VNode {
  const t = signInTexts(locale)
  return (
    <section>
      <h2 class="label">{title}</h2>
      <ul class="checks">
        {rows.map(({ name, email, note }) => (
          <li>
            {Button({
              kind: 'quiet',
              size: 'small',
              name: 'email',
              value: email,
              children: (
                <span>
                  {t.demoEnter}
                  <span class="vh">{t.demoEnterAs(name)}</span>
                </span>
              ),
            })}
            <div>
              <b>{name}</b>
              <div class="meta">{note}</div>
              <div class="meta">{email}</div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
