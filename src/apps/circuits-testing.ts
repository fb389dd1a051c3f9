import { openDraft, savePage, sweepTimers } from '#counter/dossiers'
import { type Definition, importProcedure, offerProcedure, type PageEntries } from '#counter/procedures'
import { importWorkflow, type Status, type Workflow } from '#counter/workflows'
import { findSession } from '#identity/accounts'
import { newId } from '#kernel/ids'
import type { Locale } from '#kernel/localized'
import { listServices } from '#territory/collectivities'
import type { JobHandler } from '#platform/jobs'
import { type App, contextFor } from './app.ts'
import { openGuichet } from './guichet/testing.ts'

/** Circuits whose steps other houses serve, filed and worked as in service: what the tests of the plugs stand on. */

const text = (fr: string) => ({ fr, en: fr })

export const status = (id: string, steps: readonly unknown[], more: Partial<Status> = {}): Status => ({
  id,
  label: text(id),
  publicLabel: text(id),
  phase: more.outcome ? 'decided' : 'examined',
  steps: steps as Status['steps'],
  ...more,
})

export const ends = [status('good', [], { outcome: 'accepted' }), status('bad', [], { outcome: 'refused' })]

/** A question to somebody outside, between the two ends. */
export const asking = (service: string, parameters: Readonly<Record<string, unknown>>, more: object = {}): unknown => ({
  kind: 'ask_outside',
  id: 'asked',
  service,
  label: text('Question'),
  parameters: Object.entries(parameters).map(([id, value]) => ({ id, value })),
  accepted: 'good',
  refused: 'bad',
  timedOut: { after: { days: 11 }, to: 'bad' },
  ...more,
})

const workflowOf = (slug: string, statuses: readonly Status[], more: Partial<Workflow>): Workflow => ({
  format: 'traboule.workflow/1',
  slug,
  title: text(slug),
  summary: text(slug),
  functions: [{ id: 'instructor', label: text('Instruction'), role: 'agent' }],
  initial: statuses[0]?.id ?? '',
  statuses: [...statuses],
  ...more,
})

const definitionOf = (slug: string, fields: readonly unknown[]): Definition =>
  ({
    format: 'traboule.procedure/1',
    slug,
    title: text('Louer une salle'),
    summary: text('Louer une salle'),
    icon: 'tickets',
    lifeEvents: ['moving'],
    keywords: { fr: ['salle'], en: ['hall'] },
    forWhom: text('Tout le monde'),
    prepare: [],
    minutes: 2,
    nextSteps: [text('Nous étudions.')],
    applicant: { identity: 'who', email: 'email' },
    subject: 'hall',
    workflow: slug,
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
            ...fields,
          ],
        },
      ],
    },
    defaults: { deadlineDays: 10, feeCents: 0, contact: { name: text('Salles') } },
  }) as unknown as Definition

function insist<T>(said: { ok: true; value: T } | { ok: false; refusal: unknown }): T {
  if (!said.ok) throw new Error(JSON.stringify(said.refusal))
  return said.value
}

export interface Offered {
  readonly slug: string
  readonly statuses: readonly Status[]
  readonly workflow?: Partial<Workflow>
  /** Asked besides her name, her address and a hall. */
  readonly fields?: readonly unknown[]
}

type Guichet = Awaited<ReturnType<typeof openGuichet>>

/** Does what is due as the worker does, each job twice. */
async function workAll({ sql, clock }: Guichet, handlers: readonly JobHandler[]): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const jobs = await sql<{ name: string; payload: unknown }>(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
       where t.id = j.task_id and j.run_at <= greatest(now(), $1::timestamptz)
       returning t.identifier as name, j.payload`,
      [clock.now()],
    )
    if (jobs.length === 0) return
    for (const { name, payload } of jobs) {
      const handler = handlers.find(({ job }) => job.name === name)
      if (!handler) throw new Error(`no handler for ${name}`)
      await handler.run(payload)
      await handler.run(payload)
    }
  }
  throw new Error('the jobs never end')
}

interface Key {
  readonly dossierId: string
}

/** What became of a request, and of the mails. */
const readings = ({ sql }: Guichet) => ({
  statusOf: async ({ dossierId }: Key): Promise<string | undefined> =>
    (await sql<{ status: string }>('select status from dossiers.dossier where id = $1', [dossierId]))[0]?.status,
  kindsOf: async ({ dossierId }: Key): Promise<string[]> => {
    const found = 'select kind from dossiers.event where dossier_id = $1 order by seq'
    return (await sql<{ kind: string }>(found, [dossierId])).map(({ kind }) => kind)
  },
  requestOf: async ({ dossierId }: Key): Promise<string> => {
    const found = 'select id from dossiers.outside_request where dossier_id = $1'
    return (await sql<{ id: string }>(found, [dossierId]))[0]?.id ?? ''
  },
  mailsTo: (address: string): Promise<{ subject: string; text: string }[]> =>
    sql('select subject, text from mail.message where to_address = $1', [address]),
})

/** The guichet of the demonstration, with procedures of the test's own, and what the worker does. */
export async function openCircuits(
  everyHandler: (app: App) => readonly JobHandler[],
  environment: Readonly<Record<string, string>> = {},
) {
  const guichet = await openGuichet(environment)
  const { app, site, sessionOf } = guichet
  const system = contextFor(app, { kind: 'system', name: 'essai' })
  const handlers = everyHandler(app)
  const token = await sessionOf('camille.demonstration@exemple.fr')
  const session = await findSession(contextFor(app, { kind: 'anonymous' }), token)
  const resident = contextFor(app, { kind: 'account', accountId: session?.accountId ?? '', name: 'Camille' })
  const [service] = await listServices(app.db, site.id)

  /** Publishes a procedure and its circuit, and offers it; gives the offer. */
  const offer = async ({ slug, statuses, workflow = {}, fields = [] }: Offered): Promise<string> => {
    const circuit = workflowOf(slug, statuses, workflow)
    insist(await importWorkflow(system, circuit))
    insist(await importProcedure(system, definitionOf(slug, fields)))
    const bindings = Object.fromEntries(circuit.functions.map(({ id }) => [id, service?.id ?? '']))
    return insist(await offerProcedure(system, { collectivityId: site.id, procedureSlug: slug, bindings })).id
  }
  const work = (): Promise<void> => workAll(guichet, handlers)
  /** What each minute does: moments that have come. */
  const sweep = async (): Promise<void> => {
    await handlers.find(({ job }) => job.name === sweepTimers.name)?.run({})
  }
  const file = async (offerId: string, entries: PageEntries = {}, locale: Locale = 'fr') => {
    const key = { collectivityId: site.id, deviceSecret: newId() }
    const typed = { 'who.givenName': 'Camille', 'who.familyName': 'Exemple', email: 'camille.demonstration@exemple.fr' }
    const all = { ...typed, hall: 'Grande salle', ...entries }
    const { id: draftId } = await openDraft(resident, { ...key, offerId, locale, pageId: 'you', entries: all })
    await savePage(resident, { ...key, draftId, pageId: 'you', entries: all, seenVersion: 1 })
    const { dossierId } = insist(await app.dossiers.submitDraft(resident, { ...key, draftId }))
    await work()
    return { collectivityId: site.id, dossierId }
  }
  return { ...guichet, ...readings(guichet), token, resident, system, offer, work, file, sweep }
}
