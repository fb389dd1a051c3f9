import assert from 'node:assert/strict'
import { after } from 'node:test'
import { type AccountMail, findSession } from '#identity/accounts'
import { type ProviderName, stateJobHandlers } from '#identity/state'
import { systemContext } from '#platform/context'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import type { App } from '../../src/apps/app.ts'
import { loadDemo, loadLibrary } from '../../src/apps/cli/library.ts'
import { connectRoutes } from '../../src/apps/connect/index.ts'
import { answerFailure } from '../../src/apps/failures.ts'
import { composeTestApp } from '../../src/apps/testing.ts'
import { SimulatorVisitor } from './simulators.ts'

/** Where the sites under test are said to be: nothing listens there, requests are handed over. */
export const territory = 'http://localhost:3999'

/** What the simulators are told of the service, and the service of itself. */
export const client = {
  clientId: 'essai',
  secret: 'un-secret-d-essai-assez-long-pour-cela',
  postLogoutRedirectUris: [`${territory}/deconnexion/retour`],
}

const slugs: Readonly<Record<ProviderName, string>> = { france_connect: 'franceconnect', pro_connect: 'proconnect' }

let lastAddress = 0

/** The pages of accounts on the demonstration's people, with the providers that the environment names. */
export async function openConnect(environment: Readonly<Record<string, string>>) {
  const { db, sql } = await openTestDatabase()
  const app = await composeTestApp(db, { environment: { TRABOULE_URL: territory, ...environment } })
  const system = systemContext(app, 'essai')
  await loadLibrary(system)
  await loadDemo(system, app.accounts)
  const serve = async (served: App) => {
    const server = await createServer({ log: silentLog, behindProxy: true, answerFailure: answerFailure(served) })
    addRoutes(server, connectRoutes(served))
    after(() => server.close())
    return server
  }
  const server = await serve(app)
  const mails: AccountMail[] = []
  const handlers = stateJobHandlers({
    ...app,
    links: { confirmIdentity: (secret) => `/connexion/identite/confirmer/${secret}`, signIn: () => '/connexion' },
    sendMail: async (mail) => void mails.push(mail),
  })

  /** Does the work that waits, as the worker would, and gives the mails that it sent. */
  async function work(): Promise<AccountMail[]> {
    const jobs = await sql<{ name: string; payload: unknown }>(
      `with taken as (delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
         where t.id = j.task_id and t.identifier = 'state.mail_confirm' returning t.identifier as name, j.payload)
       select name, payload from taken`,
    )
    for (const { name, payload } of jobs) await handlers.find(({ job }) => job.name === name)?.run(payload)
    return mails.splice(0)
  }

  /** A person's browser, on one host of ours and at the simulator. */
  class Person {
    readonly cookies = new Map<string, string>()
    readonly there = new SimulatorVisitor()
    readonly host: string
    readonly provider: ProviderName
    /** An address of her own: a library has many readers, a test too. */
    readonly #address = `2001:db8:0:${(lastAddress += 1).toString(16)}::1`

    constructor(provider: ProviderName = 'france_connect', host = new URL(territory).host) {
      this.provider = provider
      this.host = host
    }

    async send(url: string, form?: Readonly<Record<string, string>>) {
      const answer = await server.inject({
        method: form ? 'POST' : 'GET',
        url,
        headers: {
          host: this.host,
          'x-forwarded-for': this.#address,
          ...(form ? { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' } : {}),
        },
        cookies: Object.fromEntries(this.cookies),
        ...(form ? { payload: new URLSearchParams(form).toString() } : {}),
      })
      for (const { name, value } of answer.cookies) {
        if (value === '') this.cookies.delete(name)
        else this.cookies.set(name, value)
      }
      return answer
    }

    /** Goes to the provider; gives the address of the answer. */
    async go(identity: string, query = '', answers: Readonly<Record<string, string>> = {}): Promise<URL> {
      const begun = await this.send(`/connexion/${slugs[this.provider]}${query}`)
      assert.equal(begun.statusCode, 303)
      return this.there.walk(String(begun.headers.location), { identity, ...answers })
    }

    /** Comes back with an answer; gives where it leads. */
    async back(answer: URL): Promise<string> {
      const came = await this.send(answer.pathname + answer.search)
      assert.equal(came.statusCode, 303, came.body)
      return String(came.headers.location)
    }

    signIn(email: string) {
      return this.send('/connexion', { email, password: 'bonjour-traboule' })
    }

    async account(): Promise<string | undefined> {
      const token = this.cookies.get('session')
      return token === undefined ? undefined : (await findSession(app, token))?.accountId
    }
  }

  /** Makes the account of an identity, by the address that she confirms. */
  async function makeAccount(identity: string, email: string, provider: ProviderName = 'france_connect') {
    const person = new Person(provider)
    assert.equal(await person.back(await person.go(identity)), '/connexion/identite')
    const asked = await person.send('/connexion/identite', { email })
    assert.equal(asked.headers.location, '/connexion/identite/envoyee')
    const [mail] = await work()
    const made = await person.send(mail?.action?.href ?? '', {})
    assert.equal(made.headers.location, '/mes-demandes', made.body)
    return person
  }

  const linksOf = (accountId: string | undefined) =>
    sql<{ id: string; subject: string }>(
      'select id, subject from state.linked_identity where account_id = $1 order by linked_at',
      [accountId],
    )

  return { app, db, sql, system, serve, work, Person, makeAccount, linksOf }
}
