import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Breadcrumbs, Button, ErrorSummary, Form, Notice, PageHead, TextInput } from '#platform/html'
import { appointmentTexts } from './texts.ts'

export interface DetailsPageProps {
  readonly locale: Locale
  /** To choose another time. */
  readonly back: string
  readonly when: string
  readonly what: string
  readonly heldUntil: string
  readonly action: string
  readonly hidden: Readonly<Record<string, string>>
  readonly typed: { readonly name: string; readonly email: string; readonly phone: string }
  readonly errors: Readonly<Partial<Record<'nom' | 'courriel' | 'telephone', string>>>
}

/** Who comes, while the time is kept. */
export function DetailsPage(props: DetailsPageProps): VNode {
  const t = appointmentTexts(props.locale)
  const { typed, errors } = props
  const listed = Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message }))
  return (
    <div class="wrap">
      {Breadcrumbs({ label: t.breadcrumbs, isBack: true, links: [{ href: props.back, label: t.otherTime }] })}
      {PageHead({ meta: props.what, title: t.who, lead: props.when })}
      <div class="stack far prose">
        {listed.length > 0 && ErrorSummary({ title: t.toCorrect(listed.length), errors: listed })}
        {Notice({ tone: 'info', icon: 'clock', children: <p>{t.heldUntil(props.heldUntil)}</p> })}
        {Form({
          action: props.action,
          hidden: props.hidden,
          children: (
            <>
              {TextInput({
                id: 'nom',
                name: 'nom',
                label: t.name,
                value: typed.name,
                error: errors.nom,
                autoComplete: 'name',
                isRequired: true,
                maxLength: 120,
              })}
              {TextInput({
                id: 'courriel',
                name: 'courriel',
                label: t.email,
                hint: t.emailHint,
                value: typed.email,
                error: errors.courriel,
                type: 'email',
                inputMode: 'email',
                autoComplete: 'email',
                isExact: true,
                maxLength: 254,
              })}
              {TextInput({
                id: 'telephone',
                name: 'telephone',
                label: t.phone,
                hint: t.phoneHint,
                value: typed.phone,
                error: errors.telephone,
                type: 'tel',
                inputMode: 'tel',
                autoComplete: 'tel',
                width: 'medium',
                maxLength: 30,
              })}
              <p class="meta">{t.kept}</p>
              {Actions({
                children: (
                  <Button size="big" icon="calendar-check">
                    {t.book}
                  </Button>
                ),
              })}
            </>
          ),
        })}
      </div>
    </div>
  )
}
