import type { ComponentChildren, VNode } from 'preact'
import type { AskedDatum, Capacity, Client } from '#identity/provider'
import { type Locale, localize } from '#kernel/localized'
import { Actions, Button, ButtonLink, Checkboxes, Details, ErrorSummary, Form, Panel, Radios } from '#platform/html'
import { Layout } from '../accounts/parts.tsx'
import { type GroupLetIn, wordsOfGroups } from '../let-in.ts'
import { providerTexts } from './texts.ts'

interface About {
  readonly locale: Locale
  readonly client: Client
}

/** On the way back to the application: the browser goes on by itself. */
export function PassingPage({ locale, client, href }: About & { readonly href: string }): VNode {
  const t = providerTexts(locale)
  return Layout({
    title: t.passing,
    lead: t.passing_body(client.name),
    asideLabel: t.help,
    children: Actions({ children: ButtonLink({ href, iconAfter: 'arrow-right', children: t.goOn }) }),
  })
}

interface ConsentProps extends About {
  readonly uid: string
  readonly data: readonly AskedDatum[]
  readonly accountName: string
}

/** What the application would get, datum by datum, with its value of today. */
export function ConsentPage({ locale, client, uid, data, accountName }: ConsentProps): VNode {
  const t = providerTexts(locale)
  return Layout({
    title: t.consent(client.name),
    lead: client.isFirstParty ? t.consent_first(client.name) : t.consent_lead(client.name),
    asideLabel: t.help,
    aside: (
      <>
        {Panel({ title: t.consent_account, isTinted: true, children: Account({ locale, uid, accountName }) })}
        {!client.isFirstParty && Panel({ title: t.consent_later, children: <p>{t.consent_later_body}</p> })}
      </>
    ),
    children: Form({
      action: `/autorisation/${uid}`,
      children: (
        <>
          {data.length === 0 ? <p>{t.consent_nothing}</p> : Data({ locale, data })}
          {Actions({
            children: (
              <>
                {Button({ size: 'big', name: 'reponse', value: 'oui', children: t.consent_yes })}
                {Button({ kind: 'plain', name: 'reponse', value: 'non', children: t.consent_no })}
              </>
            ),
          })}
        </>
      ),
    }),
  })
}

function Account({ locale, uid, accountName }: { locale: Locale; uid: string; accountName: string }): VNode {
  const t = providerTexts(locale)
  return (
    <>
      <p>{t.connectedAs(accountName)}</p>
      <p>
        <a href={`/connexion?retour=${encodeURIComponent(`/autorisation/${uid}`)}`}>{t.otherAccount}</a>
      </p>
    </>
  )
}

function Data({ locale, data }: { locale: Locale; data: readonly AskedDatum[] }): VNode {
  const t = providerTexts(locale)
  return Checkboxes({
    id: 'donnee',
    name: 'donnee',
    legend: t.consent_data,
    values: data.filter(({ decision }) => decision !== 'refused').map(({ name }) => name),
    choices: data.map(({ name, label, value, isRequired }) => ({
      value: name,
      label: capital(localize(label, locale)),
      hint: [value || t.consent_unknown, isRequired ? t.consent_required : ''].filter(Boolean).join(' · '),
    })),
  })
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

interface ActingProps extends About {
  readonly uid: string
  readonly accountName: string
  readonly capacities: readonly Capacity[]
  readonly isMissing: boolean
}

/** Herself, or one of the organisations that gave her a mandate. */
export function ActingPage({ locale, client, uid, accountName, capacities, isMissing }: ActingProps): VNode {
  const t = providerTexts(locale)
  const error = isMissing ? t.acting_missing : undefined
  return Layout({
    title: t.acting,
    lead: t.acting_lead(client.name),
    asideLabel: t.help,
    aside: Panel({ title: t.consent_account, isTinted: true, children: Account({ locale, uid, accountName }) }),
    children: (
      <>
        {error !== undefined && ErrorSummary({ title: t.acting, errors: [{ fieldId: 'pour', message: error }] })}
        {Form({
          action: `/autorisation/${uid}`,
          children: (
            <>
              {Radios({
                id: 'pour',
                name: 'pour',
                legend: t.acting_legend,
                error,
                isRequired: true,
                choices: [
                  { value: 'moi', label: t.acting_self },
                  ...capacities.map(({ key, label }) => ({ value: `:${key}`, label: t.acting_for(label) })),
                ],
              })}
              {Actions({ children: Button({ size: 'big', name: 'reponse', value: 'oui', children: t.goOn }) })}
            </>
          ),
        })}
      </>
    ),
  })
}

interface DeniedProps extends About {
  readonly uid: string
  readonly accountName: string
  /** Those that its rules name. */
  readonly groups: readonly GroupLetIn[]
}

/** The rules of the application do not let this account in: which right is missing, and who gives it. */
export function DeniedPage({ locale, client, uid, accountName, groups }: DeniedProps): VNode {
  const t = providerTexts(locale)
  const words = client.isOpen ? wordsOfGroups(locale, groups) : undefined
  const why =
    client.isOpen && client.rules.kind === 'agents'
      ? t.denied_agents
      : client.isOpen && client.rules.kind === 'groups'
        ? t.denied_groups
        : t.denied_closed
  return Layout({
    title: t.denied(client.name),
    lead: words?.rule ?? why,
    asideLabel: t.help,
    aside: Panel({ title: t.consent_account, isTinted: true, children: Account({ locale, uid, accountName }) }),
    children: (
      <>
        {words ? <p>{words.givers}</p> : client.contact === null && <p>{t.denied_ask}</p>}
        {client.contact !== null && <p>{words ? t.denied_also(client.contact) : t.denied_who(client.contact)}</p>}
        {Form({
          action: `/autorisation/${uid}`,
          children: Actions({
            children: Button({ kind: 'secondary', name: 'reponse', value: 'non', children: t.back(client.name) }),
          }),
        })}
      </>
    ),
  })
}

/** The sign-in is over, or was begun elsewhere. */
export function OverPage({ locale }: { readonly locale: Locale }): VNode {
  const t = providerTexts(locale)
  return Layout({
    title: t.over,
    lead: t.over_body,
    asideLabel: t.help,
    children: Actions({ children: ButtonLink({ href: '/', kind: 'secondary', children: t.home }) }),
  })
}

interface LogoutProps {
  readonly locale: Locale
  readonly name: string | undefined
  readonly action: string
  readonly xsrf: string
}

/** Asks before an application signs somebody out everywhere. */
export function LogoutPage({ locale, name, action, xsrf }: LogoutProps): VNode {
  const t = providerTexts(locale)
  return Layout({
    title: t.logout,
    lead: name === undefined ? t.logout_body : t.logout_from(name),
    asideLabel: t.help,
    children: Form({
      action,
      hidden: { xsrf },
      children: Actions({
        children: (
          <>
            {Button({ size: 'big', icon: 'log-out', name: 'logout', value: 'yes', children: t.logout_yes })}
            {Button({ kind: 'plain', children: t.logout_no })}
          </>
        ),
      }),
    }),
  })
}

interface ProblemProps {
  readonly locale: Locale
  readonly client: Pick<Client, 'name' | 'contact'> | undefined
  readonly sentence: string
  /** The protocol's own words. */
  readonly technical: string
}

/** What the application did wrong, and who to tell. */
export function ProblemPage({ locale, client, sentence, technical }: ProblemProps): VNode {
  const t = providerTexts(locale)
  const who: ComponentChildren = client?.contact == null ? t.problem_whoElse : t.problem_who(client.contact)
  return Layout({
    title: client ? t.problem_of(client.name) : t.problem,
    lead: sentence,
    asideLabel: t.help,
    children: (
      <>
        <p>
          {t.problem_body} {who}
        </p>
        {Details({ summary: t.problem_technical, children: <p class="meta">{technical}</p> })}
        {Actions({ children: ButtonLink({ href: '/', kind: 'secondary', children: t.home }) })}
      </>
    ),
  })
}
