import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { startPayFipStandIn } from '../../standins/payfip/server.ts'
import { openDraft, savePage } from '#counter/dossiers'
import { saveRegie } from '#counter/payments'
import { type Definition, importProcedure, offerProcedure } from '#counter/procedures'
import { importWorkflow, type Workflow } from '#counter/workflows'
import { findSession } from '#identity/accounts'
import { newId } from '#kernel/ids'
import { listServices } from '#territory/collectivities'
import { everyHandler } from '../handlers.ts'
import { contextFor } from './app.ts'
import { openGuichet, wordsOf } from './guichet/testing.ts'

/** From a circuit that asks for money to the same circuit that goes on: everything but the browser. */

let now = (): Date => new Date()
const standIn = await startPayFipStandIn({ now: () => now() })
standIn.loseNotices(true)
const { app, server, site, clock, sql, sessionOf, browser } = await openGuichet({ PAYFIP_URL: standIn.url })
now = () => clock.now()
after(() => Promise.all([server.close(), standIn.close()]))

const text = (fr: string) => ({ fr, en: fr })
const system = contextFor(app, { kind: 'system', name: 'essai' })
const circuit = (slug: string, amount: unknown): Workflow =>
  ({
    format: 'traboule.workflow/1',
    slug,
    title: text('Payer puis finir'),
    summary: text('Payer puis finir'),
    functions: [{ id: 'instructor', label: text('Instruction'), role: 'agent' }],
    initial: 'waiting',
    statuses: [
      {
        id: 'waiting',
        label: text('À payer'),
        publicLabel: text('À payer'),
        phase: 'examined',
        steps: [
          {
            kind: 'ask_outside',
            id: 'pay',
            service: 'payment',
            label: text('Payer'),
            parameters: [
              { id: 'amount', value: amount },
              { id: 'purpose', value: 'Location d’une salle' },
              { id: 'days', value: 10 },
            ],
            accepted: 'paid',
            refused: 'unpaid',
            timedOut: { after: { days: 11 }, to: 'unpaid' },
          },
        ],
      },
      {
        id: 'paid',
        label: text('Payée'),
        publicLabel: text('Payée'),
        phase: 'decided',
        outcome: 'accepted',
        steps: [],
      },
      {
        id: 'unpaid',
        label: text('Pas payée'),
        publicLabel: text('Pas payée'),
        phase: 'decided',
        outcome: 'closed',
        steps: [],
      },
    ],
  }) as unknown as Workflow
const definition = (workflow: string): Definition =>
  ({
    format: 'traboule.procedure/1',
    slug: workflow,
    title: text('Louer une salle'),
    summary: text('Louer une salle'),
    icon: 'tickets',
    lifeEvents: ['moving'],
    keywords: { fr: ['salle'], en: ['hall'] },
    forWhom: text('Tout le monde'),
    prepare: [],
    minutes: 2,
    nextSteps: [text('Vous payez.')],
    applicant: { identity: 'who', email: 'email' },
    subject: 'hall',
    workflow,
    form: {
      pages: [
        {
          id: 'you',
          title: text('Vous et la salle'),
          shortTitle: text('Vous'),
          fields: [
            { id: 'who', type: 'identity', label: text('Identité') },
            { id: 'email', type: 'email', label: text('Adresse électronique') },
            { id: 'hall', type: 'text', label: text('Salle') },
            { id: 'hours', type: 'number', label: text('Heures'), minimum: 1, maximum: 100 },
          ],
        },
      ],
    },
    defaults: { deadlineDays: 10, feeCents: 0, contact: { name: text('Salles') } },
  }) as unknown as Definition

const insist = <T>(said: { ok: true; value: T } | { ok: false; refusal: unknown }): T => {
  assert.ok(said.ok, JSON.stringify(said))
  return said.value
}
const offer = async (slug: string, amount: unknown): Promise<string> => {
  insist(await importWorkflow(system, circuit(slug, amount)))
  insist(await importProcedure(system, definition(slug)))
  const [service] = await listServices(app.db, site.id)
  const bindings = { instructor: service?.id ?? '' }
  return insist(await offerProcedure(system, { collectivityId: site.id, procedureSlug: slug, bindings })).id
}

const handlers = everyHandler(app)
const ours = /^(event\.(outside\.asked|payments\.settled)|payments\.)/
/** Does what was asked for, events and looks, as the worker does; each twice. */
async function work(): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    const jobs = await sql<{ name: string; payload: unknown }>(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
       where t.id = j.task_id and t.identifier ~ '^(event\\.(outside\\.asked|payments\\.settled)|payments\\.)' and j.run_at <= greatest(now(), $1::timestamptz)
       returning t.identifier as name, j.payload`,
      [clock.now()],
    )
    if (jobs.length === 0) return
    for (const { name, payload } of jobs) {
      assert.match(name, ours)
      const handler = handlers.find(({ job }) => job.name === name)
      await handler?.run(payload)
      await handler?.run(payload)
    }
  }
}

const email = 'camille.demonstration@exemple.fr'
const account = await sessionOf(email)

const session = await findSession(contextFor(app, { kind: 'anonymous' }), account)
const resident = contextFor(app, { kind: 'account', accountId: session?.accountId ?? '', name: 'Camille' })

async function file(offerId: string, hours: string): Promise<string> {
  const key = { collectivityId: site.id, deviceSecret: newId() }
  const entries = { 'who.givenName': 'Camille', 'who.familyName': 'Exemple', email, hours, hall: 'Grande salle' }
  const { id: draftId } = await openDraft(resident, { ...key, offerId, locale: 'fr', pageId: 'you', entries })
  await savePage(resident, { ...key, draftId, pageId: 'you', entries, seenVersion: 1 })
  const { dossierId } = insist(await app.dossiers.submitDraft(resident, { ...key, draftId }))
  await work()
  return dossierId
}
const statusOf = async (id: string): Promise<string | undefined> =>
  (await sql<{ status: string }>('select status from dossiers.dossier where id = $1', [id]))[0]?.status

const administrator = contextFor(app, {
  kind: 'agent',
  accountId: newId(),
  name: 'Agent d’essai',
  collectivityId: site.id,
  roles: [{ role: 'administrator', serviceId: null }],
})
insist(
  await saveRegie(administrator, {
    collectivityId: site.id,
    name: 'Salles',
    clientNumber: '090909',
    mode: 'production',
    isOpen: true,
  }),
)
const offerId = await offer('essai-salle', ['multiply', ['answer', 'hours'], 1250])

suite('une démarche payante', () => {
  test('calcule la somme des réponses, mène à PayFiP, et avance quand c’est payé', async () => {
    const dossierId = await file(offerId, '3')
    assert.equal(await statusOf(dossierId), 'waiting')
    const visitor = browser().signIn(account)
    const page = (await visitor.get(`/mes-demandes/${dossierId}`)).body
    assert.match(wordsOf(page), /Il vous reste à payer 37,50 €.*Location d’une salle/)
    const href = /href="(\/corbas\/paiement\/[^"]+)"/.exec(page)?.[1] ?? ''
    const sent = await visitor.post(href, { email })
    await standIn.end(new URL(String(sent.headers['location'])).searchParams.get('idop') ?? '', 'P')
    assert.match(wordsOf((await visitor.get(`/mes-demandes/${dossierId}`)).body), /Paiement de 37,50 € en cours/)
    await visitor.get(`${href}/retour`)
    await work()
    assert.equal(await statusOf(dossierId), 'paid')
    assert.match(wordsOf((await visitor.get(`/mes-demandes/${dossierId}`)).body), /Payé : 37,50 €/)
  })

  test('une somme à zéro est payée d’avance', async () => {
    const free = await offer('essai-salle-libre', 0)
    assert.equal(await statusOf(await file(free, '1')), 'paid')
  })

  test('une somme impossible ne laisse pas la demande attendre', async () => {
    const wrong = await offer('essai-salle-faute', 12)
    assert.equal(await statusOf(await file(wrong, '1')), 'unpaid')
  })

  test('le jour passe sans payer : la demande prend l’autre chemin', async () => {
    const dossierId = await file(offerId, '2')
    clock.advance(10 * 86_400_000)
    await work()
    assert.equal(await statusOf(dossierId), 'unpaid')
  })
})
