import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Definition } from '../schema/index.ts'
import { checkDefinition, missingEnglish, type Problem, readDefinition } from './index.ts'
import { page, sample, text } from './sample.ts'

const workflows = new Set(['simple'])
const told = (problems: readonly Problem[]): string[] =>
  problems.map(({ where, code }) => `${where.map(({ part, name }) => `${part} ${name}`).join(' › ')}: ${code}`)
const checked = (change: Partial<Definition>) => told(checkDefinition({ ...sample, ...change }, workflows))
const withPage = (...fields: Parameters<typeof page>[1]) =>
  checked({ form: { pages: [...sample.form.pages, page('more', fields)] } })
const label = text('Question')

suite('une définition juste', () => {
  test('est lue telle quelle et n’a pas de défaut', () => {
    const read = readDefinition(JSON.parse(JSON.stringify(sample)))
    assert.ok(read.ok)
    assert.deepEqual(read.value, sample)
    assert.deepEqual(told(checkDefinition(sample, workflows)), [])
    assert.deepEqual(missingEnglish(sample), [])
  })
})

suite('ce que la publication refuse', () => {
  test('deux questions du même nom', () =>
    assert.deepEqual(withPage({ id: 'vehicle', type: 'text', label }), ['field vehicle: duplicate_id']))
  test('une condition qui lit une question posée plus tard', () => {
    const first = page('first', [
      { id: 'early', type: 'text', label, condition: ['equals', ['answer', 'vehicle'], 'van'] },
    ])
    assert.deepEqual(checked({ form: { pages: [first, ...sample.form.pages] } }), [
      'page first › field early › property condition: condition_later_field',
    ])
  })
  test('une condition qui compare un texte à un nombre', () => {
    assert.deepEqual(withPage({ id: 'x', type: 'text', label, condition: ['greaterThan', ['answer', 'vehicle'], 3] }), [
      'page more › field x › property condition: condition_wrong_type',
    ])
  })
  test('un demandeur que personne ne demande, ou qui peut rester caché', () => {
    assert.deepEqual(checked({ applicant: { identity: 'vehicle', email: 'email' } }), [
      'property applicant › property identity: unknown_applicant_field',
    ])
    const hidden = withPage({ id: 'other_email', type: 'email', label, optional: true })
    assert.deepEqual(hidden, [])
    const form = {
      pages: [...sample.form.pages, page('more', [{ id: 'other_email', type: 'email', label, optional: true }])],
    }
    assert.deepEqual(checked({ form, applicant: { identity: 'applicant', email: 'other_email' } }), [
      'property applicant › property email: applicant_may_be_hidden',
    ])
  })
  test('un sujet qui n’est ni un texte court ni un choix', () =>
    assert.deepEqual(checked({ subject: 'street' }), ['property subject: unknown_subject_field']))
  test('un circuit inconnu', () =>
    assert.deepEqual(checked({ workflow: 'absent' }), ['property workflow: unknown_workflow']))
  test('une date qui suit une date inconnue, un minimum au-dessus du maximum', () => {
    assert.deepEqual(withPage({ id: 'd', type: 'date', label, notBefore: 'nowhere' }), [
      'page more › field d: unknown_not_before',
    ])
    assert.deepEqual(withPage({ id: 'n', type: 'number', label, minimum: 3, maximum: 2 }), [
      'page more › field n: minimum_above_maximum',
    ])
  })
  test('un motif faux, sans message, ou qui peut durer sans fin', () => {
    const where = 'page more › field t › property pattern'
    const asked = (pattern: string) => withPage({ id: 't', type: 'text', label, pattern, patternMessage: label })
    assert.deepEqual(asked('('), [`${where}: bad_pattern`])
    assert.deepEqual(asked('(?:a{50}){50}'), [`${where}: slow_pattern`])
    assert.deepEqual(asked('(a)\\1'), [`${where}: slow_pattern`])
    assert.deepEqual(asked('(a+)+b'), [])
    assert.deepEqual(asked('[A-Z]{2}\\d{3}'), [])
    assert.deepEqual(withPage({ id: 't', type: 'text', label, pattern: 'a' }), [`${where}: pattern_without_message`])
  })
  test('un texte qui crie, un lien nommé « ici »', () => {
    assert.deepEqual(withPage({ id: 't', type: 'text', label: text('ATTENTION à la date') }), [
      'page more › field t: capitals',
    ])
    assert.deepEqual(withPage({ id: 't', type: 'text', label: text('Le règlement est [ici](/x)') }), [
      'page more › field t: vague_link',
    ])
    assert.deepEqual(withPage({ id: 't', type: 'text', label: text('Votre numéro SIRET, ou RNA') }), [])
  })
})

suite('un fichier mal fait', () => {
  const problems = (json: unknown): string[] => {
    const read = readDefinition(json)
    return read.ok ? [] : told(read.refusal.problems)
  }
  test('dit chaque faute à sa place', () => {
    const json = structuredClone(sample) as unknown as {
      title?: unknown
      form: { pages: { fields: Record<string, unknown>[] }[] }
    }
    delete json.title
    const [vehicle, length] = json.form.pages[0]?.fields ?? []
    Object.assign(vehicle ?? {}, {
      options: [{ value: 'Van', label: { fr: 'x' } }, { value: 'truck' }],
      optionnal: true,
    })
    Object.assign(length ?? {}, { type: 'nombre' })
    assert.deepEqual(problems(json).toSorted(), [
      'page where › field length › property type: unknown_field_type',
      'page where › field vehicle › property optionnal: unknown_property',
      'page where › field vehicle › property options › option Van › property value: wrong_format',
      'page where › field vehicle › property options › option truck › property label: missing_property',
      'property title: missing_property',
    ])
  })
  test('n’est jamais accepté, quoi qu’il contienne', () => {
    for (const json of [
      null,
      1,
      'x',
      [],
      {},
      { form: { pages: [null] } },
      { form: { pages: [{ fields: [null, { type: 'repeated' }] }] } },
    ]) {
      assert.ok(problems(json).length > 0)
    }
  })
})
