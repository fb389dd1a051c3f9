import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { safe, simulatorPage } from '../openid/page.ts'
import {
  type Choice,
  type Interaction,
  type OpenIdStandIn,
  type StandInClient,
  startOpenIdStandIn,
} from '../openid/server.ts'
import type { TrialService } from './service.ts'
import { askProvider, type IdentityProvider, readAnswer } from './federation.ts'

/** A professional, in the claims that ProConnect hands over. */
export interface ProfessionalIdentity {
  readonly key: string
  readonly given_name: string
  readonly usual_name: string
  readonly email: string
  readonly uid: string
  readonly siret: string
  readonly organization_label: string
  readonly roles: readonly string[]
  readonly phone?: string
  readonly belonging_population?: string
  /** ProConnect found her among those who direct the organisation. */
  readonly director: boolean
}

export interface ProConnectOptions {
  readonly port?: number
  readonly clients: readonly StandInClient[]
  /** Providers of identities to which it sends agents, as the real one does by the domain of their address. */
  readonly providers?: readonly IdentityProvider[]
  /** A service to try it with, at `/service` of the same machine. */
  readonly trial?: TrialService
}

export interface ProConnectStandIn extends OpenIdStandIn {
  readonly identities: readonly ProfessionalIdentity[]
  /** What each provider of identities answered, the last one last: for tests of its contract. */
  readonly received: readonly ReceivedIdentity[]
}

/** Claims of the identity token and of the userinfo of a provider, as they came and were verified. */
export interface ReceivedIdentity {
  readonly idToken: Readonly<Record<string, unknown>>
  readonly userinfo: Readonly<Record<string, unknown>>
}

const name = 'ProConnect'
const director = 'https://proconnect.gouv.fr/assurance/certification-dirigeant'
const levels: readonly string[] = ['eidas1', 'eidas2', 'eidas3']

/** Establishments of the State's published test cases, with people of ours. */
const readProfessionals = (): readonly ProfessionalIdentity[] => {
  const text = readFileSync(new URL('../../data/standins/proconnect.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { identities: ProfessionalIdentity[] }).identities
}

/** Somebody let in: an identity of the list, or one that a provider answered for. */
interface Known {
  readonly claims: Readonly<Record<string, unknown>>
  readonly director: boolean
}

interface Stand {
  readonly identities: readonly ProfessionalIdentity[]
  readonly providers: readonly IdentityProvider[]
  readonly bySubject: Map<string, Known>
  readonly received: ReceivedIdentity[]
  /** Answers of providers, until the page of the interaction takes them. */
  readonly tickets: Map<string, { readonly subject: string; readonly acr: string; readonly amr: readonly string[] }>
  /** Questions asked to providers, by state. */
  readonly asked: Map<string, { readonly uid: string; readonly provider: IdentityProvider; readonly nonce: string }>
  /** Where providers answer. */
  callback: string
}

const subjectOf = (source: string, uid: string): string =>
  createHash('sha256').update(`proconnect simulator ${source} ${uid}`).digest('hex')

/** Starts a simulator of ProConnect on this machine: a provider for services, a service for providers of identities. */
export async function startProConnect(options: ProConnectOptions): Promise<ProConnectStandIn> {
  const stand: Stand = {
    identities: readProfessionals(),
    providers: options.providers ?? [],
    bySubject: new Map(),
    received: [],
    tickets: new Map(),
    asked: new Map(),
    callback: '',
  }
  for (const { key: _key, director: isDirector, ...claims } of stand.identities) {
    stand.bySubject.set(subjectOf('list', claims.uid), {
      claims: { ...claims, idp_id: 'simulateur' },
      director: isDirector,
    })
  }
  const standIn = await startOpenIdStandIn({
    name,
    path: '/api/v2',
    ...(options.port === undefined ? {} : { port: options.port }),
    clients: options.trial ? [...options.clients, options.trial.registration] : options.clients,
    acrValues: [...levels, director],
    claims: {
      openid: ['sub'],
      given_name: ['given_name'],
      usual_name: ['usual_name'],
      email: ['email'],
      uid: ['uid'],
      siret: ['siret'],
      siren: ['siren'],
      organizational_unit: ['organizational_unit'],
      belonging_population: ['belonging_population'],
      phone: ['phone', 'phone_number'],
      chorusdt: ['chorusdt'],
      idp_id: ['idp_id'],
      organization_label: ['organization_label'],
      roles: ['roles'],
    },
    extraParams: ['siret_hint'],
    claimsOf: (subject) => stand.bySubject.get(subject)?.claims,
    interact: (interaction, form) => interact(stand, interaction, form),
    handle: async (url) => (url.pathname === callbackPath ? hear(stand, url) : options.trial?.handle(url)),
  })
  stand.callback = new URL(callbackPath, standIn.issuer).href
  return { ...standIn, identities: stand.identities, received: stand.received }
}

/** Registered with each provider of identities. */
export const callbackPath = '/api/v2/oidc-callback'

/** The level that a service will not do without, if any (OpenID Connect Core 5.5.1.1). */
function essentialLevels({ params }: Interaction): readonly string[] {
  const text = params['claims']
  if (typeof text !== 'string') return []
  const { id_token: token } = JSON.parse(text) as {
    id_token?: { acr?: { essential?: boolean; value?: string; values?: string[] } | null }
  }
  const { essential = false, value, values = [] } = token?.acr ?? {}
  return essential ? [...(value === undefined ? [] : [value]), ...values] : []
}

async function interact(stand: Stand, interaction: Interaction, form: URLSearchParams | undefined): Promise<Choice> {
  const ticket = stand.tickets.get(interaction.query.get('ticket') ?? '')
  if (ticket) return admit(stand, interaction, ticket)
  if (!form) return { kind: 'page', html: choicePage(stand, interaction) }
  if (form.get('error') === 'refuse') {
    return { kind: 'error', error: 'access_denied', description: 'User auth aborted' }
  }
  if (form.get('error') === 'broken') return { kind: 'error', error: 'server_error', description: 'Y500001' }
  const provider = stand.providers.find(({ key }) => key === form.get('provider'))
  if (provider) return ask(stand, interaction, provider, form.get('email') ?? '')
  const identity = stand.identities.find(({ key }) => key === form.get('identity'))
  if (!identity) return { kind: 'page', html: choicePage(stand, interaction) }
  const acr = levels.find((level) => level === form.get('acr')) ?? 'eidas1'
  const amr = acr === 'eidas1' ? ['pwd'] : ['pwd', 'totp', 'mfa']
  return admit(stand, interaction, { subject: subjectOf('list', identity.uid), acr, amr })
}

/** Lets in who reaches the level that the service will not do without; otherwise says that it is not reached. */
function admit(
  stand: Stand,
  interaction: Interaction,
  { subject, acr, amr }: { readonly subject: string; readonly acr: string; readonly amr: readonly string[] },
): Choice {
  const wanted = essentialLevels(interaction)
  const isDirector = stand.bySubject.get(subject)?.director === true
  const reached = wanted.includes(director) && isDirector ? director : acr
  if (wanted.length > 0 && !wanted.includes(reached)) {
    return { kind: 'error', error: 'access_denied', description: 'none of the requested ACRs could be obtained' }
  }
  return { kind: 'identity', accountId: subject, acr: reached, amr }
}

/** Sends an agent to the provider of identities of her employer. */
async function ask(stand: Stand, interaction: Interaction, provider: IdentityProvider, email: string): Promise<Choice> {
  const [state, nonce] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
  stand.asked.set(state, { uid: interaction.uid, provider, nonce })
  const wanted = essentialLevels(interaction).filter((level) => levels.includes(level))
  const hint = interaction.params['siret_hint']
  const to = await askProvider(provider, {
    redirectUri: stand.callback,
    state,
    nonce,
    loginHint: email,
    serviceName: interaction.clientId,
    wanted,
    siretHint: typeof hint === 'string' ? hint : undefined,
  })
  return { kind: 'away', to: to.href }
}

/** The answer of a provider of identities, verified, then handed to the page of the service's request. */
async function hear(stand: Stand, url: URL): Promise<Choice> {
  const state = url.searchParams.get('state') ?? ''
  const asked = stand.asked.get(state)
  if (!asked) return { kind: 'page', html: simulatorPage(name, 'Cette demande n’est plus en cours', '') }
  stand.asked.delete(state)
  const { uid, provider, nonce } = asked
  let answer: ReceivedIdentity
  try {
    answer = await readAnswer(provider, { url, redirectUri: stand.callback, state, nonce })
  } catch (error) {
    const why = url.searchParams.get('error') ?? (error instanceof Error ? error.message : String(error))
    return {
      kind: 'page',
      html: simulatorPage(name, 'Le fournisseur d’identité a répondu par une erreur', `<p>${safe(why)}</p>`),
    }
  }
  stand.received.push(answer)
  const { idToken, userinfo } = answer
  const subject = subjectOf(provider.key, String(idToken['sub']))
  stand.bySubject.set(subject, { claims: { ...userinfo, idp_id: provider.key }, director: false })
  const ticket = randomBytes(16).toString('hex')
  const amr = Array.isArray(idToken['amr']) ? idToken['amr'].map(String) : []
  stand.tickets.set(ticket, { subject, acr: String(idToken['acr']), amr })
  return { kind: 'away', to: `/interaction/${uid}?ticket=${ticket}` }
}

function choicePage({ identities, providers }: Stand, { uid, params }: Interaction): string {
  const people = identities.map(
    ({ key, given_name, usual_name, organization_label, siret }, index) =>
      `<label><input type="radio" name="identity" value="${safe(key)}"${index === 0 ? ' checked' : ''}>
      ${safe(`${given_name} ${usual_name}, ${organization_label || 'sans organisation'} ${siret}`)}</label>`,
  )
  const hint = typeof params['login_hint'] === 'string' ? params['login_hint'] : ''
  const others = providers.map(
    ({ key, title }) => `<button name="provider" value="${safe(key)}">Passer par ${safe(title)}</button>`,
  )
  const levelList = levels.map((level) => `<option>${level}</option>`)
  const federation =
    others.length === 0
      ? ''
      : `<fieldset><legend>Un agent, par le fournisseur d’identité de son employeur</legend>
    <label>Adresse électronique professionnelle<br><input type="email" name="email" value="${safe(hint)}"></label>${others.join('')}</fieldset>`
  return simulatorPage(
    name,
    'Qui êtes-vous ?',
    `<form method="post" action="/interaction/${safe(uid)}"><fieldset><legend>Une identité professionnelle d’essai</legend>${people.join('')}</fieldset>
    <button name="consent" value="yes">Continuer</button>
    <p><label>Niveau de garantie<br><select name="acr">${levelList.join('')}</select></label></p>${federation}
    <fieldset><legend>Ou bien, une panne</legend><button name="error" value="refuse">Refuser, et revenir</button>
    <button name="error" value="broken">Faire comme si ProConnect était en panne</button></fieldset></form>`,
  )
}
