import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { Actor } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { importWorkflow } from '#counter/workflows'
import type { Context } from '#platform/context'
import { openTestDatabase } from '#platform/testing'
import { sample } from '../domain/sample.ts'
import {
  findOffer,
  findOfferById,
  getProcedure,
  importProcedure,
  publishBlock,
  listOffers,
  listProcedures,
  offerProcedure,
} from '../index.ts'

const { db } = await openTestDatabase()
const clock = fixedClock(new Date('2026-11-24T10:00:00Z'))
const log = {} as Context['log']
const as = (actor: Actor): Context => ({ db, clock, log, actor })
const ctx = as({ kind: 'system', name: 'test' })

const circuit = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../data/workflows/simple.json'), 'utf8'),
) as {
  functions: { id: string }[]
  title: { fr: string; en: string }
}
await importWorkflow(ctx, circuit)
const turn = circuit.functions[0]?.id ?? ''

const [here, there] = [newId(), newId()]

async function imported(definition: unknown) {
  const outcome = await importProcedure(ctx, definition)
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.value
}
const found = (collectivityId: string, slug = sample.slug) =>
  db.readCollectivity(collectivityId, (tx) => findOffer(tx, collectivityId, slug))

suite('la bibliothèque', () => {
  test('le même fichier, deux fois, fait une révision', async () => {
    const first = await imported(sample)
    assert.deepEqual({ number: first.number, isNew: first.isNew }, { number: 1, isNew: true })
    const reordered = Object.fromEntries(Object.entries(sample).toReversed())
    assert.deepEqual(await imported(reordered), { ...first, isNew: false })
  })
  test('un fichier changé en fait une autre, et l’ancienne reste', async () => {
    const { procedureId, number } = await imported({ ...sample, minutes: 12 })
    assert.equal(number, 2)
    const [old, fresh] = await db.readTerritory((tx) =>
      Promise.all([getProcedure(tx, procedureId, 1), getProcedure(tx, procedureId, 2)]),
    )
    assert.deepEqual([old.definition.minutes, fresh.definition.minutes], [5, 12])
    assert.deepEqual(fresh.workflow, { slug: 'simple', revision: 1 })
  })
  test('deux imports à la fois prennent deux numéros', async () => {
    const numbers = await Promise.all(
      [20, 21, 22].map(async (minutes) => (await imported({ ...sample, minutes })).number),
    )
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      [3, 4, 5],
    )
  })
  test('un circuit inconnu est refusé avec sa place', async () => {
    const outcome = await importProcedure(ctx, { ...sample, slug: 'autre', workflow: 'absent' })
    assert.deepEqual(outcome.ok ? [] : outcome.refusal.problems.map(({ code }) => code), ['unknown_workflow'])
  })
  test('un résident n’y touche pas', async () => {
    await assert.rejects(importProcedure(as({ kind: 'anonymous' }), sample), { code: 'procedures.not_allowed' })
  })
  test('l’application ne peut pas changer une révision publiée', async () => {
    await assert.rejects(
      db.withTerritory((tx) => tx.sql(`update procedures.revision set definition = '{}'`)),
      /permission denied/,
    )
  })
  test('elle se liste par sa dernière révision', async () => {
    const listed = await db.readTerritory((tx) => listProcedures(tx))
    assert.deepEqual(
      listed.map(({ slug, number }) => [slug, number]),
      [[sample.slug, 5]],
    )
  })
})

suite('ce qu’une commune offre', () => {
  test('reprend les réglages de la procédure, et les siens', async () => {
    const serviceId = newId()
    const input = {
      collectivityId: here,
      procedureSlug: sample.slug,
      options: { deadlineDays: 8 },
      bindings: { [turn]: serviceId },
    }
    const first = await offerProcedure(ctx, input)
    const again = await offerProcedure(ctx, input)
    assert.ok(first.ok && again.ok)
    assert.equal(again.value.id, first.value.id, 'the same offer')
    const offer = await found(here)
    assert.equal(offer?.options.deadlineDays, 8)
    assert.equal(offer?.options.contact.name.fr, 'Service voirie')
    assert.deepEqual(offer?.bindings, { [turn]: serviceId })
    assert.equal(offer?.revision.number, 5)
    assert.deepEqual(await db.readCollectivity(here, (tx) => findOfferById(tx, here, first.value.id)), offer)
  })
  test('ne se voit pas dans une autre', async () => {
    assert.equal(await found(there), undefined)
    assert.equal(await db.readCollectivity(there, (tx) => findOffer(tx, here, sample.slug)), undefined)
    assert.deepEqual(await db.readCollectivity(there, (tx) => listOffers(tx, here)), [])
  })
  test('garde sa révision quand la bibliothèque change, jusqu’à ce qu’on l’offre de nouveau', async () => {
    await imported({ ...sample, minutes: 30 })
    assert.equal((await found(here))?.revision.number, 5)
    await offerProcedure(ctx, { collectivityId: here, procedureSlug: sample.slug })
    assert.equal((await found(here))?.revision.number, 6)
  })
  test('se liste sans lire toute la définition', async () => {
    const [card, ...others] = await db.readCollectivity(here, (tx) => listOffers(tx, here))
    assert.deepEqual(others, [])
    assert.equal(card?.title.fr, 'Occuper la rue')
    assert.deepEqual([card?.minutes, card?.deadlineDays, card?.feeCents], [30, 15, 0])
  })
  test('retirée, ne se trouve plus par son adresse mais toujours par son numéro', async () => {
    const offer = await offerProcedure(ctx, {
      collectivityId: here,
      procedureSlug: sample.slug,
      slug: 'ailleurs',
      published: false,
    })
    assert.ok(offer.ok)
    assert.equal(await found(here, 'ailleurs'), undefined)
    assert.equal((await db.readCollectivity(here, (tx) => findOfferById(tx, here, offer.value.id)))?.slug, 'ailleurs')
  })
  test('refuse ce qui ne tient pas debout', async () => {
    const refusal = async (change: object) => {
      const outcome = await offerProcedure(ctx, { collectivityId: here, procedureSlug: sample.slug, ...change })
      return outcome.ok ? undefined : outcome.refusal
    }
    assert.equal(await refusal({ procedureSlug: 'absente' }), 'unknown_procedure')
    assert.equal(await refusal({ options: { deadlineDays: 0 } }), 'invalid_options')
    assert.equal(await refusal({ slug: '../etc' }), 'invalid_slug')
    assert.equal(await refusal({ bindings: { nobody: newId() } }), 'unknown_function')
    assert.equal(await refusal({ bindings: { [turn]: 'voirie' } }), 'invalid_binding')
  })
  test('est le choix de son administration, pas d’une autre', async () => {
    const agent = (collectivityId: string, role: 'agent' | 'administrator'): Actor => ({
      kind: 'agent',
      accountId: newId(),
      name: 'Alix Exemple',
      collectivityId,
      roles: [{ role, serviceId: null }],
    })
    const everybody = Object.fromEntries(circuit.functions.map(({ id }) => [id, newId()]))
    const input = { collectivityId: here, procedureSlug: sample.slug, bindings: everybody }
    assert.ok((await offerProcedure(as(agent(here, 'administrator')), input)).ok)
    // Nothing said of who does what: it stays; nobody for a function: it is refused.
    const { bindings: _, ...silent } = input
    assert.ok((await offerProcedure(as(agent(here, 'administrator')), silent)).ok)
    const unbound = await offerProcedure(as(agent(here, 'administrator')), { ...input, bindings: {} })
    assert.deepEqual(unbound, { ok: false, refusal: 'unbound_function' })
    for (const actor of [agent(here, 'agent'), agent(there, 'administrator')]) {
      await assert.rejects(offerProcedure(as(actor), input), { code: 'procedures.not_allowed' })
    }
  })
})

suite('un bloc partagé', () => {
  const fields = [{ id: 'plate', type: 'text', label: { fr: 'Immatriculation' } }]
  const calling = (block: string) => ({
    ...sample,
    slug: 'avec-bloc',
    form: {
      pages: [
        ...sample.form.pages,
        {
          id: 'car',
          title: { fr: 'Quelle voiture ?' },
          shortTitle: { fr: 'La voiture' },
          fields: [{ id: 'car_block', type: 'block', block, condition: ['equals', ['answer', 'vehicle'], 'van'] }],
        },
      ],
    },
  })
  test('est remplacé par ses champs à la publication, qui en garde une copie', async () => {
    const first = await publishBlock(ctx, { slug: 'voiture', title: { fr: 'Voiture' }, fields })
    assert.deepEqual(first, { ok: true, value: { number: 1 } })
    const { procedureId, number } = await imported(calling('voiture'))
    await publishBlock(ctx, {
      slug: 'voiture',
      title: { fr: 'Voiture' },
      fields: [...fields, { ...fields[0], id: 'other' }],
    })
    const { definition } = await db.readTerritory((tx) => getProcedure(tx, procedureId, number))
    const [field, ...more] = definition.form.pages.at(-1)?.fields ?? []
    assert.deepEqual(field, { ...fields[0], condition: ['equals', ['answer', 'vehicle'], 'van'] })
    assert.deepEqual(more, [])
  })
  test('que personne ne connaît est refusé à sa place', async () => {
    const outcome = await importProcedure(ctx, calling('absent'))
    assert.equal(outcome.ok, false)
    if (!outcome.ok)
      assert.deepEqual(
        outcome.refusal.problems.map(({ code, detail }) => [code, detail]),
        [['unknown_block', 'absent']],
      )
  })
  test('mal écrit, il n’est pas gardé', async () => {
    const outcome = await publishBlock(ctx, {
      slug: 'faux',
      title: { fr: 'Faux' },
      fields: [{ id: 'x', type: 'inconnu' }],
    })
    assert.deepEqual(outcome, { ok: false, refusal: 'invalid_fields' })
  })
})
