import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the server keeps it: names of the standard. */
export type TakenRequest = Record<string, string> & { service_request_id: string }

/**
 * What becomes of a call: `down` cuts it; `busy` answers 503; `slow` answers late; `forgets` does what is asked and cuts before it answers;
 * `garbage` answers something else; `stranger` answers of another request.
 */
export type Behaviour = 'well' | 'down' | 'busy' | 'slow' | 'forgets' | 'garbage' | 'stranger'

export interface Open311Options {
  readonly key: string
  readonly jurisdiction: string
  /** What it speaks; both unless given. */
  readonly only?: 'json' | 'xml'
  /** Gives a token for a new request, and its number only when it is asked by the token. */
  readonly givesTokens?: boolean
}

export interface Open311StandIn {
  /** Without trailing slash, to which `/services.json` is added. */
  readonly url: string
  readonly requests: readonly TakenRequest[]
  /** How many calls came, by method. */
  readonly calls: { GET: number; POST: number }
  /** Its agents change a request. */
  say(id: string, change: Readonly<Record<string, string>>): void
  behave(...next: readonly Behaviour[]): void
  close(): Promise<void>
}

/** The first of the standard’s own example. */
const services = [
  {
    service_code: '001',
    service_name: 'Cans left out 24x7',
    description: 'Garbage or recycling cans that have been left out for more than 24 hours after collection.',
    metadata: 'true',
    type: 'realtime',
    keywords: 'lorem, ipsum, dolor',
    group: 'sanitation',
  },
  {
    service_code: '002',
    service_name: 'Construction plate shifted',
    description: 'Metal construction plate covering the street or sidewalk has been moved.',
    metadata: 'true',
    type: 'realtime',
    keywords: 'lorem, ipsum, dolor',
    group: 'street',
  },
  {
    service_code: '003',
    service_name: 'Curb or curb ramp defect',
    description: 'Sidewalk curb or ramp has problems such as cracking, missing pieces, holes, and/or chipped curb.',
    metadata: 'false',
    type: 'realtime',
    keywords: 'lorem, ipsum, dolor',
    group: 'street',
  },
]

type Format = 'json' | 'xml'

class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Starts a server of Open311 on this machine. */
export async function startOpen311StandIn(options: Open311Options): Promise<Open311StandIn> {
  const requests: TakenRequest[] = []
  const planned: Behaviour[] = []
  const calls = { GET: 0, POST: 0 }
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy())
  })
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const behaviour = planned.shift() ?? 'well'
    calls[request.method === 'POST' ? 'POST' : 'GET'] += 1
    const url = new URL(request.url ?? '/', 'http://stand-in')
    const body = new URLSearchParams(await textOf(request))
    if (behaviour === 'down') return void response.destroy()
    if (behaviour === 'busy') return void response.writeHead(503).end()
    if (behaviour === 'garbage') return void response.writeHead(200).end('<html><body>Welcome</body></html>')
    if (behaviour === 'slow') await new Promise((done) => setTimeout(done, 1500))
    const [, path = '', extension] = /^\/(.+)\.(json|xml)$/.exec(url.pathname) ?? []
    const format = extension as Format | undefined
    if (format === undefined || (options.only !== undefined && options.only !== format)) {
      return void response.writeHead(404).end('Not found')
    }
    const answer = answerTo({ method: request.method ?? 'GET', path, query: url.searchParams, body })
    if (behaviour === 'forgets') return void response.destroy()
    const rows =
      behaviour === 'stranger' ? answer.rows.map((row) => ({ ...row, service_request_id: '1' })) : answer.rows
    response.writeHead(answer.status, { 'content-type': format === 'json' ? 'application/json' : 'text/xml' })
    response.end(format === 'json' ? JSON.stringify(rows.map(typed)) : xmlOf(answer.list, rows))
  }
  interface Call {
    readonly method: string
    readonly path: string
    readonly query: URLSearchParams
    readonly body: URLSearchParams
  }
  function answerTo(call: Call): { status: number; list: readonly [string, string]; rows: Record<string, string>[] } {
    try {
      if ((call.query.get('jurisdiction_id') ?? call.body.get('jurisdiction_id')) !== options.jurisdiction)
        throw new Refusal(404, 'jurisdiction_id provided was not found')
      if (call.path === 'services') return { status: 200, list: ['services', 'service'], rows: services }
      const rows = call.method === 'POST' ? [take(call.body)] : read(call)
      return { status: 200, list: ['service_requests', 'request'], rows }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return {
        status: error.status,
        list: ['errors', 'error'],
        rows: [{ code: String(error.status), description: error.message }],
      }
    }
  }
  function take(body: URLSearchParams): Record<string, string> {
    if (body.get('api_key') !== options.key) throw new Refusal(403, 'api_key was not valid')
    const service = services.find(({ service_code: code }) => code === body.get('service_code'))
    if (!service) throw new Refusal(404, 'service_code was not found')
    const isPlaced = body.has('address_string') || (body.has('lat') && body.has('long'))
    if (!isPlaced) throw new Refusal(400, 'lat and long, or address_string, is required')
    const id = String(293_944 + requests.length)
    requests.push({
      service_request_id: id,
      token: `token-${id}`,
      status: 'open',
      service_code: service.service_code,
      service_name: service.service_name,
      description: body.get('description') ?? '',
      address: body.get('address_string') ?? '',
      media_url: body.get('media_url') ?? '',
      lat: body.get('lat') ?? '',
      long: body.get('long') ?? '',
      requested_datetime: new Date().toISOString(),
    })
    return options.givesTokens === true
      ? { token: `token-${id}` }
      : { service_request_id: id, service_notice: '', account_id: '' }
  }
  function read({ path, query }: Call): Record<string, string>[] {
    const [kind, wanted] = path.split('/')
    if (kind === 'tokens') {
      const found = requests.find(({ token }) => token === wanted)
      if (!found) throw new Refusal(404, 'token was not found')
      return [{ service_request_id: found.service_request_id, token: found['token'] ?? '' }]
    }
    if (kind !== 'requests') throw new Refusal(404, 'not found')
    const shown = ({ token: _token, ...rest }: TakenRequest): Record<string, string> => rest
    if (wanted === undefined) {
      const start = query.get('start_date') ?? ''
      return requests
        .filter((each) => (query.get('service_code') ?? each['service_code']) === each['service_code'])
        .filter(({ requested_datetime: at }) => (at ?? '') >= start)
        .map(shown)
    }
    const found = requests.find((each) => each.service_request_id === wanted)
    if (!found) throw new Refusal(404, 'service_request_id was not found')
    return [shown(found)]
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    calls,
    say: (id, change) => {
      const found = requests.find((each) => each.service_request_id === id)
      if (found) Object.assign(found, change)
    },
    behave: (...next) => void planned.push(...next),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request as AsyncIterable<Buffer>) text += part.toString()
  return text
}

/** Numbers are numbers in the JSON of the standard’s examples. */
const typed = (row: Record<string, string>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      name === 'service_request_id'
        ? Number(value)
        : name === 'metadata'
          ? value === 'true'
          : value === ''
            ? null
            : value,
    ]),
  )

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const xmlOf = ([list, line]: readonly [string, string], rows: readonly Record<string, string>[]): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<${list}>${rows
    .map(
      (row) =>
        `<${line}>${Object.entries(row)
          .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
          .join('')}</${line}>`,
    )
    .join('')}</${list}>`
