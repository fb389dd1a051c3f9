import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvText, parseCsv } from '#kernel/csv'

const cellsOf = (text: string): (readonly string[])[] => {
  const read = parseCsv(text)
  assert.ok(read.ok)
  return read.value.map(({ cells }) => cells)
}

test('des cellules entre guillemets gardent virgules, fins de ligne et guillemets doublés', () => {
  assert.deepEqual(cellsOf('a,b\r\n"x, y","dit ""oui""\nici"\r\n'), [
    ['a', 'b'],
    ['x, y', 'dit "oui"\nici'],
  ])
})

test('la marque d’ordre des octets et les lignes vides ne comptent pas', () => {
  assert.deepEqual(cellsOf('\uFEFFinsee,nom\n\n69273,Corbas\n\n'), [
    ['insee', 'nom'],
    ['69273', 'Corbas'],
  ])
})

test('un tableur en français sépare par des points-virgules', () => {
  assert.deepEqual(cellsOf('insee;nom\n69273;"Corbas; ville"'), [
    ['insee', 'nom'],
    ['69273', 'Corbas; ville'],
  ])
})

test('une dernière cellule vide est une cellule', () => {
  assert.deepEqual(cellsOf('a,b\n1,\n,2\n1,'), [
    ['a', 'b'],
    ['1', ''],
    ['', '2'],
    ['1', ''],
  ])
})

test('chaque ligne du fichier garde son numéro, même après une cellule de plusieurs lignes', () => {
  const read = parseCsv('a,b\n"1\n2\n3",x\n\nc,d')
  assert.ok(read.ok)
  assert.deepEqual(
    read.value.map(({ line }) => line),
    [1, 2, 6],
  )
})

test('un guillemet mal placé est refusé à sa ligne', () => {
  assert.deepEqual(parseCsv('a,b\n1,"jamais fermé\n2,3'), {
    ok: false,
    refusal: { reason: 'unclosed_quote', line: 2 },
  })
  assert.deepEqual(parseCsv('a,b\n1,2\n"x"y,3'), { ok: false, refusal: { reason: 'stray_quote', line: 3 } })
  assert.deepEqual(parseCsv('a,b\n1,d"ici'), { ok: false, refusal: { reason: 'stray_quote', line: 2 } })
})

test('ce qui est écrit selon la RFC 4180 se relit tel quel', () => {
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`
  const table = fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 }), { minLength: 1 })
  fc.assert(
    fc.property(
      table,
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom(',' as const, ';' as const),
      (rows, end, separator) => {
        const text = rows.map((row) => row.map(quote).join(separator)).join(end)
        const read = parseCsv(text, separator)
        assert.ok(read.ok)
        assert.deepEqual(
          read.value.map(({ cells }) => cells),
          rows,
        )
      },
    ),
  )
})

test('aucun texte ne fait échouer la lecture ni tourner sans fin', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a', ' ') }), (text) => {
      const read = parseCsv(text)
      assert.ok(read.ok ? read.value.every(({ cells }) => cells.length > 0) : read.refusal.line >= 1)
    }),
  )
})

test('ce qui est écrit se relit, et rien ne s’y exécute', () => {
  const records = [
    ['Nom', 'Note'],
    ['Exemple; Ana', 'dit "oui"\nsur deux lignes'],
    ['=1+1', '+33 6 00'],
  ]
  const read = parseCsv(csvText(records))
  assert.ok(read.ok)
  assert.deepEqual(
    read.value.map(({ cells }) => cells),
    [records[0], records[1], ["'=1+1", "'+33 6 00"]],
  )
})
