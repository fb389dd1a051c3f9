import type { VNode } from 'preact'
import type { Client, Datum } from '#identity/provider'
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
  Summary,
  TextArea,
  TextInput,
} from '#platform/html'
import { applicationTexts } from './texts.ts'
import { authMethods, type TypedClient } from './typed.ts'

const federation = '/bureau/exploitation/federation'

export interface FormPageProps {
  readonly locale: Locale
  readonly typed: TypedClient
  /** By field of the form. */
  readonly errors: Readonly<Record<string, string>>
  readonly places: readonly { readonly id: string; readonly name: string }[]
  readonly data: readonly Datum[]
  readonly scopes: readonly string[]
  /** The application whose settings they are; none: a new one. */
  readonly of: Pick<Client, 'id' | 'name' | 'clientId' | 'protocol'> | undefined
}

/** An application as one declares it: by OpenID Connect, or, once it is registered, by any protocol. */
export function ApplicationForm(props: FormPageProps): VNode {
  const { locale, errors, of } = props
  const t = applicationTexts(locale)
  const list = Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message }))
  return (
    <>
      {of
        ? PageHead({ title: t.editTitle(of.name), meta: t[of.protocol] })
        : PageHead({ title: t.newTitle, meta: t.oidc, lead: t.newLead })}
      {list.length > 0 && ErrorSummary({ title: t.errors, errors: list })}
      {Form({
        action: of ? `/bureau/applications/${of.id}/reglages` : '/bureau/applications/nouvelle',
        children: (
          <>
            {of === undefined ? OtherProtocol(locale) : of.protocol !== 'oidc' && Registered(of, locale)}
            {Identity(props)}
            {of === undefined || of.protocol === 'oidc' ? OpenIdConnect(props) : Contact(props)}
            {Actions({ children: Button({ size: 'big', children: of ? t.save : t.create }) })}
          </>
        ),
      })}
    </>
  )
}

/** SAML and CAS are declared elsewhere: their metadata say what would be asked here. */
function OtherProtocol(locale: Locale): VNode {
  const t = applicationTexts(locale)
  return Notice({
    icon: 'info',
    children: (
      <>
        {t.otherProtocol} <a href={`${federation}#saml`}>{t.addSaml}</a>, <a href={`${federation}#cas`}>{t.addCas}</a>.
      </>
    ),
  })
}

/** What the form does not change: it comes from the application itself. */
function Registered(of: Pick<Client, 'clientId' | 'protocol'>, locale: Locale): VNode {
  const t = applicationTexts(locale)
  const isSaml = of.protocol === 'saml'
  return Summary({
    title: isSaml ? t.samlSide : t.casSide,
    edit: { href: `${federation}#${of.protocol}`, label: isSaml ? t.samlChange : t.casChange },
    items: [{ label: isSaml ? t.entityId : t.casPrefix, value: <code>{of.clientId}</code> }],
  })
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
      {of === undefined &&
        TextInput({
          id: 'clientId',
          name: 'clientId',
          label: t.clientId_optional,
          hint: t.clientId_hint,
          value: typed.clientId,
          error: errors['clientId'],
          isExact: true,
        })}
      {Select({
        id: 'collectivity',
        name: 'collectivity',
        label: t.owner,
        value: typed.collectivity,
        options: [{ value: '', label: t.territory }, ...places.map(({ id, name }) => ({ value: id, label: name }))],
      })}
    </>
  )
}

function OpenIdConnect(props: FormPageProps): VNode {
  const t = applicationTexts(props.locale)
  return (
    <>
      {Radios({
        id: 'kind',
        name: 'kind',
        legend: t.kind,
        value: props.typed.kind,
        choices: [
          { value: 'own', label: t.kind_own, hint: t.kind_own_hint },
          { value: 'partner', label: t.kind_partner, hint: t.kind_partner_hint },
        ],
      })}
      {Addresses(props)}
      {Contact(props)}
      {Proofs(props)}
      {Data(props)}
    </>
  )
}

function Addresses({ locale, typed, errors }: FormPageProps): VNode {
  const t = applicationTexts(locale)
  const many = (name: 'redirectUris' | 'logoutRedirectUris', hint: string) =>
    TextArea({ id: name, name, label: t[name], hint, value: typed[name], error: errors[name], rows: 3 })
  return (
    <>
      {many('redirectUris', t.redirectUris_hint)}
      {many('logoutRedirectUris', t.logoutRedirectUris_hint)}
      {TextInput({
        id: 'backchannel',
        name: 'backchannel',
        label: t.backchannel,
        hint: t.backchannel_hint,
        value: typed.backchannel,
        error: errors['backchannel'],
        type: 'url',
        isExact: true,
      })}
    </>
  )
}

function Contact({ locale, typed, errors }: FormPageProps): VNode {
  const t = applicationTexts(locale)
  return (
    <>
      {TextInput({
        id: 'homeUri',
        name: 'homeUri',
        label: t.homeUri,
        value: typed.homeUri,
        error: errors['homeUri'],
        type: 'url',
        isExact: true,
      })}
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
