import type { VNode } from 'preact'
import type { Client, ClientError, SigningKey } from '#identity/provider'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Alert,
  Button,
  ButtonLink,
  DataTable,
  DescriptionList,
  EmptyState,
  Form,
  Notice,
  PageHead,
  Panel,
  Select,
  StateChip,
  Summary,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { RulesForm, type RulesFormProps } from './rules.tsx'
import { applicationTexts } from './texts.ts'

const base = '/bureau/applications'

interface ListProps {
  readonly locale: Locale
  readonly clients: readonly Client[]
  /** Names of collectivities, by id. */
  readonly owners: ReadonlyMap<string, string>
}

const stateOf = (isOpen: boolean, locale: Locale): VNode => {
  const t = applicationTexts(locale)
  return isOpen
    ? StateChip({ icon: 'circle-check', label: t.open, tone: 'ok' })
    : StateChip({ icon: 'circle-pause', label: t.closed, tone: 'warn' })
}

/** Every application of the territory. */
export function ApplicationsPage({ locale, clients, owners }: ListProps): VNode {
  const t = applicationTexts(locale)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        <div class="row">
          {ButtonLink({ href: `${base}/nouvelle`, icon: 'plus', children: t.add })}
          {ButtonLink({ href: `${base}/cles`, kind: 'secondary', icon: 'key-round', children: t.keys })}
          {ButtonLink({ href: '/bureau/exploitation/federation', kind: 'secondary', icon: 'plug', children: t.others })}
        </div>
        {clients.length === 0
          ? EmptyState({ icon: 'plug', level: 2, title: t.none, children: <p>{t.none_body}</p> })
          : DataTable<Client>({
              caption: t.caption,
              rows: clients,
              columns: [
                {
                  title: t.name,
                  isHeading: true,
                  onCard: 'title',
                  cell: ({ id, name }) => <a href={`${base}/${id}`}>{name}</a>,
                },
                { title: t.protocol, onCard: 'line', cell: ({ protocol }) => t[protocol] },
                {
                  title: t.owner,
                  onCard: 'line',
                  cell: ({ collectivityId }) =>
                    collectivityId === null ? t.territory : (owners.get(collectivityId) ?? ''),
                },
                { title: t.state, onCard: 'top-end', cell: ({ isOpen }) => stateOf(isOpen, locale) },
              ],
            })}
      </div>
    </>
  )
}

interface ApplicationProps {
  readonly locale: Locale
  readonly client: Client
  readonly issuer: string
  readonly owner: string
  readonly errors: readonly ClientError[]
  readonly rules: RulesFormProps
  readonly isSaved: boolean
  /** Told once, right after it was drawn. */
  readonly secret?: { readonly value: string; readonly formerUntil?: Date | undefined } | undefined
}

/** One application: how it is set, who enters, what was refused to it. */
export function ApplicationPage(props: ApplicationProps): VNode {
  const { locale, client, isSaved, secret } = props
  const t = applicationTexts(locale)
  return (
    <>
      {PageHead({
        title: client.name,
        meta: t[client.protocol],
        lead: client.protocol === 'oidc' ? (client.isFirstParty ? t.firstParty : t.partner) : undefined,
      })}
      <div class="stack far">
        {isSaved && Toast({ children: t.saved })}
        {secret !== undefined && SecretOnce({ locale, secret })}
        {Settings(props)}
        {client.protocol !== 'oidc' && (
          <p>
            <a href="/bureau/exploitation/federation">{t.federation}</a>
          </p>
        )}
        {Panel({
          title: t.tryTitle,
          children: (
            <>
              <p>{client.protocol === 'oidc' ? t.tryBody : t.tryBody_entry}</p>
              <p>
                {ButtonLink({ href: `${base}/${client.id}/essai`, icon: 'play', kind: 'secondary', children: t.try })}
              </p>
            </>
          ),
        })}
        {Panel({ title: t.rulesTitle, children: RulesForm(props.rules) })}
        {Errors(props)}
        {client.protocol === 'oidc' && client.authMethod.startsWith('client_secret') && Secret(props)}
        {Opening(props)}
        <p>
          <a href={base}>{t.back}</a>
        </p>
      </div>
    </>
  )
}

function SecretOnce({ locale, secret }: { locale: Locale; secret: NonNullable<ApplicationProps['secret']> }): VNode {
  const t = applicationTexts(locale)
  return Alert({
    tone: 'warn',
    title: t.secretOnce,
    isLive: true,
    children: (
      <>
        <p>{t.secretOnce_body}</p>
        <p>
          <code>{secret.value}</code>
        </p>
        {secret.formerUntil !== undefined && <p>{t.formerUntil(formats(locale).dateTime(secret.formerUntil))}</p>}
      </>
    ),
  })
}

function Settings({ locale, client, issuer, owner }: ApplicationProps): VNode {
  const t = applicationTexts(locale)
  const addresses = client.redirectUris.map((uri) => <div key={uri}>{uri}</div>)
  return Summary({
    title: t.settings,
    edit: { href: `${base}/${client.id}/reglages`, label: t.edit },
    items: [
      { label: t.owner, value: owner },
      { label: t.clientId, value: <code>{client.clientId}</code> },
      ...(client.protocol === 'oidc'
        ? [
            { label: t.issuer, value: <code>{issuer}</code> },
            { label: t.discovery, value: <code>{`${issuer}/.well-known/openid-configuration`}</code> },
            { label: t.redirectUris, value: <>{addresses}</> },
            { label: t.algorithm, value: client.signingAlgorithm },
            ...(client.settings['withoutPkce'] === true ? [{ label: t.pkce, value: t.withoutPkce_yes }] : []),
            { label: t.scopes, value: client.scopes.join(' ') },
          ]
        : []),
      ...(client.contact === null ? [] : [{ label: t.contactOf, value: client.contact }]),
    ],
  })
}

function Errors({ locale, errors }: ApplicationProps): VNode {
  const t = applicationTexts(locale)
  const format = formats(locale)
  return Panel({
    title: t.errorsTitle,
    children:
      errors.length === 0 ? (
        <p>{t.errorsNone}</p>
      ) : (
        DescriptionList({
          items: errors.map(({ at, code, description }) => ({
            label: format.dateTime(at),
            value: [code, description].filter(Boolean).join(' : '),
          })),
        })
      ),
  })
}

function Secret({ locale, client }: ApplicationProps): VNode {
  const t = applicationTexts(locale)
  return Panel({
    title: t.secretTitle,
    children: (
      <div class="stack">
        <p>{t.secretBody}</p>
        {Form({
          action: `${base}/${client.id}/secret`,
          children: (
            <>
              {Select({
                id: 'jours',
                name: 'jours',
                label: t.keptDays,
                value: '7',
                options: [
                  { value: '0', label: t.now },
                  ...['1', '7', '30'].map((days) => ({ value: days, label: t.days(days) })),
                ],
              })}
              {Actions({ children: Button({ kind: 'secondary', icon: 'refresh-cw', children: t.rotate }) })}
            </>
          ),
        })}
      </div>
    ),
  })
}

function Opening({ locale, client }: ApplicationProps): VNode {
  const t = applicationTexts(locale)
  return Panel({
    title: t.openTitle,
    children: (
      <div class="stack">
        {client.isOpen && <p>{t.close_body}</p>}
        {Form({
          action: `${base}/${client.id}/ouverture`,
          hidden: { ouverte: client.isOpen ? 'non' : 'oui' },
          children: Actions({
            children: Button({
              kind: client.isOpen ? 'danger' : 'secondary',
              icon: client.isOpen ? 'ban' : 'play',
              children: client.isOpen ? t.close : t.reopen,
            }),
          }),
        })}
      </div>
    ),
  })
}

interface TrialProps {
  readonly locale: Locale
  readonly client: Client
  readonly mayEnter: boolean
  readonly token: Readonly<Record<string, unknown>>
  readonly profile: Readonly<Record<string, unknown>>
}

const itemsOf = (claims: Readonly<Record<string, unknown>>) =>
  Object.entries(claims).map(([label, value]) => ({
    label,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }))

/** Tokens and profiles are what OpenID Connect hands over; of the others, only the entry can be tried. */
export const trialTitle = ({ protocol, name }: Client, locale: Locale): string =>
  protocol === 'oidc' ? applicationTexts(locale).tryOf(name) : applicationTexts(locale).tryEntry(name)

/** What the application would get of the operator herself. */
export function TrialPage({ locale, client, mayEnter, token, profile }: TrialProps): VNode {
  const t = applicationTexts(locale)
  return (
    <>
      {PageHead({ title: trialTitle(client, locale), lead: t.tryLead })}
      <div class="stack far">
        {mayEnter
          ? Notice({ tone: 'ok', icon: 'circle-check', children: t.tryEnters })
          : Notice({ tone: 'warn', icon: 'lock', children: t.tryDenied })}
        {client.protocol === 'oidc' && Summary({ title: t.tryToken, items: itemsOf(token) })}
        {client.protocol === 'oidc' && Summary({ title: t.tryProfile, items: itemsOf(profile) })}
        <div class="row actions">
          {client.homeUri !== null &&
            ButtonLink({ href: client.homeUri, iconAfter: 'external-link', children: t.tryOpen })}
          {ButtonLink({ href: `${base}/${client.id}`, kind: 'secondary', children: client.name })}
        </div>
      </div>
    </>
  )
}

interface KeysProps {
  readonly locale: Locale
  readonly rings: readonly { readonly ring: 'es256' | 'rs256' | 'saml'; readonly keys: readonly SigningKey[] }[]
  readonly hasTurned: boolean
}

/** The keys that sign, those announced, those still published. */
export function KeysPage({ locale, rings, hasTurned }: KeysProps): VNode {
  const t = applicationTexts(locale)
  const format = formats(locale)
  return (
    <>
      {PageHead({ title: t.keysTitle, lead: t.keysLead })}
      <div class="stack far">
        {hasTurned && Toast({ children: t.turned })}
        {rings.map(({ ring, keys }) => (
          <section class="stack" key={ring} aria-label={t[`ring_${ring}`]}>
            {Summary({
              title: t[`ring_${ring}`],
              items: keys.map((key) => ({
                label: t[`key_${key.state}`],
                value: `${key.id} · ${format.dateTime(key.retiredAt ?? key.activatedAt ?? key.createdAt)}`,
              })),
            })}
            <p class="meta">{ring === 'saml' ? t.turn_saml : t.turn_body}</p>
            {Form({
              action: `${base}/cles`,
              hidden: { anneau: ring },
              children: Actions({
                children: Button({
                  kind: 'secondary',
                  icon: 'refresh-cw',
                  children: `${t.turn} (${t[`ring_${ring}`]})`,
                }),
              }),
            })}
          </section>
        ))}
        <p>
          <a href={base}>{t.back}</a>
        </p>
      </div>
    </>
  )
}
