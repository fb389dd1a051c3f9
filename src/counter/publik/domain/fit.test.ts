import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWorkflow } from '#counter/workflows'
import { blockFile, bytesOf, formFile, workflowFile } from '../testing/fixtures.ts'
import { fitCircuit } from './fit.ts'
import { importFiles } from './import.ts'

test('le circuit d’une démarche ne lit plus ce que son formulaire ne demande pas', () => {
  const mail = '<to><item>{{ form_var_ailleurs }}</item></to><subject>Avis</subject><body>Bonjour</body>'
  const circuit = workflowFile
    .replace('{{ form_thing }}', '{{ form_var_ailleurs }}')
    .replace('stock_response_data == "vide"', 'form_var_ailleurs == "vide"')
    .replace('<item type="choice" id="1">', `<item type="sendmail" id="9">${mail}</item><item type="choice" id="1">`)
  const [form, , workflow] = importFiles([
    { name: 'form.wcs', bytes: bytesOf(formFile) },
    { name: 'block.wcs', bytes: bytesOf(blockFile) },
    { name: 'workflow.wcs', bytes: bytesOf(circuit) },
  ])
  assert.ok(form?.ok && form.draft.kind === 'procedure' && workflow?.ok && workflow.draft.kind === 'workflow')
  const before = workflow.draft.definition
  assert.match(JSON.stringify(before), /ailleurs/)
  const after = fitCircuit(before, form.draft.definition)
  assert.doesNotMatch(JSON.stringify(after), /ailleurs/)
  // Ce qui est demandé reste, et le circuit se lit toujours.
  assert.match(JSON.stringify(after), /\{answer\.materiel\}/)
  assert.equal(readWorkflow(after).ok, true)
  assert.equal(after.statuses.length, before.statuses.length)
})
