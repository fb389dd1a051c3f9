import { createServer as createNetServer } from 'node:net'
import { after } from 'node:test'
import * as oidc from 'openid-client'
import { openSession } from '#identity/accounts'
import type { Method } from '#identity/accounts'
import type { Client, NewClient, ProviderPorts } from '#identity/provider'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { type App, contextFor } from '../../app.ts'
import { bureauRoutes } from '../../bureau/index.ts'
import { answerFailure } from '../../failures.ts'
import { composeProvider } from '../../provider.ts'
import { composeTestApp, type TestAppOptions } from '../../testing.ts'
import { connectRoutes } from '../index.ts'

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createNetServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })

/** The platform listening on this machine, as applications reach it. */
export async function openIssuer(ports: Partial<ProviderPorts> = {}, options: TestAppOptions = {}) {
  const { db, sql, url } = await openTestDatabase()
  const port = await freePort()
  const environment = { ...options.environment, TRABOULE_URL: `http://localhost:${port}` }
  const composed = await composeTestApp(db, { ...options, environment })
  const app: App = { ...composed, provider: composeProvider(composed, ports) }
  const server = await createServer({ log: silentLog, behindProxy: false, answerFailure: answerFailure(app) })
  addRoutes(server, [...connectRoutes(app), ...bureauRoutes(app)])
  await server.listen({ host: 'localhost', port })
  after(() => server.close())
  const origin = `http://localhost:${port}`
  return { app, db, sql, url, origin, issuer: `${origin}/oidc`, operator: operatorOf(app) }
}

export type Issuer = Awaited<ReturnType<typeof openIssuer>>

const operatorOf = (app: App) => contextFor(app, { kind: 'system', name: 'test' })

export const callback = 'https://application.exemple.fr/retour'

/** Registers an application, and what it would configure itself with. */
export async function registerClient({ app, issuer, operator }: Issuer, input: Partial<NewClient> = {}) {
  const made = await app.provider.clients.create(operator, {
    name: 'Salles municipales',
    protocol: 'oidc',
    isFirstParty: true,
    subjectType: 'public',
    redirectUris: [callback],
    scopes: ['openid', 'profile', 'email', 'phone', 'offline_access'],
    mayRefresh: true,
    ...input,
  })
  if (!made.ok) throw new Error(JSON.stringify(made.refusal))
  const { client, secret } = made.value
  const config = await relyingParty(issuer, client, secret)
  return { client, secret: secret ?? '', config }
}

export async function relyingParty(issuer: string, client: Client, secret: string | null) {
  const auth = secret === null ? oidc.None() : oidc.ClientSecretBasic(secret)
  return oidc.discovery(
    new URL(issuer),
    client.clientId,
    { id_token_signed_response_alg: client.signingAlgorithm },
    auth,
    { execute: [oidc.allowInsecureRequests] },
  )
}

let people = 0

/** Somebody with an account, her password known. */
export async function makePerson({ app, operator }: Issuer, input: { phone?: string; isOperator?: boolean } = {}) {
  const email = `personne.${++people}@exemple.fr`
  const password = 'trois mots sans rapport'
  const made = await app.accounts.createAccount(operator, {
    email,
    givenName: 'Camille',
    familyName: `Essai ${people}`,
    password,
    ...input,
  })
  if (!made.ok) throw new Error(JSON.stringify(made.refusal))
  return { email, password, accountId: made.value.accountId }
}

/** A browser: its cookies by path, one request at a time, no redirection followed unless asked. */
export class Browser {
  readonly #cookies: { name: string; value: string; path: string }[] = []
  readonly origin: string

  constructor(origin: string) {
    this.origin = origin
  }

  setCookie(name: string, value: string, path = '/'): void {
    this.dropCookie(name, path)
    this.#cookies.push({ name, value, path })
  }

  dropCookie(name: string, path = '/'): void {
    const index = this.#cookies.findIndex((cookie) => cookie.name === name && cookie.path === path)
    if (index >= 0) this.#cookies.splice(index, 1)
  }

  cookie(name: string): string | undefined {
    return this.#cookies.find((cookie) => cookie.name === name)?.value
  }

  async send(to: string | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(to, this.origin)
    const cookie = this.#cookies
      .filter(({ path }) => url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    const headers = new Headers({ accept: 'text/html', 'user-agent': 'essai', ...(cookie ? { cookie } : {}) })
    new Headers(init.headers).forEach((value, name) => headers.set(name, value))
    const answer = await fetch(url, { redirect: 'manual', ...init, headers })
    for (const header of answer.headers.getSetCookie()) this.#keep(header, url)
    return answer
  }

  post(to: string | URL, fields: Record<string, string> | [string, string][]): Promise<Response> {
    return this.send(to, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  }

  /** Goes where it is led, also by a page that goes on by itself, until it stops or leaves for somewhere else. */
  async follow(to: string | URL): Promise<{ url: URL; answer: Response | undefined }> {
    let url = new URL(to, this.origin)
    for (let turns = 0; turns < 15; turns += 1) {
      if (url.origin !== this.origin) return { url, answer: undefined }
      const answer = await this.send(url)
      const next = nextOf(answer)
      if (next === undefined) return { url, answer }
      url = new URL(next, url)
    }
    throw new Error(`turns in circles at ${url.href}`)
  }

  /** Fills the sign-in page where the browser was led, which an authorization shows in its own place, and goes on. */
  async signIn(page: URL, person: { email: string; password: string }) {
    const here = page.pathname + page.search
    const action = page.pathname === '/connexion' ? here : `/connexion?retour=${encodeURIComponent(here)}`
    const answer = await this.post(action, { email: person.email, password: person.password })
    const next = nextOf(answer)
    if (next === undefined) throw new Error(`not signed in: ${answer.status}`)
    return this.follow(next)
  }

  #keep(header: string, url: URL): void {
    const [pair = '', ...attributes] = header.split(/;\s*/)
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    const find = (key: string) =>
      attributes.find((attribute) => attribute.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1)
    const path = find('path') ?? url.pathname
    const isOver = find('max-age') === '0' || (find('expires') ?? '').includes('1970')
    if (isOver) this.dropCookie(name, path)
    else this.setCookie(name, value, path)
  }
}

/** Where an answer leads, by a redirection or as a page that goes on by itself. */
const nextOf = ({ headers }: Response): string | undefined =>
  headers.get('location') ?? /^0; ?url=(.+)$/.exec(headers.get('refresh') ?? '')?.[1]

/** A browser where somebody is signed in already. */
export async function signedInBrowser(issuer: Issuer, accountId: string, methods: Method[] = ['password']) {
  const opened = await openSession(issuer.app, { accountId, methods, device: 'essai' })
  if (!opened.ok) throw new Error(opened.refusal)
  const browser = new Browser(issuer.origin)
  browser.setCookie('session', opened.value.sessionToken)
  return browser
}

/** One authorization as an application asks for it, and what it needs to go on. */
export async function askFor(
  config: oidc.Configuration,
  parameters: Record<string, string> = {},
): Promise<{ url: URL; checks: oidc.AuthorizationCodeGrantChecks & { pkceCodeVerifier: string } }> {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
  const expectedState = oidc.randomState()
  const expectedNonce = oidc.randomNonce()
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid profile email',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...parameters,
  })
  return { url, checks: { pkceCodeVerifier, expectedState, expectedNonce } }
}

/** A whole sign-in of somebody who has a session: the tokens that the application gets. */
export async function signInTo(browser: Browser, config: oidc.Configuration, parameters: Record<string, string> = {}) {
  const { url, checks } = await askFor(config, parameters)
  const { url: back } = await browser.follow(url)
  return oidc.authorizationCodeGrant(config, back, checks)
}
