import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { blockFile, bytesOf, formFile, workflowFile } from '../testing/fixtures.ts'
import { importFiles, type ImportedFile } from './import.ts'
import { walkCircuit } from './walk/circuit.ts'
import { fillForm } from './walk/fill.ts'

const together = importFiles([
  { name: 'form.wcs', bytes: bytesOf(formFile) },
  { name: 'block.wcs', bytes: bytesOf(blockFile) },
  { name: 'workflow.wcs', bytes: bytesOf(workflowFile) },
])

function drafted(file: ImportedFile | undefined) {
  assert.ok(file?.ok)
  assert.deepEqual(file.report.faults, [])
  return file
}
const told = (file: ImportedFile | undefined, code: string): readonly string[] =>
  drafted(file)
    .report.remarks.filter((remark) => remark.code === code)
    .map(({ text }) => text)

function procedure() {
  const { draft } = drafted(together[0])
  assert.ok(draft.kind === 'procedure')
  return draft.definition
}
function workflow() {
  const { draft } = drafted(together[2])
  assert.ok(draft.kind === 'workflow')
  return draft.definition
}

suite('un formulaire de Publik', () => {
  const [first, second] = procedure().form.pages
  test('garde ses pages, ses questions, leur ordre et leurs conditions', () => {
    assert.deepEqual(
      procedure().form.pages.map(({ title, fields }) => [title.fr, ...fields.map(({ id, type }) => `${id} ${type}`)]),
      [
        ['Votre demande', 'applicant identity', 'courriel email', 'materiel choice', 'precision text', 'jours choices'],
        [
          'Détails',
          'debut date',
          'fin date',
          'tables number',
          'livraison yes_no',
          'acces text',
          'caution computed',
          'aides repeated',
          'image long_text',
          'lisez_https_exemple_test_r information',
        ],
      ],
    )
    assert.deepEqual(first?.fields[3]?.condition, ['equals', ['answer', 'materiel'], 'autre'])
    assert.deepEqual(second?.condition, ['not', ['equals', ['answer', 'materiel'], 'autre']])
    assert.deepEqual(second?.fields[4]?.condition, [
      'and',
      ['answer', 'livraison'],
      ['contains', ['answer', 'jours'], 'samedi'],
    ])
  })
  test('garde ses réponses possibles, ses bornes, ses calculs et ses règles', () => {
    const [, , choice] = first?.fields ?? []
    assert.ok(choice?.type === 'choice')
    assert.deepEqual(
      choice.options?.map(({ value }) => value),
      ['tables_et_bancs', 'barnum', 'autre'],
    )
    const [start, , tables, , , deposit, rows] = second?.fields ?? []
    assert.ok(
      start?.type === 'date' && tables?.type === 'number' && deposit?.type === 'computed' && rows?.type === 'repeated',
    )
    assert.equal(start.earliest, 1)
    assert.deepEqual([tables.minimum, tables.maximum], [1, 40])
    assert.deepEqual([deposit.value, deposit.gives], [['multiply', ['answer', 'tables'], 5], 'number'])
    assert.deepEqual([rows.maxRows, rows.fields[1]?.condition], [5, ['equals', ['answer', 'prenom'], 'Camille']])
    assert.deepEqual(
      second?.checks?.map(({ holds, fields }) => [holds, fields]),
      [
        [
          ['isAfterEq', ['answer', 'fin'], ['answer', 'debut']],
          ['debut', 'fin'],
        ],
      ],
    )
  })
  test('n’a plus rien que la publication refuse, hors de ce qui est dit', () => {
    const problems = drafted(together[0]).report.beforePublishing.map(({ code }) => code)
    assert.deepEqual(
      problems.filter((code) => ['capitals', 'vague_link', 'duplicate_id', 'unknown_workflow'].includes(code)),
      [],
    )
  })
  test('dit ce qu’il n’a pas su porter, avec sa place', () => {
    assert.deepEqual(told(together[0], 'unknown_element'), ['4'])
    const [unknown] = drafted(together[0]).report.remarks
    assert.match(unknown?.spot.path ?? '', /^formdef\/fields\/field\[\d+\]\/frequency$/)
    assert.deepEqual(drafted(together[0]).report.aside, { extra_css_class: 1, confirmation: 1 })
    assert.deepEqual(told(together[0], 'mended').length, 3)
  })
  test('se remplit', () => {
    const filled = fillForm(procedure(), '2026-03-02')
    assert.deepEqual(filled.errors, [])
    assert.equal(filled.isComplete, true)
  })
})

suite('un formulaire sans ce qu’il nomme', () => {
  const [alone] = importFiles([{ name: 'form.wcs', bytes: bytesOf(formFile) }])
  test('devient un brouillon quand même, et dit ce qui manque', () => {
    assert.deepEqual(told(alone, 'missing'), [
      'Bloc « aide » : une question de texte le remplace',
      'Circuit « pret » : le circuit par défaut le remplace',
    ])
    const { draft } = drafted(alone)
    assert.ok(draft.kind === 'procedure')
    assert.equal(draft.definition.workflow, 'simple')
  })
  test('demande à chacun son identité et son courriel', () => {
    const bare =
      '<formdef><name>Nue</name><url_name>nue</url_name><fields><field><type>string</type><label>Rue</label><id>1</id></field></fields></formdef>'
    const [file] = importFiles([{ name: 'nue.wcs', bytes: bytesOf(bare) }])
    const { draft } = drafted(file)
    assert.ok(draft.kind === 'procedure')
    assert.deepEqual(
      draft.definition.form.pages[0]?.fields.map(({ type }) => type),
      ['identity', 'email'],
    )
    assert.equal(fillForm(draft.definition, '2026-03-02').isComplete, true)
  })
})

suite('un circuit de Publik', () => {
  const status = (id: string) => workflow().statuses.find((each) => each.id === id)
  test('garde ses statuts, coupés où un appel est attendu, sans celui que rien n’atteint', () => {
    assert.deepEqual(
      workflow().statuses.map(({ id, steps }) => [id, ...steps.map(({ kind }) => kind)]),
      [
        ['just_submitted', 'notify', 'jump'],
        ['just_submitted_suite_1', 'call'],
        ['just_submitted_suite_2', 'jump', 'jump'],
        ['just_submitted_suite_2_echec', 'action', 'action'],
        ['a_l_etude', 'mark', 'action', 'action', 'on_delay'],
        ['motif_du_refus', 'form', 'action'],
        ['accepted', 'show_text'],
        ['rejected', 'comment'],
        ['retour_au_repere', 'return'],
      ],
    )
    assert.equal(status('accepted')?.outcome, 'accepted')
    assert.equal(status('rejected')?.outcome, 'refused')
  })
  test('lit la réponse d’un appel, les options du formulaire, les champs de l’agent', () => {
    assert.deepEqual(status('just_submitted_suite_2')?.steps[0], {
      kind: 'jump',
      to: 'motif_du_refus',
      when: ['equals', ['internal', 'stock_response_data'], 'vide'],
    })
    const [form] = status('motif_du_refus')?.steps ?? []
    assert.ok(form?.kind === 'form')
    assert.deepEqual([form.fields, form.to], [[{ id: 'refus_motif' }], 'rejected'])
  })
  test('écrit à la personne avec nos variables, et dit celles qu’il n’a pas', () => {
    const [mail] = status('just_submitted')?.steps ?? []
    assert.ok(mail?.kind === 'notify')
    assert.equal(mail.body.fr, 'Bonjour {name},\n\n{message}\n\n{answer.materiel}')
    assert.deepEqual(told(together[2], 'template'), ['{{ form_thing }} — form_thing : rien ne porte ce nom ici'])
    assert.deepEqual(told(together[2], 'not_carried'), ['Étape « teleport » lune'])
  })
  test('tient pour vide ce que rien ne remplit, comme Publik, et le dit', () => {
    const [file] = importFiles([
      {
        name: 'w.wcs',
        bytes: bytesOf(
          workflowFile.replace('{{ form_thing }}', '{% if adieu_var_mot %}Adieu {{ adieu_var_mot }}{% endif %}'),
        ),
      },
    ])
    assert.deepEqual(told(file, 'template'), [])
    assert.deepEqual(
      told(file, 'missing').filter((text) => text.includes('adieu')),
      ['« adieu_var_mot » : rien ne le remplit dans ce fichier, il vaut vide comme chez Publik'],
    )
    const [form] = importFiles([
      { name: 'f.wcs', bytes: bytesOf(formFile.replace('form_var_livraison and', 'not form_var_ailleurs and')) },
      { name: 'b.wcs', bytes: bytesOf(blockFile) },
    ])
    const { draft } = drafted(form)
    assert.ok(draft.kind === 'procedure')
    const access = draft.definition.form.pages.flatMap(({ fields }) => fields).find(({ id }) => id === 'acces')
    assert.deepEqual(access?.condition, ['contains', ['answer', 'jours'], 'samedi'])
  })
  test('mène tout le monde à la suite quand deux sauts disent oui puis non', () => {
    const jump = (id: string, text: string): string =>
      `<item type="jump" id="${id}"><status>${id}</status><condition><type>django</type><value>${text}</value></condition></item>`
    const status = (id: string, items: string): string =>
      `<status><id>${id}</id><name>${id}</name><items>${items}</items></status>`
    const [file] = importFiles([
      {
        name: 'w.wcs',
        bytes: bytesOf(
          `<workflow><name>Essai</name><possible_status>${status('a', jump('b', 'form_var_x') + jump('c', 'not form_var_x'))}${status('b', '')}${status('c', '')}</possible_status></workflow>`,
        ),
      },
    ])
    const { draft } = drafted(file)
    assert.ok(draft.kind === 'workflow')
    assert.deepEqual(
      draft.definition.statuses.map(({ id }) => id),
      ['a', 'b', 'c'],
    )
    assert.deepEqual(draft.definition.statuses[0]?.steps.at(-1), { kind: 'jump', to: 'c' })
  })
  test('mène à chacune de ses fins', () => {
    const walked = walkCircuit(workflow(), fillForm(procedure(), '2026-03-02').answers)
    assert.equal(walked.reached.length, workflow().statuses.length)
    assert.deepEqual(
      walked.ends.map(({ status: id }) => id),
      ['accepted', 'rejected'],
    )
  })
})
