import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { findSession } from '#identity/accounts'
import type { Actor, AgentRole } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { openDraft, savePage } from '#counter/dossiers'
import { findOffer } from '#counter/procedures'
import { type Context, systemContext } from '#platform/context'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { getSite, listServices } from '#territory/collectivities'
import { loadDemo, loadLibrary } from '../cli/library.ts'
import { answerFailure } from '../failures.ts'
import { composeTestApp } from '../testing.ts'
import { bureauRoutes } from './index.ts'

/** The bureau of the demonstration's communes, served: what the tests of these pages stand on. */

const password = 'bonjour-traboule'

interface Form {
  readonly [name: string]: string | readonly string[]
}

/** @param environment what the platform's surroundings say besides. */
export async function openBureau(environment: Readonly<Record<string, string>> = {}) {
  const { db, sql, url } = await openTestDatabase()
  const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
  const app = await composeTestApp(db, { clock, environment })
  const system = systemContext(app, 'essai')
  await loadLibrary(system)
  await loadDemo(system, app.accounts)
  const server = await createServer({ log: silentLog, behindProxy: false, answerFailure: answerFailure(app) })
  addRoutes(server, bureauRoutes(app))
  const site = await getSite(db, { slug: 'corbas' })
  const services = new Map((await listServices(db, site.id)).map(({ slug, id }) => [slug, id]))
  const context = (actor: Actor): Context => ({ db, clock, log: app.log, actor })
  const anonymous = context({ kind: 'anonymous' })

  /** A browser of somebody of the demonstration, signed in. */
  const signIn = async (email: string) => {
    const answer = await app.accounts.signIn(anonymous, { email, password, address: newId() })
    if (!answer.ok) throw new Error(`${email}: ${answer.refusal.reason}`)
    const session = await findSession(anonymous, answer.value.sessionToken)
    return { ...browserOf(server, answer.value.sessionToken), accountId: session?.accountId ?? '' }
  }

  /** An agent's context, for what is done apart from pages. */
  const agent = (accountId: string, roles: readonly AgentRole[], name = 'Agent d’essai'): Context =>
    context({ kind: 'agent', accountId, name, collectivityId: site.id, roles })

  /** A request about a street light, filed in Corbas as residents do. */
  const file = async (more: { readonly givenName?: string; readonly problem?: string } = {}) => {
    const key = { collectivityId: site.id, deviceSecret: newId() }
    const offer = await db.readCollectivity(site.id, (tx) => findOffer(tx, site.id, 'lampadaire-en-panne'))
    const problem = { problem: more.problem ?? 'off' }
    const first = { ...key, offerId: offer?.id ?? '', locale: 'fr' as const, pageId: 'problem', entries: problem }
    const { id: draftId } = await openDraft(anonymous, first)
    const place = { 'place.line': '27 rue des Essais', 'place.postalCode': '69960', 'place.city': 'Corbas' }
    await savePage(anonymous, { ...key, draftId, pageId: 'place', entries: place, seenVersion: 1 })
    const you = {
      'applicant.givenName': more.givenName ?? 'Ana',
      'applicant.familyName': 'Exemple',
      email: 'ana@exemple.fr',
      remarks: '<b>Merci</b> d’avance',
    }
    await savePage(anonymous, { ...key, draftId, pageId: 'you', entries: you, seenVersion: 2 })
    const filed = await app.dossiers.submitDraft(anonymous, { ...key, draftId })
    if (!filed.ok) throw new Error(JSON.stringify(filed.refusal))
    return filed.value
  }

  return { app, db, sql, url, clock, server, site, services, context, anonymous, signIn, agent, file }
}

export type Browser = ReturnType<typeof browserOf>

function browserOf(server: FastifyInstance, session: string, language = 'fr') {
  const cookies = { session, langue: language }
  const post = (url: string, form: Form, headers: Record<string, string> = {}) => {
    const pairs = Object.entries(form).flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)]))
    return server.inject({
      method: 'POST',
      url,
      cookies,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(pairs as [string, string][]).toString(),
    })
  }
  /** A form with files, as browsers encode it. */
  const upload = async (
    url: string,
    parts: readonly (readonly [name: string, content: string | { readonly name: string; readonly content: Buffer }])[],
  ) => {
    const form = new FormData()
    for (const [name, content] of parts) {
      if (typeof content === 'string') form.append(name, content)
      else form.append(name, new Blob([new Uint8Array(content.content)]), content.name)
    }
    const encoded = new Response(form)
    return server.inject({
      method: 'POST',
      url,
      cookies,
      headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
      payload: Buffer.from(await encoded.arrayBuffer()),
    })
  }
  return {
    get: (url: string) => server.inject({ url, cookies }),
    post,
    upload,
    inEnglish: () => browserOf(server, session, 'en'),
  }
}

/** The hidden fields of the form that is sent to an address. */
export function hiddenFields(page: LightMyRequestResponse, action: string): Record<string, string> {
  const form = page.body.split('<form').find((each) => each.includes(`action="${action.replaceAll('&', '&amp;')}"`))
  if (form === undefined) throw new Error(`no form is sent to ${action}`)
  const inputs = form.split('</form>')[0]?.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g) ?? []
  return Object.fromEntries([...inputs].map(([, name, value]) => [name, value]))
}
