import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Definition } from '#counter/procedures'
import { projectRoot } from '#platform/config'
import type { AnswerSheet } from '../schema.ts'
import { fieldsOf, mayTake, proposedMapping, turnedAnswers } from './turning.ts'

const names = [
  'lampadaire-en-panne',
  'permis-de-vegetaliser',
  'stationnement-resident',
  'declarer-un-chien',
  'occuper-la-rue',
]
const definitions = names.map(
  (name) => JSON.parse(readFileSync(join(projectRoot, `data/procedures/${name}.json`), 'utf8')) as Definition,
)
const definition = fc.constantFrom(...definitions)

/** Some value for each question, whatever its type: what an older revision may have left. */
const sheetOf = (from: Definition): fc.Arbitrary<AnswerSheet> =>
  fc.subarray(fieldsOf(from).map(({ id }) => id)).chain((ids) =>
    fc
      .array(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(['a'])), {
        minLength: ids.length,
        maxLength: ids.length,
      })
      .map((values) =>
        Object.fromEntries(ids.map((id, at) => [id, { value: values[at] ?? '', provenance: 'typed' as const }])),
      ),
  )

suite('passer d’un formulaire à un autre', () => {
  test('chaque réponse est prise une fois, ou gardée : rien ne se perd ni ne se double', () => {
    fc.assert(
      fc.property(
        definition.chain((from) => fc.tuple(fc.constant(from), definition, sheetOf(from))),
        ([from, to, sheet]) => {
          const mapping = proposedMapping(from, to, new Set(Object.keys(sheet)))
          const used = Object.values(mapping)
          assert.equal(new Set(used).size, used.length)
          const turned = turnedAnswers({ from, to, sheet }, mapping)
          const taken = Object.keys(turned.sheet).map((target) => mapping[target] ?? '')
          assert.deepEqual([...taken, ...turned.left].toSorted(), Object.keys(sheet).toSorted())
          for (const missing of turned.missing) assert.ok(!Object.hasOwn(turned.sheet, missing))
        },
      ),
    )
  })

  test('vers le même formulaire, tout passe sauf ce que personne ne donne pour un autre', () => {
    fc.assert(
      fc.property(definition, (each) => {
        const ids = new Set(fieldsOf(each).map(({ id }) => id))
        const mapping = proposedMapping(each, each, ids)
        for (const field of fieldsOf(each)) if (mayTake(field, field)) assert.equal(mapping[field.id], field.id)
      }),
    )
  })

  test('un choix passe dans une question de texte par ses mots, et ne passe pas où il n’est pas offert', () => {
    const text = (fr: string) => ({ fr })
    const form = (fields: unknown[]) => ({
      ...definitions[0],
      applicant: { identity: 'who', email: 'mail' },
      form: { pages: [{ id: 'p', title: text('P'), shortTitle: text('P'), fields }] },
    })
    const from = form([
      { id: 'kind', type: 'choice', label: text('Genre'), options: [{ value: 'off', label: text('Éteint') }] },
    ]) as unknown as Definition
    const to = form([
      { id: 'words', type: 'text', label: text('Quoi') },
      { id: 'kind', type: 'choice', label: text('Genre'), options: [{ value: 'on', label: text('Allumé') }] },
    ]) as unknown as Definition
    const sheet: AnswerSheet = { kind: { value: 'off', provenance: 'typed' } }
    assert.equal(turnedAnswers({ from, to, sheet }, { words: 'kind' }).sheet['words']?.value, 'Éteint')
    assert.deepEqual(turnedAnswers({ from, to, sheet }, { kind: 'kind' }).left, ['kind'])
  })
})
