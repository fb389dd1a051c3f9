import type { FactorRole, FactorRule } from '#identity/accounts'
import { dayOf } from '#kernel/calendar'
import { Button, DescriptionList, Form, PageHead, SectionHead, TextInput, Toast } from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import type { Typed } from './role-fields.tsx'
import { securityTexts } from './security.texts.ts'
import { Corrections, type Errors } from './wording.tsx'

export const factorRoles = ['administrator', 'supervisor', 'agent', 'elected', 'guest'] as const satisfies FactorRole[]

export interface SecurityPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/securite` */
  readonly base: string
  readonly factorRules: readonly FactorRule[]
  readonly ownAddresses: readonly string[]
  readonly canManage: boolean
  readonly typed: Typed
  readonly errors: Errors
  readonly done: string | undefined
}

/** What a collectivity decides about its accesses. */
export function SecurityPage(props: SecurityPageProps) {
  const { locale, errors, done } = props
  return (
    <>
      {done !== undefined && <Toast>{done}</Toast>}
      <PageHead title={securityTexts(locale).title} />
      {Corrections({ errors, locale })}
      <div class="stack far">
        {Factors(props)}
        {Addresses(props)}
      </div>
    </>
  )
}

function Factors({ locale, base, factorRules, canManage, typed, errors }: SecurityPageProps) {
  const t = securityTexts(locale)
  const from = (role: FactorRole) => factorRules.find((rule) => rule.role === role)?.requiredFrom
  const said = (role: FactorRole): string => {
    const day = from(role)
    return day === undefined ? t.none : t.since(formats(locale).date(day))
  }
  const dayIn = (role: FactorRole): string | undefined => {
    const day = from(role)
    return typed[role] ?? (day && dayOf(day))
  }
  return (
    <section aria-labelledby="factors-title">
      <SectionHead title={t.factors} id="factors-title" />
      <div class="stack">
        <p>{t.factorsLead}</p>
        {canManage ? (
          Form({
            action: `${base}/facteurs`,
            children: (
              <>
                {factorRoles.map((role) =>
                  TextInput({
                    id: role,
                    name: role,
                    type: 'date',
                    width: 'medium',
                    label: t.factorsFor(t[`role_${role}`]),
                    hint: t.factorsHint,
                    value: dayIn(role),
                    error: errors[role],
                  }),
                )}
                <div class="row actions">
                  <Button icon="shield-check">{t.factorsAction}</Button>
                </div>
              </>
            ),
          })
        ) : (
          <DescriptionList items={factorRoles.map((role) => ({ label: t[`role_${role}`], value: said(role) }))} />
        )}
      </div>
    </section>
  )
}

function Addresses({ locale, base, ownAddresses, canManage, typed, errors }: SecurityPageProps) {
  const t = securityTexts(locale)
  return (
    <section aria-labelledby="addresses-title">
      <SectionHead title={t.addresses} id="addresses-title" />
      <div class="stack">
        <p>{t.addressesLead}</p>
        {ownAddresses.length === 0 && <p class="meta">{t.noAddresses}</p>}
        {ownAddresses.length > 0 && (
          <ul class="files">
            {ownAddresses.map((address) => (
              <li class="file-row">
                <span class="grow">{address}</span>
                {canManage &&
                  Form({
                    action: `${base}/adresses/retirer`,
                    class: 'row',
                    hidden: { adresse: address },
                    children: (
                      <Button kind="plain" size="small">
                        {t.remove}
                        <span class="vh"> {address}</span>
                      </Button>
                    ),
                  })}
              </li>
            ))}
          </ul>
        )}
        {canManage &&
          Form({
            action: `${base}/adresses`,
            children: (
              <>
                {TextInput({
                  id: 'adresse',
                  name: 'adresse',
                  label: t.address,
                  hint: t.addressHint,
                  value: typed['adresse'],
                  error: errors['adresse'],
                  isExact: true,
                  autoComplete: 'off',
                })}
                <div class="row actions">
                  <Button kind="secondary" icon="at-sign">
                    {t.declare}
                  </Button>
                </div>
              </>
            ),
          })}
      </div>
    </section>
  )
}
