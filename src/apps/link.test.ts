import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { Script } from 'node:vm'
import fc from 'fast-check'
import { evaluate, type Expression, type Scope } from '#kernel/expression'
import { grown, grownTypes, sayings } from '#kernel/expression/testing'
import { readBrowserModules } from './assets.ts'
import { gatherScripts, linkModule } from './link.ts'

interface Linked {
  readonly evaluate: typeof evaluate
}

const read = async (source: string): Promise<unknown> =>
  import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`)

suite('le langage des règles dans le navigateur', () => {
  test('est le même que sur le serveur, en un seul fichier', async () => {
    const module = (await readBrowserModules()).find(({ name }) => name === 'rules.js')
    assert.ok(module)
    const source = String(module.source)
    assert.doesNotMatch(source, /^import\b/m)
    assert.doesNotMatch(source, /node:|\bprocess\b|\bBuffer\b/)
    const linked = (await read(source)) as Linked
    const scope: Scope = { answer: (id) => (id === 'days' ? 3 : '2026-04-30'), today: () => '2026-03-04' }
    const expressions: readonly Expression[] = [
      ['plusWorkingDays', ['answer', 'from'], ['answer', 'days']],
      ['formatDate', ['answer', 'from'], 'EEEE d MMMM yyyy'],
      ['if', ['isAfter', ['answer', 'from'], ['today']], ['round', ['divide', ['answer', 'days'], 7], 3], 'else', 0],
    ]
    for (const expression of expressions) {
      assert.deepEqual(linked.evaluate(expression, scope), evaluate(expression, scope))
    }
    assert.equal(linked.evaluate(expressions[0] ?? null, scope), '2026-05-06')
    fc.assert(
      fc.property(fc.oneof(...grownTypes.map((type) => grown(type, 3))), (expression) => {
        assert.deepEqual(
          sayings((each) => linked.evaluate(expression, each)),
          sayings((each) => evaluate(expression, each)),
        )
      }),
      { numRuns: 300 },
    )
  })
})

suite('ce qui suit une page dans le navigateur', () => {
  test('est le même que sur le serveur', async () => {
    const rules = (await readBrowserModules()).find(({ name }) => name === 'rules.js')
    const language = await read(String(rules?.source))
    const { follow } = language as typeof import('../counter/procedures/domain/live.ts')
    const page: Parameters<typeof follow>[0] = {
      today: '2026-11-24',
      rowsBefore: {},
      before: { kind: 'truck' },
      options: {},
      fields: [
        { id: 'days', reads: 'number', minimum: 1, condition: ['equals', ['answer', 'kind'], 'truck'] },
        { id: 'price', reads: 'computed', gives: 'amount', value: ['multiply', ['answer', 'days'], 1250] },
      ],
      checks: [{ id: 'short', holds: ['lessThan', ['answer', 'days'], 10], fields: ['days'] }],
    }
    const state = follow(page, { days: '12' }, language as Parameters<typeof follow>[2])
    assert.deepEqual([...state.shown], ['days', 'price'])
    assert.equal(state.values.get('price'), 15_000)
    assert.deepEqual(state.broken, ['short'])
  })
})

suite('plusieurs scripts en un fichier', () => {
  test('ont chacun leurs noms, et agissent tous', () => {
    const scripts = ['const own = 1\nseen.push(own)\nexport {};\n', 'const own = 2\nseen.push(own)\nexport {};\n']
    const seen: number[] = []
    // oxlint-disable-next-line typescript/no-implied-eval -- what a browser does with the file.
    new Function('seen', gatherScripts(scripts))(seen)
    assert.deepEqual(seen, [1, 2])
  })

  test('n’importent ni n’exportent rien', () => {
    assert.throws(() => gatherScripts(["import { a } from './a.js'\n"]), /cannot have “import/)
    assert.throws(() => gatherScripts(['export const a = 1\n']), /cannot have “export/)
  })

  test('ceux des champs d’un formulaire tiennent dans un fichier qui se lit', async () => {
    const modules = new Map((await readBrowserModules()).map(({ name, source }) => [name, String(source)]))
    const together = modules.get('form-fields.js') ?? ''
    for (const name of ['form-rules.js', 'list-search.js', 'place.js', 'signature.js'])
      assert.ok(together.includes((modules.get(name) ?? '-').replace(/^export \{\s*\};?\s*$/m, '').trimEnd()), name)
    assert.doesNotThrow(() => new Script(together))
  })
})

suite('un module pour les navigateurs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'link-'))
  after(() => rmSync(folder, { recursive: true }))
  const write = (name: string, source: string): string => {
    writeFileSync(join(folder, name), source)
    return join(folder, name)
  }

  test('garde chaque fichier dans son bloc, et n’en prend aucun deux fois', async () => {
    write('low.ts', 'const own = 1\nexport const low = (): number => own\n')
    write(
      'side.ts',
      "import { low } from './low.ts'\nconst own = 2\nexport function side(): number { return own + low() }\n",
    )
    const entry = write(
      'entry.ts',
      "import { low as base } from './low.ts'\n// Why.\nimport { side } from './side.ts'\nexport const sum = (): number => base() + side()\n",
    )
    const source = linkModule(entry)
    assert.equal(source.match(/const own = 1/g)?.length, 1)
    assert.doesNotMatch(source, /Why/)
    assert.equal(((await read(source)) as { sum: () => number }).sum(), 4)
  })

  test('refuse ce qu’un navigateur n’a pas', () => {
    const io = write('io.ts', "import { readFileSync } from 'node:fs'\nexport const read = readFileSync\n")
    assert.throws(() => linkModule(io), /a browser cannot have/)
    const self = write('self.ts', "import { self as other } from './self.ts'\nexport const self = () => other\n")
    assert.throws(() => linkModule(self), /imports itself/)
    assert.throws(() => linkModule(write('bad.ts', 'export const = 1\n')), SyntaxError)
  })
})
