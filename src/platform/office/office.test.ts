import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { createOffice, readTemplate, type TemplateFault, type Values } from './index.ts'

const odtSpaces =
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'

const odt = (body: string, others: Record<string, string> = {}): Uint8Array =>
  zipSync({
    mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }],
    'content.xml': strToU8(
      `<?xml version="1.0" encoding="UTF-8"?><office:document-content ${odtSpaces}><office:body><office:text>${body}</office:text></office:body></office:document-content>`,
    ),
    ...Object.fromEntries(Object.entries(others).map(([name, text]) => [name, strToU8(text)])),
  })

const docx = (body: string, others: Record<string, string> = {}): Uint8Array =>
  zipSync({
    '[Content_Types].xml': strToU8('<Types/>'),
    'word/document.xml': strToU8(
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
    ),
    ...Object.fromEntries(Object.entries(others).map(([name, text]) => [name, strToU8(text)])),
  })

const p = (text: string): string => `<text:p>${text}</text:p>`
const run = (text: string): string => `<w:r><w:t>${text}</w:t></w:r>`

function filled(bytes: Uint8Array, values: Values): string {
  const read = readTemplate(bytes)
  assert.ok(read.ok, JSON.stringify(read))
  const files = unzipSync(read.value.fill(values))
  const content = files['content.xml'] ?? files['word/document.xml']
  return strFromU8(content ?? new Uint8Array()).replace(
    /^.*<(?:office:text|w:body)>|<\/(?:office:text|w:body)>.*$/gs,
    '',
  )
}

function faultOf(bytes: Uint8Array): TemplateFault | undefined {
  const read = readTemplate(bytes)
  return read.ok ? undefined : read.refusal
}

test('un courrier se remplit, dans les deux formats', () => {
  assert.equal(
    filled(odt(p('Dossier {number}, {name}.')), { number: 'COR-2026-1', name: 'É. & Fils <ici>' }),
    p('Dossier COR-2026-1, É. &amp; Fils &lt;ici>.').replace('>.', '&gt;.'),
  )
  assert.match(filled(docx(`<w:p>${run('Dossier {number}')}</w:p>`), { number: 'COR-2026-1' }), /Dossier COR-2026-1/)
})

test('un mot que le traitement de texte a coupé en morceaux est lu entier', () => {
  const cut = docx(`<w:p>${run('Dossier {nu')}${run('mb')}${run('er} du jour')}</w:p>`)
  assert.equal(filled(cut, { number: '12' }).replaceAll(/<[^>]+>/g, ''), 'Dossier 12 du jour')
  const spans = odt(p('Dossier <text:span>{num</text:span>ber} du jour'))
  assert.equal(filled(spans, { number: '12' }), p('Dossier <text:span>12</text:span> du jour'))
})

test('les lignes d’un texte restent des lignes', () => {
  assert.equal(filled(odt(p('{message}')), { message: 'une\ndeux' }), p('une<text:line-break/>deux'))
  const word = filled(docx(`<w:p>${run('{message}')}</w:p>`), { message: 'une\r\ndeux' })
  assert.match(word, /une<\/w:t><w:br\/><w:t xml:space="preserve">deux<\/w:t>/)
})

test('une ligne de tableau s’écrit une fois par ligne donnée', () => {
  const row =
    '<table:table-row><table:table-cell><text:p>{#children}{child}</text:p></table:table-cell><table:table-cell><text:p>{school}, {city}{/children}</text:p></table:table-cell></table:table-row>'
  const text = filled(odt(`<table:table>${row}</table:table>`), {
    city: 'Corbas',
    children: [
      { child: 'A', school: 'École 1' },
      { child: 'B', school: 'École 2' },
    ],
  })
  assert.deepEqual(text.match(/<text:p>[^<]*/g), [
    '<text:p>A',
    '<text:p>École 1, Corbas',
    '<text:p>B',
    '<text:p>École 2, Corbas',
  ])
  assert.equal(filled(odt(`<table:table>${row}</table:table>`), {}), '<table:table/>')
})

test('des paragraphes se répètent, se montrent ou non, l’un dans l’autre', () => {
  const body =
    p('{#items}') +
    p('{title}') +
    p('{?note}') +
    p('Note : {note}') +
    p('{/note}') +
    p('{/items}') +
    p('{!items}') +
    p('Rien.') +
    p('{/items}')
  assert.equal(
    filled(odt(body), { items: [{ title: 'un', note: 'oui' }, { title: 'deux' }] }),
    p('un') + p('Note : oui') + p('deux'),
  )
  assert.equal(filled(odt(body), { items: [] }), p('Rien.'))
  assert.equal(filled(odt(p('Bonjour{?name} {name}{/name}.')), {}), p('Bonjour.'))
  assert.equal(filled(odt(p('Bonjour{?name} {name}{/name}.')), { name: 'Sam' }), p('Bonjour Sam.'))
})

test('ce qu’un modèle lit est connu avant de le remplir', () => {
  const read = readTemplate(odt(p('{number} {?name}{name}{/name}') + p('{#rows}') + p('{cell}') + p('{/rows}')))
  assert.deepEqual(read.ok && [...read.value.variables].toSorted(), ['cell', 'name', 'number', 'rows'])
})

test('un bloc qui ne se ferme pas où il peut s’écrire est dit avec son nom', () => {
  for (const [body, reason, detail] of [
    [p('{#rows}') + p('sans fin'), 'unclosed_block', 'rows'],
    [p('{?note} sans fin'), 'unclosed_block', 'note'],
    [p('rien {/note}'), 'unopened_block', 'note'],
    [p('au milieu {#rows} d’une ligne {/rows}'), 'unclosed_block', 'rows'],
    [p('{?a}{?b}x{/a}{/b}'), 'unclosed_block', 'b'],
  ] as const) {
    assert.deepEqual(faultOf(odt(body)), { reason, detail }, body)
  }
})

test('un fichier qui agirait ou irait chercher ailleurs à son ouverture est refusé', () => {
  const image = '<draw:frame><draw:image xlink:href="http://127.0.0.1/x.png"/></draw:frame>'
  const relation = (type: string) => ({
    'word/_rels/document.xml.rels': `<Relationships><Relationship Id="1" TargetMode="External" Type="http://x/relationships/${type}" Target="http://127.0.0.1/x"/></Relationships>`,
  })
  assert.equal(faultOf(odt(p(image)))?.reason, 'reads_elsewhere')
  assert.equal(faultOf(odt(p('<draw:image xlink:href="file:///etc/passwd"/>')))?.reason, 'reads_elsewhere')
  assert.equal(faultOf(odt(p('<draw:image xlink:href="../secret.png"/>')))?.reason, 'reads_elsewhere')
  assert.equal(
    faultOf(
      odt(p('<draw:image xlink:href="Pictures/logo.png"/><text:a xlink:href="https://exemple.fr">site</text:a>')),
    ),
    undefined,
  )
  assert.equal(faultOf(docx('<w:p/>', relation('image')))?.reason, 'reads_elsewhere')
  assert.equal(faultOf(docx('<w:p/>', relation('attachedTemplate')))?.reason, 'reads_elsewhere')
  assert.equal(faultOf(docx('<w:p/>', relation('hyperlink'))), undefined)
  assert.equal(faultOf(docx('<w:p/>', { 'word/vbaProject.bin': 'x' }))?.reason, 'holds_program')
  assert.equal(faultOf(odt(p('x'), { 'Basic/Standard/Module1.xml': 'x' }))?.reason, 'holds_program')
})

test('une archive qui gonfle, un fichier qui n’en est pas un, une entité : refusés', () => {
  assert.equal(faultOf(odt(p('x'), { 'Pictures/a.bin': '0'.repeat(50_000_000) }))?.reason, 'too_large')
  assert.equal(faultOf(strToU8('bonjour'))?.reason, 'not_a_document')
  assert.equal(faultOf(new Uint8Array())?.reason, 'not_a_document')
  assert.equal(faultOf(zipSync({ 'a.txt': strToU8('x') }))?.reason, 'not_a_document')
  assert.equal(faultOf(odt('<text:p>'))?.reason, 'not_a_document')
  const entity = zipSync({
    mimetype: strToU8('application/vnd.oasis.opendocument.text'),
    'content.xml': strToU8('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
  })
  assert.equal(faultOf(entity)?.reason, 'not_a_document')
  const whole = odt(p('x'))
  for (const length of [10, 100, whole.length - 5])
    assert.equal(faultOf(whole.slice(0, length))?.reason, 'not_a_document')
})

test('ce qu’une personne a tapé reste un texte, jamais une marque ni un mot du modèle', () => {
  const typed = fc.string({
    unit: fc.constantFrom('a', '{', '}', 'number', '<', '&', '#', '/', '"', ' '),
    maxLength: 12,
  })
  fc.assert(
    fc.property(typed, typed, (name, number) => {
      const text = filled(odt(p('[{name}|{number}]')), { name, number })
      const shown = text
        .replaceAll(/<[^>]+>/g, '')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&')
      assert.equal(shown, `[${name}|${number}]`)
    }),
  )
})

test('les mêmes valeurs donnent les mêmes octets ; le modèle sert encore', () => {
  const read = readTemplate(odt(p('{name}')))
  assert.ok(read.ok)
  const first = read.value.fill({ name: 'Sam' })
  assert.deepEqual(read.value.fill({ name: 'Sam' }), first)
  assert.notDeepEqual(read.value.fill({ name: 'Camille' }), first)
})

test('sans LibreOffice on le sait ; une conversion qui dure est arrêtée avec ce qu’elle a lancé', async (context) => {
  const document = odt(p('x'))
  assert.deepEqual(await createOffice({ command: 'no-such-office' }).toPdf(document, 'odt'), {
    ok: false,
    refusal: 'no_office',
  })
  assert.deepEqual(await createOffice({ command: 'false' }).toPdf(document, 'odt'), {
    ok: false,
    refusal: 'not_converted',
  })
  assert.deepEqual(await createOffice({ command: 'true' }).toPdf(document, 'odt'), {
    ok: false,
    refusal: 'not_converted',
  })
  const folder = mkdtempSync(join(tmpdir(), 'traboule-slow-office-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const script = join(folder, 'office')
  writeFileSync(script, `#!/bin/sh\nsleep 60 &\necho $! > ${folder}/pid\nwait\n`, { mode: 0o755 })
  const slow = createOffice({ command: script, patience: 500 })
  assert.deepEqual(await slow.toPdf(document, 'odt'), { ok: false, refusal: 'too_long' })
  // What the script started is ended as well.
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  await waitFor(() => !isRunning(pid))
})

/** A process that has ended and that nobody has read yet is no longer running. */
const isRunning = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

async function waitFor(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100 && !holds(); turn++) await pause(20)
  assert.ok(holds())
}
