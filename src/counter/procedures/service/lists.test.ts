import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Actor } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { openTestDatabase } from '#platform/testing'
import { findListed, findRecord, importList, listChoices, saveRecord } from '../index.ts'

const { db } = await openTestDatabase()
const clock = fixedClock(new Date('2026-11-24T10:00:00Z'))
const as = (actor: Actor): Context => ({ db, clock, log: {} as Context['log'], actor })
const ctx = as({ kind: 'system', name: 'essai' })
const [here, there] = [newId(), newId()]
const today = '2026-11-24'
const title = { fr: 'Écoles' }
const source = (name: string) => ({ kind: 'list', name }) as const

const choices = (collectivityId: string, name: string, search?: string) =>
  db.readCollectivity(collectivityId, (tx) =>
    listChoices(tx, { collectivityId, source: source(name), today, ...(search !== undefined && { search }) }),
  )
const load = (slug: string, csv: string, collectivityId: string | null = null, by = ctx) =>
  importList(by, { slug, collectivityId, title, csv })
const labels = ({ options }: Awaited<ReturnType<typeof choices>>) => options.map(({ label }) => label.fr)

suite('une liste de référence', () => {
  test('se lit dans un fichier de tableur et se propose dans son ordre', async () => {
    const read = await load(
      'ecoles',
      '\uFEFFvaleur;libelle;du;au\nb;École des Tilleuls;;\na;Collège Ancien;;2020-01-01\n',
    )
    assert.deepEqual(read, { ok: true, value: { items: 2 } })
    assert.deepEqual(labels(await choices(here, 'ecoles')), ['École des Tilleuls'])
  })
  test('celle de la commune passe avant celle du territoire, et pour elle seule', async () => {
    await load('ecoles', 'valeur,libelle\nz,École de la commune\n', here)
    assert.deepEqual(labels(await choices(here, 'ecoles')), ['École de la commune'])
    assert.deepEqual(labels(await choices(there, 'ecoles')), ['École des Tilleuls'])
  })
  test('ce qui n’y est plus ne se propose plus, et garde son nom', async () => {
    await load('salles', 'valeur,libelle\none,Salle Une\ntwo,Salle Deux\n')
    await load('salles', 'valeur,libelle\ntwo,Salle Deux\n')
    assert.deepEqual(labels(await choices(here, 'salles')), ['Salle Deux'])
    const values = ['one', 'two', 'three'].map((value) => ({ source: source('salles'), value }))
    const listed = await db.readCollectivity(here, (tx) => findListed(tx, { collectivityId: here, values, today }))
    const told = values.map((each) => [
      listed.isListed(each.source, each.value),
      listed.labelOf(each.source, each.value)?.fr,
    ])
    assert.deepEqual(told, [
      [false, 'Salle Une'],
      [true, 'Salle Deux'],
      [false, undefined],
    ])
  })
  test('une longue liste se cherche par le début de chaque mot, sans accents', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => `r${index},Rue Numéro ${index}`)
    await load('rues', `valeur,libelle\n${rows.join('\n')}\nx,"Rue de l’Église, haute"\n`)
    assert.deepEqual(await choices(here, 'rues'), { options: [], isLong: true })
    assert.deepEqual(labels(await choices(here, 'rues', 'EGLISE ru')), ['Rue de l’Église, haute'])
    assert.equal((await choices(here, 'rues', 'rue')).options.length, 20)
    assert.deepEqual(labels(await choices(here, 'rues', '% _ introuvable')), [])
  })
  test('un fichier faux est refusé à sa ligne', async () => {
    const refusal = async (csv: string) => {
      const read = await load('faux', csv)
      return read.ok ? 'accepté' : `${read.refusal.reason} ${read.refusal.line}`
    }
    assert.equal(await refusal('nom\nx\n'), 'missing_column 1')
    assert.equal(await refusal('valeur,libelle\n'), 'empty 0')
    assert.equal(await refusal('valeur,libelle\na,Un\na,Deux\n'), 'duplicate 3')
    assert.equal(await refusal('valeur,libelle\na,\n'), 'no_label 2')
    assert.equal(await refusal('valeur,libelle,parent\na,Un,z\n'), 'unknown_parent 2')
    assert.equal(await refusal('valeur,libelle,du\na,Un,hier\n'), 'not_a_day 2')
    assert.equal(await refusal('valeur,libelle\na,"Un\n'), 'not_csv 2')
  })
  test('n’est écrite que par qui en répond', async () => {
    const agent = as({ kind: 'agent', accountId: newId(), name: 'A', collectivityId: here, roles: [] })
    await assert.rejects(load('ecoles', 'valeur,libelle\na,Un\n', here, agent), /procedures\.not_allowed/)
    await assert.rejects(load('ecoles', 'valeur,libelle\na,Un\n', null, agent), /procedures\.not_allowed/)
  })
})

suite('une fiche', () => {
  const at = new Date('2026-11-24T10:00:00Z')
  test('se propose dans sa commune, se complète, et ne se voit pas d’une autre', async () => {
    const base = { collectivityId: here, list: 'salles', label: 'Salle des Fêtes', at }
    const id = await db.withCollectivity(here, (tx) => saveRecord(tx, { ...base, values: { places: 80 } }))
    await db.withCollectivity(here, (tx) => saveRecord(tx, { ...base, id, values: { scene: true } }))
    const found = await db.readCollectivity(here, (tx) => findRecord(tx, here, id))
    assert.deepEqual(found, { id, list: 'salles', label: 'Salle des Fêtes', values: { places: 80, scene: true } })
    const card = { kind: 'card', name: 'salles' } as const
    const offered = (collectivityId: string) =>
      db.readCollectivity(collectivityId, (tx) => listChoices(tx, { collectivityId, source: card, today }))
    assert.deepEqual((await offered(here)).options, [{ value: id, label: { fr: 'Salle des Fêtes' } }])
    assert.deepEqual((await offered(there)).options, [])
    const values = [{ source: card, value: id }]
    const from = (collectivityId: string) =>
      db.readCollectivity(collectivityId, (tx) => findListed(tx, { collectivityId, values, today }))
    assert.equal((await from(here)).isListed(card, id), true)
    assert.equal((await from(there)).isListed(card, id), false)
    assert.equal((await from(here)).isListed({ kind: 'card', name: 'autres' }, id), false)
  })
})
