import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Answers, Definition, Field, Form, PageEntries } from '../schema/index.ts'
import { entriesFrom, prefillApplicant, readDefinition, readForm, readPage, scopeOf, summarise } from './index.ts'
import { page, sample, text } from './sample.ts'

const context = {
  today: '2026-11-24',
  answersBefore: {},
  postalCodes: [],
  isCommune: () => true,
  attachments: new Map(),
  isListed: ({ kind, name }: { kind: string; name: string }, value: string) =>
    value === 'libre' && (kind === 'slot' || name === 'salles'),
}
const label = text('Question')
const valueOf = (field: Field, entries: PageEntries) => readPage(page('p', [field]), entries, context).answers[field.id]
const codes = (fields: Field[], entries: PageEntries) =>
  readPage(page('p', fields), entries, context).errors.map(({ input, code }) => `${input} ${code}`)

const one = (type: 'siret' | 'rna' | 'iban' | 'time'): Field => ({ id: 'n', type, label })

suite('les numéros qui portent leur clé', () => {
  test('un SIRET se lit avec ses espaces ; sa clé est vérifiée, avec la règle propre à La Poste', () => {
    assert.equal(valueOf(one('siret'), { n: '732 829 320 00074' }), '73282932000074')
    assert.equal(valueOf(one('siret'), { n: '35600000049837' }), '35600000049837')
    for (const typed of ['73282932000075', '732829320', '00000000000000', 'abc'])
      assert.deepEqual(codes([one('siret')], { n: typed }), ['n not_a_siret'], typed)
  })
  test('un numéro RNA commence par W', () => {
    assert.equal(valueOf(one('rna'), { n: 'w691 234 567' }), 'W691234567')
    assert.equal(valueOf(one('rna'), { n: 'W9R1000001' }), 'W9R1000001')
    assert.deepEqual(codes([one('rna')], { n: '691234567' }), ['n not_an_rna'])
  })
  test('un IBAN est vérifié par sa clé et sa longueur', () => {
    assert.equal(valueOf(one('iban'), { n: 'FR76 3000 6000 0112 3456 7890 189' }), 'FR7630006000011234567890189')
    for (const typed of ['FR7630006000011234567890188', 'FR763000600001123456789018', 'GB00'])
      assert.deepEqual(codes([one('iban')], { n: typed }), ['n not_an_iban'], typed)
  })
  test('une heure se lit comme on l’écrit', () => {
    for (const typed of ['9 h 30', '9h30', '09:30', '9.30']) assert.equal(valueOf(one('time'), { n: typed }), '09:30')
    assert.equal(valueOf(one('time'), { n: '14h' }), '14:00')
    for (const typed of ['25h', '9h75', 'midi']) assert.deepEqual(codes([one('time')], { n: typed }), ['n not_a_time'])
  })
})

suite('une période, un lieu, une signature', () => {
  const period: Field = { id: 'p', type: 'date_range', label, earliest: 0 }
  const days = (from: string, to: string) => {
    const [a = '', b = '', c = ''] = from.split('/')
    const [d = '', e = '', f = ''] = to.split('/')
    return { 'p.from.day': a, 'p.from.month': b, 'p.from.year': c, 'p.to.day': d, 'p.to.month': e, 'p.to.year': f }
  }
  test('une période a deux jours, dans l’ordre', () => {
    assert.deepEqual(valueOf(period, days('1/12/2026', '3/12/2026')), { from: '2026-12-01', to: '2026-12-03' })
    assert.deepEqual(codes([period], days('3/12/2026', '1/12/2026')), ['p.to.day reversed_range'])
    assert.deepEqual(codes([period], days('3/12/2026', '//')), ['p.to.day required'])
    assert.deepEqual(codes([period], days('3/12/2020', '4/12/2026')), ['p.from.day too_early'])
    assert.deepEqual(codes([{ ...period, optional: true }], {}), [])
  })
  test('un lieu se dit en mots, par des coordonnées, ou les deux', () => {
    const place: Field = { id: 'm', type: 'map', label, shape: 'point' }
    assert.deepEqual(valueOf(place, { 'm.description': 'Devant le 12' }), {
      geometry: null,
      description: 'Devant le 12',
    })
    assert.deepEqual(valueOf(place, { 'm.coordinates': '45,758 4,832' }), {
      geometry: { type: 'Point', coordinates: [4.832, 45.758] },
    })
    assert.deepEqual(codes([place], {}), ['m.description required'])
    assert.deepEqual(codes([place], { 'm.coordinates': '458, 4' }), ['m.coordinates not_a_place'])
  })
  test('un contour se referme, et demande trois points', () => {
    const area: Field = { id: 'm', type: 'map', label, shape: 'area' }
    assert.deepEqual(valueOf(area, { 'm.coordinates': '45, 4\n46, 4\n46, 5' }), {
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [4, 45],
            [4, 46],
            [5, 46],
            [4, 45],
          ],
        ],
      },
    })
    assert.deepEqual(codes([area], { 'm.coordinates': '45, 4' }), ['m.coordinates too_few_points'])
    const closed = { 'm.coordinates': '45, 4\n46, 4\n46, 4\n46, 5\n45, 4' }
    assert.deepEqual(valueOf(area, closed), valueOf(area, { 'm.coordinates': '45, 4\n46, 4\n46, 5' }))
    assert.deepEqual(codes([area], { 'm.coordinates': '45, 4\n45, 4\n46, 4' }), ['m.coordinates too_few_points'])
  })
  test('un contour ne se croise pas, ne se touche pas, ne revient pas sur ses pas', () => {
    const area: Field = { id: 'm', type: 'map', label, shape: 'area' }
    const crossing = ['m.coordinates crossing_lines']
    for (const points of [
      '0, 0\n1, 1\n0, 1\n1, 0',
      '0, 0\n0, 2\n0, 1',
      '0, 0\n0, 4\n2, 4\n2, 2\n0, 2\n4, 2',
      '0, 0\n0, 2\n1, 1\n2, 2\n2, 0\n1, 1',
    ])
      assert.deepEqual(codes([area], { 'm.coordinates': points }), crossing, points)
    assert.deepEqual(codes([area], { 'm.coordinates': '0, 0\n0, 4\n4, 4\n4, 0\n2, 2' }), [])
    assert.deepEqual(codes([{ ...area, shape: 'line' }], { 'm.coordinates': '0, 0\n1, 1\n0, 1\n1, 0' }), [])
  })
  test('autour d’un centre, un contour tracé dans l’ordre ne se croise jamais', () => {
    const area: Field = { id: 'm', type: 'map', label, shape: 'area' }
    const around = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 40 })
    fc.assert(
      fc.property(around, (radii) => {
        const lines = radii.map((radius, index) => {
          const angle = (index / radii.length) * 2 * Math.PI
          return `${(45 + radius * Math.sin(angle)).toFixed(6)}, ${(4 + radius * Math.cos(angle)).toFixed(6)}`
        })
        assert.deepEqual(codes([area], { 'm.coordinates': lines.join('\n') }), [])
      }),
    )
  })
  test('on signe de son nom, et en le disant', () => {
    const field: Field = { id: 's', type: 'signature', label, mode: 'drawn' }
    assert.deepEqual(valueOf(field, { 's.name': 'Ana Exemple', 's.agreed': 'yes' }), { signedBy: 'Ana Exemple' })
    assert.deepEqual(valueOf(field, { 's.name': 'Ana', 's.agreed': 'yes', 's.drawing': 'M1 2L3 4' }), {
      signedBy: 'Ana',
      drawing: 'M1 2L3 4',
    })
    assert.deepEqual(codes([field], { 's.name': 'Ana', 's.agreed': '' }), ['s.agreed required'])
  })
  test('une signature dessinée ne garde que des traits, dans son cadre', () => {
    const field: Field = { id: 's', type: 'signature', label, mode: 'drawn' }
    const kept = (drawing: string) =>
      valueOf(field, { 's.name': 'Ana', 's.agreed': 'yes', 's.drawing': drawing }) as { drawing?: string }
    const strokes = 'M0 0L600 200L12 3M4 4L5 5'
    assert.equal(kept(strokes).drawing, strokes)
    const others = [
      'M1 2',
      'M601 2L3 4',
      'M1 2L3 201',
      'm1 2L3 4',
      'M1 2L3 4Z',
      'M1 2L3',
      'L1 2',
      'M1 2L3 4"/><script>',
    ]
    for (const drawing of [...others, `M0 0${'L1 1'.repeat(6000)}`]) assert.equal(kept(drawing).drawing, undefined)
    const optional: Field = { ...field, optional: true }
    assert.deepEqual(codes([optional], { 's.drawing': strokes }), ['s.name required', 's.agreed required'])
  })
})

suite('ce qu’une liste, un agenda proposent', () => {
  test('rien d’autre n’est accepté', () => {
    const hall: Field = { id: 'h', type: 'card', label, list: 'salles' }
    const slot: Field = { id: 'h', type: 'slot', label, agenda: 'mairie' }
    const listed: Field = { id: 'h', type: 'choices', label, source: { list: 'salles' } }
    assert.equal(valueOf(hall, { h: 'libre' }), 'libre')
    assert.deepEqual(codes([hall], { h: 'autre' }), ['h not_listed'])
    assert.deepEqual(codes([slot], { h: 'pris' }), ['h slot_gone'])
    assert.deepEqual(valueOf(listed, { h: ['libre'] }), ['libre'])
    assert.deepEqual(codes([listed], { h: ['libre', 'autre'] }), ['h not_listed'])
  })
})

suite('ce qui est calculé, demandé selon les réponses, conseillé', () => {
  const count: Field = { id: 'count', type: 'number', label }
  const total: Field = {
    id: 'total',
    type: 'computed',
    label,
    gives: 'number',
    value: ['plus', ['answer', 'count'], 1],
  }

  test('un champ calculé ne se lit jamais dans ce qui est envoyé', () => {
    const read = readPage(page('p', [count, total]), { count: '2', total: '999' }, context)
    assert.deepEqual(read.answers, { count: 2, total: 3 })
  })
  test('sans ce qu’il lui faut, il n’a pas de valeur et ne bloque personne', () => {
    const text_: Field = { id: 'word', type: 'text', label }
    const bad: Field = { ...total, value: ['plus', ['answer', 'word'], 1] } as Field
    const read = readPage(page('p', [text_, bad]), { word: 'deux' }, context)
    assert.deepEqual(read.errors, [])
    assert.deepEqual(read.answers, { word: 'deux' })
  })
  test('une réponse peut devenir obligatoire', () => {
    const why: Field = { id: 'why', type: 'text', label, requiredWhen: ['greaterThan', ['answer', 'count'], 5] }
    assert.deepEqual(codes([count, why], { count: '2' }), [])
    assert.deepEqual(codes([count, why], { count: '6' }), ['why required'])
  })
  test('une réponse conseillée ne bloque pas, et se rappelle à la fin', () => {
    const phone: Field = { id: 'phone', type: 'phone', label, recommended: true }
    const form: Form = { pages: [page('p', [count, phone])] }
    const read = readForm(form, { p: { count: '2' } }, context)
    assert.equal(read.firstInvalidPage, undefined)
    assert.deepEqual(read.recommended, [{ pageId: 'p', field: 'phone' }])
  })
})

suite('ce qu’une condition lit d’une réponse en plusieurs parties', () => {
  const period: Field = { id: 'stay', type: 'date_range', label }
  const long: Field = {
    id: 'why',
    type: 'text',
    label,
    condition: ['isAfter', ['answer', 'stay.to'], ['plusDays', ['answer', 'stay.from'], 7]],
  }
  const entries = (to: string) => ({
    'stay.from.day': '1',
    'stay.from.month': '12',
    'stay.from.year': '2026',
    'stay.to.day': to,
    'stay.to.month': '12',
    'stay.to.year': '2026',
  })
  test('les deux jours d’une période', () => {
    assert.deepEqual(codes([period, long], entries('8')), [])
    assert.deepEqual(codes([period, long], entries('9')), ['why required'])
  })
  test('le code postal d’une adresse, la naissance d’une personne ; rien de ce qui n’est pas répondu', () => {
    const answers = {
      street: { line: '1 rue des Tilleuls', postalCode: '69960', city: 'Ville' },
      who: { givenName: 'Ana', familyName: 'Exemple' },
    }
    const scope = scopeOf(answers)
    assert.equal(scope.answer('street.postalCode'), '69960')
    assert.equal(scope.answer('who.familyName'), 'Exemple')
    for (const id of ['who.birthDate', 'street', 'who.constructor', 'nobody.name'])
      assert.equal(scope.answer(id), null, id)
  })
})

suite('les règles entre champs, et qui peut déposer', () => {
  const from: Field = { id: 'low', type: 'number', label }
  const to: Field = { id: 'high', type: 'number', label, optional: true }
  const checks = [
    {
      id: 'order',
      holds: ['lessThan', ['answer', 'low'], ['answer', 'high']],
      message: text('Trop'),
      fields: ['high'],
    },
  ] satisfies Form['checks']
  const codesOf = (entries: PageEntries) =>
    readPage(page('p', [from, to], { checks }), entries, context).errors.map(({ input, code }) => `${input} ${code}`)

  test('une règle qui ne tient pas est dite à côté de son champ', () => {
    assert.deepEqual(codesOf({ low: '1', high: '2' }), [])
    assert.deepEqual(codesOf({ low: '3', high: '2' }), ['high check'])
  })
  test('elle attend que ses champs soient justes', () => {
    assert.deepEqual(codesOf({ low: '3', high: 'deux' }), ['high not_a_number'])
  })
  test('une règle du formulaire est dite sur la page de son champ', () => {
    const form: Form = { pages: [page('a', [from]), page('b', [to])], checks }
    const read = readForm(form, { a: { low: '3' }, b: { high: '2' } }, context)
    assert.deepEqual(Object.keys(read.errorsByPage), ['b'])
    assert.equal(read.firstInvalidPage, 'b')
  })
  test('qui ne peut pas déposer l’apprend, avec la raison', () => {
    const eligibility = [
      { id: 'alone', when: ['equals', ['answer', 'low'], 0], message: text('Réservé aux familles') },
    ] satisfies Form['eligibility']
    const form: Form = { pages: [page('a', [from], { eligibility }), page('b', [to])] }
    const read = readForm(form, { a: { low: '0' } }, context)
    assert.deepEqual(read.errorsByPage['a'], [
      { field: 'alone', input: 'alone', code: 'ineligible', params: { message: text('Réservé aux familles') } },
    ])
    assert.equal(readForm(form, { a: { low: '1' } }, context).firstInvalidPage, undefined)
  })
})

suite('des lignes dans des lignes', () => {
  const shots: Field = {
    id: 'kids',
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
        optional: true,
        fields: [{ id: 'day', type: 'date', label: text('Jour') }],
      },
    ],
  }
  const entries = {
    'kids.0.name': 'Lou',
    'kids.0.shots.1.day.day': '2',
    'kids.0.shots.1.day.month': '3',
    'kids.0.shots.1.day.year': '2020',
    'kids.1.name': 'Noa',
  }
  const definition: Definition = { ...sample, form: { pages: [page('p', [shots])] } }

  test('se lisent, se taisent quand elles sont vides, et se relisent les mêmes', () => {
    const { answers } = readPage(page('p', [shots]), entries, context)
    const expected: Answers = { kids: [{ name: 'Lou', shots: [{ day: '2020-03-02' }] }, { name: 'Noa' }] }
    assert.deepEqual(answers, expected)
    const again = readForm(definition.form, entriesFrom(definition.form, answers), context)
    assert.deepEqual(again.answers, expected)
  })
  test('disent leur place dans le récapitulatif', () => {
    const { answers } = readPage(page('p', [shots]), entries, context)
    const plain = (value: unknown) => String(value)
    const formatter = {
      day: plain,
      cents: plain,
      number: plain,
      yesNo: plain,
      commune: plain,
      phone: plain,
      identityPart: plain,
    }
    const lines = summarise(definition, answers, 'fr', formatter)[0]?.lines.map(({ group, text }) => `${group} ${text}`)
    assert.deepEqual(lines, ['Enfant 1 Lou', 'Enfant 1, Vaccin 1 2020-03-02', 'Enfant 2 Noa', 'Enfant 2 '])
  })
  test('ne vont pas plus loin qu’une fois', () => {
    const deeper = structuredClone(shots) as unknown as { fields: { fields: unknown[] }[] }
    deeper.fields[1]?.fields.push(structuredClone(shots))
    const read = readDefinition({ ...sample, form: { pages: [page('p', [deeper as unknown as Field])] } })
    assert.equal(read.ok, false)
    assert.equal(read.ok || read.refusal.problems.some(({ code }) => code === 'unknown_field_type'), true)
  })
})

suite('ce que le compte remplit', () => {
  const asked = (id: string, datum: string, more: object = {}): Field =>
    ({ id, type: 'text', label, prefill: { source: 'account', datum }, ...more }) as Field
  const fields = [asked('first', 'givenName'), asked('mail', 'email', { type: 'email' }), asked('odd', 'constructor')]
  const definition: Definition = { ...sample, form: { pages: [page('p', fields)] } }
  const profile = { identity: { givenName: 'Ana', familyName: 'Exemple' }, email: 'ana@exemple.test' }

  test('est repris là où l’auteur le demande, sans rien remplacer', () => {
    assert.deepEqual(prefillApplicant(definition, {}, profile)['p'], { first: 'Ana', mail: 'ana@exemple.test' })
    assert.equal(prefillApplicant(definition, { p: { first: 'Lou' } }, profile)['p']?.['first'], 'Lou')
  })
})
