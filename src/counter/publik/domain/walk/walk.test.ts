import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { blockFile, bytesOf, formFile, workflowFile } from '../../testing/fixtures.ts'
import { importFiles } from '../import.ts'
import { walkWhole } from './whole.ts'

function drafts(circuit: string) {
  const [form, , workflow] = importFiles([
    { name: 'form.wcs', bytes: bytesOf(formFile) },
    { name: 'block.wcs', bytes: bytesOf(blockFile) },
    { name: 'workflow.wcs', bytes: bytesOf(circuit) },
  ])
  assert.ok(form?.ok && form.draft.kind === 'procedure' && workflow?.ok && workflow.draft.kind === 'workflow')
  return { slug: 'essai', definition: form.draft.definition, workflow: workflow.draft.definition }
}

suite('mener une démarche', () => {
  test('remplit chaque page et met chaque condition des deux côtés', () => {
    const { form, circuit, isWhole } = walkWhole(drafts(workflowFile), '2026-03-02')
    assert.ok(form && circuit)
    assert.deepEqual([form.isComplete, form.errors], [true, []])
    assert.equal(form.pages.shown, form.pages.all)
    assert.equal(form.fields.shown, form.fields.all)
    assert.deepEqual([form.conditions.both, form.oneSided], [form.conditions.all, []])
    assert.ok(form.conditions.all > 2)
    assert.equal(isWhole, true)
  })

  test('dit de chaque statut s’il est atteint, et sinon pourquoi', () => {
    const { workflow, ...rest } = drafts(workflowFile)
    // Une condition qu’aucune réponse ne remplit, et ce qui n’est derrière qu’elle.
    const never = ['and', ['internal', 'never'], ['not', ['internal', 'never']]] as const
    const statuses = workflow.statuses.map((status) => ({
      ...status,
      steps: status.steps.map((step) =>
        'to' in step && step.to === 'motif_du_refus' && status.id !== 'just_submitted_suite_2'
          ? { ...step, to: 'accepted' }
          : step.kind === 'jump' && step.to === 'motif_du_refus'
            ? { ...step, when: never }
            : step,
      ),
    })) as typeof workflow.statuses
    const { circuit } = walkWhole({ ...rest, workflow: { ...workflow, statuses } }, '2026-03-02')
    const unreached = circuit?.statuses.flatMap((status) => status.unreached ?? [])
    assert.deepEqual(
      unreached?.map(({ status, why, from }) => [status, why, from]),
      [
        ['motif_du_refus', 'condition', ['just_submitted_suite_2']],
        ['rejected', 'from_unreached', ['motif_du_refus']],
        ['retour_au_repere', 'from_unreached', ['motif_du_refus']],
      ],
    )
    assert.match(unreached?.[0]?.conditions.join() ?? '', /never/)
  })

  test('un circuit seul se mène aussi, une démarche sans circuit n’est pas menée', () => {
    const { workflow, definition } = drafts(workflowFile)
    assert.equal(walkWhole({ slug: 'pret', definition: undefined, workflow }, '2026-03-02').isWhole, true)
    assert.equal(walkWhole({ slug: 'essai', definition, workflow: undefined }, '2026-03-02').isWhole, false)
  })
})
