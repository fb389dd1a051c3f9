import type { FastifyInstance } from 'fastify'

/** A request as somebody sends it: her cookies are added. */
export interface Knock {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly host?: string
  readonly entries?: readonly (readonly [name: string, value: string])[]
  readonly isMultipart?: boolean
}

export interface Answer {
  readonly status: number
  /** Status, headers and body in one text: whatever leaks, leaks there. */
  readonly text: string
  readonly body: string
  readonly location: string | undefined
}

/** Somebody's browser: what it keeps, and what it was given at the start. */
export class Jar {
  readonly #cookies: Map<string, string>
  constructor(cookies: Iterable<readonly [string, string]> = []) {
    this.#cookies = new Map(cookies)
  }

  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get(name: string): string | undefined {
    return this.#cookies.get(name)
  }

  copy(): Jar {
    return new Jar(this.#cookies)
  }

  keep(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = ''] = line.split(';')
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
  }
}

let visitors = 0

/** Knocks at the door and follows nothing: a redirection is an answer too. */
export async function knock(server: FastifyInstance, jar: Jar, request: Knock): Promise<Answer> {
  visitors += 1
  const encoded = encode(request)
  const answer = await server.inject({
    method: request.method,
    url: request.url,
    // Limits count by network address; here everybody comes from one of her own.
    remoteAddress: `10.${(visitors >> 16) & 255}.${(visitors >> 8) & 255}.${visitors & 255}`,
    headers: {
      host: request.host ?? 'localhost',
      cookie: jar.header,
      'accept-language': 'fr',
      ...(encoded && { 'content-type': encoded.type }),
    },
    ...(encoded && { payload: encoded.payload }),
  })
  const cookies = answer.headers['set-cookie']
  jar.keep(cookies === undefined ? [] : [cookies].flat())
  const body = answer.rawPayload.toString('latin1')
  const utf8 = answer.rawPayload.toString('utf8')
  return {
    status: answer.statusCode,
    text: `${answer.statusCode}\n${JSON.stringify(answer.headers)}\n${decodeURIComponentSafely(JSON.stringify(answer.headers))}\n${body}`,
    body: utf8,
    location: typeof answer.headers.location === 'string' ? answer.headers.location : undefined,
  }
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

function encode({ method, entries = [], isMultipart }: Knock): { type: string; payload: string } | undefined {
  if (method === 'GET') return undefined
  if (!isMultipart) {
    const payload = new URLSearchParams(entries.map(([name, value]) => [name, value])).toString()
    return { type: 'application/x-www-form-urlencoded', payload }
  }
  const boundary = '----proof-of-isolation'
  const parts = entries.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return { type: `multipart/form-data; boundary=${boundary}`, payload: `${parts.join('')}--${boundary}--\r\n` }
}
