import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { check, evaluate, type Expression, holds, type Scope, type Value } from '#kernel/expression'
import { conditionOf, type Known, type Names } from './conditions.ts'
import { Untranslatable } from './parse.ts'
import { expressionOfTemplate, textOfTemplate } from './templates.ts'

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
  form_option_x: { type: 'any', read: ['option', 'x'] },
  today: { type: 'date', read: ['today'] },
}
const names: Names = { find: (name) => (Object.hasOwn(known, name) ? known[name] : undefined) }
const scope = (answers: Readonly<Record<string, Value>>): Scope => ({
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
