import { readRows, type Row } from '#counter/open311'
import { AppError } from '#kernel/errors'
import type { HandoverTools } from '../tools.ts'

/** A server of Open311 (GeoReport v2), as its commune declared it. */
export interface Server {
  readonly address: string
  readonly jurisdiction: string | null
  readonly key: string
}

/** What a server said, or why it said nothing that can be used. */
export type Said =
  | { readonly ok: true; readonly rows: readonly Row[] }
  /** It will not take it, whatever is done: why, in its own words. */
  | { readonly ok: false; readonly fault: 'refused'; readonly why: string }
  /** Not now: `unreachable`, `key`, `status 503`, `unreadable`. */
  | { readonly ok: false; readonly fault: 'failed'; readonly why: string }

interface Ask {
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly form?: Readonly<Record<string, string>>
  /** For who looks at a page and waits. */
  readonly milliseconds?: number
}

/** Asks in JSON, and in XML where there is no JSON: only XML is required of a server. */
export async function ask(tools: Pick<HandoverTools, 'outbound'>, server: Server, asked: Ask): Promise<Said> {
  const said = await askIn('json', tools, server, asked)
  return said.isElsewhere ? (await askIn('xml', tools, server, asked)).said : said.said
}

async function askIn(
  format: 'json' | 'xml',
  { outbound }: Pick<HandoverTools, 'outbound'>,
  server: Server,
  { path, query = {}, form, milliseconds }: Ask,
): Promise<{ readonly said: Said; readonly isElsewhere: boolean }> {
  const scope = server.jurisdiction === null ? {} : { jurisdiction_id: server.jurisdiction }
  const values = new URLSearchParams({ ...scope, ...query }).toString()
  const url = `${server.address}/${path}.${format}${values === '' ? '' : `?${values}`}`
  const init = form && {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...scope, ...form, api_key: server.key }).toString(),
  }
  const signal = milliseconds === undefined ? {} : { signal: AbortSignal.timeout(milliseconds) }
  try {
    const answer = await outbound.fetch(url, { ...init, ...signal })
    const text = await answer.text()
    const rows = readRows(text)
    // No such form here, or no such thing: the second look tells them apart.
    const isElsewhere = format === 'json' && (answer.status === 406 || (answer.status === 404 && !isError(rows)))
    return { said: judged(answer.status, rows), isElsewhere }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { said: { ok: false, fault: 'failed', why: 'unreachable' }, isElsewhere: false }
  }
}

const isError = (rows: readonly Row[] | undefined): boolean => rows?.some((row) => 'description' in row) === true

/** Statuses as the standard has them: 400 lacks something, 403 the key, 404 no such service, request or jurisdiction. */
function judged(status: number, rows: readonly Row[] | undefined): Said {
  if (status >= 200 && status < 300) {
    return rows ? { ok: true, rows } : { ok: false, fault: 'failed', why: 'unreadable' }
  }
  if (status === 401 || status === 403) return { ok: false, fault: 'failed', why: 'key' }
  if (status === 400 || status === 404 || status === 422) {
    const why = (rows ?? []).flatMap(({ description }) => description ?? []).join(' ')
    return { ok: false, fault: 'refused', why: why.slice(0, 1000) || `status ${status}` }
  }
  return { ok: false, fault: 'failed', why: `status ${status}` }
}

export interface ServiceThere {
  readonly code: string
  readonly name: string
  readonly group: string
}

/** What the server takes; undefined when it does not say. */
export async function servicesOf(
  tools: Pick<HandoverTools, 'outbound'>,
  server: Server,
): Promise<readonly ServiceThere[] | undefined> {
  const said = await ask(tools, server, { path: 'services', milliseconds: 5000 })
  if (!said.ok) return undefined
  return said.rows.flatMap(({ service_code: code, service_name: name, group }) =>
    code === undefined ? [] : [{ code: code.slice(0, 120), name: name ?? code, group: group ?? '' }],
  )
}
