import type { VNode } from 'preact'
import type { Client, ClientError } from '#identity/provider'
import type { Locale } from '#kernel/localized'
import {
  Button,
  ButtonLink,
  Checkbox,
  DescriptionList,
  EmptyState,
  ErrorSummary,
  Form,
  PageHead,
  Panel,
  Radios,
  SectionHead,
  TextArea,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { federationDeskTexts } from './texts.ts'

export interface Registered {
  readonly client: Client
  readonly lastError: ClientError | undefined
}

/** What was typed, by field; switches hold `oui`. */
export type Typed = Readonly<Record<string, string>>

export interface FederationPageProps {
  readonly locale: Locale
  readonly registered: readonly Registered[]
  /** Addresses of ours that the operator of an application asks for. */
  readonly addresses: { readonly metadata: string; readonly cas: string }
  readonly added: string | undefined
  /** The form that was refused, with what was typed in it. */
  readonly refused:
    | {
        readonly form: 'saml' | 'cas'
        readonly typed: Typed
        readonly field: string
        readonly message: string
      }
    | undefined
}

/** Applications that enter by SAML and CAS, and how one is added. */
export function FederationPage(props: FederationPageProps): VNode {
  const { locale, registered, addresses, added, refused } = props
  const t = federationDeskTexts(locale)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        <p>
          <a href="/bureau/applications/nouvelle">{t.openIdConnect}</a>
        </p>
        {added !== undefined && Toast({ children: t.added(added) })}
        {refused &&
          ErrorSummary({
            title: t.oneError,
            errors: [{ fieldId: `${refused.form}-${refused.field}`, message: refused.message }],
          })}
        {Panel({
          title: t.ours,
          children: DescriptionList({
            items: [
              { label: t.oursMetadata, value: addresses.metadata },
              { label: t.oursCas, value: addresses.cas },
            ],
          }),
        })}
        <section class="stack">
          {SectionHead({ title: t.registered })}
          {registered.length === 0
            ? EmptyState({ icon: 'key-round', title: t.none, children: t.noneNote })
            : registered.map((each) => ApplicationOf(each, locale))}
        </section>
        {SamlForm(props)}
        {CasForm(props)}
      </div>
    </>
  )
}

function ApplicationOf({ client, lastError }: Registered, locale: Locale): VNode {
  const t = federationDeskTexts(locale)
  const error = lastError ? `${lastError.description} (${formats(locale).dateTime(lastError.at)})` : t.noError
  return Panel({
    title: client.name,
    level: 3,
    children: (
      <>
        {DescriptionList({
          items: [
            { label: client.protocol === 'saml' ? t.saml : t.cas, value: client.clientId },
            { label: t.lastError, value: error },
          ],
        })}
        <p>
          {ButtonLink({
            kind: 'quiet',
            href: `/bureau/applications/${client.id}`,
            iconAfter: 'arrow-right',
            children: t.rules,
          })}
        </p>
      </>
    ),
  })
}

const typedIn = ({ refused }: FederationPageProps, form: 'saml' | 'cas') => {
  const mine = refused?.form === form ? refused : undefined
  return {
    value: (name: string): string => mine?.typed[name] ?? '',
    error: (name: string): string | undefined => (mine?.field === name ? mine.message : undefined),
  }
}

function SamlForm(props: FederationPageProps): VNode {
  const t = federationDeskTexts(props.locale)
  const { value, error } = typedIn(props, 'saml')
  const text = (name: 'name' | 'metadataUrl', label: string, hint: string) =>
    TextInput({ id: `saml-${name}`, name, label, hint, value: value(name), error: error(name) })
  const box = (name: string, label: string) =>
    Checkbox({ id: `saml-${name}`, name, value: 'oui', label, isChecked: value(name) === 'oui' })
  return (
    <section class="stack" id="saml">
      {SectionHead({ title: t.addSaml })}
      {Form({
        action: '/bureau/exploitation/federation/saml',
        children: (
          <>
            {text('name', t.name, t.nameHint)}
            {TextArea({
              id: 'saml-metadata',
              name: 'metadata',
              label: t.metadata,
              hint: t.metadataHint,
              rows: 8,
              value: value('metadata'),
              error: error('metadata'),
            })}
            {text('metadataUrl', t.metadataUrl, t.metadataUrlHint)}
            {Radios({
              id: 'saml-nameId',
              name: 'nameId',
              legend: t.nameId,
              value: value('nameId') || 'persistent',
              choices: [
                { value: 'persistent', label: t.persistent, hint: t.persistentHint },
                { value: 'email', label: t.email, hint: t.emailHint },
                { value: 'transient', label: t.transient },
              ],
            })}
            {box('wantsSigned', t.wantsSigned)}
            {box('encrypts', t.encrypts)}
            {box('starts', t.starts)}
            <div>{Button({ icon: 'plus', children: t.save })}</div>
          </>
        ),
      })}
    </section>
  )
}

function CasForm(props: FederationPageProps): VNode {
  const t = federationDeskTexts(props.locale)
  const { value, error } = typedIn(props, 'cas')
  const text = (name: 'name' | 'prefix', label: string, hint: string) =>
    TextInput({ id: `cas-${name}`, name, label, hint, value: value(name), error: error(name) })
  return (
    <section class="stack" id="cas">
      {SectionHead({ title: t.addCas })}
      {Form({
        action: '/bureau/exploitation/federation/cas',
        children: (
          <>
            {text('name', t.name, t.nameHint)}
            {text('prefix', t.prefix, t.prefixHint)}
            {Radios({
              id: 'cas-user',
              name: 'user',
              legend: t.user,
              value: value('user') || 'email',
              choices: [
                { value: 'email', label: t.userEmail },
                { value: 'id', label: t.userId },
              ],
            })}
            {Checkbox({
              id: 'cas-hears',
              name: 'hears',
              value: 'oui',
              label: t.hears,
              isChecked: value('hears') === 'oui',
            })}
            <div>{Button({ icon: 'plus', children: t.save })}</div>
          </>
        ),
      })}
    </section>
  )
}
