import { parseArgs } from 'node:util'
import type { Client, ClientFaults, ClientField } from '#identity/provider'
import type { Config } from '#platform/config'
import { type Context, systemContext } from '#platform/context'
import { findSite, listCollectivities } from '#territory/collectivities'
import type { App } from '../app.ts'
import { withInstallation } from './app.ts'
import { clientFrom, readDescribed } from './applications-input.ts'
import { misuseSentence } from './sentences.ts'

const say = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`)

function refuse(sentence: string, code: 1 | 2 = 1): number {
  process.stderr.write(`${sentence}\n`)
  return code
}

const protocols: Readonly<Record<Client['protocol'], string>> = {
  oidc: 'OpenID Connect',
  saml: 'SAML 2.0',
  cas: 'CAS 3',
}

/** `traboule applications`: one a line, by name, with the identifier that the other commands take. */
export async function listApplications(config: Config, args: readonly string[]): Promise<number> {
  if (args.length > 0) {
    return refuse(
      `« ${args[0]} » n’est pas une commande : applications, ou applications create, secret, close, open.`,
      2,
    )
  }
  return withInstallation(config, async (app) => {
    const clients = await app.provider.clients.list(systemContext(app, 'applications'))
    const owners = new Map((await listCollectivities(app.db)).map(({ id, name }) => [id, name]))
    if (clients.length === 0) say('Aucune application n’est déclarée.')
    for (const { name, clientId, protocol, isOpen, collectivityId } of clients) {
      const owner = collectivityId === null ? 'le territoire' : (owners.get(collectivityId) ?? '')
      say(name, `  ${[clientId, protocols[protocol], owner, isOpen ? 'ouverte' : 'fermée'].join(' · ')}`)
    }
    return 0
  })
}

const fields: Readonly<Record<ClientField, string>> = {
  name: 'le nom',
  clientId: 'l’identifiant',
  redirectUris: 'les adresses de retour',
  logoutRedirectUris: 'les adresses après la déconnexion',
  backchannelLogoutUri: 'l’adresse prévenue des déconnexions',
  homeUri: 'la page d’accueil',
  jwksUri: 'l’adresse de ses clés',
  scopes: 'ce qu’elle peut demander',
  contact: 'le contact',
  withoutPkce: 'sans preuve d’échange (PKCE)',
}

const faults: Readonly<Record<NonNullable<ClientFaults[ClientField]>, string>> = {
  missing: 'il manque',
  malformed: 'écrivez une adresse entière, sans # ni espace, ou un identifiant de trois caractères au moins',
  not_https: 'écrivez une adresse en https',
  many_hosts: 'pour un partenaire, gardez des adresses d’un seul site',
  taken: 'il est déjà pris',
  unknown: 'l’une de ces demandes n’existe pas',
  needs_secret: 'elle doit alors avoir un secret',
}

const faultSentence = (found: ClientFaults): string =>
  Object.entries(found)
    .map(([field, fault]) => `À corriger, ${fields[field as ClientField]} : ${faults[fault]}.`)
    .join('\n')

/** `traboule applications create`: an application of OpenID Connect, by a file or flags; its secret is written once. */
export async function createApplication(config: Config, args: readonly string[]): Promise<number> {
  const read = await readDescribed(args)
  if (!read.ok) return refuse(read.refusal)
  const { collectivity } = read.value
  return withInstallation(config, async (app) => {
    const site = collectivity === undefined ? undefined : await findSite(app.db, { slug: collectivity })
    if (collectivity !== undefined && !site) return refuse(`Aucune collectivité ne s’appelle « ${collectivity} » ici.`)
    const ctx = systemContext(app, 'applications create')
    const made = await app.provider.clients.create(ctx, clientFrom(read.value, site?.id ?? null))
    if (!made.ok) return refuse(faultSentence(made.refusal.faults))
    const { client, secret } = made.value
    say(
      `Application ajoutée : ${client.name}`,
      `  identifiant    ${client.clientId}`,
      ...(secret === null ? [] : [`  secret         ${secret}   (il ne sera plus montré)`]),
      `  configuration  ${app.provider.issuer}/.well-known/openid-configuration`,
    )
    return 0
  })
}

/** Works on the application that the words name. */
async function onOne(
  config: Config,
  asked: { readonly command: string; readonly clientId: string | undefined },
  work: (app: App, ctx: Context, client: Client) => Promise<number>,
): Promise<number> {
  const { command, clientId } = asked
  if (clientId === undefined)
    return refuse(`Indiquez l’application par son identifiant : traboule ${command} IDENTIFIANT`, 2)
  return withInstallation(config, async (app) => {
    const client = await app.provider.findClient(clientId)
    if (!client)
      return refuse(`Aucune application n’a l’identifiant « ${clientId} ». « traboule applications » les montre.`)
    return work(app, systemContext(app, command), client)
  })
}

/** `traboule applications secret`: a new secret; the one of before opens for some days more. */
export async function renewSecret(config: Config, args: readonly string[]): Promise<number> {
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options: { keep: { type: 'string' } }, allowPositionals: true })
  } catch (error) {
    return refuse(misuseSentence(error), 2)
  }
  const { keep = '7' } = parsed.values
  if (!/^\d{1,2}$/.test(keep) || Number(keep) > 90) return refuse('--keep est un nombre de jours, de 0 à 90.', 2)
  const asked = { command: 'applications secret', clientId: parsed.positionals[0] }
  return onOne(config, asked, async (app, ctx, client) => {
    if (client.protocol !== 'oidc' || !client.authMethod.startsWith('client_secret')) {
      return refuse(`${client.name} n’a pas de secret : elle prouve autrement qui elle est.`)
    }
    const { secret, formerUntil } = await app.provider.clients.rotateSecret(ctx, client.id, Number(keep))
    const until = formerUntil.toLocaleString('fr-FR', {
      timeZone: 'Europe/Paris',
      dateStyle: 'long',
      timeStyle: 'short',
    })
    say(
      `Nouveau secret de ${client.name} : ${secret}   (il ne sera plus montré)`,
      keep === '0' ? 'L’ancien ne vaut plus rien.' : `L’ancien ouvre encore jusqu’au ${until}.`,
    )
    return 0
  })
}

/** `traboule applications close` and `open`: nobody enters it any more, or again; its settings stay. */
export const openOrClose =
  (isOpen: boolean) =>
  (config: Config, args: readonly string[]): Promise<number> => {
    const command = isOpen ? 'applications open' : 'applications close'
    return onOne(config, { command, clientId: args[0] }, async (app, ctx, client) => {
      const changed = await app.provider.clients.change(ctx, client.id, { isOpen })
      if (!changed.ok) return refuse(faultSentence(changed.refusal.faults))
      say(
        isOpen
          ? `${client.name} est ouverte.`
          : `${client.name} est fermée : plus personne n’y entre, ses réglages restent.`,
      )
      return 0
    })
  }
