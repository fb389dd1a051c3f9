import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { evaluate, type Expression, holds } from '#kernel/expression'
import { type Answers, Field, type Page, type PageEntries, type RowAnswers } from '../schema/index.ts'
import { aroundForm, livePage, readPage, scopeOf, visibleFields } from './index.ts'
import { follow, type LiveState } from './live.ts'
import { page, text } from './sample.ts'

const today = '2026-11-24'
const around = aroundForm({ today, options: { feeCents: 1200, circuit: { quota: 3 } } })
const joined = '3f0c7a52-0000-4000-8000-000000000000'
const deposited = { id: joined, name: 'bail.pdf', mediaType: 'application/pdf', fieldId: null } as never
const context = {
  today,
  answersBefore: {
    before: 4,
    kind: 'van',
    dogs: [{ a: 2 }, { a: 5 }],
    stay: { from: today, to: today },
    home: { line: '1 rue des Essais', postalCode: '69960', city: 'Essaiville' },
  } satisfies Answers,
  postalCodes: [],
  isCommune: () => true,
  attachments: new Map([[joined, deposited]]),
  isListed: (_source: unknown, value: string) => value === 'libre',
  around,
}
const language = { evaluate, holds }
const label = text('Question')
const options = ['a', 'b', 'c'].map((value) => ({ value, label: text(value) }))

/** A row whose fields wait for each other, and for the form around it. */
const rowFields: (Field & { type: 'number' | 'yes_no' | 'text' | 'computed' })[] = [
  { id: 'a', type: 'number', label, optional: true },
  { id: 'b', type: 'yes_no', label, condition: ['greaterThan', ['answer', 'a'], 3] },
  { id: 'c', type: 'text', label, requiredWhen: ['equals', ['answer', 'b'], true] },
  { id: 'd', type: 'text', label, condition: ['lessThan', ['answer', 'before'], ['answer', 'a']], optional: true },
  { id: 'e', type: 'computed', label, gives: 'number', value: ['plus', ['answer', 'a'], ['answer', 'before']] },
]

/** Rows within a row, that wait for what the row says. */
const nested: readonly Extract<Field, { type: 'repeated' }>['fields'][number][] = [
  {
    id: 'n',
    type: 'repeated',
    label,
    rowLabel: label,
    optional: true,
    condition: ['greaterThan', ['answer', 'a'], 2],
    fields: [
      { id: 'x', type: 'number', label },
      { id: 'y', type: 'text', label, condition: ['greaterThan', ['answer', 'x'], ['answer', 'a']] },
    ],
  },
]
/** What only the server reads, among what a browser does. */
const partly: readonly Extract<Field, { type: 'repeated' }>['fields'][number][] = [
  { id: 'f', type: 'file', label, optional: true },
  { id: 'g', type: 'text', label, optional: true, condition: ['isEmpty', ['answer', 'f']] },
]

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
  (id) => ({ id, type: 'date_range', label, earliest: -400 }),
  (id) => ({ id, type: 'repeated', label, rowLabel: label, optional: true, maxRows: 2, fields: rowFields }),
  (id) => ({ id, type: 'repeated', label, rowLabel: label, minRows: 2, fields: rowFields }),
  (id) => ({ id, type: 'information', label }),
  (id) => ({ id, type: 'phone', label }),
  (id) => ({ id, type: 'address', label }),
  (id) => ({ id, type: 'commune', label }),
  (id) => ({ id, type: 'file', label, maxFiles: 2, optional: true }),
  (id) => ({ id, type: 'identity', label, with: ['birth_date', 'organisation'] }),
  (id) => ({ id, type: 'siret', label }),
  (id) => ({ id, type: 'rna', label, optional: true }),
  (id) => ({ id, type: 'iban', label }),
  (id) => ({ id, type: 'time', label }),
  (id) => ({ id, type: 'slot', label, agenda: 'titres' }),
  (id) => ({ id, type: 'card', label, list: 'salles' }),
  (id) => ({ id, type: 'choice', label, source: { list: 'ecoles' } }),
  (id) => ({ id, type: 'choices', label, source: { list: 'ecoles' }, optional: true }),
  (id) => ({ id, type: 'map', label, shape: 'point' }),
  (id) => ({ id, type: 'map', label, shape: 'line', optional: true }),
  (id) => ({ id, type: 'map', label, shape: 'area' }),
  (id) => ({ id, type: 'signature', label, mode: 'drawn' }),
  (id) => ({ id, type: 'signature', label, mode: 'certified' }),
  (id) => ({ id, type: 'text', label, pattern: '[a-z]+', patternMessage: label }),
  (id) => ({ id, type: 'text', label, recommended: true }),
  (id) => ({ id, type: 'date', label, latest: 30, notBefore: 'f0' }),
  (id) => ({ id, type: 'date_range', label, latest: 400, recommended: true }),
  (id) => ({
    id,
    type: 'choice',
    label,
    options: options.map((each) => ({ ...each, condition: ['greaterThan', ['answer', 'before'], 3] })),
  }),
  (id) => ({
    id,
    type: 'computed',
    label,
    gives: 'text',
    value: ['concat', ['answer', 'kind'], ' ', ['answer', 'before']],
  }),
  (id) => ({
    id,
    type: 'computed',
    label,
    gives: 'date',
    value: ['plusDays', ['answer', 'stay.to'], ['answer', 'before']],
  }),
  (id) => ({ id, type: 'computed', label, gives: 'yes_no', value: ['greaterThan', ['answer', 'before'], 3] }),
  (id) => ({
    id,
    type: 'computed',
    label,
    gives: 'amount',
    value: ['multiply', ['answer', 'before'], 150],
    hidden: true,
  }),
  (id) => ({
    id,
    type: 'repeated',
    label,
    rowLabel: label,
    optional: true,
    maxRows: 3,
    fields: [...rowFields, ...nested],
  }),
  (id) => ({ id, type: 'repeated', label, rowLabel: label, optional: true, fields: [...rowFields, ...partly] }),
]

/** Rules over what was asked before, of every family. */
function rules(ids: readonly string[]): fc.Arbitrary<Expression> {
  const read: fc.Arbitrary<Expression> = fc
    .constantFrom(...ids, 'before', 'kind')
    .map((id) => ['answer', id] satisfies Expression)
  const blocks = fc.constantFrom(...ids, 'dogs')
  const rows = fc.oneof(
    blocks.map((id) => ['sum', ['rows', id, ['answer', 'a']]] satisfies Expression),
    blocks.map((id) => ['count', ['rows', id, ['answer', 'e']]] satisfies Expression),
    blocks.map(
      (id) => ['all', ['rows', id, ['greaterThan', ['answer', 'a'], ['answer', 'before']]], true] satisfies Expression,
    ),
    blocks.map((id) => ['any', ['rows', id, ['answer', 'b']], true] satisfies Expression),
    fc.constantFrom(...ids, 'stay').map((id) => ['answer', `${id}.from`] satisfies Expression),
    fc.constantFrom(...ids, 'stay').map((id) => ['answer', `${id}.to`] satisfies Expression),
    fc
      .tuple(fc.constantFrom(...ids, 'home'), fc.constantFrom('postalCode', 'city'))
      .map(([id, part]) => ['answer', `${id}.${part}`] satisfies Expression),
  )
  const literal: fc.Arbitrary<Expression> = fc.constantFrom<Expression>('a', 'b', 'van', 3, 12, true, today, null)
  const source = fc.oneof(
    { weight: 4, arbitrary: read },
    { weight: 2, arbitrary: rows },
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

/** Boxes of the fields that have several. */
const parts = [
  'line',
  'postalCode',
  'city',
  'givenName',
  'familyName',
  'birthDate.day',
  'birthDate.month',
  'birthDate.year',
  'organisation',
  'description',
  'coordinates',
  'name',
  'agreed',
  'drawing',
]

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
  'libre',
  joined,
  '732 829 320 00074',
  'W691234567',
  'FR76 3000 6000 0112 3456 7890 189',
  '9h30',
  '06 39 98 12 34',
  '69960',
  '45.75, 4.83\n45.76, 4.84\n45.77, 4.83',
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
  const dated = (name: string) => [`${name}.day`, `${name}.month`, `${name}.year`]
  const inputs = ids.flatMap((id) => [
    id,
    ...dated(id),
    ...dated(`${id}.from`),
    ...dated(`${id}.to`),
    ...parts.map((part) => `${id}.${part}`),
    ...['0', '1', '3'].flatMap((row) =>
      ['a', 'b', 'c', 'd', 'f', 'g', 'n.0.x', 'n.0.y', 'n.2.x'].map((inner) => `${id}.${row}.${inner}`),
    ),
  ])
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

/** Each row is worth, shows and asks the same on both sides. */
function sameRows(state: LiveState, id: string, read: ReturnType<typeof readPage>): void {
  followedRows += 1
  // Of too many rows the server reads none; what each shows is drawn all the same.
  if (read.errors.some(({ field, code }) => field === id && code === 'too_many_rows')) return
  for (const inner of ['a', 'b', 'c', 'd', 'e']) {
    const paths = [...state.values.keys()].filter((path) => path.startsWith(`${id}.`) && path.endsWith(`.${inner}`))
    const here = paths.toSorted().map((path) => state.values.get(path))
    const there = ((read.answers[id] ?? []) as readonly RowAnswers[])
      .map((row) => row[inner])
      .filter((value) => value !== undefined)
    // What is worked out in a row that says nothing else makes no row.
    if (inner !== 'e' || there.length === here.length) assert.deepEqual(here, there, `${id} ${inner}`)
  }
  for (const { field, code } of read.errors) {
    if (!field.startsWith(`${id}.`)) continue
    assert.ok(state.shown.has(field), `${field} is shown`)
    if (code === 'required') assert.ok(state.required.has(field), `${field} is asked`)
  }
}

let followedRows = 0

/** The types of a schema, however its unions are nested. */
function typesIn(schema: object): readonly string[] {
  if ('anyOf' in schema) return (schema.anyOf as readonly object[]).flatMap(typesIn)
  const { properties } = schema as { properties?: { type?: { const?: string } } }
  return properties?.type?.const === undefined ? [] : [properties.type.const]
}

suite('le navigateur et le serveur', () => {
  test('chaque type de champ est parmi ceux que la propriété essaie', () => {
    const tried = new Set([...kinds.map((kind) => kind('x').type), 'computed'])
    const known = (Field as unknown as { anyOf: readonly object[] }).anyOf.flatMap(typesIn)
    assert.deepEqual(
      [...new Set(known)].filter((type) => !tried.has(type as Field['type'])),
      [],
    )
  })

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
        assert.deepEqual(
          [...state.shown].filter((path) => !path.includes('.')),
          [...shown],
        )
        const answered = scopeOf(read.answers)
        for (const { id, reads } of live.fields) {
          for (const name of reads === 'range' ? [`${id}.from`, `${id}.to`] : [id])
            if (reads !== 'nothing') assert.deepEqual(state.values.get(name) ?? null, answered.answer(name), name)
          if (reads === 'rows') sameRows(state, id, read)
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
    assert.ok(followedRows > 100, `${followedRows} blocs étaient suivis`)
  })

  test('une règle que seul le serveur sait lire laisse le champ comme il est dessiné', () => {
    const rows: Field = {
      id: 'rows',
      type: 'repeated',
      label,
      rowLabel: label,
      optional: true,
      // Whether a file came, only the server knows: it cannot be counted here.
      fields: [{ id: 'proof', type: 'file', label }],
    }
    const many: Field = { id: 'many', type: 'text', label, condition: ['greaterThan', ['answer', 'rows'], 2] }
    const after: Field = { id: 'after', type: 'text', label, condition: ['equals', ['answer', 'many'], 'a'] }
    const free: Field = { id: 'free', type: 'text', label, condition: ['equals', ['answer', 'before'], 4] }
    const form = page('p', [rows, many, after, free])
    const live = livePage(form, { today, scope: scopeOf(context.answersBefore, around), shown: new Set(['rows']) })
    assert.ok(live)
    const state = follow(live, { many: 'a' }, language)
    assert.deepEqual([...state.shown], ['rows', 'rows.0.proof', 'free'])
  })
})
