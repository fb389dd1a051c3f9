import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { check, evaluate, type Expression, holds, type Scope, type Value } from '#kernel/expression'
import { conditionOf } from './conditions.ts'
import { Untranslatable } from './parse.ts'
import { textOfTemplate } from './texts.ts'
import type { Known, Names } from './terms.ts'
import { expressionOfTemplate } from './values.ts'

const options = [
  ['Tables et bancs', 'tables_et_bancs'],
  ['Barnum', 'barnum'],
  ['Autre', 'autre'],
] as const
const known: Readonly<Record<string, Known>> = {
  form_var_choix: { type: 'text', read: ['answer', 'choix'], options },
  form_var_liste: { type: 'list', read: ['answer', 'liste'], options },
  form_var_texte: { type: 'text', read: ['answer', 'texte'] },
  form_var_nombre: { type: 'number', read: ['answer', 'nombre'] },
  form_var_oui: { type: 'boolean', read: ['answer', 'oui'] },
  form_var_jour: { type: 'date', read: ['answer', 'jour'] },
  form_var_combien: {
    type: 'text',
    read: ['answer', 'combien'],
    options: [
      ['0', 'n_0'],
      ['1', 'n_1'],
      ['12', 'n_12'],
    ],
  },
  form_var_enfants: {
    type: 'number',
    read: ['answer', 'enfants'],
    rows: {
      id: 'enfants',
      own: new Map([
        ['prenom', { type: 'text', read: ['answer', 'prenom'] }],
        ['age', { type: 'number', read: ['answer', 'age'] }],
      ]),
    },
  },
  form_option_x: { type: 'any', read: ['option', 'x'] },
  today: { type: 'date', read: ['today'] },
}
const names: Names = { find: (name) => (Object.hasOwn(known, name) ? known[name] : undefined) }
const rows = [
  { prenom: 'Camille', age: 8 },
  { prenom: 'Dominique', age: 11 },
] as const
const scope = (answers: Readonly<Record<string, Value>>): Scope => ({
  rows: (id) => (id === 'enfants' ? rows.map((row) => scope(row)) : []),
  answer: (id) => answers[id] ?? null,
  option: (id) => answers[`option_${id}`] ?? null,
  today: () => '2026-03-02',
})
const isTrue = (text: string, answers: Readonly<Record<string, Value>>, dialect: 'django' | 'python' = 'django') =>
  holds(conditionOf(text, dialect, names), scope(answers))

suite('une condition de Django dit la même chose ici', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, Value>>, boolean])[] = [
    ['form_var_choix == "Autre"', { choix: 'autre' }, true],
    ['form_var_choix == "Autre"', { choix: 'barnum' }, false],
    ['form_var_choix != "Autre"', {}, true],
    ['"bancs" in form_var_choix', { choix: 'tables_et_bancs' }, true],
    ['"BARNUM"|lower in form_var_choix|lower', { choix: 'barnum' }, true],
    ['form_var_choix in "Barnum, Autre"', { choix: 'autre' }, true],
    ['form_var_choix in "Barnum, Autre"', { choix: 'tables_et_bancs' }, false],
    ['form_var_choix|startswith:"Tables"', { choix: 'tables_et_bancs' }, true],
    ['"Barnum" in form_var_liste', { liste: ['barnum', 'autre'] }, true],
    ['"Barnum" not in form_var_liste', { liste: ['autre'] }, true],
    ['form_var_liste|length > 1', { liste: ['barnum', 'autre'] }, true],
    ['not form_var_texte', {}, true],
    ['form_var_texte', { texte: 'x' }, true],
    ['form_var_texte is None', {}, true],
    ['form_var_texte is not None', {}, false],
    ['form_var_nombre', { nombre: 0 }, false],
    ['form_var_nombre|add:2 >= 5', { nombre: 3 }, true],
    ['form_var_nombre > 3 and form_var_nombre <= 10', { nombre: 3 }, false],
    ['form_var_oui', { oui: true }, true],
    ['form_var_oui == "True"', { oui: false }, false],
    ['not form_var_oui and form_var_texte == "a" or form_var_nombre == 1', { oui: true, nombre: 1 }, true],
    ['form_var_jour|date <= today|date|add_days:10', { jour: '2026-03-12' }, true],
    ['form_var_jour|date <= today|date|add_days:10', { jour: '2026-03-13' }, false],
    ['form_var_jour|age_in_years >= 18', { jour: '2008-03-02' }, true],
    ['form_option_x == "Oui"', { option_x: 'Oui' }, true],
    ['form_var_texte in form_option_x|split:","', { texte: '69960', option_x: '69960,69190' }, true],
    ['false', {}, false],
    ['form_var_combien > 3', { combien: 'n_12' }, true],
    ['form_var_combien|add:form_var_nombre == 4', { combien: 'n_1', nombre: 3 }, true],
    ['form_var_enfants|getlist:"age"|sum == 19', {}, true],
    ['form_var_jour|is_future', { jour: '2026-03-03' }, true],
    ['form_var_jour|is_yesterday', { jour: '2026-03-01' }, true],
    ['form_var_jour|date:"Y" == 2026', { jour: '2026-03-02' }, true],
    ['form_var_jour|age_in_months >= 2', { jour: '2026-01-02' }, true],
    ['form_var_nombre|clamp:"1 5" == 5', { nombre: 9 }, true],
    ['form_var_texte|slice:":2" == "69"', { texte: '69960' }, true],
    ['form_var_liste|first == "barnum"', { liste: ['barnum', 'autre'] }, true],
    ['form_var_texte|contains:"96"', { texte: '69960' }, true],
  ]
  for (const [text, answers, expected] of cases)
    test(`${text} avec ${JSON.stringify(answers)}`, () => assert.equal(isTrue(text, answers), expected))
})

suite('une condition de Python dit la même chose ici', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, Value>>, boolean])[] = [
    ['form_var_choix == "Autre" and not form_var_oui', { choix: 'autre', oui: false }, true],
    ['form_var_choix in ("Barnum", "Autre")', { choix: 'barnum' }, true],
    ['len(form_var_liste) == 2', { liste: ['barnum', 'autre'] }, true],
    ['int(form_var_nombre) + 1 > 3', { nombre: 3 }, true],
    ["form_var_texte.startswith('69')", { texte: '69960' }, true],
  ]
  for (const [text, answers, expected] of cases)
    test(text, () => assert.equal(isTrue(text, answers, 'python'), expected))
})

suite('ce qui n’a pas d’équivalent est dit, jamais deviné', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['form_var_inconnu == 1', /form_var_inconnu/],
    ['form_var_texte|rot13', /\|rot13/],
    ['form_var_choix == "Piano"', /Piano/],
    ['form_var_texte ==', /…/],
    ['(form_var_texte', /\)/],
    ['form_var_texte @ 2', /@/],
    ['os.system("ls")', /os\.system|\(/],
  ]
  for (const [text, part] of cases)
    test(text, () =>
      assert.throws(
        () => conditionOf(text, 'django', names),
        (error) => error instanceof Untranslatable && part.test(error.message),
      ),
    )
})

const atoms = [
  'form_var_texte',
  'form_var_nombre',
  'form_var_oui',
  'form_var_choix == "Autre"',
  '"Barnum" in form_var_liste',
  'form_var_nombre|add:1 > 2',
  'form_var_texte is None',
  'form_var_jour|date < today',
]
const written: fc.Arbitrary<string> = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...atoms),
    tie('tree').map((inner) => `not (${inner})`),
    fc
      .tuple(tie('tree'), fc.constantFrom('and', 'or'), tie('tree'))
      .map(([left, word, right]) => `(${left}) ${word} (${right})`),
  ),
})).tree

suite('le traducteur, sur des conditions quelconques', () => {
  const answers = { texte: 'a', nombre: 3, oui: true, choix: 'autre', liste: ['barnum'], jour: '2026-01-01' }
  const value = (text: string): boolean => isTrue(text, answers)
  test('donne toujours une expression que la plateforme accepte', () => {
    fc.assert(
      fc.property(written, (text) => {
        const expression = conditionOf(text, 'django', names)
        assert.deepEqual(
          check(expression, { answers: 'any', options: 'any' }).filter(({ code }) => code !== 'too_deep'),
          [],
        )
      }),
    )
  })
  test('garde le sens de « et », « ou », « non »', () => {
    fc.assert(
      fc.property(written, written, (left, right) => {
        assert.equal(value(`(${left}) and (${right})`), value(left) && value(right))
        assert.equal(value(`(${left}) or (${right})`), value(left) || value(right))
        assert.equal(value(`not (${left})`), !value(left))
      }),
    )
  })
  test('ne lève rien d’autre que « sans équivalent »', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.constantFrom('django', 'python'), (text, dialect) => {
        try {
          conditionOf(text, dialect, names)
          expressionOfTemplate(text, names)
        } catch (error) {
          assert.ok(error instanceof Untranslatable)
        }
      }),
    )
  })
})

suite('un gabarit', () => {
  const valueOf = (template: string, answers: Readonly<Record<string, Value>>): Value =>
    evaluate(expressionOfTemplate(template, names) as Expression, scope(answers))
  test('devient une valeur : texte, variable, branche, première remplie', () => {
    assert.equal(valueOf('{{ form_var_nombre }}', { nombre: 3 }), 3)
    assert.equal(valueOf('n° {{ form_var_nombre }} !', { nombre: 3 }), 'n° 3 !')
    assert.equal(valueOf('{% if form_var_oui %}A{% elif form_var_texte %}B{% else %}C{% endif %}', { texte: 'x' }), 'B')
    assert.equal(valueOf('{% firstof form_var_texte form_var_nombre %}', { nombre: 2 }), 2)
    assert.equal(valueOf('{{ form_var_nombre|multiply:1.5|decimal:2 }}', { nombre: 3 }), 4.5)
  })
  test('suit les boucles, les noms donnés et les dates écrites', () => {
    const rowsOf = '{% for e in form_var_enfants %}{{ e.prenom }} ({{ e.age }} ans) ; {% endfor %}'
    assert.equal(valueOf(rowsOf, {}), 'Camille (8 ans) ; Dominique (11 ans) ; ')
    assert.equal(valueOf('{% for j in form_var_liste %}- {{ j }}\n{% endfor %}', { liste: ['a', 'b'] }), '- a\n- b\n')
    assert.equal(valueOf('{% with p=form_var_nombre|multiply:2 %}{{ p }} €{% endwith %}', { nombre: 3 }), '6 €')
    assert.equal(valueOf('le {{ form_var_jour|date:"d/m/Y" }}', { jour: '2026-03-02' }), 'le 02/03/2026')
    assert.equal(valueOf('{% load x %}{% now "Y" %}{% comment %}non{% endcomment %}', {}), 2026)
    // Parmi des mots, une réponse choisie se dit comme elle se lit.
    assert.equal(valueOf('Vous avez choisi {{ form_var_choix }}.', { choix: 'autre' }), 'Vous avez choisi Autre.')
  })
  test('garde dans une variable à part ce qu’aucune variable ne dit', () => {
    const kept: Expression[] = []
    const keep = (value: Expression) => (kept.push(value), `{internal.texte_${kept.length}}`)
    const placeholders = {
      find: (name: string) => ({ form_var_texte: '{answer.texte}' })[name],
      isAlways: () => false,
      work: { names, keep },
    }
    const template =
      '{% if form_var_texte %}{{ form_var_texte }}{% endif %} {% if form_var_oui %}Oui{% else %}Non{% endif %} {{ form_var_nombre|add:1 }} {{ inconnu }}'
    const { text, lost } = textOfTemplate(template, placeholders)
    assert.equal(text, '{answer.texte} {internal.texte_1} {internal.texte_2}')
    assert.deepEqual(lost, ['{{ inconnu }} — inconnu : rien ne porte ce nom ici'])
    assert.deepEqual(
      kept.map((value) => evaluate(value, scope({ oui: false, nombre: 3 }))),
      ['Non', 4],
    )
  })
  test('devient un texte, et dit ce qu’il perd', () => {
    const placeholders = {
      find: (name: string) => ({ form_name: '{procedure}', form_var_x: '{answer.x}', form_url: '' })[name],
      isAlways: (name: string) => name === 'form_user',
    }
    const template =
      'Bonjour {{ form_name }}{% if form_user %}, {{ form_url }}{% endif %}. {% if form_var_x %}{{ form_var_x|lower }}{% endif %} {mot} {% for a in b %}{{ a }}{% endfor %}{{ inconnu }}'
    const { text, lost } = textOfTemplate(template, placeholders)
    assert.equal(text, 'Bonjour {procedure}, . {answer.x} (mot)')
    assert.deepEqual(lost, ['{% for a in b %}', '{{ inconnu }}'])
  })
})
