import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Field, Page } from '#counter/procedures'
import { buildAssets } from '#platform/html'
import { readBrowserModules } from '../../../assets.ts'
import { listSearchScript, scriptsOf } from './scripts.ts'

const text = (fr: string) => ({ fr, en: fr })
const rule = { id: 'sum', type: 'computed', label: text('Somme'), value: ['today'], gives: 'date' } as const
const place = { id: 'place', type: 'map', label: text('Lieu'), shape: 'point' } as const
const signature = { id: 'hand', type: 'signature', label: text('Signature'), mode: 'drawn' } as const
const street = { id: 'street', type: 'choice', label: text('Rue'), source: { list: 'rues' } } as const
const slot = { id: 'hour', type: 'slot', label: text('Heure'), agenda: 'accueil' } as const
const name = { id: 'name', type: 'text', label: text('Nom') } as const
const pageOf = (...fields: readonly Field[]): Page => ({
  id: 'page',
  title: text('Une page'),
  shortTitle: text('Page'),
  fields: [...fields],
})

suite('les scripts d’une page de formulaire', () => {
  test('sont celui de toute page, et celui de ce qu’elle demande', () => {
    assert.deepEqual(scriptsOf(pageOf(name, slot)), ['form.js'])
    assert.deepEqual(scriptsOf(pageOf(name, rule)), ['form.js', 'form-rules.js'])
    assert.deepEqual(scriptsOf(pageOf(place, slot)), ['form.js', 'place.js'])
    assert.deepEqual(scriptsOf(pageOf(street)), ['form.js'])
    assert.equal(listSearchScript(pageOf(street)), 'list-search.js')
  })

  test('viennent en un fichier dès qu’elle en demande deux, et la recherche dans une liste est du nombre', () => {
    for (const fields of [
      [rule, place],
      [place, signature],
      [street, rule],
      [rule, place, signature, street],
    ]) {
      assert.deepEqual(scriptsOf(pageOf(...fields)), ['form.js', 'form-fields.js'])
      assert.equal(listSearchScript(pageOf(...fields)), 'form-fields.js')
    }
  })

  test('pèsent au plus 21 ko des 60 d’une page, tous ensemble', async () => {
    const { assetHref, files } = buildAssets(await readBrowserModules())
    const weigh = (script: string) => files.get(assetHref(script))?.brotli?.length ?? Number.NaN
    const all = [...scriptsOf(pageOf(rule, place, signature, street)), 'rules.js']
    const sum = all.reduce((total, script) => total + weigh(script), 0)
    assert.ok(sum < 21_000, `${sum} bytes`)
  })
})
