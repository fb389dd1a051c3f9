import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

interface Answer {
  readonly status: number
  readonly payload: unknown
}

export interface RegisterStandInOptions {
  /** 0, any free one, unless given. */
  readonly port?: number
  /** The only key accepted. */
  readonly token: string
}

export interface RegisterStandIn {
  readonly url: string
  /** Paths asked so far, in order. */
  readonly asked: readonly string[]
  /** The next questions get this official error (a name of `errors.json`), or `silence`: nothing at all. */
  fail(error: string, times?: number): void
  /** From now on, another answer at a path; undefined puts the usual one back. */
  answer(path: string, answer: Answer | undefined): void
  close(): Promise<void>
}

const data = join(import.meta.dirname, '../../data/standins/api-entreprise')
const read = <T>(name: string): T => JSON.parse(readFileSync(join(data, name), 'utf8')) as T

/**
 * Starts a stand-in of API Entreprise on this machine: official test answers and errors, and the firms of the
 * demonstration. It asks for a key and for the three parameters that say who asks and why, as the real one does.
 */
export async function startRegisterStandIn(options: RegisterStandInOptions): Promise<RegisterStandIn> {
  const known = {
    ...read<Record<string, Answer>>('official.json'),
    ...read<Record<string, Answer>>('demonstration.json'),
  }
  const errors = read<Record<string, Answer>>('errors.json')
  const others = new Map<string, Answer>()
  const planned: string[] = []
  const asked: string[] = []

  const judge = (url: URL, request: IncomingMessage): Answer | undefined => {
    if (request.headers.authorization !== `Bearer ${options.token}`) return errors['invalid_token_error']
    for (const name of ['context', 'object', 'recipient']) {
      if (!url.searchParams.get(name)) return errors[`missing_mandatory_params_${name}_error`]
    }
    const siren = /unites_legales\/([^/]+)/.exec(url.pathname)?.[1]
    if (siren !== undefined && !/^\d{9}$/.test(siren)) return errors['unprocessable_content_error_siren_error']
    return others.get(url.pathname) ?? known[url.pathname] ?? errors['entite_non_trouvee_01003']
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    asked.push(url.pathname)
    const plan = planned.shift()
    if (plan === 'silence') return
    // The description of the API has no body for what the law withholds.
    const legal: Answer = { status: 451, payload: { errors: [] } }
    const { status, payload } = (plan === 'legal'
      ? legal
      : plan === undefined
        ? judge(url, request)
        : errors[plan]) ?? {
      status: 500,
      payload: {},
    }
    const limits = { 'ratelimit-limit': '250', 'ratelimit-remaining': '249', 'ratelimit-reset': '60' }
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...limits })
    response.end(JSON.stringify(payload))
  }

  const server = createServer(answer)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    fail: (error, times = 1) => void planned.push(...Array.from({ length: times }, () => error)),
    answer: (path, given) => void (given === undefined ? others.delete(path) : others.set(path, given)),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
