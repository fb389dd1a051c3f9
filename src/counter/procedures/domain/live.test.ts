import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { evaluate, type Expression, holds } from '#kernel/expression'
import type { Answers, Field, Page, PageEntries } from '../schema/index.ts'
import { aroundForm, livePage, readPage, scopeOf, visibleFields } from './index.ts'
import { follow } from './live.ts'
import { page, text } from './sample.ts'

const today = '2026-11-24'
const around = aroundForm({ today, options: { feeCents: 1200, circuit: { quota: 3 } } })
const context = {
  today,
  answersBefore: { before: 4, kind: 'van' } satisfies Answers,
  postalCodes: [],
  isCommune: () => true,
  attachments: new Map(),
  around,
}
const language = { evaluate, holds }
const label = text('Question')
const options = ['a', 'b', 'c'].map((value) => ({ value, label: text(value) }))

const kinds: readonly ((id: string) => Field)[] = [
  (id) => ({ id, type: 'text', label, maxLength: 12 }),
  (id) => ({ id, type: 'long_text', label }),
  (id) => ({ id, type: 'number', label, decimals: 1, minimum: 0, maximum: 50 }),
  (id) => ({ id, type: 'amount', label }),
  (id) => ({ id, type: 'date', label, earliest: -400 }),
  (id) => ({ id, type: 'yes_no', label }),
  (id) => ({ id, type: 'choice', label, options }),
  (id) => ({ id, type: 'choices', label, options, maxChoices: 2 }),
  (id) => ({ id, type: 'email', label }),
  (id) => ({ id, type: 'information', label }),
]

/** Rules over what was asked before, of every family. */
function rules(ids: readonly string[]): fc.Arbitrary<Expression> {
  const read: fc.Arbitrary<Expression> = fc
    .constantFrom(...ids, 'before', 'kind')
    .map((id) => ['answer', id] satisfies Expression)
  const literal: fc.Arbitrary<Expression> = fc.constantFrom<Expression>('a', 'b', 'van', 3, 12, true, today, null)
  const source = fc.oneof(
    { weight: 4, arbitrary: read },
    { weight: 2, arbitrary: literal },
    fc.constant<Expression>(['today']),
  )
  const two = fc.tuple(fc.constantFrom('equals', 'greaterThan', 'contains', 'isBefore', 'notEquals'), source, source)
  const simple = fc.oneof(
    two.map(([name, left, right]) => [name, left, right] as Expression),
    source.map((each) => ['greaterThan', ['option', 'quota'], each] satisfies Expression),
  )
  return fc.oneof(
    simple,
    fc
      .tuple(fc.constantFrom('and', 'or'), simple, simple)
      .map(([name, left, right]) => [name, left, right] as Expression),
    simple.map((each) => ['not', each] satisfies Expression),
  )
}

const numbers = (ids: readonly string[]): fc.Arbitrary<Expression> =>
  fc.constantFrom(...ids, 'before').map((id) => ['plus', ['answer', id], 1] satisfies Expression)

interface Made {
  readonly page: Page
  readonly entries: PageEntries
}

const typedTexts = [
  '',
  'a',
  'b',
  'yes',
  'no',
  '3',
  '12,5',
  ' 7 ',
  '60',
  '2026',
  '11',
  '24',
  'un texte un peu trop long',
  'a@b.fr',
]

const made: fc.Arbitrary<Made> = fc.integer({ min: 2, max: 8 }).chain((count) => {
  const ids = Array.from({ length: count }, (_, index) => `f${index}`)
  const fields = ids.map((id, index) => {
    const above = ids.slice(0, index)
    const rule = fc.option(rules(above), { nil: undefined })
    const computed = numbers(above).map((value) => ({ id, type: 'computed', label, gives: 'number', value }) as Field)
    return fc
      .tuple(
        fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...kinds).map((kind) => kind(id)) }, computed),
        rule,
        rule,
      )
      .map(([field, condition, requiredWhen]): Field => {
        const shown = condition === undefined ? field : { ...field, condition }
        const isAsked = shown.type !== 'computed' && shown.type !== 'information'
        return isAsked && requiredWhen !== undefined ? { ...shown, requiredWhen } : shown
      })
  })
  const inputs = ids.flatMap((id) => [id, `${id}.day`, `${id}.month`, `${id}.year`])
  const entries = fc
    .tuple(...inputs.map(() => fc.constantFrom(...typedTexts)))
    .map((values) => Object.fromEntries(inputs.map((input, index) => [input, values[index] ?? ''])))
  const checks = fc.array(
    fc.tuple(rules(ids), fc.subarray(ids, { minLength: 1 })).map(([rule, of]) => ({ holds: rule, fields: of })),
    { maxLength: 2 },
  )
  return fc.tuple(fc.tuple(...fields), entries, checks).map(([all, typed, rule]) => ({
    page: page('p', all, {
      checks: rule.map((each, index) => ({ ...each, id: `c${index}`, message: text(`c${index}`) })),
    }),
    entries: typed,
  }))
})

suite('le navigateur et le serveur', () => {
  test('montrent, demandent, calculent et vérifient la même chose, pour n’importe quel formulaire', () => {
    let followed = 0
    fc.assert(
      fc.property(made, ({ page: form, entries }) => {
        const read = readPage(form, entries, context)
        const scope = scopeOf(read.answers, scopeOf(context.answersBefore, around))
        const shown = new Set(
          visibleFields(form, read.answers, scopeOf(context.answersBefore, around)).map(({ id }) => id),
        )
        const live = livePage(form, { today, scope, shown })
        if (!live) return
        followed += 1
        const state = follow(live, entries, language)
        assert.deepEqual([...state.shown], [...shown])
        for (const { id, reads } of live.fields) {
          if (reads !== 'nothing') assert.deepEqual(state.values.get(id) ?? null, read.answers[id] ?? null, id)
          const isMissing = read.errors.some(({ field, code }) => field === id && code === 'required')
          if (isMissing && reads !== 'nothing') assert.ok(state.required.has(id), `${id} is asked`)
        }
        const known = new Set(live.checks.map(({ id }) => id))
        const broken = read.errors.flatMap(({ params }) => {
          const message = params?.['message'] as { fr: string } | undefined
          return message && known.has(message.fr) ? [message.fr] : []
        })
        assert.deepEqual(state.broken, broken)
      }),
      { numRuns: 600 },
    )
    assert.ok(followed > 200, `${followed} pages avaient des règles`)
  })

  test('une règle que seul le serveur sait lire laisse le champ comme il est dessiné', () => {
    const rows: Field = {
      id: 'rows',
      type: 'repeated',
      label,
      rowLabel: label,
      optional: true,
      fields: [{ id: 'name', type: 'text', label }],
    }
    const many: Field = { id: 'many', type: 'text', label, condition: ['greaterThan', ['answer', 'rows'], 2] }
    const after: Field = { id: 'after', type: 'text', label, condition: ['equals', ['answer', 'many'], 'a'] }
    const free: Field = { id: 'free', type: 'text', label, condition: ['equals', ['answer', 'before'], 4] }
    const form = page('p', [rows, many, after, free])
    const live = livePage(form, { today, scope: scopeOf(context.answersBefore, around), shown: new Set(['rows']) })
    assert.ok(live)
    const state = follow(live, { many: 'a' }, language)
    assert.deepEqual([...state.shown], ['rows', 'free'])
  })
})
