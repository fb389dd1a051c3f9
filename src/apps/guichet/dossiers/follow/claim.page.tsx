import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Breadcrumbs, Button, ErrorSummary, Form, PageHead, TextInput } from '#platform/html'
import { claimTexts } from './claim.texts.ts'

export interface ClaimPageProps {
  readonly locale: Locale
  readonly code: string
  readonly email: string
  readonly error: string | undefined
}

/** A request that an agent filed becomes one's own, by the code of its receipt. */
export function ClaimPage({ locale, code, email, error }: ClaimPageProps): VNode {
  const t = claimTexts(locale)
  return (
    <div class="wrap">
      {Breadcrumbs({ label: t.wayBack, links: [{ href: '/mes-demandes', label: t.mine }], isBack: true })}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {error !== undefined && ErrorSummary({ title: t.toCorrect, errors: [{ fieldId: 'code', message: error }] })}
        {Form({
          action: '/mes-demandes/rattacher',
          children: (
            <>
              {TextInput({
                id: 'code',
                name: 'code',
                label: t.code,
                hint: t.codeHint,
                value: code,
                error,
                isExact: true,
                autoComplete: 'off',
                width: 'medium',
                isRequired: true,
              })}
              {TextInput({
                id: 'email',
                name: 'email',
                label: t.email,
                hint: t.emailHint,
                value: email,
                type: 'email',
                inputMode: 'email',
                autoComplete: 'email',
                isExact: true,
                optionalMark: t.optional,
              })}
              {Actions({
                children: (
                  <Button size="big" iconAfter="arrow-right">
                    {t.claim}
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
