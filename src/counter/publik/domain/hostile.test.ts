import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { blockFile, bytesOf, formFile, workflowFile } from '../testing/fixtures.ts'
import { mutate } from '../testing/mutations.ts'
import { importFiles } from './import.ts'
import { faultSentence, remarkSentence } from './sentences.ts'
import { walkCircuit } from './walk/circuit.ts'
import { fillForm } from './walk/fill.ts'

const sentence = /^\S.*\S$/s

/** Imports a file and walks what it became; everything that is said of it is a sentence. */
function outcome(bytes: Uint8Array): string {
  const [file] = importFiles([{ name: 'essai.wcs', bytes }])
  assert.ok(file)
  if (!file.ok) {
    assert.match(faultSentence(file.fault).fr, sentence)
    return file.fault.reason
  }
  for (const remark of file.report.remarks) assert.match(remarkSentence(remark).fr, sentence)
  for (const fault of file.report.faults) assert.match(fault, sentence)
  if (file.report.faults.length > 0) return 'faults'
  if (file.draft.kind === 'procedure') fillForm(file.draft.definition, '2026-03-02')
  if (file.draft.kind === 'workflow') walkCircuit(file.draft.definition, {})
  return 'draft'
}

const field = (more: string): string =>
  `<field><id>1</id><type>string</type><label>Rue</label><varname>a</varname>${more}</field>`
const comment = (text: string): string =>
  `<field><id>1</id><type>comment</type><label>${text.replaceAll('<', '&lt;')}</label></field>`
const form = (fields: string): Uint8Array => bytesOf(`<formdef><name>Essai</name><fields>${fields}</fields></formdef>`)
const status = (id: string, items: string): string =>
  `<status><id>${id}</id><name>${id}</name><items>${items}</items></status>`
const workflow = (statuses: string): Uint8Array =>
  bytesOf(`<workflow><name>Essai</name><possible_status>${statuses}</possible_status></workflow>`)
const condition = (text: string): string => field(`<condition><type>django</type><value>${text}</value></condition>`)
const many = 60_000

suite('un fichier abîmé au hasard', () => {
  test('devient un brouillon ou se refuse en mots, et ne fait jamais lever d’erreur', (t) => {
    const outcomes = new Map<string, number>()
    for (let seed = 1; seed <= 240; seed += 1) {
      const text = [formFile, workflowFile, blockFile][seed % 3] ?? ''
      const { bytes, how } = mutate(text, seed)
      try {
        const found = outcome(bytes)
        outcomes.set(found, (outcomes.get(found) ?? 0) + 1)
      } catch (error) {
        assert.fail(`graine ${seed}, ${how} : ${error instanceof Error ? error.stack : String(error)}`)
      }
    }
    t.diagnostic([...outcomes].map(([name, count]) => `${name} ${count}`).join(', '))
    assert.ok((outcomes.get('draft') ?? 0) > 20)
    assert.ok(outcomes.size >= 4)
  })
})

suite('un fichier fait pour être lent se lit en une fois', { timeout: 60_000 }, () => {
  const drafts: Readonly<Record<string, Uint8Array>> = {
    'des liens ouverts sans fin': form(comment('<a href="x">'.repeat(many))),
    'des balises ouvertes sans fin': form(comment('<a '.repeat(many))),
    'des gabarits ouverts sans fin': form(comment('{{'.repeat(many))),
    'des conditions emboîtées sans fin': form(comment('{% if a %}'.repeat(many))),
    'des blancs sans fin': form(comment(`${' '.repeat(many)}x`)),
    'des capitales sans fin': form(comment('AB CDE '.repeat(many))),
    'une condition sans fin': form(condition('form_var_a or '.repeat(many))),
    'des parenthèses sans fin': form(condition('('.repeat(many))),
    'des réponses sans fin': form(field(`<items>${'<item>x</item>'.repeat(many)}</items>`).replace('string', 'item')),
    'une expression régulière sans fin': form(
      field(`<validation><type>regex</type><value>${'a?'.repeat(80)}${'a'.repeat(20)}</value></validation>`),
    ),
    'des statuts que rien n’atteint': workflow(
      Array.from({ length: 60 }, (_, index) => status(`s${index}`, '')).join(''),
    ),
    'un statut qui saute à lui-même': workflow(status('a', '<item type="jump"><status>a</status></item>'.repeat(90))),
  }
  for (const [name, bytes] of Object.entries(drafts)) test(name, () => assert.equal(outcome(bytes), 'draft'))

  test('un formulaire ou un circuit démesuré se refuse', () => {
    assert.equal(outcome(form(field('').repeat(2001))), 'too_long')
    assert.equal(outcome(workflow(status('a', '').repeat(301))), 'too_long')
    assert.equal(outcome(workflow(status('a', '<item type="jump"/>'.repeat(3001)))), 'too_long')
  })
})
