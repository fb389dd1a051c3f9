import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { suite, test } from 'node:test'
import type { Workflow } from '#counter/workflows'
import { projectRoot } from '#platform/config'
import { importFiles } from './domain/import.ts'
import { walkCircuit } from './domain/walk/circuit.ts'
import { fillForm } from './domain/walk/fill.ts'

const folder = join(projectRoot, '..', 'shared', 'data', 'publik')
const skip = existsSync(folder) ? false : `les exports de communes ne sont pas dans ${folder}`
const simple = JSON.parse(readFileSync(join(projectRoot, 'data/workflows/simple.json'), 'utf8')) as Workflow

const given = globSync('*/*', { cwd: folder })
  .toSorted()
  .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }))
const imported = importFiles(given)
const circuits = new Map<string, Workflow>([[simple.slug, simple]])
for (const file of imported)
  if (file.ok && file.draft.kind === 'workflow') circuits.set(file.draft.definition.slug, file.draft.definition)

suite('les exports de vraies communes', { skip }, () => {
  test('deviennent chacun un brouillon', (t) => {
    const failed = imported.filter((file) => !file.ok || file.report.faults.length > 0)
    assert.deepEqual(
      failed.map(({ file }) => file),
      [],
    )
    const count = (kind: string): number => imported.filter((file) => file.ok && file.report.kind === kind).length
    t.diagnostic(`${count('form')} formulaires, ${count('workflow')} circuits, ${imported.length} fichiers`)
    assert.ok(count('form') > 0 && count('workflow') > 0)
  })

  test('chaque formulaire se remplit, et son circuit mène à une fin', (t) => {
    const rows = ['fichier | champs | conditions traduites / non | statuts atteints | fins']
    for (const file of imported) {
      if (!file.ok || file.draft.kind !== 'procedure') continue
      const { definition } = file.draft
      const filled = fillForm(definition, '2026-03-02')
      assert.deepEqual(filled.errors, [], file.file)
      const workflow = circuits.get(definition.workflow)
      assert.ok(workflow, file.file)
      const walked = walkCircuit(workflow, filled.answers)
      assert.ok(walked.ends.length > 0, file.file)
      const { fields, conditions, conditionsLost } = file.report.counts
      rows.push(
        `${basename(file.file)} | ${fields} | ${conditions} / ${conditionsLost} | ${walked.reached.length}/${workflow.statuses.length} | ${walked.ends.length}`,
      )
    }
    for (const row of rows) t.diagnostic(row)
  })

  test('chaque circuit est mené à ses fins', (t) => {
    t.diagnostic('fichier | statuts | étapes | conditions traduites / non | statuts atteints | fins')
    for (const file of imported) {
      if (!file.ok || file.draft.kind !== 'workflow') continue
      const { definition } = file.draft
      const walked = walkCircuit(definition, {})
      const { statuses, steps, conditions, conditionsLost } = file.report.counts
      assert.ok(walked.ends.length > 0, file.file)
      t.diagnostic(
        `${basename(file.file)} | ${statuses} | ${steps} | ${conditions} / ${conditionsLost} | ${walked.reached.length}/${definition.statuses.length} | ${walked.ends.length}`,
      )
    }
  })

  test('la plupart des conditions se traduisent, et les autres sont dites', (t) => {
    const reports = imported.flatMap((file) => (file.ok ? [file.report] : []))
    const sum = (key: 'conditions' | 'conditionsLost' | 'templates' | 'templatesLost'): number =>
      reports.reduce((all, { counts }) => all + counts[key], 0)
    const said = reports.flatMap(({ remarks }) => remarks).filter(({ code }) => code === 'condition').length
    t.diagnostic(
      `conditions : ${sum('conditions')} traduites, ${sum('conditionsLost')} non ; gabarits : ${sum('templates')} traduits, ${sum('templatesLost')} non`,
    )
    assert.ok(sum('conditions') > 10 * sum('conditionsLost'))
    assert.ok(said >= sum('conditionsLost'))
  })
})
