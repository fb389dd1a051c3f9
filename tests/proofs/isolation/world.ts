import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { addNote, attachFile, openDraft, savePage, sendAgentMessage, sendApplicantMessage } from '#counter/dossiers'
import { type Definition, importProcedure, offerProcedure } from '#counter/procedures'
import { importWorkflow } from '#counter/workflows'
import type { AgentRole } from '#kernel/actor'
import { newId, newSecret } from '#kernel/ids'
import { projectRoot } from '#platform/config'
import { systemContext } from '#platform/context'
import type { TestDatabase } from '#platform/testing'
import { type App, contextFor } from '../../../src/apps/app.ts'
import { everyHandler } from '../../../src/handlers.ts'
import { formsOf } from '../forms.ts'
import { Jar, knock } from './knock.ts'
import type { Random } from './random.ts'

/*
 * A territory drawn at random: communes, people, requests. Whatever somebody wrote bears a word found nowhere else, so that
 * reading it in an answer says exactly whose secret came out.
 */

export interface Tenant {
  readonly id: string
  readonly slug: string
  readonly host: string
  readonly services: readonly [roads: string, civil: string]
  readonly offers: readonly { readonly id: string; readonly slug: string }[]
}

export interface Role {
  readonly tenantId: string
  /** Null: the whole commune. */
  readonly serviceId: string | null
  readonly role: AgentRole['role']
}

/** Somebody who knocks at doors. */
export interface Actor {
  readonly name: string
  readonly jar: Jar
  readonly accountId: string | undefined
  /** Secret of her browser. */
  readonly device: string | undefined
  /** The dossier that she proved to know by its code. */
  readonly tracked: string | undefined
  readonly roles: readonly Role[]
  readonly isOperator: boolean
  readonly email: string
}

/** A dossier or a draft: something to try to reach. */
export interface Target {
  readonly tenant: Tenant
  readonly procedure: string
  readonly draftId: string
  readonly dossierId: string | undefined
  readonly fileIds: readonly string[]
  readonly accountId: string | null
  readonly device: string
}

/** `file`: of the request, for the person and the agents. `inside`: for agents only. `proof`: for the person only. */
export type Secrecy = 'file' | 'inside' | 'proof' | 'draft' | 'account' | 'operator'

export interface Marker {
  readonly word: string
  readonly secrecy: Secrecy
  readonly what: string
  readonly target?: Target
  readonly accountId?: string
}

export interface World {
  readonly app: App
  readonly server: FastifyInstance
  readonly sql: TestDatabase['sql']
  readonly tenants: readonly Tenant[]
  readonly actors: readonly Actor[]
  readonly targets: readonly Target[]
  /** By the word, in lower case. */
  readonly markers: ReadonlyMap<string, Marker>
  readonly mailIds: readonly string[]
  /** Ids of the circuits' actions. */
  readonly actions: readonly string[]
}

type Building = Pick<World, 'app' | 'server' | 'sql'> & {
  readonly random: Random
  readonly markers: Map<string, Marker>
}

const password = 'un mot de passe d’essai'

export async function createWorld(base: Pick<World, 'app' | 'server' | 'sql'>, random: Random): Promise<World> {
  const building: Building = { ...base, random, markers: new Map() }
  const { app } = base
  const system = systemContext(app, 'proof')
  for (const circuit of circuits) insist(await importWorkflow(system, readJson(`data/workflows/${circuit}.json`)))
  for (const circuit of circuits) insist(await importProcedure(system, definition(circuit)))
  const tenants: Tenant[] = []
  for (let count = 3 + random.nat(2); count > 0; count--) tenants.push(await createTenant(building))
  const people = await createPeople(building, tenants)
  const targets: Target[] = []
  const trackers: Actor[] = []
  for (const tenant of tenants) {
    for (let count = 4 + random.nat(3); count > 0; count--) {
      const applicant = random.chance(0.6) ? random.pick(people.residents) : stranger(`somebody with a browser`)
      const target = await fileDossier(building, { tenant, applicant, agents: people.agents })
      targets.push(target.target)
      trackers.push(...target.people)
    }
    for (let count = 2 + random.nat(2); count > 0; count--) {
      const applicant = random.chance(0.5) ? random.pick(people.residents) : stranger('somebody filling a form')
      targets.push(await fillDraft(building, { tenant, applicant }))
      if (applicant.accountId === undefined) trackers.push(applicant)
    }
  }
  await runJobs(building)
  const mailId = await keepMail(building)
  const actors = [
    ...people.residents,
    ...people.agents,
    people.operator,
    ...trackers,
    stranger('a stranger'),
    passerBy(),
  ]
  return { ...base, tenants, actors, targets, markers: building.markers, mailIds: [mailId], actions }
}

const text = (fr: string) => ({ fr, en: `${fr} (en)` })
const circuits = ['simple', 'with-visa', 'with-documents'] as const
const actions = circuits.flatMap((circuit) =>
  [...readFileSync(join(projectRoot, `data/workflows/${circuit}.json`), 'utf8').matchAll(/"id": "([a-z_]+)"/g)].map(
    ([, id = '']) => id,
  ),
)
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'))

const definition = (workflow: (typeof circuits)[number]): Definition => ({
  format: 'traboule.procedure/1',
  slug: `preuve-${workflow}`,
  title: text('Une démarche pour la preuve'),
  summary: text('Elle demande de quoi être reconnue'),
  icon: 'truck',
  lifeEvents: ['moving'],
  keywords: { fr: ['preuve'], en: ['proof'] },
  forWhom: text('Tout le monde'),
  prepare: [],
  minutes: 5,
  nextSteps: [text('Le service étudie.')],
  applicant: { identity: 'who', email: 'email' },
  subject: 'street',
  workflow,
  form: {
    pages: [
      {
        id: 'person',
        title: text('Qui êtes-vous ?'),
        shortTitle: text('Vous'),
        fields: [
          { id: 'who', type: 'identity', label: text('Identité') },
          { id: 'email', type: 'email', label: text('Adresse électronique') },
        ],
      },
      {
        id: 'place',
        title: text('Où ?'),
        shortTitle: text('Le lieu'),
        fields: [
          { id: 'street', type: 'text', label: text('Rue') },
          { id: 'note', type: 'long_text', label: text('Précisions'), optional: true },
          { id: 'plan', type: 'file', label: text('Plan'), optional: true, maxFiles: 3 },
        ],
      },
    ],
  },
  defaults: { deadlineDays: 10, feeCents: 0, contact: { name: text('Accueil') } },
})

function insist<T>(outcome: { ok: true; value: T } | { ok: false; refusal: unknown }): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.value
}

let taken = 0

async function createTenant({ app, sql, random }: Building): Promise<Tenant> {
  const [id, roads, civil] = [newId(), newId(), newId()]
  // Numbers of dossiers begin with the first letters of the name: no two communes have the same here.
  const slug = `${'bdgk'[taken++ % 4]}${random.letters(7)}`
  const host = `${slug}.exemple.test`
  await sql(
    `insert into collectivities.collectivity (id, kind, code, slug, name, normalised_name, postal_codes, is_open)
     values ($1, 'commune', $2, $2, $3, $2, '{69999}', true)`,
    [id, slug, slug],
  )
  await sql(
    `insert into collectivities.service (collectivity_id, id, slug, name)
     values ($1, $2, 'voirie', '{"fr":"Voirie"}'), ($1, $3, 'etat-civil', '{"fr":"État civil"}')`,
    [id, roads, civil],
  )
  await sql('insert into collectivities.hostname (host, collectivity_id) values ($1, $2)', [host, id])
  const system = systemContext(app, 'proof')
  const offers = []
  for (const [index, circuit] of circuits.entries()) {
    const service = index % 2 === 0 ? roads : civil
    const bindings = { instructor: service, supervisor: service }
    const offer = { collectivityId: id, procedureSlug: `preuve-${circuit}`, bindings }
    offers.push(insist(await offerProcedure(system, offer)))
  }
  return { id, slug, host, services: [roads, civil], offers }
}

function mark(building: Building, marker: Omit<Marker, 'word'> & { word?: string }): string {
  const word = marker.word ?? `zq${building.random.letters(12)}`
  building.markers.set(word.toLowerCase(), { ...marker, word })
  return word
}

async function createPeople(building: Building, tenants: readonly Tenant[]) {
  const residents: Actor[] = []
  for (let rank = 1; rank <= 4; rank++) residents.push(await createActor(building, `resident ${rank}`, []))
  const agents: Actor[] = []
  for (const [rank, { id: tenantId, services }] of tenants.entries()) {
    const make = async (what: string, role: AgentRole['role'], serviceId: string | null): Promise<void> => {
      agents.push(await createActor(building, `${what} of commune ${rank}`, [{ tenantId, serviceId, role }]))
    }
    await make('agent of roads', 'agent', services[0])
    await make('agent of civil registry', 'agent', services[1])
    await make('supervisor', 'supervisor', null)
    await make('administrator', 'administrator', null)
  }
  const [first, second] = tenants
  if (first && second) {
    const roles = [first, second].map(({ id, services }) => ({
      tenantId: id,
      serviceId: services[0],
      role: 'agent' as const,
    }))
    agents.push(await createActor(building, 'agent of roads in two communes', roles))
    const former = await createActor(building, 'former agent', [{ tenantId: first.id, serviceId: null, role: 'agent' }])
    await building.sql(`update accounts.agent_role set ends_at = now() where account_id = $1`, [former.accountId])
    agents.push({ ...former, roles: [] })
  }
  return { residents, agents, operator: await createActor(building, 'operator', [], true) }
}

async function createActor(
  building: Building,
  name: string,
  roles: readonly Role[],
  isOperator = false,
): Promise<Actor> {
  const { app, server, random } = building
  const [givenName, familyName, local] = [1, 2, 3].map(() => `zq${random.letters(12)}`)
  const email = `${local}@exemple.test`
  const created = await app.accounts.createAccount(systemContext(app, 'proof'), {
    email,
    givenName: givenName ?? '',
    familyName: familyName ?? '',
    password,
    isOperator,
    roles: roles.map(({ tenantId, ...role }) => ({ ...role, collectivityId: tenantId })),
  })
  const { accountId } = insist(created)
  for (const word of [givenName, familyName, local]) {
    if (word !== undefined) mark(building, { word, secrecy: 'account', what: `name or address of ${name}`, accountId })
  }
  const device = newSecret()
  const jar = new Jar([['appareil', device]])
  await signIn(server, jar, email)
  return {
    name,
    jar,
    accountId,
    device,
    tracked: undefined,
    roles,
    isOperator,
    email,
  }
}

/** By the form of the page, as everybody. */
export async function signIn(server: FastifyInstance, jar: Jar, email: string): Promise<void> {
  const page = await knock(server, new Jar(), { method: 'GET', url: '/connexion' })
  const form = formsOf(page.body).find(({ controls }) => controls.some(({ kind }) => kind === 'password'))
  const entries = (form?.controls ?? []).map(({ name, kind, value }): [string, string] => {
    if (kind === 'password') return [name, password]
    return [name, kind === 'email' ? email : value]
  })
  const answer = await knock(server, jar, { method: 'POST', url: form?.action ?? '/connexion', entries })
  if (jar.get('session') === undefined) throw new Error(`${email} cannot sign in: ${answer.status}`)
}

const nobody = { accountId: undefined, tracked: undefined, roles: [], isOperator: false, email: 'inconnu@exemple.test' }

function stranger(name: string): Actor {
  const device = newSecret()
  return { ...nobody, name, device, jar: new Jar([['appareil', device]]) }
}

const passerBy = (): Actor => ({ ...nobody, name: 'a passer-by', device: undefined, jar: new Jar() })

const actorContext = ({ app }: Building, { accountId, name }: Actor) =>
  contextFor(app, accountId === undefined ? { kind: 'anonymous' } : { kind: 'account', accountId, name })

interface Filling {
  readonly tenant: Tenant
  readonly applicant: Actor
}

/** A form filled to its end, with a file; every answer bears a word of its own. */
async function fillDraft(
  building: Building,
  { tenant, applicant }: Filling,
  secrecy: Secrecy = 'draft',
): Promise<Target> {
  const { random } = building
  const offer = random.pick(tenant.offers)
  const ctx = actorContext(building, applicant)
  const fileIds: string[] = []
  const device = applicant.device ?? newSecret()
  const key = { collectivityId: tenant.id, deviceSecret: device }
  const words = {
    given: `Zq${random.letters(12)}`,
    family: `Zq${random.letters(12)}`,
    email: `zq${random.letters(12)}`,
  }
  const person = { 'who.givenName': words.given, 'who.familyName': words.family, email: `${words.email}@exemple.test` }
  const opened = await openDraft(ctx, { ...key, offerId: offer.id, locale: 'fr', pageId: 'person', entries: person })
  const target: Target = {
    tenant,
    procedure: offer.slug,
    draftId: opened.id,
    dossierId: undefined,
    fileIds,
    accountId: applicant.accountId ?? null,
    device,
  }
  for (const word of Object.values(words)) mark(building, { word, secrecy, what: 'the identity typed', target })
  const place = {
    street: `rue ${mark(building, { secrecy, what: 'the subject', target })}`,
    note: mark(building, { secrecy, what: 'an answer', target }),
  }
  const draft = { ...key, draftId: opened.id }
  insist(await savePage(ctx, { ...draft, pageId: 'place', entries: place, seenVersion: opened.version }))
  const file = await depositFile(building, { secrecy, target })
  const attached = insist(await attachFile(ctx, { ...draft, pageId: 'place', fieldId: 'plan', file }))
  fileIds.push(attached.id)
  return target
}

async function depositFile(building: Building, about: { secrecy: Secrecy; target: Target }) {
  const inside = mark(building, { ...about, what: 'the content of a file' })
  const name = `${mark(building, { ...about, what: 'the name of a file' })}.pdf`
  const content = Buffer.from(`%PDF-1.4\n% ${inside}\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n`)
  const { digest, mediaType, size } = insist(
    await building.app.files.put(
      (async function* () {
        yield content
      })(),
      { name, kinds: ['pdf'] },
    ),
  )
  return { digest, mediaType, size, name }
}

/** A dossier with what people write about it; and who follows it without an account. */
async function fileDossier(building: Building, filling: Filling & { agents: readonly Actor[] }) {
  const { app, sql } = building
  const { tenant, applicant, agents } = filling
  const draft = await fillDraft(building, filling, 'file')
  const ctx = actorContext(building, applicant)
  const receipt = insist(
    await app.dossiers.submitDraft(ctx, {
      collectivityId: tenant.id,
      draftId: draft.draftId,
      deviceSecret: draft.device,
    }),
  )
  const { dossierId } = receipt
  // The words know their target by identity: it is the same one that learns its dossier.
  const target = Object.assign(draft, { dossierId })
  mark(building, { word: receipt.number, secrecy: 'file', what: 'the number', target })
  mark(building, { word: receipt.trackingCode, secrecy: 'proof', what: 'the tracking code', target })
  const key = { collectivityId: tenant.id, dossierId }
  const supervisor = agents.find(({ roles }) =>
    roles.some((role) => role.tenantId === tenant.id && role.serviceId === null),
  )
  const agentCtx = contextFor(app, {
    kind: 'agent',
    accountId: supervisor?.accountId ?? newId(),
    name: 'Agent d’essai',
    collectivityId: tenant.id,
    roles: [{ role: 'supervisor', serviceId: null }],
  })
  const say = (secrecy: Secrecy, what: string) => mark(building, { secrecy, what, target })
  insist(
    await addNote(agentCtx, {
      ...key,
      body: say('inside', 'a note'),
      files: [await depositFile(building, { secrecy: 'inside', target })],
    }),
  )
  insist(await sendAgentMessage(agentCtx, { ...key, body: say('file', 'a message of the agent') }))
  const tracker = contextFor(app, { kind: 'tracker', dossierId, name: 'Personne d’essai' })
  insist(
    await sendApplicantMessage(tracker, {
      ...key,
      body: say('file', 'a message of the person'),
      files: [await depositFile(building, { secrecy: 'file', target })],
    }),
  )
  const files = await sql<{ id: string }>('select id from dossiers.attachment where dossier_id = $1 order by id', [
    dossierId,
  ])
  Object.assign(target, { fileIds: files.map(({ id }) => id) })
  const follower = await follow(building, target, receipt.trackingCode)
  return { target: target as Target, people: applicant.accountId === undefined ? [applicant, follower] : [follower] }
}

/** Somebody who comes back with the code of her receipt and her address. */
async function follow({ server, sql }: Building, { dossierId }: Target, code: string): Promise<Actor> {
  const jar = new Jar()
  const [row] = await sql<{ email: string }>('select applicant_email as email from dossiers.dossier where id = $1', [
    dossierId,
  ])
  const entries = [
    ['code', code],
    ['email', row?.email ?? ''],
  ] as const
  const answer = await knock(server, jar, { method: 'POST', url: '/suivi', entries })
  if (answer.status !== 303) throw new Error(`the code opens nothing: ${answer.status}`)
  return { ...nobody, name: 'somebody with a tracking code', device: undefined, tracked: dossierId, jar }
}

/** What the worker would do: words to search by, among others. */
async function runJobs({ app, sql }: Building): Promise<void> {
  const handlers = new Map(everyHandler(app).map((handler) => [handler.job.name, handler]))
  const jobs = await sql<{ name: string; payload: unknown }>(
    `select t.identifier as name, j.payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id order by j.id`,
  )
  for (const { name, payload } of jobs) await handlers.get(name)?.run(payload)
  await sql('delete from graphile_worker._private_jobs')
  await sql('delete from mail.message')
}

/** A mail in the outbox, which the operator alone may read. */
async function keepMail(building: Building): Promise<string> {
  const id = newId()
  const word = mark(building, { secrecy: 'operator', what: 'a mail of the outbox' })
  await building.app.mailer.send({ id, to: `${word}@exemple.test`, subject: word, text: word })
  return id
}
