import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { type Localized, localize } from '#kernel/localized'
import { projectRoot } from '#platform/config'
import type { Form } from '../schema/index.ts'
import { readDefinition, rulesOf } from './index.ts'

const text = (fr: string) => ({ fr })
const form: Form = {
  eligibility: [
    {
      id: 'abroad',
      when: ['not', ['answer', 'here']],
      message: text('Cette démarche est pour qui habite la commune.'),
    },
  ],
  pages: [
    {
      id: 'work',
      title: text('Que faites-vous ?'),
      shortTitle: text('Travaux'),
      fields: [
        { id: 'here', type: 'yes_no', label: text('Habitez-vous la commune ?') },
        {
          id: 'vehicle',
          type: 'choice',
          label: text('Le véhicule'),
          options: [
            { value: 'truck', label: text('Camion') },
            { value: 'crane', label: text('Grue'), condition: ['answer', 'here'] },
          ],
        },
        { id: 'days', type: 'number', label: text('Le nombre de jours') },
        {
          id: 'helpers',
          type: 'repeated',
          label: text('Vos aides'),
          rowLabel: text('Aide'),
          fields: [
            { id: 'age', type: 'number', label: text('Âge') },
            {
              id: 'guardian',
              type: 'text',
              label: text('Responsable légal'),
              condition: ['lessThan', ['answer', 'age'], 18],
            },
          ],
        },
      ],
    },
    {
      id: 'price',
      title: text('Combien cela coûte-t-il ?'),
      shortTitle: text('Prix'),
      condition: ['and', ['equals', ['answer', 'vehicle'], 'truck'], ['greaterThan', ['answer', 'days'], 3]],
      fields: [
        {
          id: 'total',
          type: 'computed',
          label: text('La redevance'),
          gives: 'amount',
          value: ['multiply', ['answer', 'days'], ['option', 'feeCents']],
        },
        {
          id: 'reason',
          type: 'text',
          label: text('Motif'),
          requiredWhen: ['greaterThan', ['answer', 'total'], 10_000],
        },
      ],
      checks: [
        {
          id: 'grown',
          holds: ['some', ['rows', 'helpers', ['greaterThanEq', ['answer', 'age'], 18]]],
          message: text('Il faut au moins un adulte.'),
          fields: ['helpers'],
        },
      ],
    },
  ],
}

test('chaque règle d’un formulaire se lit', () => {
  const said = rulesOf(form, 'fr').map(({ kind, subject, sentence }) =>
    [kind, subject, sentence].join(' | ').replaceAll(/[\u00a0\u202f]/g, ' '),
  )
  assert.deepEqual(said, [
    'not_allowed | Cette démarche est pour qui habite la commune. | La réponse à « Habitez-vous la commune ? » n’est pas oui',
    'shown | Grue | La réponse à « Habitez-vous la commune ? » est oui',
    'shown | Responsable légal | « Âge » est inférieur à 18',
    'shown | Combien cela coûte-t-il ? | Le véhicule est « Camion » et le nombre de jours est supérieur à 3',
    'worth | La redevance | Le nombre de jours × le tarif',
    'required | Motif | La redevance est supérieure à 100,00 €',
    'check | Il faut au moins un adulte. | Pour au moins une ligne de vos aides, « Âge » est supérieur ou égal à 18',
  ])
})

suite('les démarches de la bibliothèque', () => {
  const folder = join(projectRoot, 'data/procedures')
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    test(`${name} : ses règles se lisent sans identifiant`, () => {
      const read = readDefinition(JSON.parse(readFileSync(join(folder, name), 'utf8')))
      assert.ok(read.ok, name)
      const circuit = join(projectRoot, 'data/workflows', `${read.value.workflow}.json`)
      const { options = [] } = JSON.parse(readFileSync(circuit, 'utf8')) as {
        options?: { id: string; label: Localized }[]
      }
      for (const locale of ['fr', 'en'] as const) {
        const ofCircuit = new Map(options.map(({ id, label }) => [id, localize(label, locale)]))
        for (const { sentence } of rulesOf(read.value.form, locale, ofCircuit))
          assert.doesNotMatch(sentence, /[a-z]_[a-z]|…|undefined/)
      }
    })
  }
})
