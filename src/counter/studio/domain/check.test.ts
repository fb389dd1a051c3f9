import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Definition, Field } from '#counter/procedures'
import type { DraftDocument } from '../schema.ts'
import { blankDocument, blankField } from './blank.ts'
import { checkDraft } from './check.ts'
import type { Finding } from './finding.ts'

const blank = blankDocument('Prêter un barnum')
const named = { kept: undefined, lists: new Set<string>() }
const around = { slugs: new Set<string>(), followed: undefined, tests: [], named }
const [demande, vous] = blank.definition.form.pages
assert.ok(demande && vous)

const field = (type: Field['type'], label: string, more: object = {}): Field =>
  ({ ...blankField(type, label), ...more }) as unknown as Field
const withFields = (...fields: Field[]): DraftDocument => withForm({ pages: [{ ...demande, fields }, vous] })
const withForm = (form: Definition['form']): DraftDocument => ({
  ...blank,
  definition: { ...blank.definition, form },
})

const said = ({ problem, where }: Finding): string =>
  'sentence' in problem ? problem.sentence.fr : `${where?.fr ?? 'La démarche'} : ${problem.form.code}`
const blocking = (document: DraftDocument): readonly string[] =>
  checkDraft(document, around)
    .filter(({ isBlocking }) => isBlocking)
    .map(said)

test('ce qui manque encore se dit avec les mots de son auteur', () => {
  assert.deepEqual(blocking(blank), ['Page « La demande » : ajoutez au moins une question.'])
  assert.deepEqual(blocking(withForm({ pages: [] })).slice(0, 1), ['Ajoutez au moins une page.'])
  assert.deepEqual(blocking(withFields(field('choice', 'Quelle salle ?', { options: [] }))), [
    'Page « La demande », question « Quelle salle ? » : proposez au moins 2 réponses.',
  ])
  assert.deepEqual(blocking(withFields(field('repeated', 'Vos chiens', { fields: [] }))), [
    'Page « La demande », question « Vos chiens » : ajoutez au moins une question.',
  ])
  assert.deepEqual(blocking(withFields(field('text', 'Jour', { label: { fr: '' } }))), [
    'Page « La demande », question 1 : écrivez la question.',
  ])
  const unsaid = { value: 'a', label: { fr: '' } }
  const told = { value: 'b', label: { fr: 'Oui' } }
  assert.deepEqual(blocking(withFields(field('choice', 'Dehors ?', { options: [told, unsaid] }))), [
    'Page « La demande », question « Dehors ? », réponse 2 : écrivez la réponse.',
  ])
})

test('ce qui manque ne cache pas le reste, et ne le répète pas', () => {
  const early = field('text', 'Sol', { condition: ['equals', ['answer', 'nulle_part'], 'x'] })
  const found = blocking(withFields(early, field('choice', 'Salle', { options: [] })))
  assert.deepEqual(found, [
    'Page « La demande », question « Salle » : proposez au moins 2 réponses.',
    'Page « La demande », question « Sol » : condition_unknown_field',
  ])
})

/* Whatever an author has not written yet, the checks answer, and no sentence names a property. */
const types: readonly Field['type'][] = ['text', 'choice', 'choices', 'repeated', 'computed', 'file', 'information']
const text = fc.constantFrom('', ' ', 'Jour', 'Quel jour ?')
const anyField = fc
  .record({ type: fc.constantFrom(...types), label: text, isBare: fc.boolean(), rank: fc.nat(9) })
  .map(({ type, label, isBare, rank }) =>
    field(type, `champ ${rank}`, {
      label: { fr: label },
      ...(isBare && (type === 'choice' || type === 'choices') && { options: [] }),
      ...(isBare && type === 'repeated' && { fields: [], rowLabel: { fr: '' } }),
      ...(isBare && type === 'file' && { accept: [] }),
    }),
  )
const anyPage = fc
  .record({ fields: fc.array(anyField, { maxLength: 4 }), title: text, rank: fc.nat(3) })
  .map(({ fields, title, rank }) => ({ id: `p${rank}`, title: { fr: title }, shortTitle: { fr: title }, fields }))

test('propriété : un brouillon à moitié écrit se juge toujours, sans nom de propriété', () => {
  fc.assert(
    fc.property(fc.array(anyPage, { maxLength: 4 }), (pages) => {
      for (const finding of checkDraft(withForm({ pages: [...pages, vous] }), around)) {
        if (!finding.key.startsWith('form ')) continue
        const words = 'sentence' in finding.problem ? finding.problem.sentence.fr : (finding.where?.fr ?? '')
        assert.doesNotMatch(words, /\b(fields|options|label|rowLabel|shortTitle|accept)\b|undefined|question 0|page 0/)
      }
    }),
    { numRuns: 300 },
  )
})

test('ce qui manque au circuit se dit avec le nom du statut et le rang de l’étape', () => {
  assert.ok('statuses' in blank.circuit)
  const { circuit } = blank
  const withStatus = (id: string, set: object): DraftDocument => ({
    ...withFields(field('text', 'Jour')),
    circuit: { ...circuit, statuses: circuit.statuses.map((each) => (each.id === id ? { ...each, ...set } : each)) },
  })
  const [first, second] = circuit.statuses[1]?.steps ?? []
  assert.ok(first && second)
  assert.deepEqual(blocking(withStatus('a_l_etude', { steps: [first, { ...second, label: { fr: '' } }] })), [
    'Statut « À l’étude », étape 2 : il manque le nom.',
  ])
  assert.deepEqual(blocking(withStatus('a_l_etude', { steps: [{ ...first, by: [] }, second] })), [
    'Statut « À l’étude », étape 1 : il manque la fonction qui peut agir.',
  ])
  // What the rest means is told at once, whatever is still empty.
  const lost = { ...second, label: { fr: '' }, to: 'nulle_part' }
  const both = blocking(withStatus('a_l_etude', { label: { fr: '' }, steps: [first, lost] }))
  assert.ok(
    both.some((line) => /étape 2 : il manque le nom/.test(line)),
    both.join('\n'),
  )
  assert.ok(
    both.some((line) => /nulle_part/.test(line)),
    both.join('\n'),
  )
  assert.deepEqual(blocking(withStatus('nouvelle', { publicLabel: { fr: '' } })), [
    'Statut « Nouvelle » : il manque ce que lit la personne.',
  ])
  assert.deepEqual(blocking({ ...withFields(field('text', 'Jour')), circuit: { ...circuit, title: { fr: '' } } }), [
    'Du circuit, il manque le titre.',
  ])
})
