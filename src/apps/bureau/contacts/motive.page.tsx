import type { VNode } from 'preact'
import { type Contact, motives, nameOf } from '#counter/contacts'
import type { Locale } from '#kernel/localized'
import { Actions, Breadcrumbs, Button, ErrorSummary, Form, PageHead, Radios, TextInput } from '#platform/html'
import { contactTexts } from './texts.ts'

export interface MotivePageProps {
  readonly locale: Locale
  readonly contact: Contact
  /** Where it is sent. */
  readonly action: string
  readonly back: string
  readonly typed: { readonly motive: string; readonly detail: string }
  readonly error: 'no_motive' | 'no_detail' | undefined
}

/** Asked before anything is shown. */
export function MotivePage({ locale, contact, action, back, typed, error }: MotivePageProps): VNode {
  const t = contactTexts(locale)
  const message = error && t[error]
  const fieldId = error === 'no_detail' ? 'precision' : 'motif'
  return (
    <div class="stack narrow">
      {Breadcrumbs({ label: t.crumbs, links: [{ href: back, label: t.back }], isBack: true })}
      {PageHead({
        title: t.why_title(nameOf(contact)),
        lead: contact.kind === 'household' ? t.why_lead_household : t.why_lead,
      })}
      {message !== undefined && ErrorSummary({ title: t.errors, errors: [{ fieldId, message }] })}
      {Form({
        action,
        children: (
          <>
            {Radios({
              id: 'motif',
              name: 'motif',
              legend: t.why,
              value: typed.motive,
              error: error === 'no_motive' ? message : undefined,
              choices: motives.map((motive) => ({
                value: motive,
                label: t[`motive_${motive}`],
                ...(motive === 'other' && {
                  reveals: TextInput({
                    id: 'precision',
                    name: 'precision',
                    label: t.detail,
                    value: typed.detail,
                    maxLength: 300,
                    error: error === 'no_detail' ? message : undefined,
                  }),
                }),
              })),
            })}
            {Actions({ children: <Button icon="eye">{t.open}</Button> })}
          </>
        ),
      })}
    </div>
  )
}
