import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

interface Answer {
  readonly status: number
  readonly payload: unknown
}

type Parameter = string | number | readonly string[]

/** One official test case: what is asked, and what the real service's test site answers. */
export interface OfficialCase extends Answer {
  /** File of its origin. */
  readonly case: string
  readonly path: string
  readonly params: Readonly<Record<string, Parameter>>
}

export interface ParticulierStandInOptions {
  /** 0, any free one, unless given. */
  readonly port?: number
  /** The only key accepted. */
  readonly token: string
}

export interface ParticulierStandIn {
  readonly url: string
  readonly cases: readonly OfficialCase[]
  /** Addresses asked so far, with their parameters, in order. */
  readonly asked: readonly URL[]
  /** The next questions get this refusal (a name of `errors.json`), or `silence`: nothing at all. */
  fail(error: string, times?: number, headers?: Readonly<Record<string, string>>): void
  close(): Promise<void>
}

const data = join(import.meta.dirname, '../../data/standins/api-particulier')
const read = <T>(name: string): T => JSON.parse(readFileSync(join(data, name), 'utf8')) as T

/** Two official files misspell a parameter: they are read as what they mean. */
const meant: Readonly<Record<string, string>> = { anneeNateNaissance: 'anneeDateNaissance', sexe: 'sexeEtatCivil' }

const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase().trim()

const asTexts = (value: Parameter): string[] => (Array.isArray(value) ? value : [value]).map((each) => plain(`${each}`))

function parametersOf(params: OfficialCase['params']): Map<string, string[]> {
  return new Map(Object.entries(params).map(([name, value]) => [meant[name] ?? name, asTexts(value)]))
}

/** Tells a person of the tests by a token, as FranceConnect's would once it is looked into. */
export const franceConnectToken = (params: OfficialCase['params']): string =>
  `fc.${Buffer.from(JSON.stringify(params)).toString('base64url')}`

function personOf(token: string): Map<string, string[]> | undefined {
  if (!token.startsWith('fc.')) return undefined
  const text = Buffer.from(token.slice(3), 'base64url').toString('utf8')
  return parametersOf(JSON.parse(text) as OfficialCase['params'])
}

function askedOf(url: URL): Map<string, string[]> {
  const asked = new Map<string, string[]>()
  for (const [name, value] of url.searchParams) {
    const key = name.replace(/\[\]$/, '')
    asked.set(key, [...(asked.get(key) ?? []), plain(value)])
  }
  return asked
}

const isSame = (a: readonly string[], b: readonly string[] | undefined): boolean =>
  b !== undefined && a.length === b.length && a.every((each, index) => each === b[index])

/**
 * Starts a stand-in of API Particulier on this machine, with the official test cases. It asks for a key and for the SIRET of
 * who asks, as the real one does. The case that says most of what was asked answers; nobody else is known.
 */
export async function startParticulierStandIn(options: ParticulierStandInOptions): Promise<ParticulierStandIn> {
  const cases = read<OfficialCase[]>('official.json')
  const errors = read<Record<string, Answer>>('errors.json')
  const known = [...cases, ...read<OfficialCase[]>('demonstration.json')].map((each) => ({
    each,
    params: parametersOf(each.params),
  }))
  const paths = new Set(known.map(({ each }) => each.path))
  const planned: { error: string; headers: Readonly<Record<string, string>> }[] = []
  const asked: URL[] = []

  const find = (path: string, said: ReadonlyMap<string, string[]>): Answer | undefined =>
    known
      .filter(
        ({ each, params }) => each.path === path && [...params].every(([name, value]) => isSame(value, said.get(name))),
      )
      .toSorted((a, b) => b.params.size - a.params.size)[0]?.each

  const judge = (url: URL, authorization: string): Answer | undefined => {
    const person = url.pathname.endsWith('/france_connect') ? personOf(authorization) : undefined
    if (authorization !== options.token && !person) return errors['invalid_token_error']
    if (!/^\d{14}$/.test(url.searchParams.get('recipient') ?? '')) return errors['missing_recipient_error']
    if (url.pathname === '/api/introspect') return { status: 200, payload: { data: { scopes: [] } } }
    if (!paths.has(url.pathname)) return undefined
    return find(url.pathname, person ?? askedOf(url)) ?? errors['not_found_error']
  }

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    asked.push(url)
    const plan = planned.shift()
    if (plan?.error === 'silence') return
    const authorization = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    const given = plan === undefined ? judge(url, authorization) : errors[plan.error]
    const { status, payload } = given ?? { status: 404, payload: { errors: [] } }
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...plan?.headers })
    response.end(JSON.stringify(payload))
  }

  const server = createServer(answer)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cases,
    asked,
    fail: (error, times = 1, headers = {}) =>
      void planned.push(...Array.from({ length: times }, () => ({ error, headers }))),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
