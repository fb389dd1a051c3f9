import { createHash, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'

/** One provider under measure, as a relying party knows it. */
export interface Provider {
  /** Where requests are sent. */
  readonly origin: string
  /** The name that the provider knows itself by: its links follow it. */
  readonly host: string
  readonly authorize: string
  readonly token: string
  readonly introspect: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  /** Names of the two fields of its sign-in form. */
  readonly fields: { readonly name: string; readonly password: string }
}

export interface Person {
  readonly name: string
  readonly password: string
}

/** Cookies by name: one browser, one site. */
export type Jar = Map<string, string>

interface Page {
  readonly status: number
  readonly location: string | undefined
  readonly body: string
  readonly path: string
}

interface Asked {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly form?: URLSearchParams
  readonly authorization?: string
}

const addresses = new WeakMap<Jar, string>()

function addressOf(jar: Jar | undefined): string {
  const known = jar && addresses.get(jar)
  if (known) return known
  const drawn = `10.${[...randomBytes(3)].join('.')}`
  if (jar) addresses.set(jar, drawn)
  return drawn
}

function ask(pool: Dispatcher, provider: Provider, jar: Jar | undefined, asked: Asked): Promise<Page> {
  // Each walk comes from an address of its own, as people do: attempts are counted by address.
  const headers: Record<string, string> = { host: provider.host, 'x-forwarded-for': addressOf(jar) }
  if (jar?.size) headers['cookie'] = Array.from(jar, ([name, value]) => `${name}=${value}`).join('; ')
  if (asked.form) headers['content-type'] = 'application/x-www-form-urlencoded'
  if (asked.form && jar) headers['origin'] = `http://${provider.host}`
  if (asked.authorization) headers['authorization'] = asked.authorization
  const { method, path } = asked
  const request = { origin: provider.origin, method, path, headers, body: asked.form?.toString() ?? null }
  // As near to the socket as the library lets: what asks must weigh less than what answers.
  return new Promise((resolve, reject) => {
    let status = 0
    let given: IncomingHttpHeaders = {}
    const chunks: Buffer[] = []
    pool.dispatch(request, {
      onRequestStart: () => {},
      onResponseStart: (_controller, code, received) => {
        status = code
        given = received
      },
      onResponseData: (_controller, chunk) => void chunks.push(chunk),
      onResponseEnd: () => {
        if (jar) keepCookies(jar, given['set-cookie'])
        const location = given.location ?? refreshOf(given['refresh'])
        resolve({ status, location, body: Buffer.concat(chunks).toString('utf8'), path })
      },
      onResponseError: (_controller, error) => reject(error),
    })
  })
}

/** A page that leads on by itself. */
const refreshOf = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? /;\s*url=(.*)$/i.exec(header)?.[1] : undefined

function keepCookies(jar: Jar, set: string | string[] | undefined): void {
  for (const line of typeof set === 'string' ? [set] : (set ?? [])) {
    const [pair = ''] = line.split(';')
    const at = pair.indexOf('=')
    const name = pair.slice(0, at)
    if (/;\s*(max-age=0|expires=[^;]*1970)/i.test(line)) jar.delete(name)
    else jar.set(name, pair.slice(at + 1))
  }
}

/** Follows redirections inside the provider; gives the first page, or the address outside that it leads to. */
async function follow(pool: Dispatcher, provider: Provider, jar: Jar, first: Asked): Promise<Page> {
  let page = await ask(pool, provider, jar, first)
  for (let turn = 0; turn < 10 && page.location !== undefined; turn++) {
    if (page.location.startsWith(provider.redirectUri)) return page
    const { pathname, search } = new URL(page.location, `http://${provider.host}`)
    page = await ask(pool, provider, jar, { method: 'GET', path: pathname + search })
  }
  return page
}

const unescaped = (text: string): string =>
  text.replaceAll('&amp;', '&').replaceAll('&#38;', '&').replaceAll('&quot;', '"')
const attribute = (tag: string, name: string): string | undefined =>
  unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '') || undefined

/** Fills the form of a page that asks for a password. */
function fill(page: Page, provider: Provider, person: Person): Asked {
  const forms = page.body.match(/<form[\s\S]*?<\/form>/g) ?? []
  const form = forms.find((each) => each.includes(`name="${provider.fields.password}"`))
  if (form === undefined) throw new Error(`no sign-in form at ${page.path}: ${page.status} ${page.body.slice(0, 300)}`)
  const hidden = (form.match(/<input[^>]*>/g) ?? []).filter((tag) => /type="hidden"/.test(tag))
  const entries = new URLSearchParams(
    hidden.map((tag) => [attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? '']),
  )
  entries.set(provider.fields.name, person.name)
  entries.set(provider.fields.password, person.password)
  const action = attribute(form.slice(0, form.indexOf('>') + 1), 'action')
  const path = action === undefined || action === '#' ? page.path : action
  return { method: 'POST', path: path.replace(/^https?:\/\/[^/]+/, ''), form: entries }
}

const basic = ({ clientId, clientSecret }: Provider): string =>
  `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`

/**
 * Signs in at a relying party: from its request for an authorization to its tokens.
 * @param person types her password when asked; without one a live session must do.
 * @throws when a step does not answer as it should: a figure of failures is no figure.
 */
export async function signIn(pool: Dispatcher, provider: Provider, jar: Jar, person?: Person): Promise<string> {
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: provider.redirectUri,
    scope: 'openid email profile',
    state: randomBytes(16).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  let page = await follow(pool, provider, jar, { method: 'GET', path: `${provider.authorize}?${query}` })
  if (page.location === undefined && person) page = await follow(pool, provider, jar, fill(page, provider, person))
  const code = page.location === undefined ? null : new URL(page.location).searchParams.get('code')
  if (code === null) throw new Error(`no code: ${page.status} ${page.location ?? page.body.slice(0, 300)}`)
  const answer = await ask(pool, provider, undefined, {
    method: 'POST',
    path: provider.token,
    authorization: basic(provider),
    form: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: provider.redirectUri,
      code_verifier: verifier,
    }),
  })
  const tokens = JSON.parse(answer.body) as { id_token?: string; access_token?: string; error?: string }
  if (!tokens.id_token || !tokens.access_token)
    throw new Error(`no token of ${provider.token}: ${answer.status} ${answer.body}`)
  return tokens.access_token
}

/** The question whether a token lives. */
export const introspection = (provider: Provider, token: string) =>
  ({
    method: 'POST',
    path: provider.introspect,
    headers: {
      host: provider.host,
      authorization: basic(provider),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: `token=${token}`,
  }) as const

/** Asks it; the token must live. */
export async function introspect(pool: Dispatcher, provider: Provider, token: string): Promise<void> {
  const answer = await pool.request({ origin: provider.origin, ...introspection(provider, token) })
  const told = (await answer.body.json()) as { active?: boolean }
  if (told.active !== true) throw new Error(`not active: ${JSON.stringify(told)}`)
}
