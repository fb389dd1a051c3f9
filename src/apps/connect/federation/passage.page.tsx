import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, Form, PageHead } from '#platform/html'
import { federationTexts } from './texts.ts'

/** What is carried away: a form, or an address. */
export interface Passage {
  readonly url: string
  /** Fields to post; none: the address alone. */
  readonly fields: Readonly<Record<string, string>> | undefined
}

interface PassagePageProps {
  readonly locale: Locale
  readonly title: string
  readonly passage: Passage
}

/** Leads to an application by itself; its button does where a browser would not. */
export function PassagePage({ locale, title, passage }: PassagePageProps): VNode {
  const t = federationTexts(locale)
  return (
    <div class="wrap">
      {PageHead({ title, lead: t.passLead })}
      {PassageForm({ passage, label: t.goOn })}
    </div>
  )
}

interface PassageFormProps {
  readonly passage: Passage
  readonly label: string
  /** Waits to be pressed. */
  readonly isCalm?: boolean
}

export function PassageForm({ passage: { url, fields }, label, isCalm }: PassageFormProps): VNode {
  const children =
    fields === undefined
      ? ButtonLink({ href: url, iconAfter: 'arrow-right', children: label })
      : Button({ iconAfter: 'arrow-right', children: label })
  if (fields === undefined) return Actions({ children })
  return Form({
    action: url,
    hidden: fields,
    id: isCalm === true ? undefined : 'passage',
    children: Actions({ children }),
  })
}
