import type { VNode } from 'preact'
import type { Datum } from '#identity/provider'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Button,
  Checkbox,
  Checkboxes,
  ErrorSummary,
  Form,
  Notice,
  PageHead,
  Radios,
  Select,
  TextArea,
  TextInput,
} from '#platform/html'
import { applicationTexts } from './texts.ts'
import { authMethods, type TypedClient } from './typed.ts'

export interface FormPageProps {
  readonly locale: Locale
  readonly typed: TypedClient
  /** By field of the form. */
  readonly errors: Readonly<Record<string, string>>
  readonly places: readonly { readonly id: string; readonly name: string }[]
  readonly data: readonly Datum[]
  readonly scopes: readonly string[]
  /** The application whose settings they are; none: a new one. */
  readonly of: { readonly id: string; readonly name: string } | undefined
}

/** An application as one declares it. */
export function ApplicationForm(props: FormPageProps): VNode {
  const { locale, errors, of } = props
  const t = applicationTexts(locale)
  const list = Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message }))
  return (
    <>
      {of ? PageHead({ title: t.editTitle(of.name) }) : PageHead({ title: t.newTitle, lead: t.newLead })}
      {list.length > 0 && ErrorSummary({ title: t.errors, errors: list })}
      {Form({
        action: of ? `/bureau/applications/${of.id}/reglages` : '/bureau/applications/nouvelle',
        children: (
          <>
            {!of &&
              Notice({
                icon: 'info',
                children: (
                  <>
                    {t.otherProtocol} <a href="/bureau/exploitation/federation">{t.otherProtocol_link}</a>.{' '}
                    {t.otherProtocol_body}
                  </>
                ),
              })}
            {Identity(props)}
            {Addresses(props)}
            {Proofs(props)}
            {Data(props)}
            {Actions({ children: Button({ size: 'big', children: of ? t.save : t.create }) })}
          </>
        ),
      })}
    </>
  )
}

function Identity({ locale, typed, errors, places, of }: FormPageProps): VNode {
  const t = applicationTexts(locale)
  return (
    <>
      {TextInput({
        id: 'name',
        name: 'name',
        label: t.name,
        hint: t.name_hint,
        value: typed.name,
        error: errors['name'],
        isRequired: true,
      })}
      {of === undefined && (
        <>
          {Radios({
            id: 'protocol',
            name: 'protocol',
            legend: t.protocol,
            value: typed.protocol,
            isInline: true,
            choices: (['oidc', 'saml', 'cas'] as const).map((value) => ({ value, label: t[value] })),
          })}
          {TextInput({
            id: 'clientId',
            name: 'clientId',
            label: t.clientId,
            hint: t.clientId_hint,
            value: typed.clientId,
            error: errors['clientId'],
            isExact: true,
          })}
        </>
      )}
      {Select({
        id: 'collectivity',
        name: 'collectivity',
        label: t.owner,
        value: typed.collectivity,
        options: [{ value: '', label: t.territory }, ...places.map(({ id, name }) => ({ value: id, label: name }))],
      })}
      {Radios({
        id: 'kind',
        name: 'kind',
        legend: t.kind,
        value: typed.kind,
        choices: [
          { value: 'own', label: t.kind_own, hint: t.kind_own_hint },
          { value: 'partner', label: t.kind_partner, hint: t.kind_partner_hint },
        ],
      })}
    </>
  )
}

function Addresses({ locale, typed, errors }: FormPageProps): VNode {
  const t = applicationTexts(locale)
  const line = (name: 'backchannel' | 'homeUri', hint?: string) =>
    TextInput({
      id: name,
      name,
      label: t[name],
      hint,
      value: typed[name],
      error: errors[name],
      type: 'url',
      isExact: true,
    })
  const many = (name: 'redirectUris' | 'logoutRedirectUris', hint: string) =>
    TextArea({ id: name, name, label: t[name], hint, value: typed[name], error: errors[name], rows: 3 })
  return (
    <>
      {many('redirectUris', t.redirectUris_hint)}
      {many('logoutRedirectUris', t.logoutRedirectUris_hint)}
      {line('backchannel', t.backchannel_hint)}
      {line('homeUri')}
      {TextInput({
        id: 'contact',
        name: 'contact',
        label: t.contact,
        hint: t.contact_hint,
        value: typed.contact,
        error: errors['contact'],
      })}
    </>
  )
}

function Proofs({ locale, typed, errors }: FormPageProps): VNode {
  const t = applicationTexts(locale)
  return (
    <>
      {Select({
        id: 'authMethod',
        name: 'authMethod',
        label: t.authMethod,
        value: typed.authMethod,
        options: authMethods.map((value) => ({ value, label: value === 'none' ? t.noMethod : t[value] })),
      })}
      {TextInput({
        id: 'jwksUri',
        name: 'jwksUri',
        label: t.jwksUri,
        hint: t.jwksUri_hint,
        value: typed.jwksUri,
        error: errors['jwksUri'],
        type: 'url',
        isExact: true,
      })}
      {Select({
        id: 'algorithm',
        name: 'algorithm',
        label: t.algorithm,
        value: typed.algorithm,
        options: [
          { value: 'ES256', label: t.es256 },
          { value: 'RS256', label: t.rs256 },
        ],
      })}
      {Checkbox({
        id: 'withoutPkce',
        name: 'withoutPkce',
        value: 'oui',
        label: t.withoutPkce,
        hint: t.withoutPkce_hint,
        error: errors['withoutPkce'],
        isChecked: typed.withoutPkce,
      })}
    </>
  )
}

function Data({ locale, typed, errors, data, scopes }: FormPageProps): VNode {
  const t = applicationTexts(locale)
  const words: Readonly<Record<string, string>> = {
    profile: t.scope_profile,
    email: t.scope_email,
    phone: t.scope_phone,
    offline_access: t.scope_offline_access,
    given_name: t.scope_given_name,
    usual_name: t.scope_usual_name,
    uid: t.scope_uid,
    siret: t.scope_siret,
    siren: t.scope_siren,
    organizational_unit: t.scope_organizational_unit,
    belonging_population: t.scope_belonging_population,
    chorusdt: t.scope_chorusdt,
  }
  return (
    <>
      {Checkboxes({
        id: 'scopes',
        name: 'scopes',
        legend: t.scopes,
        values: typed.scopes,
        error: errors['scopes'],
        choices: scopes.map((scope) => ({ value: scope, label: words[scope] ?? scope })),
      })}
      {Checkboxes({
        id: 'required',
        name: 'required',
        legend: t.required,
        values: typed.required,
        choices: data.map(({ name, label }) => ({ value: name, label: capital(localize(label, locale)) })),
      })}
    </>
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
