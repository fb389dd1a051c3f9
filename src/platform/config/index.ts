import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AppError } from '#kernel/errors'
import { isLoopback } from '#kernel/web-address'

/** The gateway that text messages go through. */
export interface SmsConfig {
  readonly url: string
  readonly key: string
  /** Who they come from, as telephones show it. */
  readonly from: string
  /** Signs what the gateway tells of answers (Standard Webhooks, `whsec_…`); undefined: answers are not taken. */
  readonly inboundSecret: string | undefined
}

/** Everything that the surroundings may decide, read once. The only reader of `process.env`. */
export interface Config {
  /** Address the sites listen on; `localhost` keeps a trial installation on its own machine. */
  readonly host: string
  readonly port: number
  /** How visitors reach the platform, for links in mails. Without trailing slash. */
  readonly publicUrl: string
  /** Folder of the database, files, secrets and lock of this installation. */
  readonly dataFolder: string
  /** An existing PostgreSQL server; undefined starts the embedded one. */
  readonly databaseUrl: string | undefined
  /** Load the demonstration territory, its people and their known passwords. */
  readonly demo: boolean
  /** `smtp://user:password@host:587`; undefined keeps mails in the local outbox. */
  readonly smtpUrl: string | undefined
  readonly mailFrom: string
  /** Mailboxes may be on this machine or on the town's own network; otherwise only the outside is reached. */
  readonly reachesPrivateMailboxes: boolean
  /** Trust `X-Forwarded-*` of a reverse proxy in front. */
  readonly behindProxy: boolean
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** 32 bytes or more that sign cookies and codes; undefined: kept in the data folder. */
  readonly secret: string | undefined
  /** Of each web process. */
  readonly databaseConnections: number
  /** Processes that serve the sites on the same port: one for each core that may be theirs. */
  readonly webProcesses: number
  /** A copy of the list of lost passwords, folder of ranges or sorted file; undefined: the short list of the project only. */
  readonly breachedPasswords: string | undefined
  /** What the territory was given by FranceConnect, then by ProConnect; undefined: their buttons are not shown. */
  readonly franceConnect: NationalProvider | undefined
  readonly proConnect: NationalProvider | undefined
  /** `clamd://host:3310`: looks for viruses in what people send; none by default. */
  readonly scannerUrl: string | undefined
  /** The gateway that text messages go through; none unless the operator names one. */
  readonly sms: SmsConfig | undefined
  /** How LibreOffice is called, to make PDFs of letters; letters stay documents where it is not installed. */
  readonly officeCommand: string
  /** Access to the State's register of firms; undefined: organisations are checked by moderators only. */
  readonly register: RegisterConfig | undefined
  /** How the State's API on people is reached; each collectivity has its own key, or this one. */
  readonly particulier: ParticulierConfig
  /** Where payments go: PayFiP's own address, or a stand-in's. Without trailing slash. */
  readonly payFipUrl: string
  /** Partners' tools may be on the town's own network, unencrypted: webhooks and hand-overs reach it. */
  readonly privatePartners: boolean
  readonly hubee: HubeeConfig
}

/** Where the State's exchange is. */
export interface HubeeConfig {
  /** Without trailing slash. */
  readonly api: string
  readonly token: string
}

/** How API Particulier is reached. */
export interface ParticulierConfig {
  readonly url: string
  /** Of the territory, for collectivities without one. */
  readonly token: string | undefined
}

/** How API Entreprise is reached. */
export interface RegisterConfig {
  readonly url: string
  readonly token: string
  /** SIRET of the authority that asks. */
  readonly recipient: string
}

/** A provider of identities, as it registered this service. */
export interface NationalProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Signature that was chosen when the service was registered. */
  readonly algorithm: 'ES256' | 'RS256'
  /** Granted besides the usual ones: `roles` of ProConnect. */
  readonly extraScopes: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the configuration from environment variables.
 * @throws AppError `invalid config.*` with a `detail` that names the variable and says what it should hold.
 */
export function readConfig(environment: Environment = process.env): Config {
  const host = environment['HOST'] ?? 'localhost'
  const port = readPort(environment['PORT'])
  return {
    host,
    port,
    publicUrl: readPublicUrl(environment['TRABOULE_URL'], port),
    dataFolder: resolve(environment['TRABOULE_DATA'] || 'var'),
    databaseUrl: readDatabaseUrl(environment['DATABASE_URL']),
    demo: readSwitch(environment, 'TRABOULE_DEMO', true),
    smtpUrl: environment['SMTP_URL'] || undefined,
    mailFrom: environment['MAIL_FROM'] ?? 'Traboule <ne-pas-repondre@localhost>',
    reachesPrivateMailboxes: readSwitch(environment, 'MAILBOX_PRIVATE', false),
    behindProxy: readSwitch(environment, 'TRABOULE_BEHIND_PROXY', false),
    logLevel: readLogLevel(environment['LOG_LEVEL']),
    secret: readSecret(environment['TRABOULE_SECRET']),
    databaseConnections: readCount(environment, 'DATABASE_CONNECTIONS', 20),
    webProcesses: readCount(environment, 'WEB_PROCESSES', 1),
    breachedPasswords: environment['BREACHED_PASSWORDS'] || undefined,
    franceConnect: readProvider(environment, 'FRANCECONNECT'),
    proConnect: readProvider(environment, 'PROCONNECT'),
    scannerUrl: environment['SCANNER_URL'] || undefined,
    officeCommand: environment['OFFICE_COMMAND'] || 'soffice',
    register: readRegister(environment),
    particulier: readParticulier(environment),
    payFipUrl: readSecureUrl(environment, 'PAYFIP_URL', 'https://www.payfip.gouv.fr'),
    sms: readSms(environment),
    privatePartners: readSwitch(environment, 'PRIVATE_PARTNERS', false),
    hubee: {
      api: readSecureUrl(environment, 'HUBEE_URL', 'https://api.hubee.numerique.gouv.fr'),
      token: readSecureUrl(environment, 'HUBEE_TOKEN_URL', 'https://auth.hubee.numerique.gouv.fr/oauth2/token'),
    },
  }
}

/** What the surroundings say, to hand down to the processes that we start. */
export const environment = (): Environment => ({ ...process.env })

/** The project's own root: where its data files and node_modules stand, whatever folder it is started from. */
export const projectRoot: string = join(import.meta.dirname, '../../..')

/** The program's version, from its package. */
export const version: string = (
  JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string }
).version

const invalid = (code: string, detail: string): AppError => new AppError('invalid', `config.${code}`, { detail })

function readPort(text = '3000'): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw invalid('port', `PORT vaut « ${text} » : indiquez un nombre entre 1 et 65535, par exemple PORT=3000.`)
  }
  return port
}

function readPublicUrl(text: string | undefined, port: number): string {
  if (!text) return `http://localhost:${port}`
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw invalid(
      'url',
      `TRABOULE_URL vaut « ${text} » : indiquez une adresse complète, par exemple https://guichet.exemple.fr.`,
    )
  }
  return text.replace(/\/+$/, '')
}

function readDatabaseUrl(text: string | undefined): string | undefined {
  if (!text) return undefined
  if (!URL.canParse(text) || !/^postgres(ql)?:$/.test(new URL(text).protocol)) {
    throw invalid(
      'database_url',
      'DATABASE_URL n’est pas une adresse de base PostgreSQL : écrivez-la sous la forme postgres://utilisateur:motdepasse@serveur:5432/base.',
    )
  }
  return text
}

function readAlgorithm(environment: Environment, name: string): NationalProvider['algorithm'] {
  const asked = environment[name] || 'ES256'
  const algorithm = (['ES256', 'RS256'] as const).find((known) => known === asked)
  if (!algorithm) throw invalid('algorithm', `${name} vaut « ${asked} » : choisissez ES256 ou RS256.`)
  return algorithm
}

function readProvider(environment: Environment, prefix: 'FRANCECONNECT' | 'PROCONNECT'): NationalProvider | undefined {
  const issuer = environment[`${prefix}_ISSUER`]
  if (!issuer) return undefined
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isLoopback(url.hostname))) {
    throw invalid('issuer', `${prefix}_ISSUER vaut « ${issuer} » : indiquez l’adresse https de l’émetteur.`)
  }
  const [clientId, clientSecret] = [environment[`${prefix}_CLIENT_ID`], environment[`${prefix}_CLIENT_SECRET`]]
  if (!clientId || !clientSecret) {
    throw invalid('client', `Avec ${prefix}_ISSUER, indiquez ${prefix}_CLIENT_ID et ${prefix}_CLIENT_SECRET.`)
  }
  const algorithm = readAlgorithm(environment, `${prefix}_ALGORITHM`)
  const extraScopes = (environment[`${prefix}_SCOPES`] ?? '').split(/\s+/).filter((scope) => scope !== '')
  return { issuer: issuer.replace(/\/+$/, ''), clientId, clientSecret, algorithm, extraScopes }
}

function readSwitch(environment: Environment, name: string, byDefault: boolean): boolean {
  const text = environment[name]
  if (text === undefined || text === '') return byDefault
  if (text === '1' || text === 'true') return true
  if (text === '0' || text === 'false') return false
  throw invalid('switch', `${name} vaut « ${text} » : indiquez 1 (oui) ou 0 (non).`)
}

function readLogLevel(text = 'info'): Config['logLevel'] {
  const levels = ['silent', 'error', 'warn', 'info', 'debug'] as const
  const level = levels.find((known) => known === text)
  if (!level) throw invalid('log_level', `LOG_LEVEL vaut « ${text} » : choisissez parmi ${levels.join(', ')}.`)
  return level
}

function readSecret(text: string | undefined): string | undefined {
  if (!text) return undefined
  if (text.length < 32)
    throw invalid('secret', 'TRABOULE_SECRET est trop court : donnez au moins 32 caractères tirés au hasard.')
  return text
}

function readCount(environment: Environment, name: string, byDefault: number): number {
  const text = environment[name]
  if (!text) return byDefault
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw invalid('count', `${name} vaut « ${text} » : indiquez un nombre entre 1 et 1000.`)
  }
  return count
}

function readRegister(environment: Environment): RegisterConfig | undefined {
  const token = environment['API_ENTREPRISE_TOKEN']
  if (!token) return undefined
  const url = environment['API_ENTREPRISE_URL'] || 'https://entreprise.api.gouv.fr'
  if (!URL.canParse(url))
    throw invalid('register', `API_ENTREPRISE_URL vaut « ${url} » : indiquez une adresse complète, ou rien.`)
  const recipient = environment['API_ENTREPRISE_RECIPIENT'] ?? ''
  if (!/^\d{14}$/.test(recipient))
    throw invalid('register', 'API_ENTREPRISE_RECIPIENT manque : indiquez le SIRET (14 chiffres) de la collectivité.')
  return { url, token, recipient }
}

function readParticulier(environment: Environment): ParticulierConfig {
  const url = environment['API_PARTICULIER_URL'] || 'https://particulier.api.gouv.fr'
  if (!URL.canParse(url))
    throw invalid('particulier', `API_PARTICULIER_URL vaut « ${url} » : indiquez une adresse complète, ou rien.`)
  return { url, token: environment['API_PARTICULIER_TOKEN'] || undefined }
}

function readSms(environment: Environment): SmsConfig | undefined {
  const url = environment['SMS_URL']
  if (!url) return undefined
  const read = URL.canParse(url) ? new URL(url) : undefined
  if (read?.protocol !== 'https:' && !(read?.protocol === 'http:' && isLoopback(read.hostname)))
    throw invalid('sms', `SMS_URL vaut « ${url} » : indiquez une adresse https, ou rien.`)
  const from = environment['SMS_FROM'] || 'Mairie'
  // What telephones show: eleven letters and figures at most (3GPP TS 23.038), or a number.
  if (!/^(?:[A-Za-z0-9 ]{3,11}|\+?\d{5,15})$/.test(from))
    throw invalid('sms', `SMS_FROM vaut « ${from} » : onze lettres ou chiffres au plus, ou un numéro.`)
  return { url, key: environment['SMS_KEY'] ?? '', from, inboundSecret: readInboundSecret(environment) }
}

function readInboundSecret(environment: Environment): string | undefined {
  const inboundSecret = environment['SMS_INBOUND_SECRET'] || undefined
  if (inboundSecret !== undefined && !/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(inboundSecret))
    throw invalid(
      'sms',
      'SMS_INBOUND_SECRET s’écrit whsec_ puis 24 octets ou plus en base64, comme la passerelle le donne.',
    )
  return inboundSecret
}

/** An https address, or one on this machine, without trailing slash. */
function readSecureUrl(environment: Environment, name: string, byDefault: string): string {
  const url = environment[name] || byDefault
  const read = URL.canParse(url) ? new URL(url) : undefined
  if (read?.protocol !== 'https:' && !(read?.protocol === 'http:' && isLoopback(read.hostname)))
    throw invalid(name.toLowerCase(), `${name} vaut « ${url} » : indiquez une adresse https, ou rien.`)
  return url.replace(/\/+$/, '')
}
