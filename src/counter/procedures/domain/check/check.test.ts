import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Definition, Field, Form } from '../../schema/index.ts'
import { checkDefinition, type Problem, severityOf } from '../index.ts'
import { page, sample, text } from '../sample.ts'

const workflows = new Set(['simple'])
const told = (problems: readonly Problem[]): string[] =>
  problems.map(({ where, code }) => `${where.map(({ part, name }) => `${part} ${name}`).join(' › ')}: ${code}`)
const checkedForm = (form: Partial<Form>) =>
  told(checkDefinition({ ...sample, form: { ...sample.form, ...form } } satisfies Definition, workflows))
const withFields = (...fields: Field[]) => checkedForm({ pages: [...sample.form.pages, page('more', fields)] })
const label = text('Question')

suite('le graphe des dépendances', () => {
  const computed = (id: string, read: string): Field => ({
    id,
    type: 'computed',
    label: text(id),
    gives: 'number',
    value: ['plus', ['answer', read], 1],
  })
  test('un cercle est dit une fois, avec son chemin', () => {
    const definition = {
      ...sample,
      form: { pages: [...sample.form.pages, page('more', [computed('first', 'second'), computed('second', 'first')])] },
    }
    const problems = checkDefinition(definition, workflows)
    assert.deepEqual(
      problems.filter(({ code }) => code === 'cycle').map(({ detail }) => detail),
      ['first → second → first'],
    )
    assert.ok(told(problems).includes('page more › field first › property value: condition_later_field'))
  })
  test('un champ qui n’existe pas n’est pas un champ demandé plus tard', () => {
    assert.deepEqual(withFields(computed('first', 'nowhere')), [
      'page more › field first › property value: condition_unknown_field',
    ])
  })
  test('ce qui est calculé doit donner ce qui est annoncé', () => {
    const wrong: Field = { id: 'x', type: 'computed', label, gives: 'yes_no', value: ['plus', ['answer', 'weight'], 1] }
    assert.deepEqual(withFields(wrong), ['page more › field x › property value: condition_wrong_type'])
  })
  test('une réponse qui n’est pas proposée ne peut pas être comparée', () => {
    const late: Field = { id: 'x', type: 'text', label, condition: ['equals', ['answer', 'vehicle'], 'boat'] }
    assert.deepEqual(withFields(late), ['page more › field x › property condition: condition_unknown_choice'])
  })
  test('une obligation selon les réponses se vérifie comme une condition', () => {
    const late: Field = { id: 'x', type: 'text', label, requiredWhen: ['equals', ['answer', 'y'], 'a'] }
    assert.deepEqual(withFields(late, { id: 'y', type: 'text', label: text('Autre') }), [
      'page more › field x › property requiredWhen: condition_later_field',
    ])
  })
})

suite('ce que personne ne verrait', () => {
  test('une page qu’aucune réponse n’ouvre', () => {
    const both = ['and', ['equals', ['answer', 'vehicle'], 'van'], ['equals', ['answer', 'vehicle'], 'truck']] as const
    const pages = [...sample.form.pages, page('more', [{ id: 'x', type: 'text', label }], { condition: both })]
    assert.deepEqual(checkedForm({ pages }), ['page more: unreachable_page'])
  })
  test('une question qui semble ne jamais venir est une remarque', () => {
    const never: Field = {
      id: 'x',
      type: 'text',
      label,
      condition: ['and', ['greaterThan', ['answer', 'weight'], 10], ['lessThan', ['answer', 'weight'], 5]],
    }
    const problems = checkDefinition(
      { ...sample, form: { pages: [...sample.form.pages, page('more', [never])] } },
      workflows,
    )
    assert.deepEqual(problems.map(severityOf), ['warning'])
    assert.deepEqual(told(problems), ['page more › field x: may_never_be_asked'])
  })
  test('une règle que rien ne satisfait, une règle qui écarte tout le monde', () => {
    const rules = {
      checks: [{ id: 'both', holds: false, message: text('Non'), fields: ['vehicle'] }],
      eligibility: [
        { id: 'all', when: ['or', ['answer', 'consent'], ['not', ['answer', 'consent']]], message: text('Non') },
      ],
    } satisfies Partial<Form>
    assert.deepEqual(checkedForm(rules), ['rule both: check_never_holds', 'rule all: nobody_may_file'])
  })
  test('un choix a ses réponses, ou une liste', () => {
    assert.deepEqual(withFields({ id: 'x', type: 'choice', label }), [
      'page more › field x › property options: options_or_source',
    ])
    assert.deepEqual(withFields({ id: 'x', type: 'choice', label, source: { list: 'ecoles' } }), [])
  })
})

suite('l’accessibilité de ce que l’auteur écrit', () => {
  const told_ = (fr: string) =>
    withFields({ id: 'x', type: 'information', label: text(fr) }).map((line) => line.split(': ').at(-1))
  test('chaque défaut est dit à sa place', () => {
    assert.deepEqual(told_('…'), ['empty_text'])
    assert.deepEqual(told_('Voir le plan ![](plan.png)'), ['image_without_text'])
    assert.deepEqual(told_('Voir <img src="a.png" alt="Plan du marché">'), [])
    assert.deepEqual(told_('# Titre\n\n### Plus loin'), ['heading_order'])
    assert.deepEqual(told_('<p style="color: #eee">Attention</p>'), ['own_colours'])
    assert.deepEqual(told_(`${'Une phrase qui continue encore et encore, '.repeat(8)}sans fin`), ['hard_to_read'])
  })
  test('deux questions du même nom sur une page sont une remarque', () => {
    const twice = withFields({ id: 'x', type: 'text', label }, { id: 'y', type: 'text', label })
    assert.deepEqual(twice, ['page more › field y: repeated_label'])
  })
})
