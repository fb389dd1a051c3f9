import { randomBytes, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { after } from 'node:test'
import {
  registerCasService,
  registerServiceProvider,
  selfSignedCertificate,
  type SpSettings,
} from '#identity/federation'
import type { Client } from '#identity/provider'
import { newId } from '#kernel/ids'
import { systemContext } from '#platform/context'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
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

export async function openFederation() {
  const { db, sql } = await openTestDatabase()
  const app = await composeTestApp(db)
  const system = systemContext(app, 'essai')
  const server = await createServer({ log: silentLog, behindProxy: false, answerFailure: answerFailure(app) })
  addRoutes(server, connectRoutes(app))
  after(() => server.close())
  let count = 0

  const declare = async (protocol: 'saml' | 'cas', clientId: string): Promise<Client> => {
    const made = await app.provider.clients.create(system, { name: `Application ${++count}`, protocol, clientId })
    if (!made.ok) throw new Error(JSON.stringify(made.refusal))
    return made.value.client
  }

  return {
    app,
    sql,
    system,
    /** Base64 of the certificate that we sign with. */
    ourCertificate: (await app.provider.keysOf('saml'))[0]?.certificate?.replaceAll(/-----[^-]+-----|\s/g, '') ?? '',
    /** Only two groups, which were closed since, may enter from now on. */
    shut: async ({ id }: Client) => {
      const groups = [1, 2].map(() => ({ collectivityId: newId(), group: newId() }))
      const contact = 'informatique@exemple.fr'
      const done = await app.provider.clients.change(system, id, { rules: { kind: 'groups', groups }, contact })
      if (!done.ok) throw new Error(JSON.stringify(done.refusal))
    },
    faultsOf: async ({ id }: Client) => (await app.provider.clients.listErrors(system, id)).map(({ code }) => code),
    newBrowser: () => new Browser(server),
    newPerson: async (email: string) => {
      const person = { email, givenName: 'Camille', familyName: 'Exemple', password }
      const made = await app.accounts.createAccount(system, person)
      if (!made.ok) throw new Error(made.refusal.reason)
      return { ...person, id: made.value.accountId }
    },
    /** Registers a SAML application by its metadata. */
    addProvider: async (entityId: string, metadata: string, settings?: SpSettings) => {
      const application = await declare('saml', entityId)
      const done = await registerServiceProvider(system, {
        applicationId: application.id,
        metadata,
        ...(settings ? { settings } : {}),
      })
      if (!done.ok) throw new Error(done.refusal)
      return application
    },
    /** Takes other metadata of an application that is there. */
    replaceMetadata: async ({ id }: Client, metadata: string) => {
      const done = await registerServiceProvider(system, { applicationId: id, metadata })
      if (!done.ok) throw new Error(done.refusal)
    },
    addCas: async (prefix: string, hearsLogout = false) => {
      const application = await declare('cas', prefix)
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
