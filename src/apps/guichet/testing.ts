import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { systemContext } from '#platform/context'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { getSite } from '#territory/collectivities'
import { sessionCookie } from '../access/index.ts'
import { loadDemo, loadLibrary } from '../cli/library.ts'
import { contextFor } from '../app.ts'
import { answerFailure } from '../failures.ts'
import { composeTestApp } from '../testing.ts'
import { guichetRoutes } from './index.ts'

export const demoPassword = 'bonjour-traboule'

/** The guichet of the demonstration, served: what the tests of these pages stand on. */
export async function openGuichet(environment: Readonly<Record<string, string>> = {}) {
  const { db, sql } = await openTestDatabase()
  const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
  const app = await composeTestApp(db, { clock, environment })
  const system = systemContext(app, 'essai')
  await loadLibrary(system)
  await loadDemo(system, app.accounts)
  const server = await createServer({ log: silentLog, behindProxy: false, answerFailure: answerFailure(app) })
  addRoutes(server, guichetRoutes(app))
  const site = await getSite(db, { slug: 'corbas' })

  const count = async (table: 'draft' | 'dossier' | 'attachment' | 'message'): Promise<number> => {
    const [row] = await sql<{ n: number }>(`select count(*)::int as n from dossiers.${table}`)
    return row?.n ?? 0
  }
  /** A session of somebody of the demonstration. */
  const sessionOf = async (email: string): Promise<string> => {
    const signed = await app.accounts.signIn(contextFor(app, { kind: 'anonymous' }), {
      email,
      password: demoPassword,
      address: newId(),
    })
    if (!signed.ok) throw new Error(`${email}: ${signed.refusal.reason}`)
    return signed.value.sessionToken
  }
  return { app, db, sql, clock, server, site, count, sessionOf, browser: () => new Browser(server) }
}

type Values = Readonly<Record<string, string | readonly string[]>>

/** What a browser does for us: cookies kept, hidden fields sent, redirections followed on demand. */
export class Browser {
  readonly server: FastifyInstance
  readonly cookies = new Map<string, string>()

  constructor(server: FastifyInstance) {
    this.server = server
  }

  signIn(token: string): this {
    this.cookies.set(sessionCookie, token)
    return this
  }

  /** The session ends; what the device keeps stays. */
  loseSession(): void {
    this.cookies.delete(sessionCookie)
  }

  async get(url: string) {
    return this.#keep(await this.server.inject({ url, cookies: Object.fromEntries(this.cookies) }))
  }

  async post(url: string, values: Values) {
    const pairs = Object.entries(values).flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, String(each)]),
    )
    return this.#send(url, 'application/x-www-form-urlencoded', new URLSearchParams(pairs).toString())
  }

  /** A form with files, as browsers encode it. */
  async upload(url: string, values: Values, files: readonly { input: string; name: string; content: Buffer }[]) {
    const form = new FormData()
    for (const [name, value] of Object.entries(values))
      for (const each of [value].flat()) form.append(name, String(each))
    for (const { input, name, content } of files) form.append(input, new Blob([new Uint8Array(content)]), name)
    const encoded = new Response(form)
    const body = Buffer.from(await encoded.arrayBuffer())
    return this.#send(url, encoded.headers.get('content-type') ?? '', body)
  }

  /** Sends the form of a page as it stands, with what is typed in it. */
  async submit(page: string, values: Values) {
    const shown = await this.get(page)
    return this.post(page, { ...hiddenFields(shown.body), ...values })
  }

  async #send(url: string, contentType: string, payload: string | Buffer) {
    const cookies = Object.fromEntries(this.cookies)
    const headers = { 'content-type': contentType }
    return this.#keep(await this.server.inject({ method: 'POST', url, cookies, headers, payload }))
  }

  #keep<A extends { cookies: { name: string; value: string; maxAge?: number }[] }>(answer: A): A {
    for (const { name, value } of answer.cookies) {
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return answer
  }
}

/** The hidden fields of the main form of a page. */
export function hiddenFields(page: string): Record<string, string> {
  const form = page.split('<form class="form"')[1]?.split('</form>')[0] ?? ''
  const inputs = form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]))
}

/** What a page reads, without its markup. */
export const wordsOf = (html: string): string =>
  html
    .replaceAll(/<(script|style|svg)[\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/&amp;/g, '&')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')

export const gzipped = (text: string | Buffer): number => gzipSync(text, { level: 6 }).length
