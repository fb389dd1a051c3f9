import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Workflow } from '#counter/workflows'
import { bytesOf } from '../testing/fixtures.ts'
import {
  circuitOf,
  companions,
  conditionOf,
  fieldKinds,
  fieldOf,
  formOf,
  sourceKinds,
  statusOf,
  stepKinds,
  stepOf,
  tableKinds,
} from '../testing/kinds.ts'
import { importFiles, type ImportedFile } from './import.ts'
import { walkCircuit } from './walk/circuit.ts'
import { fillForm } from './walk/fill.ts'

const beside = Object.entries(companions).map(([name, text]) => ({ name, bytes: bytesOf(text) }))

function imported(text: string | Uint8Array): Extract<ImportedFile, { ok: true }> {
  const bytes = typeof text === 'string' ? bytesOf(text) : text
  const [file] = importFiles([{ name: 'essai.wcs', bytes }, ...beside])
  assert.ok(file?.ok)
  assert.deepEqual(file.report.faults, [])
  return file
}
function form(fields: string) {
  const file = imported(formOf(fields))
  assert.ok(file.draft.kind === 'procedure')
  const all = file.draft.definition.form.pages.flatMap((page) => page.fields)
  const own = all.filter(({ id }) => id !== 'applicant' && id !== 'applicant_email')
  return { fields: own, definition: file.draft.definition, remarks: file.report.remarks }
}
function circuit(text: string): { workflow: Workflow; remarks: readonly { code: string; text: string }[] } {
  const file = imported(text)
  assert.ok(file.draft.kind === 'workflow')
  return { workflow: file.draft.definition, remarks: file.report.remarks }
}

suite('chaque genre de champ de Publik', () => {
  for (const [type, more, here] of fieldKinds)
    test(`${type} : ${here ?? 'n’est pas demandé, et le rapport le dit'}`, () => {
      const { fields, definition, remarks } = form(
        `${type === 'computed' ? fieldOf('numeric') : ''}${fieldOf(type, more)}${fieldOf('string', '', 'autre')}`,
      )
      const found = fields.find(({ id }) => id.startsWith(type.replaceAll('-', '_')) || id.startsWith('question'))
      assert.equal(found?.type, here)
      if (here === undefined || type === 'hologram')
        assert.ok(remarks.some(({ text }) => /Mot de passe|hologram/.test(text)))
      assert.deepEqual(
        remarks.filter(({ code }) => code === 'unknown_element' && type !== 'password'),
        [],
      )
      assert.deepEqual(fillForm(definition, '2026-03-02').errors, [])
    })
  for (const [type, more, here] of tableKinds)
    test(`${type} : une question par case`, () => {
      const { fields, definition, remarks } = form(fieldOf(type, more))
      assert.deepEqual(
        fields.map((field) => [field.type, field.label.fr]),
        ['Matin : Lundi', 'Matin : Mardi', 'Soir : Lundi', 'Soir : Mardi'].map((cell) => [
          here,
          `Question ${type.replaceAll('-', '_')} : ${cell}`,
        ]),
      )
      assert.ok(remarks.some(({ code, text }) => code === 'mended' && text.startsWith('Tableau')))
      assert.equal(fillForm(definition, '2026-03-02').isComplete, true)
    })
  test('une valeur écrite d’avance pour tout le monde est dite sous la question', () => {
    const prefill = '<hint>Deux lettres.</hint><prefill><type>string</type><value>BE</value></prefill>'
    const { fields, remarks } = form(fieldOf('string', prefill, 'pays'))
    assert.deepEqual(fields[0]?.hint, { fr: 'Deux lettres. Le plus souvent : BE' })
    assert.ok(
      remarks.some(
        ({ code, text }) => code === 'mended' && text === 'Valeur par défaut « BE » : dite sous la question',
      ),
    )
    // Ce qui se calcule n’est pas dit.
    const worked = form(fieldOf('string', '<prefill><type>string</type><value>{{ today }}</value></prefill>', 'jour'))
    assert.equal(worked.fields[0]?.hint, undefined)
    assert.ok(worked.remarks.some(({ code }) => code === 'not_carried'))
  })
  test('un champ calculé d’un choix lit ce que dit la réponse choisie', () => {
    const [, prices = ''] = sourceKinds.find(([name]) => name === 'jsonvalue') ?? []
    for (const name of ['form_var_tarif_prix', 'form_var_tarif_structured_prix', 'form_var_tarif_structured.prix']) {
      const { fields, remarks } = form(
        fieldOf('item', prices, 'tarif') +
          fieldOf('computed', `<value_template>{{ ${name}|multiply:2 }}</value_template>`),
      )
      const total = fields.find(({ type }) => type === 'computed')
      assert.ok(total?.type === 'computed')
      assert.deepEqual(total.value, [
        'multiply',
        [
          'firstFilled',
          ['if', ['equals', ['answer', 'tarif'], 'un'], 10],
          ['if', ['equals', ['answer', 'tarif'], 'deux'], 12],
        ],
        2,
      ])
      assert.deepEqual(
        remarks.filter(({ code }) => code === 'template'),
        [],
      )
    }
  })
})

suite('chaque source de Publik', () => {
  for (const [name, source, here] of sourceKinds)
    test(`${name} : ${here}`, () => {
      const { fields, remarks } = form(fieldOf('item', source, 'choix') + fieldOf('string'))
      const [field] = fields
      assert.equal(field?.type, here)
      const isWritten = field?.type === 'choice' && field.options !== undefined
      // Ce qui reste à faire est dit : une liste à remplir, un agenda à créer.
      if (!isWritten)
        assert.ok(
          remarks.some(({ text }) => /^Liste|^Créneau/.test(text)),
          JSON.stringify(remarks),
        )
    })
  test('un créneau nomme son agenda et ce pour quoi l’on vient ; dans des lignes, il reste une liste', () => {
    const [, times = ''] = fieldKinds.find(([type]) => type === 'time-range') ?? []
    const { fields } = form(fieldOf('item', times, 'quand'))
    const [slot] = fields
    assert.ok(slot?.type === 'slot')
    assert.deepEqual([slot.agenda, slot.kind], ['mairie', 'passeport'])
    const many = form(fieldOf('items', times, 'quand'))
    assert.equal(many.fields[0]?.type, 'choices')
    assert.ok(many.remarks.some(({ code, text }) => code === 'not_carried' && text.startsWith('Plusieurs créneaux')))
  })
})

suite('chaque genre d’étape de Publik', () => {
  const internal = `<backoffice-fields><formdef><name>-</name><fields>${fieldOf('string', '', 'bo1')}</fields></formdef></backoffice-fields>`
  for (const [kind, more, here] of stepKinds)
    test(`${kind} : ${here.join(', ') || 'le rapport le dit'}`, () => {
      const { workflow, remarks } = circuit(circuitOf(stepOf(kind, more), internal))
      const kinds = workflow.statuses.flatMap(({ steps }) => steps.map((step) => step.kind))
      for (const each of here) assert.ok(kinds.includes(each as (typeof kinds)[number]), kinds.join())
      const said = remarks.filter(({ code }) => code === 'not_carried' || code === 'mended')
      if (here.length === 0) assert.ok(said.length > 0)
      assert.deepEqual(
        remarks.filter(({ code }) => code === 'unknown_element'),
        [],
      )
      assert.ok(walkCircuit(workflow, {}).ends.length > 0)
    })
  test('ce qu’une étape dit de plus est dit aussi', () => {
    const { remarks } = circuit(
      circuitOf(
        stepOf(
          'sendmail',
          '<to><item>_submitter</item></to><subject>O</subject><body>T</body><custom_from>moi@exemple.test</custom_from>',
        ),
      ),
    )
    assert.ok(remarks.some(({ code, text }) => code === 'not_carried' && text === 'custom_from : moi@exemple.test'))
  })
  test('une boucle sur les réponses choisies se fait tour par tour', () => {
    const loop =
      '<loop_items_template>{{ form_var_jours }}</loop_items_template><after_loop_status>fin</after_loop_status>'
    const card = stepOf(
      'create_carddata',
      '<formdef_slug>salles</formdef_slug><mappings><mapping field_id="nom">{{ status_loop.index }} {{ status_loop.current_item }}</mapping></mappings>',
    )
    const text = `<workflow><name>Essai</name><slug>essai</slug><possible_status>${statusOf('debut', card, loop)}${statusOf('fin', '')}</possible_status></workflow>`
    const { workflow, remarks } = circuit(text)
    const steps = workflow.statuses[0]?.steps ?? []
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      [...Array.from({ length: 10 }, () => 'card'), 'jump'],
    )
    const second = steps[1]
    assert.ok(second?.kind === 'card')
    assert.deepEqual(second.when, ['greaterThan', ['count', ['answer', 'jours']], 1])
    assert.deepEqual(second.values, [{ id: 'nom', value: ['concat', 2, ' ', ['item', ['answer', 'jours'], 1]] }])
    assert.deepEqual(
      remarks.filter(({ code }) => code === 'template'),
      [],
    )
  })
  test('chaque façon de déclencher une action globale', () => {
    const action = (trigger: string): string =>
      `<global_actions><action><id>1</id><name>Relancer</name><items>${stepOf('register-comment', '<comment>Relance</comment>')}</items><triggers>${trigger}</triggers></action></global_actions>`
    const on = (trigger: string) => circuit(circuitOf('', action(trigger))).workflow.actions?.[0]?.on
    assert.equal(on('<trigger type="manual"><roles><item>_receiver</item></roles></trigger>')?.kind, 'hand')
    assert.deepEqual(on('<trigger type="timeout"><anchor>creation</anchor><timeout>30</timeout></trigger>'), {
      kind: 'delay',
      after: { days: 30 },
      from: 'submitted',
    })
    assert.equal(on('<trigger type="webservice"><identifier>relance</identifier></trigger>')?.kind, 'call')
  })
})

suite('les exports d’autres versions', () => {
  test('une condition, une source et un contrôle écrits comme avant', () => {
    const { fields } = form(
      fieldOf('item', '<items><item>Oui</item><item>Non</item></items>', 'choix') +
        fieldOf('string', '<condition>var_choix == "Oui"</condition><validation>[0-9]{4}</validation>', 'annee') +
        fieldOf(
          'string',
          '<condition><type>python</type><value>vars().get("form_var_choix") == "Oui"</value></condition>',
          'suite',
        ),
    )
    const [, year] = fields
    assert.ok(year?.type === 'text')
    assert.deepEqual([year.condition, year.pattern], [['equals', ['answer', 'choix'], 'oui'], '[0-9]{4}'])
  })
  test('un bloc nommé dans le genre du champ', () => {
    const { remarks } = form(fieldOf('block:inconnu', '', 'bloc'))
    assert.ok(remarks.some(({ code, text }) => code === 'missing' && text.includes('inconnu')))
  })
  test('une seule option cochée d’avance ou des espaces ne changent rien', () => {
    const { fields } = form(
      fieldOf('string', '\n  <hint>\n Une aide \n</hint>\n<prefill><type>none</type></prefill>', 'rue'),
    )
    assert.deepEqual(fields[0]?.hint, { fr: 'Une aide' })
  })
  test('l’encodage annoncé', () => {
    const text = formOf(fieldOf('string', '<hint>Été</hint>', 'rue')).replace(
      'version="1.0"',
      'version="1.0" encoding="iso-8859-15"',
    )
    const file = imported(new Uint8Array(Buffer.from(text, 'latin1')))
    assert.ok(file.draft.kind === 'procedure')
  })
  test('une page et sa condition', () => {
    const file = imported(
      formOf(
        `<field><type>page</type><label>Une</label><id>1</id></field>${fieldOf('bool', '', 'ok').replace('True', 'False')}<field><type>page</type><label>Deux</label>${conditionOf('form_var_ok')}<id>2</id></field>${fieldOf('string')}`,
      ),
    )
    assert.ok(file.draft.kind === 'procedure')
    assert.deepEqual(file.draft.definition.form.pages.at(-1)?.condition, ['answer', 'ok'])
  })
})

suite('les autres fichiers de Publik', () => {
  test('sources, fiches, appels et modèles deviennent des brouillons', () => {
    const all = importFiles(beside)
    assert.deepEqual(
      all.map((file) => file.ok && file.draft.kind),
      ['list', 'list', 'mail', 'card', 'call'],
    )
  })
  test('un rôle, une catégorie, un test se refusent pour ce qu’ils sont', () => {
    for (const root of ['role', 'category', 'testdef']) {
      const [file] = importFiles([{ name: 'x.wcs', bytes: bytesOf(`<${root}><name>Essai</name></${root}>`) }])
      assert.ok(file && !file.ok)
      assert.equal(file.fault.reason, 'not_taken')
    }
  })
})
