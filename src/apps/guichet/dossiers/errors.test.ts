import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Field, Page } from '#counter/procedures'
import { inputNames } from '../../../counter/procedures/domain/entries.ts'
import { fieldErrorCodes } from '../../../counter/procedures/domain/reading.ts'
import { errorSentence, refusalSentence } from './errors.ts'

const text = (fr: string) => ({ fr, en: `${fr} (en)` })
const options = [
  { value: 'a', label: text('A') },
  { value: 'b', label: text('B') },
]
const fields: Field[] = [
  { id: 'text', type: 'text', label: text('Texte') },
  { id: 'long', type: 'long_text', label: text('Récit') },
  { id: 'number', type: 'number', label: text('Longueur'), unit: text('m') },
  { id: 'amount', type: 'amount', label: text('Budget') },
  { id: 'date', type: 'date', label: text('Premier jour') },
  { id: 'agree', type: 'yes_no', label: text('Accord') },
  { id: 'one', type: 'choice', label: text('Véhicule'), options },
  { id: 'many', type: 'choices', label: text('Options'), options },
  { id: 'email', type: 'email', label: text('Courriel') },
  { id: 'phone', type: 'phone', label: text('Téléphone') },
  { id: 'address', type: 'address', label: text('Adresse') },
  { id: 'town', type: 'commune', label: text('Commune') },
  { id: 'file', type: 'file', label: text('Plan') },
  { id: 'who', type: 'identity', label: text('Vous'), with: ['birth_date', 'birth_place'] },
  { id: 'siret', type: 'siret', label: text('SIRET') },
  { id: 'rna', type: 'rna', label: text('RNA') },
  { id: 'iban', type: 'iban', label: text('IBAN') },
  { id: 'time', type: 'time', label: text('Heure') },
  { id: 'period', type: 'date_range', label: text('Période') },
  { id: 'slot', type: 'slot', label: text('Rendez-vous'), agenda: 'mairie' },
  { id: 'card', type: 'card', label: text('Salle'), list: 'salles' },
  { id: 'map', type: 'map', label: text('Lieu'), shape: 'point' },
  { id: 'sign', type: 'signature', label: text('Signature'), mode: 'drawn' },
  {
    id: 'rows',
    type: 'repeated',
    label: text('Enfants'),
    rowLabel: text('Enfant'),
    fields: [
      { id: 'name', type: 'text', label: text('Prénom') },
      {
        id: 'shots',
        type: 'repeated',
        label: text('Vaccins'),
        rowLabel: text('Vaccin'),
        fields: [{ id: 'what', type: 'text', label: text('Nom') }],
      },
    ],
  },
]
const page: Page = { id: 'page', title: text('Quoi ?'), shortTitle: text('Quoi'), fields }
const params = { maximum: 12, minimum: 3, decimals: 2, day: '2026-12-13', other: 'date', codes: '69960', file: 'a.exe' }

suite('les phrases des erreurs', () => {
  test('chaque code a sa phrase, pour chaque champ, dans les deux langues', () => {
    const inputs = fields.flatMap((field) => {
      const names = field.type === 'repeated' ? ['rows', 'rows.1.name', 'rows.1.shots.0.what'] : inputNames(field)
      return names.map((input) => ({ field: input.startsWith('rows.') ? input : field.id, input }))
    })
    const errors = inputs.flatMap((at) => fieldErrorCodes.map((code) => ({ ...at, code, params })))
    for (const error of errors)
      for (const locale of ['fr', 'en'] as const) {
        const sentence = errorSentence(page, error, { locale, postalCode: '69190', today: '2026-11-22' })
        assert.doesNotMatch(sentence, /undefined|\[object|NaN/, `${error.input} ${error.code}`)
        assert.ok(sentence.length > 10 && !sentence.endsWith('.'), sentence)
      }
  })

  test('elles disent quoi faire', () => {
    const reader = { locale: 'fr', postalCode: '69190', today: '2026-11-22' } as const
    const say = (field: string, input: string, code: 'required' | 'before_other' | 'too_large' | 'too_small') =>
      errorSentence(page, { field, input, code, params }, reader).replaceAll('\u00a0', ' ')
    assert.equal(say('address', 'address.postalCode', 'required'), 'Indiquez votre code postal, par exemple 69190')
    assert.equal(say('who', 'who.birthDate.day', 'required'), 'Indiquez la date de naissance, par exemple 27 3 1987')
    assert.match(say('date', 'date.day', 'required'), /par exemple 28 11 2026$/)
    assert.match(say('date', 'date.day', 'before_other'), /postérieure au 13 décembre 2026$/)
    assert.match(say('number', 'number', 'too_large'), /au plus 12 m pour/)
    assert.match(say('amount', 'amount', 'too_small'), /au moins 0,03 € pour/)
    assert.equal(say('rows.1.name', 'rows.1.name', 'required'), 'Enfant 2 : Complétez « Prénom »')
  })

  test('un fichier refusé est nommé', () => {
    for (const refusal of ['too_large', 'empty', 'disguised', 'forbidden_type', 'infected', 'too_many'] as const)
      for (const locale of ['fr', 'en'] as const)
        assert.match(refusalSentence(refusal, 'plan.pdf', locale), /plan\.pdf/)
  })
})
