import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Button, Details, ErrorSummary, Form, PageHead, Panel, TextInput } from '#platform/html'
import { trackingTexts } from './texts.ts'

export interface TrackPageProps {
  readonly locale: Locale
  readonly code: string
  readonly email: string
  readonly errors: { readonly code?: string | undefined; readonly email?: string | undefined }
  readonly isSignedIn: boolean
}

/** Find one's request with its code and the e-mail address given in it. */
export function TrackPage({ locale, code, email, errors, isSignedIn }: TrackPageProps): VNode {
  const texts = trackingTexts(locale)
  const listed = [
    ...(errors.code === undefined ? [] : [{ fieldId: 'code', message: errors.code }]),
    ...(errors.email === undefined ? [] : [{ fieldId: 'email', message: errors.email }]),
  ]
  return (
    <div class="wrap">
      {PageHead({ title: texts.trackTitle, lead: texts.trackLead })}
      <div class="split">
        <div class="stack far">
          {listed.length > 0 && ErrorSummary({ title: texts.toCorrect, errors: listed })}
          {Form({
            action: '/suivi',
            children: (
              <>
                {TextInput({
                  id: 'code',
                  name: 'code',
                  label: texts.code,
                  hint: texts.codeHint,
                  value: code,
                  error: errors.code,
                  isExact: true,
                  autoComplete: 'off',
                  width: 'medium',
                  isRequired: true,
                })}
                {TextInput({
                  id: 'email',
                  name: 'email',
                  label: texts.email,
                  value: email,
                  error: errors.email,
                  type: 'email',
                  inputMode: 'email',
                  autoComplete: 'email',
                  isExact: true,
                  isRequired: true,
                })}
                {Actions({
                  children: (
                    <Button size="big" iconAfter="arrow-right">
                      {texts.see}
                    </Button>
                  ),
                })}
              </>
            ),
          })}
        </div>
        <aside class="stack">
          {!isSignedIn &&
            Panel({
              title: texts.haveAccount,
              isTinted: true,
              children: (
                <>
                  <p>{texts.haveAccountBody}</p>
                  <p>
                    <a href="/connexion?retour=%2Fmes-demandes">{texts.signIn}</a>
                  </p>
                </>
              ),
            })}
          {Details({ summary: texts.lostCode, children: <p>{texts.lostCodeBody}</p> })}
        </aside>
      </div>
    </div>
  )
}
