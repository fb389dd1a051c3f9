import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Actor, AgentRole } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { refused } from '#kernel/outcome'
import { type Definition, importProcedure, type OfferInput, offerProcedure } from '#counter/procedures'
import { importWorkflow, type Workflow } from '#counter/workflows'
import { projectRoot } from '#platform/config'
import type { Context } from '#platform/context'
import { createSecrets } from '#platform/crypto'
import { openTestDatabase, type TestDatabase } from '#platform/testing'
import { openDraft, savePage } from './drafts.ts'
import type { TextOfFile } from './indexing.ts'
import { createDossiers } from './index.ts'

export const trialSecret = 'un secret d’essai de trente-deux signes'

/** Files that say nothing. */
export const silentFiles: TextOfFile = { isReadable: () => false, read: async () => refused('unreadable') }

/** Two communes, their services, one procedure under each circuit: what the tests of this house stand on. */

const text = (fr: string) => ({ fr, en: `${fr} (en)` })

const definition = (workflow: string): Definition => ({
  format: 'traboule.procedure/1',
  slug: `essai-${workflow}`,
  title: text('Occuper la rue pour un déménagement'),
  summary: text('Réserver une place'),
  icon: 'truck',
  lifeEvents: ['moving'],
  keywords: { fr: ['camion'], en: ['truck'] },
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
        title: text('Où vous garez-vous ?'),
        shortTitle: text('Le lieu'),
        fields: [
          { id: 'street', type: 'text', label: text('Rue') },
          { id: 'note', type: 'long_text', label: text('Précisions'), optional: true },
          { id: 'plan', type: 'file', label: text('Plan'), optional: true, maxFiles: 2 },
        ],
      },
    ],
  },
  defaults: { deadlineDays: 10, feeCents: 0, contact: { name: text('Voirie') } },
})

export const circuits = ['simple', 'with-documents', 'with-visa'] as const
export type Circuit = (typeof circuits)[number]

interface FillOptions {
  readonly ctx?: Context
  readonly circuit?: Circuit
  /** An offer that the test made itself. */
  readonly offerId?: string
  readonly secret?: string
  readonly locale?: 'fr' | 'en'
}

interface Commune {
  readonly id: string
  readonly name: string
  readonly roads: string
  readonly civil: string
  readonly offers: Readonly<Record<Circuit, { readonly id: string; readonly procedureId: string }>>
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'))

function insist<T>(outcome: { ok: true; value: T } | { ok: false; refusal: unknown }): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.value
}

async function openCommune(sql: TestDatabase['sql'], system: Context, name: string): Promise<Commune> {
  const [id, roads, civil] = [newId(), newId(), newId()]
  await sql(
    `insert into collectivities.collectivity (id, kind, code, slug, name, normalised_name, postal_codes, is_open)
    values ($1, 'commune', $2, $3, $4, $3, '{69999}', true)`,
    [id, name, name.toLowerCase(), name],
  )
  await sql(
    `insert into collectivities.service (collectivity_id, id, slug, name)
    values ($1, $2, 'voirie', '{"fr":"Voirie"}'), ($1, $3, 'etat-civil', '{"fr":"État civil"}')`,
    [id, roads, civil],
  )
  const offers = {} as Record<Circuit, { id: string; procedureId: string }>
  for (const circuit of circuits) {
    const bindings = { instructor: roads, supervisor: roads }
    const offer = insist(
      await offerProcedure(system, { collectivityId: id, procedureSlug: `essai-${circuit}`, bindings }),
    )
    const [row] = await sql<{ procedure_id: string }>('select procedure_id from procedures.offer where id = $1', [
      offer.id,
    ])
    offers[circuit] = { id: offer.id, procedureId: row?.procedure_id ?? '' }
  }
  return { id, name, roads, civil, offers }
}

/** Offers a procedure under a circuit of the test's own; gives the offer. */
const offerWith =
  (system: Context) =>
  async (commune: Commune, workflow: Workflow, options: OfferInput['options'] = {}): Promise<string> => {
    insist(await importWorkflow(system, workflow))
    insist(await importProcedure(system, definition(workflow.slug)))
    const bindings = Object.fromEntries(workflow.functions.map(({ id }) => [id, commune.roads]))
    const offer = { collectivityId: commune.id, procedureSlug: `essai-${workflow.slug}`, bindings, options }
    return insist(await offerProcedure(system, offer)).id
  }

export async function openTrial() {
  const base = await openTestDatabase()
  const { db, url } = base
  const sql: TestDatabase['sql'] = (text, parameters) => base.sql(text, parameters)
  const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
  const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log']
  const as = (actor: Actor): Context => ({ db, clock, log, actor })
  const system = as({ kind: 'system', name: 'essai' })
  const dossiers = createDossiers({ secrets: createSecrets(trialSecret) })
  for (const circuit of circuits) insist(await importWorkflow(system, readJson(`data/workflows/${circuit}.json`)))
  for (const circuit of circuits) insist(await importProcedure(system, definition(circuit)))
  const here = await openCommune(sql, system, 'Essaiville')
  const there = await openCommune(sql, system, 'Autrebourg')
  const anonymous = as({ kind: 'anonymous' })

  const offerCircuit = offerWith(system)

  const agentOf = (
    commune: Commune,
    roles: readonly AgentRole[] = [{ role: 'agent', serviceId: commune.roads }],
    name = 'Agent d’essai',
  ): Context & { accountId: string } => {
    const accountId = newId()
    return { ...as({ kind: 'agent', accountId, name, collectivityId: commune.id, roles }), accountId }
  }

  const person = { 'who.givenName': 'Ana', 'who.familyName': 'Exemple', email: 'ana@exemple.test' }
  const place = { street: 'rue de la Paix', note: '' }

  /** A draft whose pages are all filled. */
  const fillDraft = async (commune: Commune, options: FillOptions = {}) => {
    const { ctx = anonymous, circuit = 'simple', secret = newId(), locale = 'fr' } = options
    const offerId = options.offerId ?? commune.offers[circuit].id
    const base = { collectivityId: commune.id, deviceSecret: secret }
    const opened = await openDraft(ctx, { ...base, offerId, locale, pageId: 'person', entries: person })
    const draftId = opened.id
    await savePage(ctx, { ...base, draftId, pageId: 'place', entries: place, seenVersion: opened.version })
    return { ...base, draftId }
  }

  /** A dossier, filed as a resident files it. */
  const file = async (commune: Commune, options: FillOptions = {}) => {
    const draft = await fillDraft(commune, options)
    return insist(await dossiers.submitDraft(options.ctx ?? anonymous, draft))
  }

  return {
    db,
    sql,
    url,
    clock,
    as,
    system,
    anonymous,
    dossiers,
    here,
    there,
    agentOf,
    offerCircuit,
    fillDraft,
    file,
    person,
    place,
  }
}
