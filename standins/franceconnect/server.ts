import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { safe, simulatorPage } from '../openid/page.ts'
import {
  type Choice,
  type Interaction,
  type OpenIdStandIn,
  startOpenIdStandIn,
  type StandInClient,
} from '../openid/server.ts'

/** The pivot identity of FranceConnect, with what it adds. */
export interface NationalIdentity {
  readonly key: string
  /** `etalab`: a fact of the State's published cases; `traboule`: ours. */
  readonly origin?: string
  readonly given_name: string
  readonly family_name: string
  readonly preferred_username?: string
  readonly gender: string
  readonly birthdate: string
  /** INSEE code of the commune; empty for births abroad. */
  readonly birthplace: string
  readonly birthcountry: string
  readonly email?: string
}

export interface FranceConnectOptions {
  readonly port?: number
  readonly clients: readonly StandInClient[]
}

export interface FranceConnectStandIn extends OpenIdStandIn {
  readonly identities: readonly NationalIdentity[]
  /** The same person gets another `sub` from now on, as after a repair of her identity. */
  renew(key: string): void
}

const name = 'FranceConnect'

/** Identities of the State's published test cases, and a few of ours. */
export const readIdentities = (): readonly NationalIdentity[] => {
  const text = readFileSync(new URL('../../data/standins/franceconnect.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { identities: NationalIdentity[] }).identities
}

/** Refusals and failures that FranceConnect documents, by the name of their button. */
const errors: Readonly<
  Record<string, { readonly label: string; readonly error: string; readonly description: string }>
> = {
  refuse: { label: 'Refuser, et revenir', error: 'access_denied', description: 'User auth aborted' },
  broken: { label: 'Faire comme si FranceConnect était en panne', error: 'server_error', description: 'Y000000' },
  away: {
    label: 'Faire comme s’il était fermé pour travaux',
    error: 'temporarily_unavailable',
    description: 'maintenance',
  },
}

/** Starts a simulator of FranceConnect (version 2, levels eidas1 to eidas3) on this machine. */
export async function startFranceConnect({ port, clients }: FranceConnectOptions): Promise<FranceConnectStandIn> {
  const identities = readIdentities()
  const generations = new Map<string, number>()
  const bySubject = new Map<string, NationalIdentity>()
  const subjectOf = (identity: NationalIdentity): string => {
    const { key: _key, origin: _origin, email: _email, preferred_username: _used, ...pivot } = identity
    const text = JSON.stringify([pivot, generations.get(identity.key) ?? 0])
    const subject = `${createHmac('sha256', 'franceconnect simulator').update(text).digest('hex')}v1`
    bySubject.set(subject, identity)
    return subject
  }
  for (const identity of identities) subjectOf(identity)
  // Each fault chosen on the page falls on the answers that follow it.
  let standIn: OpenIdStandIn | undefined
  standIn = await startOpenIdStandIn({
    name,
    path: '/api/v2',
    ...(port === undefined ? {} : { port }),
    clients,
    acrValues: ['eidas1', 'eidas2', 'eidas3'],
    claims: {
      openid: ['sub'],
      given_name: ['given_name'],
      family_name: ['family_name'],
      preferred_username: ['preferred_username'],
      birthdate: ['birthdate'],
      gender: ['gender'],
      birthplace: ['birthplace'],
      birthcountry: ['birthcountry'],
      email: ['email'],
      profile: ['given_name', 'family_name', 'birthdate', 'gender', 'preferred_username'],
      identite_pivot: ['given_name', 'family_name', 'birthdate', 'gender', 'birthplace', 'birthcountry'],
    },
    claimsOf: (subject) => {
      const identity = bySubject.get(subject)
      if (!identity) return undefined
      const { key: _key, origin: _origin, ...claims } = identity
      return { ...claims, given_name_array: identity.given_name.split(' ') }
    },
    interact: (interaction, form) => {
      if (form?.get('fault') === 'silence') standIn?.spoil('token', 'silence')
      return interact({ identities, interaction, form, subjectOf, bySubject })
    },
  })
  return {
    ...standIn,
    identities,
    renew: (key) => void generations.set(key, (generations.get(key) ?? 0) + 1),
  }
}

interface Turn {
  readonly identities: readonly NationalIdentity[]
  readonly interaction: Interaction
  readonly form: URLSearchParams | undefined
  readonly subjectOf: (identity: NationalIdentity) => string
  readonly bySubject: Map<string, NationalIdentity>
}

const levels: readonly string[] = ['eidas1', 'eidas2', 'eidas3']

function interact({ identities, interaction, form, subjectOf, bySubject }: Turn): Choice {
  if (!form) return { kind: 'page', html: choicePage(identities, interaction) }
  const error = errors[form.get('error') ?? '']
  if (error) return { kind: 'error', error: error.error, description: error.description }
  const chosen = form.get('identity') ?? ''
  const identity = chosen === 'typed' ? typedIdentity(form) : identities.find(({ key }) => key === chosen)
  if (!identity) return { kind: 'page', html: choicePage(identities, interaction) }
  const asked = form.get('acr') ?? 'eidas1'
  const acr = levels.includes(asked) ? asked : 'eidas1'
  if (form.get('consent') !== 'yes') return { kind: 'page', html: consentPage(identity, interaction, form) }
  const accountId = subjectOf(identity)
  bySubject.set(accountId, identity)
  return { kind: 'identity', accountId, acr, amr: ['fc', ...(acr === 'eidas1' ? ['pwd'] : ['pwd', 'mfa'])] }
}

const field = (form: URLSearchParams, key: string): string => (form.get(key) ?? '').trim().slice(0, 100)

function typedIdentity(form: URLSearchParams): NationalIdentity | undefined {
  const identity = {
    key: 'typed',
    given_name: field(form, 'given_name'),
    family_name: field(form, 'family_name'),
    gender: field(form, 'gender') === 'male' ? 'male' : 'female',
    birthdate: field(form, 'birthdate'),
    birthplace: field(form, 'birthplace'),
    birthcountry: '99100',
    email: field(form, 'email'),
  }
  return identity.given_name && identity.family_name && identity.birthdate ? identity : undefined
}

const typedFields: readonly (readonly [string, string, string])[] = [
  ['given_name', 'Prénoms', 'text'],
  ['family_name', 'Nom de naissance', 'text'],
  ['birthdate', 'Date de naissance (AAAA-MM-JJ)', 'text'],
  ['birthplace', 'Code INSEE de la commune de naissance', 'text'],
  ['email', 'Adresse électronique', 'email'],
]

function choicePage(identities: readonly NationalIdentity[], { uid }: Interaction): string {
  const people = identities.map(
    (
      each,
      index,
    ) => `<label><input type="radio" name="identity" value="${safe(each.key)}"${index === 0 ? ' checked' : ''}>
      ${safe(`${each.given_name} ${each.family_name}, ${each.birthdate}`)}</label>`,
  )
  const typed = typedFields.map(
    ([key, label, type]) => `<label>${label}<br><input type="${type}" name="${key}"></label>`,
  )
  const levelList = levels.map((level) => `<option>${level}</option>`)
  const buttons = Object.entries(errors).map(
    ([key, { label }]) => `<button name="error" value="${key}">${label}</button>`,
  )
  return simulatorPage(
    name,
    'Qui êtes-vous ?',
    `<form method="post" action="/interaction/${safe(uid)}"><fieldset><legend>Une identité d’essai</legend>${people.join('')}
    <label><input type="radio" name="identity" value="typed"> Une autre, écrite ci-dessous</label></fieldset>
    <button>Continuer</button>
    <details><summary>Écrire une autre identité</summary>${typed.join('')}
    <label>Sexe<br><select name="gender"><option value="female">féminin</option><option value="male">masculin</option></select></label></details>
    <p><label>Niveau de garantie<br><select name="acr">${levelList.join('')}</select></label></p>
    <fieldset><legend>Ou bien, une panne</legend>${buttons.join('')}
    <label><input type="checkbox" name="fault" value="silence"> Ne plus répondre au service après mon retour</label></fieldset></form>`,
  )
}

const shown: readonly (readonly [string, keyof NationalIdentity])[] = [
  ['Prénoms', 'given_name'],
  ['Nom de naissance', 'family_name'],
  ['Nom d’usage', 'preferred_username'],
  ['Date de naissance', 'birthdate'],
  ['Commune de naissance', 'birthplace'],
  ['Pays de naissance', 'birthcountry'],
  ['Sexe', 'gender'],
  ['Adresse électronique', 'email'],
]

/** What will be handed to the service, before it is. */
function consentPage(identity: NationalIdentity, { uid }: Interaction, form: URLSearchParams): string {
  const rows = shown
    .filter(([, key]) => identity[key])
    .map(([label, key]) => `<dt>${label}</dt><dd>${safe(identity[key] ?? '')}</dd>`)
  const kept = [...form].map(([key, value]) => `<input type="hidden" name="${safe(key)}" value="${safe(value)}">`)
  return simulatorPage(
    name,
    'Ce qui sera transmis au service',
    `<dl>${rows.join('')}</dl><form method="post" action="/interaction/${safe(uid)}">${kept.join('')}
    <button name="consent" value="yes">Accepter, et revenir au service</button>
    <button name="error" value="refuse">Refuser, et revenir</button></form>`,
  )
}
