import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Answers, Definition, Entries, Field, PageEntries } from '../schema/index.ts'
import {
  addRow,
  applicantOf,
  countRows,
  entriesFrom,
  inputNames,
  phoneOf,
  prefillApplicant,
  readForm,
  readPage,
  removeRow,
  subjectOf,
  summarise,
  takeEntries,
  visiblePages,
} from './index.ts'
import { page, sample, text } from './sample.ts'

const context = {
  today: '2026-11-24',
  answersBefore: {},
  postalCodes: ['69190', '69960'],
  isCommune: (insee: string) => insee === '69199',
  attachments: new Map([
    ['plan', { name: 'plan.pdf', size: 1000, mediaType: 'application/pdf' }],
    ['photo', { name: 'photo.jpg', size: 1000, mediaType: 'image/jpeg' }],
    ['virus', { name: 'jeu.exe', size: 1000, mediaType: 'application/x-msdownload' }],
  ]),
}

const label = text('Question')
const read = (field: Field, entries: PageEntries) => readPage(page('p', [field]), entries, context)
const valueOf = (field: Field, entries: PageEntries) => read(field, entries).answers[field.id]
const codes = (field: Field, entries: PageEntries) =>
  read(field, entries).errors.map(({ input, code }) => `${input} ${code}`)

suite('une date', () => {
  const field: Field = { id: 'start', type: 'date', label, earliest: 10 }
  const day = (d: string, m: string, y: string) => ({ 'start.day': d, 'start.month': m, 'start.year': y })

  test('se lit avec ou sans zéro devant', () => {
    assert.equal(valueOf(field, day('4', '12', '2026')), '2026-12-04')
    assert.equal(valueOf(field, day(' 04 ', '12', '2026')), '2026-12-04')
  })
  test('sur deux chiffres, l’année est redemandée', () => {
    assert.deepEqual(codes(field, day('4', '12', '26')), ['start.year short_year'])
  })
  test('incomplète, elle dit ce qui manque', () => {
    assert.deepEqual(codes(field, day('4', '', '2026')), ['start.month incomplete_date'])
  })
  test('qui n’existe pas, elle est refusée', () => {
    assert.deepEqual(codes(field, day('31', '2', '2027')), ['start.day not_a_date'])
    assert.deepEqual(codes(field, day('premier', '2', '2027')), ['start.day not_a_date'])
  })
  test('trop tôt, elle dit à partir de quand', () => {
    const { errors } = read(field, day('3', '12', '2026'))
    assert.deepEqual(errors, [{ field: 'start', input: 'start.day', code: 'too_early', params: { day: '2026-12-04' } }])
  })
  test('ne précède pas celle qu’elle suit', () => {
    const both = page('p', [
      { id: 'start', type: 'date', label },
      { id: 'end', type: 'date', label, notBefore: 'start' },
    ])
    const entries = { ...day('4', '12', '2026'), 'end.day': '3', 'end.month': '12', 'end.year': '2026' }
    assert.equal(readPage(both, entries, context).errors[0]?.code, 'before_other')
  })
})

suite('un nombre, un montant', () => {
  const number: Field = { id: 'n', type: 'number', label, decimals: 1, minimum: 0, maximum: 5000 }
  const amount: Field = { id: 'a', type: 'amount', label }
  test('se lisent comme on les écrit en français', () => {
    assert.equal(valueOf(number, { n: '1\u202f234,5' }), 1234.5)
    assert.equal(valueOf(amount, { a: '1\u00a0234,50 €' }), 123_450)
  })
  test('disent ce qui ne va pas', () => {
    assert.deepEqual(codes(number, { n: 'douze' }), ['n not_a_number'])
    assert.deepEqual(codes(number, { n: '1,25' }), ['n too_many_decimals'])
    assert.deepEqual(codes({ ...number, decimals: 0 }, { n: '1,5' }), ['n not_whole'])
    assert.deepEqual(codes(number, { n: '-1' }), ['n too_small'])
    assert.deepEqual(codes(number, { n: '6000' }), ['n too_large'])
    assert.deepEqual(codes(amount, { a: '12,345' }), ['a not_an_amount'])
    assert.deepEqual(codes(amount, { a: '-3' }), ['a too_small'])
  })
})

suite('un téléphone, un courriel', () => {
  test('le téléphone se lit avec espaces, points, indicatif', () => {
    for (const typed of [
      '06 12 34 56 78',
      '06.12.34.56.78',
      '+33 6 12 34 56 78',
      '0033612345678',
      '+33 (0)6 12 34 56 78',
    ]) {
      assert.equal(phoneOf(typed), '+33612345678', typed)
    }
    assert.equal(phoneOf('+41 22 123 45 67'), '+41221234567')
    for (const typed of ['06 12 34', '12', 'demain', '+33 12', '0612345678901'])
      assert.equal(phoneOf(typed), undefined, typed)
  })
  test('le courriel perd ses espaces et les capitales de son domaine', () => {
    const field: Field = { id: 'e', type: 'email', label }
    assert.equal(valueOf(field, { e: ' Camille.Exemple@Exemple.FR ' }), 'Camille.Exemple@exemple.fr')
    for (const typed of ['camille', 'camille@', 'camille@exemple', 'a..b@exemple.fr', 'a@b@exemple.fr,']) {
      assert.deepEqual(codes(field, { e: typed }), ['e not_an_email'], typed)
    }
  })
})

suite('une adresse, une identité', () => {
  const address: Field = { id: 'a', type: 'address', label, withinCollectivity: true }
  test('chaque partie manquante est dite à sa place', () => {
    assert.deepEqual(codes(address, { 'a.line': '1 rue des Exemples' }), ['a.postalCode required', 'a.city required'])
    assert.deepEqual(codes(address, {}), ['a.line required', 'a.postalCode required', 'a.city required'])
  })
  test('le code postal se lit avec une espace, et doit être de la commune', () => {
    const typed = { 'a.line': '1 rue des Exemples', 'a.postalCode': '69 190', 'a.city': 'Exemple' }
    assert.deepEqual(valueOf(address, typed), { line: '1 rue des Exemples', postalCode: '69190', city: 'Exemple' })
    assert.deepEqual(codes(address, { ...typed, 'a.postalCode': '75001' }), ['a.postalCode outside_collectivity'])
    assert.deepEqual(codes(address, { ...typed, 'a.postalCode': '691900' }), ['a.postalCode not_a_postal_code'])
  })
  test('une adresse facultative commencée doit être finie', () => {
    assert.deepEqual(codes({ ...address, optional: true }, {}), [])
    assert.deepEqual(codes({ ...address, optional: true }, { 'a.city': 'Exemple' }), [
      'a.line required',
      'a.postalCode required',
    ])
  })
  test('la date de naissance n’est pas dans l’avenir', () => {
    const field: Field = { id: 'i', type: 'identity', label, with: ['birth_date'] }
    const born = { 'i.birthDate.day': '25', 'i.birthDate.month': '11', 'i.birthDate.year': '2026' }
    assert.deepEqual(codes(field, { 'i.givenName': 'Camille', 'i.familyName': 'Exemple', ...born }), [
      'i.birthDate.day too_late',
    ])
  })
})

suite('des choix et des pièces', () => {
  const options = [
    { value: 'a', label },
    { value: 'b', label },
    { value: 'c', label, condition: ['equals', ['answer', 'unknown'], 'x'] as const },
  ]
  test('seules les options montrées se choisissent', () => {
    assert.deepEqual(codes({ id: 'x', type: 'choice', label, options }, { x: 'c' }), ['x not_an_option'])
    assert.deepEqual(codes({ id: 'x', type: 'choices', label, options }, { x: ['a', 'z'] }), ['x not_an_option'])
    assert.deepEqual(valueOf({ id: 'x', type: 'choices', label, options }, { x: ['b', 'a', 'a'] }), ['a', 'b'])
    assert.deepEqual(codes({ id: 'x', type: 'choices', label, options, maxChoices: 1 }, { x: ['b', 'a'] }), [
      'x too_many_choices',
    ])
  })
  test('une pièce que la personne n’a pas déposée est ignorée', () => {
    const field: Field = { id: 'f', type: 'file', label, maxFiles: 1, accept: ['pdf'] }
    assert.deepEqual(codes(field, { f: ['someone-else'] }), ['f required'])
    assert.deepEqual(valueOf(field, { f: ['plan', 'someone-else'] }), ['plan'])
    assert.deepEqual(codes(field, { f: ['photo'] }), ['f wrong_file_type'])
    assert.deepEqual(codes(field, { f: ['plan', 'photo'] }), ['f too_many_files'])
  })
})

suite('des lignes répétées', () => {
  const field: Extract<Field, { type: 'repeated' }> = {
    id: 'children',
    type: 'repeated',
    label,
    rowLabel: text('Enfant'),
    maxRows: 3,
    fields: [
      { id: 'name', type: 'text', label },
      { id: 'allergy', type: 'yes_no', label, optional: true },
      { id: 'which', type: 'text', label, condition: ['equals', ['answer', 'allergy'], true] },
    ],
  }
  test('une ligne laissée blanche n’est pas une réponse', () => {
    assert.deepEqual(valueOf(field, { 'children.0.name': 'Ana', 'children.1.name': ' ', 'children.2.name': 'Tom' }), [
      { name: 'Ana' },
      { name: 'Tom' },
    ])
  })
  test('la faute porte le numéro de sa ligne', () => {
    assert.deepEqual(codes(field, { 'children.1.allergy': 'yes' }), [
      'children.1.name required',
      'children.1.which required',
    ])
    assert.deepEqual(codes(field, {}), ['children.0.name required'])
    assert.deepEqual(codes(field, Object.fromEntries([0, 1, 2, 3].map((row) => [`children.${row}.name`, 'x']))), [
      'children too_many_rows',
    ])
  })
  test('on ajoute et on retire une ligne sans rien perdre', () => {
    const one = { 'children.0.name': 'Ana' }
    const two = addRow(field, one)
    assert.equal(countRows(field, two), 2)
    assert.deepEqual(valueOf(field, two), [{ name: 'Ana' }])
    assert.equal(countRows(field, addRow(field, addRow(field, two))), 3, 'never more than the field takes')
    assert.equal(countRows(field, addRow(field, {})), 2, 'the blank row already shown counts')
    const three = { 'children.0.name': 'Ana', 'children.1.name': 'Bob', 'children.2.name': 'Tom' }
    assert.deepEqual(removeRow(field, three, 1), { 'children.0.name': 'Ana', 'children.1.name': 'Tom' })
  })
})

suite('ce qui est caché', () => {
  test('ne répond jamais et ne bloque jamais', () => {
    const entries = { where: { vehicle: 'van', length: 'very long' }, details: { weight: '12' } }
    const reading = readForm(sample.form, entries, context)
    assert.equal(Object.hasOwn(reading.answers, 'length'), false)
    assert.equal(Object.hasOwn(reading.answers, 'weight'), false)
    assert.equal(reading.errorsByPage['where'], undefined)
    assert.deepEqual(
      visiblePages(sample.form, reading.answers).map(({ id }) => id),
      ['where', 'who'],
    )
  })
  test('la première page fautive est celle où l’on revient', () => {
    assert.equal(readForm(sample.form, {}, context).firstInvalidPage, 'where')
  })
})

suite('le résumé', () => {
  const answers: Answers = {
    vehicle: 'truck',
    length: 7.5,
    street: { line: '1 rue des Exemples', postalCode: '69190', city: 'Exemple' },
    children: [{ name: 'Ana', birth: '2020-01-02' }],
    weight: 12,
    budget: 123_450,
    papers: ['plan'],
    applicant: { givenName: 'Camille', familyName: 'Exemple', birthDate: '1980-05-06', birthPlace: 'Exemple' },
    email: 'camille@exemple.fr',
    phone: '+33612345678',
  }
  const formatter = {
    day: (day: string) => `le ${day}`,
    cents: (cents: number) => `${cents} c`,
    number: (value: number, unit: string | undefined) => `${value} ${unit ?? ''}`.trim(),
    yesNo: (value: boolean) => (value ? 'Oui' : 'Non'),
    commune: (insee: string) => insee,
    phone: (phone: string) => phone,
    identityPart: (part: string) => part,
  }
  const lines = summarise(sample, answers, 'fr', formatter).flatMap((section) => section.lines)
  const textOf = (id: string) => lines.find(({ fieldId }) => fieldId === id)?.text

  test('dit chaque réponse dans les mots de la personne', () => {
    assert.equal(textOf('vehicle'), 'Camion')
    assert.equal(textOf('length'), '7.5 m')
    assert.equal(textOf('street'), '1 rue des Exemples\n69190 Exemple')
    assert.equal(textOf('children.0.birth'), 'le 2020-01-02')
    assert.equal(textOf('budget'), '123450 c')
    assert.equal(textOf('applicant.birthDate'), 'le 1980-05-06')
    assert.deepEqual(lines.find(({ fieldId }) => fieldId === 'papers')?.files, ['plan'])
    assert.equal(lines.find(({ fieldId }) => fieldId === 'children.0.name')?.group, 'Enfant 1')
  })
  test('nomme la personne et le sujet', () => {
    assert.deepEqual(applicantOf(sample, answers), {
      name: 'Camille Exemple',
      email: 'camille@exemple.fr',
      phone: '+33612345678',
    })
    assert.equal(subjectOf(sample, answers, 'fr'), 'Camion')
    assert.equal(subjectOf(sample, {}, 'fr'), 'Occuper la rue')
  })
  test('reprend ce que le compte sait, sans remplacer ce qui est écrit', () => {
    const filled = prefillApplicant(
      sample,
      { who: { email: 'autre@exemple.fr' } },
      {
        identity: { givenName: 'Camille', familyName: 'Exemple', birthDate: '1980-05-06' },
        email: 'camille@exemple.fr',
        phone: '+33612345678',
      },
    )
    assert.equal(filled['who']?.['email'], 'autre@exemple.fr')
    assert.equal(filled['who']?.['phone'], '06 12 34 56 78')
    assert.equal(filled['who']?.['applicant.birthDate.year'], '1980')
  })
})

suite('n’importe quel envoi', () => {
  const fieldInputs = (field: Field): string[] =>
    field.type === 'repeated'
      ? [0, 1, 7, 99].flatMap((row) =>
          field.fields.flatMap((each) =>
            each.type === 'repeated' ? [] : inputNames(each, `${field.id}.${row}.${each.id}`),
          ),
        )
      : [...inputNames(field)]
  const names = sample.form.pages.flatMap((each) => each.fields.flatMap(fieldInputs))
  const words = [
    '',
    'van',
    'truck',
    'yes',
    'no',
    '12',
    '7,5',
    '2020',
    '69190',
    'camille@exemple.fr',
    '0612345678',
    'plan',
    '69199',
    '\u0000',
    '\ud800',
  ]
  const value = fc.oneof(fc.constantFrom(...words), fc.string(), fc.array(fc.constantFrom(...words), { maxLength: 4 }))
  const plausible = fc.dictionary(fc.constantFrom(...names), value)
  const hostile = fc.oneof(
    plausible,
    fc.anything(),
    fc.dictionary(
      fc.constantFrom('__proto__', 'constructor', 'children.0.__proto__', 'children.-1.name', 'street', ...names),
      fc.anything(),
    ),
  )
  const draft = (body: unknown): Entries =>
    Object.fromEntries(sample.form.pages.map((each) => [each.id, takeEntries(each, body)]))

  test('ne fait rien tomber, et ce qui en reste se garde en base', () => {
    fc.assert(
      fc.property(hostile, (body) => {
        const entries = draft(body)
        readForm(sample.form, entries, context)
        const kept = JSON.stringify(entries)
        assert.ok(kept.isWellFormed() && !kept.includes(String.raw`\u0000`))
      }),
      { numRuns: 500 },
    )
  })

  test('des réponses lues, retapées, se relisent les mêmes', () => {
    fc.assert(
      fc.property(plausible, (body) => {
        const { answers } = readForm(sample.form, draft(body), context)
        const again = readForm(sample.form, entriesFrom(sample.form, answers), context)
        assert.deepEqual(again.answers, answers)
      }),
      { numRuns: 500 },
    )
  })

  test('aucune réponse ne vient d’une question cachée', () => {
    fc.assert(
      fc.property(plausible, (body) => {
        const { answers } = readForm(sample.form, draft(body), context)
        const shown = new Set(visiblePages(sample.form, answers).flatMap((each) => each.fields.map(({ id }) => id)))
        for (const id of Object.keys(answers)) assert.ok(shown.has(id))
        if (answers['vehicle'] !== 'truck') assert.equal(answers['length'], undefined)
        if (answers['vehicle'] !== 'truck') assert.equal(answers['budget'], undefined)
      }),
      { numRuns: 500 },
    )
  })
})

test('une définition complète se résume sans réponses', () => {
  const definition: Definition = sample
  assert.equal(applicantOf(definition, {}).name, '')
})
