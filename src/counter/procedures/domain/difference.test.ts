import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Definition, Field, Page } from '../schema/index.ts'
import { compareDefinitions } from './difference.ts'
import { fitOf } from './fit.ts'
import { page, sample, text } from './sample.ts'
import { summarise, type SummaryFormatter } from './summary.ts'
import { drawRevision, drawAnswers } from './revision-arbitrary.ts'

const told = (after: Definition, before: Definition = sample) =>
  compareDefinitions(before, after, 'fr').map(({ kind, where }) => `${kind} ${where.map(({ name }) => name).join('/')}`)

const withPages = (pages: Page[]): Definition => ({ ...sample, form: { ...sample.form, pages } })
const change = (id: string, make: (field: Field) => Field | undefined): Definition =>
  withPages(
    sample.form.pages.map((each) => ({
      ...each,
      fields: each.fields.flatMap((field) => (field.id === id ? (make(field) ?? []) : field)),
    })),
  )

const plain: SummaryFormatter = {
  day: (day) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new Error(`no day: ${day}`)
    return day
  },
  cents: (cents) => String(cents.toFixed(0)),
  number: (value) => String(value.toFixed(0)),
  yesNo: String,
  commune: String,
  phone: String,
  identityPart: String,
}

suite('la différence entre deux révisions d’une démarche', () => {
  test('une révision ne diffère pas d’elle-même, même si ses propriétés sont dans un autre ordre', () => {
    assert.deepEqual(told(structuredClone(sample)), [])
    const turned = Object.fromEntries(Object.entries(sample).toReversed()) as Definition
    assert.deepEqual(told(turned), [])
  })

  test('une question ajoutée, retirée, renommée, rendue facultative se dit à sa place', () => {
    assert.deepEqual(told(change('budget', () => undefined)), ['field_removed details/budget'])
    assert.deepEqual(
      told(
        sample,
        change('budget', () => undefined),
      ),
      ['field_added details/budget'],
    )
    assert.deepEqual(told(change('weight', (field) => ({ ...field, label: text('Masse'), optional: true }) as Field)), [
      'field_renamed details/weight',
      'field_required details/weight',
    ])
    const [required] = compareDefinitions(
      sample,
      change('weight', (field) => ({ ...field, optional: true }) as Field),
      'fr',
    )
    assert.deepEqual([required?.before, required?.after], ['always', 'never'])
  })

  test('un type qui change dit si les réponses déjà données conviennent', () => {
    const retyped = (type: 'long_text' | 'number') =>
      compareDefinitions(
        sample,
        change('email', ({ id, label }) => ({ id, label, type })),
        'fr',
      ).find(({ kind }) => kind === 'field_retyped')
    assert.deepEqual([retyped('long_text')?.fit, retyped('number')?.fit], ['all', 'none'])
    assert.deepEqual([retyped('number')?.before, retyped('number')?.after], ['email', 'number'])
  })

  test('une borne plus étroite, un choix retiré : certaines réponses ne conviennent plus', () => {
    const narrower = change('length', (field) => ({ ...field, minimum: 3 }) as Field)
    const [limits] = compareDefinitions(sample, narrower, 'fr')
    assert.deepEqual([limits?.kind, limits?.fit], ['field_limits', 'some'])
    const [wider] = compareDefinitions(narrower, sample, 'fr')
    assert.equal(wider?.fit, 'all')
    const fewer = change(
      'vehicle',
      (field) => ({ ...field, options: [{ value: 'van', label: text('Fourgon') }] }) as Field,
    )
    assert.deepEqual(told(fewer), ['option_renamed where/vehicle/van', 'option_removed where/vehicle/truck'])
  })

  test('une condition se dit en une phrase, avant et après', () => {
    const shown = change(
      'street',
      (field) => ({ ...field, condition: ['equals', ['answer', 'vehicle'], 'van'] }) as Field,
    )
    const [found] = compareDefinitions(sample, shown, 'fr')
    assert.equal(found?.kind, 'field_condition')
    assert.equal(found?.before, undefined)
    assert.match(found?.after ?? '', /Véhicule.*Camionnette/)
  })

  test('ce qui est dans les rangées, les règles et les textes de la démarche se dit aussi', () => {
    const rows = change('children', (field) =>
      field.type === 'repeated' ? { ...field, fields: field.fields.filter(({ id }) => id !== 'birth') } : field,
    )
    assert.deepEqual(told(rows), ['field_removed details/children/birth'])
    const check = {
      id: 'c',
      holds: ['greaterThan', ['answer', 'weight'], 1] as never,
      message: text('Trop léger.'),
      fields: ['weight'],
    }
    const ruled: Definition = { ...sample, form: { ...sample.form, checks: [check] } }
    assert.deepEqual([told(ruled), told(sample, ruled)], [['rule_added c'], ['rule_removed c']])
    assert.deepEqual(told({ ...sample, title: text('Autrement') }), ['about title'])
  })

  test('une page déplacée est la seule qui se dise déplacée ; une question qui change de page aussi', () => {
    const [where, details, who] = sample.form.pages
    assert.ok(where && details && who)
    assert.deepEqual(told(withPages([who, where, details])), ['page_moved who'])
    const [first, ...rest] = details.fields
    assert.ok(first)
    const moved = withPages([where, { ...details, fields: rest }, { ...who, fields: [...who.fields, first] }])
    assert.deepEqual(told(moved), ['field_moved who/note'])
    assert.deepEqual(told(withPages([where, details, who, page('more', [first])])).at(0), 'page_added more')
  })

  test('de toute révision à toute autre : chaque question qui reste, vient ou part est comptée une fois', () => {
    fc.assert(
      fc.property(drawRevision(sample), drawRevision(sample), (before, after) => {
        const idsOf = ({ form }: Definition) => form.pages.flatMap(({ fields }) => fields.map(({ id }) => id))
        const found = compareDefinitions(before, after, 'fr')
        const named = (kind: string) =>
          found
            .flatMap((each) => (each.kind === kind && each.where.length === 2 ? [each.where[1]?.name ?? ''] : []))
            .toSorted()
        const [old, now] = [idsOf(before), idsOf(after)]
        assert.deepEqual(named('field_added'), now.filter((id) => !old.includes(id)).toSorted())
        assert.deepEqual(named('field_removed'), old.filter((id) => !now.includes(id)).toSorted())
        const retyped = new Set(named('field_retyped'))
        for (const id of now) {
          const [then, since] = [before, after].map(({ form }) =>
            form.pages.flatMap(({ fields }) => fields).find((field) => field.id === id),
          )
          if (then && since) assert.equal(retyped.has(id), then.type !== since.type)
        }
      }),
    )
  })
})

suite('des réponses données sous une autre révision', () => {
  test('se lisent sous toute révision sans faute, et celles dont la question reste se montrent', () => {
    fc.assert(
      fc.property(drawRevision(sample), drawRevision(sample), fc.nat(), (before, after, seed) => {
        const answers = drawAnswers(before, seed)
        const lines = summarise(after, answers, 'fr', plain).flatMap((section) => section.lines)
        for (const field of after.form.pages.flatMap(({ fields }) => fields)) {
          if (!Object.hasOwn(answers, field.id) || field.type === 'computed') continue
          const mine = lines.filter(({ fieldId }) => fieldId.split('.')[0] === field.id)
          const isSaid = mine.some(({ text: said, files }) => said !== '' || files !== undefined)
          assert.ok(isSaid || field.type === 'repeated', `${field.id} is not told`)
        }
      }),
    )
  })

  test('un type qui les prend toutes les prend vraiment', () => {
    const field = (type: 'text' | 'long_text' | 'date' | 'number' | 'amount'): Field => ({
      id: 'x',
      type,
      label: text('X'),
    })
    assert.equal(fitOf(field('date'), field('text')), 'all')
    assert.equal(fitOf(field('text'), field('date')), 'some')
    assert.equal(fitOf(field('number'), field('amount')), 'none')
  })
})
