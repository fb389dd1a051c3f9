import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { createOffice, readTemplate } from '#platform/office'
import { whyNotInstalled } from '../support/debian.ts'
import { letterTemplates } from '../support/letter-templates.ts'

/** Letters that we fill are opened by the real LibreOffice, and their PDF says what it should. */

const why = whyNotInstalled('libreoffice-writer-nogui', 'poppler-utils')
const folder = mkdtempSync(join(tmpdir(), 'traboule-letters-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const office = createOffice({ command: 'soffice' })

suite('LibreOffice fait le PDF d’un courrier rempli', { skip: why ?? false }, () => {
  for (const [format, bytes] of Object.entries(letterTemplates)) {
    test(format, async () => {
      const template = readTemplate(bytes)
      assert.ok(template.ok)
      const filled = template.value.fill({
        number: 'COR-2026-00012',
        name: 'Camille Démonstration',
        reason: 'Deux lignes :\nla seconde & <dernière>.',
        children: [
          { child: 'Enfant un', school: 'École des Tilleuls' },
          { child: 'Enfant deux', school: 'École du Parc' },
        ],
      })
      const pdf = await office.toPdf(filled, template.value.format)
      assert.ok(pdf.ok, JSON.stringify(pdf))
      const text = textOf(pdf.value, format)
      for (const said of ['COR-2026-00012', 'Camille Démonstration', 'la seconde & <dernière>.', 'École du Parc']) {
        assert.ok(text.includes(said), `${said} in ${text}`)
      }
      assert.doesNotMatch(text, /[{}]/)
    })
  }

  test('ce qui n’est pas un document ne donne pas de PDF', async () => {
    const answer = await office.toPdf(new Uint8Array([1, 2, 3]), 'docx')
    assert.deepEqual(answer.ok ? 'a PDF' : answer.refusal, 'not_converted')
  })
})

function textOf(pdf: Uint8Array, name: string): string {
  const file = join(folder, `${name}.pdf`)
  writeFileSync(file, pdf)
  return spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).stdout
}
