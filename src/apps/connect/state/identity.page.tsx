import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { PendingIdentity } from '#identity/state'
import { Actions, Button, ButtonLink, ErrorSummary, Form, Panel, SectionHead, TextInput } from '#platform/html'
import { Layout } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'
import { nameOf } from './names.ts'
import { stateTexts } from './texts.ts'

interface IdentityPageProps {
  readonly locale: Locale
  readonly pending: PendingIdentity
  /** Names that the account will bear. */
  readonly name: string
  readonly givenName: string
  readonly email: string
  readonly error?: string | undefined
}

/** Two ways on: the account that she has, or a new one. Names are certified: they are not fields. */
export function IdentityPage({ locale, pending, name, givenName, email, error }: IdentityPageProps): VNode {
  const t = stateTexts(locale)
  const by = nameOf[pending.identity.provider]
  return Layout({
    title: t.helloTitle(givenName),
    lead: pending.hasAccount ? t.renewedLead(by) : t.helloLead(by),
    asideLabel: commonTexts(locale).help,
    aside: Form({
      action: '/connexion/identite/oublier',
      children: <p>{Button({ kind: 'plain', children: t.notMe })}</p>,
    }),
    children: (
      <>
        {error !== undefined &&
          ErrorSummary({ title: commonTexts(locale).oneError, errors: [{ fieldId: 'email', message: error }] })}
        {Panel({
          title: t.haveTitle,
          isTinted: true,
          children: (
            <>
              <p>{t.have}</p>
              <p>
                {ButtonLink({
                  href: '/compte/identites/rattacher',
                  kind: pending.hasAccount ? 'primary' : 'secondary',
                  children: t.haveAction,
                })}
              </p>
            </>
          ),
        })}
        {!pending.hasAccount && (
          <section class="stack">
            {SectionHead({ title: t.newTitle })}
            <p>{t.newNames(name)}</p>
            {Form({
              action: '/connexion/identite',
              children: (
                <>
                  {TextInput({
                    id: 'email',
                    name: 'email',
                    type: 'email',
                    label: t.email,
                    hint: t.emailHint,
                    value: email,
                    error,
                    autoComplete: 'email',
                    inputMode: 'email',
                    isExact: true,
                    isRequired: true,
                  })}
                  {Actions({ children: Button({ icon: 'user-plus', children: t.create }) })}
                </>
              ),
            })}
          </section>
        )}
      </>
    ),
  })
}
