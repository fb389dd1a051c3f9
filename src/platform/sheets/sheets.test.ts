import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { parseCsv } from '#kernel/csv'
import { Sheets } from './cut.ts'
import { type Cell, type Row, sheetFormats, type SheetFormatName } from './index.ts'

const columns = [
  { id: 'number', title: 'Numéro' },
  { id: 'subject', title: 'Objet' },
]

async function written(format: SheetFormatName, rows: readonly Row[]): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of sheetFormats[format].write({ title: 'Demandes', columns, rows, language: 'fr' }))
    parts.push(part)
  return Buffer.concat(parts)
}

async function gathered<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const each of from) all.push(each)
  return all
}

const filesOf = (bytes: Buffer) =>
  new Map(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, Buffer.from(content).toString('utf8')]))

suite('les tableaux écrits en fichiers', () => {
  test('un CSV se relit comme il a été écrit, quoi qu’on y mette', async () => {
    const anyText = fc
      .string({ unit: 'binary' })
      .filter((text) => !/^[=+\-@\t\r\n＋－＝＠]/.test(text) && !text.includes('\r'))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyText, anyText), { maxLength: 5 }), async (rows) => {
        for (const [format, separator] of [
          ['csv', ','],
          ['csv_tableur', ';'],
        ] as const) {
          const bytes = await written(format, rows)
          const read = parseCsv(bytes.toString('utf8'), separator)
          const expected = rows.map((row) => row.map((text) => Buffer.from(text).toString('utf8')))
          assert.deepEqual(read.ok && read.value.slice(1).map(({ cells }) => cells), expected)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('une formule reste un texte, dans tous les formats', async () => {
    const formula = '=HYPERLINK("http://pirate.exemple.fr")'
    assert.match((await written('csv', [[formula, '@x']])).toString(), /"'=HYPERLINK/)
    const xlsx = filesOf(await written('xlsx', [[formula, null]])).get('xl/worksheets/sheet1.xml') ?? ''
    assert.match(xlsx, /t="inlineStr"><is><t xml:space="preserve">=HYPERLINK\(&quot;/)
    assert.doesNotMatch(xlsx, /<f>/)
    const ods = filesOf(await written('ods', [[formula, null]])).get('content.xml') ?? ''
    assert.doesNotMatch(ods, /table:formula/)
  })

  test('le CSV de tableur porte sa marque, l’autre non', async () => {
    assert.equal((await written('csv_tableur', [])).toString('utf8'), '\uFEFFNuméro;Objet\r\n')
    assert.equal((await written('csv', [])).toString('utf8'), 'Numéro,Objet\r\n')
  })

  test('un jour, un moment, un montant, un oui ont leur type', async () => {
    const cells: Cell[] = [{ day: '2026-11-24' }, { at: new Date('2026-11-24T09:00:00Z') }]
    const xlsx = filesOf(await written('xlsx', [cells, [{ cents: 1250 }, true]])).get('xl/worksheets/sheet1.xml') ?? ''
    assert.match(xlsx, /<c s="2"><v>46350<\/v><\/c><c s="3"><v>46350\.41666/)
    assert.match(xlsx, /<c s="4"><v>12\.5<\/v><\/c><c t="b"><v>1<\/v><\/c>/)
    const ods = filesOf(await written('ods', [cells])).get('content.xml') ?? ''
    assert.match(ods, /office:date-value="2026-11-24"\/>.*office:date-value="2026-11-24T10:00:00"/)
    assert.equal(
      (await written('ndjson', [cells])).toString(),
      '{"number":"2026-11-24","subject":"2026-11-24T09:00:00.000Z"}\n',
    )
    assert.deepEqual(
      JSON.parse(
        (
          await written('json', [
            [null, 'a'],
            ['b', false],
          ])
        ).toString(),
      ),
      [
        { number: null, subject: 'a' },
        { number: 'b', subject: false },
      ],
    )
    assert.equal((await written('json', [])).toString(), '[]\n')
  })

  test('un OpenDocument commence par son type, sans compression', async () => {
    const bytes = await written('ods', [['a', 'b\nc']])
    assert.equal(bytes.subarray(30, 38).toString(), 'mimetype')
    assert.equal(bytes.subarray(38, 38 + 46).toString(), 'application/vnd.oasis.opendocument.spreadsheet')
    assert.deepEqual([...filesOf(bytes).keys()], ['mimetype', 'META-INF/manifest.xml', 'content.xml'])
  })

  test('ce que XML ne peut dire est laissé, le reste demeure', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const sheet = filesOf(await written('xlsx', [[text, 'fin']])).get('xl/worksheets/sheet1.xml') ?? ''
        // oxlint-disable-next-line no-control-regex
        assert.doesNotMatch(sheet, /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/)
        assert.match(sheet, /fin<\/t>/)
      }),
    )
  })

  test('les lignes de trop vont dans une autre feuille, aucune ne se perd', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => [index])
    const sheets = new Sheets(rows, 10)
    const read: Row[][] = []
    do read.push(await gathered(sheets.sheet()))
    while (await sheets.isMore())
    assert.deepEqual(
      read.map(({ length }) => length),
      [10, 10, 5],
    )
    assert.deepEqual(read.flat(), rows)
  })

  test('une ligne n’est demandée que quand la place est là', async () => {
    let asked = 0
    async function* rows(): AsyncGenerator<Row> {
      for (;;) {
        asked += 1
        yield ['a'.repeat(1000), 'b']
      }
    }
    const pieces = sheetFormats.xlsx
      .write({ title: 'Sans fin', columns, rows: rows(), language: 'fr' })
      [Symbol.asyncIterator]()
    for (let count = 0; count < 5; count++) await pieces.next()
    // What is already under way fills what stands between; then nothing more is asked for, however long one waits.
    const stillAfter = async (turns: number): Promise<boolean> => {
      for (let turn = 0; turn < turns; turn++) {
        const before = asked
        await new Promise((resolve) => setTimeout(resolve, 100))
        if (asked === before) return true
      }
      return false
    }
    assert.ok(await stillAfter(50), `${asked} lines asked for, and more`)
    await pieces.return?.()
  })

  test('une lecture qui échoue se dit, et ne laisse rien attendre', async () => {
    async function* rows(): AsyncGenerator<Row> {
      yield ['a', 'b']
      throw new Error('base arrêtée')
    }
    await assert.rejects(
      gathered(sheetFormats.ods.write({ title: 'T', columns, rows: rows(), language: 'fr' })),
      /base arrêtée/,
    )
  })
})
