import { randomBytes, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { after } from 'node:test'
import {
  type Application,
  type Applications,
  createFederation,
  registerCasService,
  registerServiceProvider,
  selfSignedCertificate,
  type SigningKey,
  type SpSettings,
} from '#identity/federation'
import { newId } from '#kernel/ids'
import { accepted, refused } from '#kernel/outcome'
import { type Context, systemContext } from '#platform/context'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import type { App } from '../../app.ts'
import { answerFailure } from '../../failures.ts'
import { composeTestApp } from '../../testing.ts'
import { connectRoutes } from '../index.ts'

/** Applications that sign people in by SAML and CAS, in front of the platform: what the tests of these pages stand on. */

export const password = 'bonjour-traboule'
export const origin = 'http://localhost:3000'

export interface Pair {
  readonly privateKey: KeyObject
  /** Base64 of DER. */
  readonly certificate: string
  readonly privatePem: string
  readonly certificatePem: string
}

/** A key of its own, with its certificate. */
export function newPair(commonName: string): Pair {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const [from, until] = [new Date('2020-01-01'), new Date('2090-01-01')]
  const certificate = selfSignedCertificate(privateKey, { commonName, from, until, serial: randomBytes(8) })
  const lines = certificate.match(/.{1,64}/g)?.join('\n') ?? ''
  return {
    privateKey,
    certificate,
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    certificatePem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

export interface Fault {
  readonly applicationId: string
  readonly code: string
}

/** A register of applications that tests fill. */
class Register implements Applications {
  readonly known = new Map<string, Application>()
  readonly faults: Fault[] = []
  /** Applications that nobody may enter. */
  readonly shut = new Set<string>()

  find(_ctx: Context, name: string) {
    return Promise.resolve(this.known.get(name))
  }
  mayEnter(_ctx: Context, { application }: { readonly application: Application }) {
    const why = { reason: 'not_allowed', groups: ['Finances', 'Paie'], contact: 'informatique@exemple.fr' } as const
    return Promise.resolve(this.shut.has(application.id) ? refused(why) : accepted(null))
  }
  noteFault(_ctx: Context, { applicationId, code }: Fault) {
    this.faults.push({ applicationId, code })
    return Promise.resolve()
  }
}

export async function openFederation(key: SigningKey = newPair('traboule')) {
  const { db, sql } = await openTestDatabase()
  const base = await composeTestApp(db)
  const register = new Register()
  const federation = createFederation({
    secrets: base.secrets,
    publicUrl: origin,
    applications: register,
    keys: { current: () => Promise.resolve(key), published: () => Promise.resolve([key.certificate]) },
  })
  const app: App = { ...base, federation }
  const system = systemContext(app, 'essai')
  const server = await createServer({ log: silentLog, behindProxy: false, answerFailure: answerFailure(app) })
  addRoutes(server, connectRoutes(app))
  after(() => server.close())

  const declare = (clientId: string, name: string): Application => {
    const application = { id: newId(), clientId, name, isOpen: true, homeUrl: null }
    register.known.set(clientId, application)
    return application
  }

  return {
    app,
    sql,
    key,
    register,
    system,
    newBrowser: () => new Browser(server),
    newPerson: async (email: string) => {
      const person = { email, givenName: 'Camille', familyName: 'Exemple', password }
      const made = await app.accounts.createAccount(system, person)
      if (!made.ok) throw new Error(made.refusal.reason)
      return { ...person, id: made.value.accountId }
    },
    /** Registers a SAML application by its metadata. */
    addProvider: async (entityId: string, metadata: string, settings?: SpSettings) => {
      const application = declare(entityId, `Application ${register.known.size + 1}`)
      const done = await registerServiceProvider(system, {
        applicationId: application.id,
        metadata,
        ...(settings ? { settings } : {}),
      })
      if (!done.ok) throw new Error(done.refusal)
      return application
    },
    addCas: async (prefix: string, hearsLogout = false) => {
      const application = declare(prefix, `Application ${register.known.size + 1}`)
      const attributes = [
        { claim: 'email', name: 'mail' },
        { claim: 'name', name: 'displayName' },
      ] as const
      const service = { applicationId: application.id, prefix, userClaim: 'email' as const, attributes, hearsLogout }
      const done = await registerCasService(system, service)
      if (!done.ok) throw new Error(done.refusal)
      return application
    },
  }
}

export type TestFederation = Awaited<ReturnType<typeof openFederation>>
type Server = Awaited<ReturnType<typeof createServer>>

/** A browser that keeps our cookies. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #server: Server
  readonly #address = `192.0.2.${(randomBytes(1)[0] ?? 0) % 250}`

  constructor(server: Server) {
    this.#server = server
  }

  get(url: string, headers: Record<string, string> = {}) {
    return this.#send({ method: 'GET', url: localOf(url), headers })
  }

  post(url: string, fields: Readonly<Record<string, string>> = {}, headers: Record<string, string> = {}) {
    return this.#send({
      method: 'POST',
      url: localOf(url),
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
  }

  /** Follows our own redirections, and stops where one leaves for an application or a page is shown. */
  async follow(answer: Answer, referer?: string): Promise<Answer> {
    const { location } = answer.headers
    if (answer.statusCode !== 303 || location === undefined || !location.startsWith('/')) return answer
    return this.follow(await this.get(location, referer === undefined ? {} : { referer }), referer)
  }

  /** Signs in on the page where one is led to. */
  async signIn(answer: Answer, email: string): Promise<Answer> {
    const where = String(answer.headers.location)
    // As browsers do: what follows a form says where the form was.
    return this.follow(await this.post(where, { email, password }), origin + where)
  }

  async #send(request: { method: 'GET' | 'POST'; url: string; payload?: string; headers: Record<string, string> }) {
    const { host = new URL(origin).host, ...headers } = request.headers
    const answer = await this.#server.inject({
      ...request,
      headers: { ...headers, host },
      cookies: Object.fromEntries(this.cookies),
      remoteAddress: this.#address,
    })
    for (const { name, value } of answer.cookies) {
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return answer
  }
}

type Answer = Awaited<ReturnType<Server['inject']>>

const localOf = (url: string): string => (url.startsWith(origin) ? url.slice(origin.length) : url)

/** The form that a page carries away: where to, and what. */
export function formIn(body: string): { readonly action: string; readonly fields: Record<string, string> } {
  const action = /<form[^>]*action="([^"]*)"[^>]*id="passage"/.exec(body)?.[1]
  if (action === undefined) throw new Error(`no form that passes on in ${body.slice(0, 3000)}`)
  const fields = [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, unescape(value)] as const,
  )
  return { action: unescape(action), fields: Object.fromEntries(fields) }
}

const unescape = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
