import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { suite, test } from 'node:test'
import { parseSync } from 'oxc-parser'

const root = import.meta.dirname
const districts = ['territory', 'identity', 'counter', 'entente']
/** From the ground up: an import goes down or stays. */
const layers = [
  ['kernel'],
  ['platform'],
  districts,
  ['apps'],
  ['main.ts', 'routes.ts', 'handlers.ts', 'web.ts', 'worker.ts', 'cli.ts'],
]

/** Who may use whom. A house not listed may use nothing but kernel and platform. */
const houseUses: Record<string, readonly string[]> = {
  'territory/collectivities': ['territory/areas'],
  'territory/calendars': ['territory/collectivities'],
  'identity/accounts': [],
  'identity/keys': ['identity/accounts', 'territory/collectivities'],
  'identity/mandates': ['identity/accounts', 'identity/organisations'],
  'identity/organisations': ['identity/accounts', 'territory/collectivities'],
  'identity/state': ['identity/accounts'],
  'identity/federation': ['identity/accounts'],
  'identity/provider': ['identity/accounts'],
  'counter/appointments': ['identity/accounts'],
  'counter/contacts': ['identity/accounts'],
  'counter/mailroom': [],
  'counter/procedures': ['counter/workflows'],
  'counter/publik': ['counter/procedures', 'counter/workflows'],
  'counter/wallet': ['identity/accounts', 'territory/collectivities'],
  'counter/connectors': ['identity/accounts', 'identity/organisations', 'territory/collectivities'],
  'counter/studio': [
    'counter/appointments',
    'counter/letters',
    'counter/payments',
    'counter/procedures',
    'counter/workflows',
  ],
  'counter/figures': ['counter/dossiers', 'territory/collectivities'],
  'counter/exports': ['territory/collectivities'],
  'counter/satisfaction': ['counter/dossiers'],
  'counter/hubee': ['counter/dossiers', 'counter/procedures', 'counter/workflows', 'territory/collectivities'],
  'counter/handover': [
    'counter/dossiers',
    'counter/open311',
    'counter/procedures',
    'counter/workflows',
    'territory/collectivities',
  ],
  'counter/open311': ['counter/dossiers', 'counter/procedures', 'counter/workflows'],
  'counter/letters': [],
  'counter/deadlines': ['territory/calendars'],
  'counter/replies': [],
  'counter/archives': [],
  'counter/privacy': ['territory/collectivities'],
  'counter/retention': ['counter/dossiers', 'territory/collectivities'],
  'counter/views': [],
  'counter/mailbox': ['counter/contacts', 'counter/dossiers', 'counter/procedures', 'territory/collectivities'],
  'counter/batches': ['counter/dossiers', 'counter/replies', 'identity/accounts', 'territory/collectivities'],
  'counter/payments': ['territory/collectivities'],
  'counter/dispatch': ['identity/accounts', 'territory/areas', 'territory/collectivities'],
  'counter/dossiers': [
    'counter/appointments',
    'counter/dispatch',
    'counter/deadlines',
    'counter/procedures',
    'counter/workflows',
    'territory/calendars',
    'territory/collectivities',
    'identity/accounts',
  ],
}

const parts = (file: string): string[] => relative(root, file).split('/')

const layerOf = (path: readonly string[]): number => layers.findIndex((names) => names.includes(path[0] ?? ''))

/** `counter/dossiers` of a path inside a district, else undefined. */
const houseOf = (path: readonly string[]): string | undefined =>
  districts.includes(path[0] ?? '') ? `${path[0]}/${path[1]}` : undefined

interface Import {
  readonly file: string
  readonly specifier: string
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const { module } = parseSync(file, text)
  // What is loaded late by its name is an import as another; what is computed cannot be followed.
  const dynamic = module.dynamicImports.map(
    ({ moduleRequest: { start, end } }) => /^'([^']+)'$/.exec(text.slice(start, end))?.[1] ?? 'a computed import',
  )
  const reExports = module.staticExports.flatMap((item) =>
    item.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
  )
  const imports = module.staticImports.map((item) => item.moduleRequest.value)
  return [...dynamic, ...reExports, ...imports].map((specifier) => ({ file, specifier }))
}

/** Says what is wrong with an import, or nothing. */
function fault({ file, specifier }: Import): string | undefined {
  if (specifier === 'a computed import') return 'hides what it uses'
  if (!specifier.startsWith('.') && !specifier.startsWith('#')) return undefined
  const byPath = specifier.startsWith('.')
  const from = parts(file)
  const to = byPath ? parts(join(dirname(file), specifier)) : specifier.slice(1).split('/')
  if (layerOf(to) > layerOf(from)) return 'imports upwards'
  return faultBetweenHouses(from, to, byPath) ?? (byPath ? faultOfPath(from, to) : undefined)
}

function faultBetweenHouses(from: readonly string[], to: readonly string[], byPath: boolean): string | undefined {
  const [mine, theirs] = [houseOf(from), houseOf(to)]
  if (theirs === undefined || mine === theirs) return undefined
  if (byPath) return 'climbs into a house by the window'
  if (to.length > 2) return 'passes beside the door'
  if (mine !== undefined && !houseUses[mine]?.includes(theirs)) return 'uses an undeclared house'
  return undefined
}

/** Inside kernel, platform folders and apps, a relative path may not leave its own folder. */
function faultOfPath(from: readonly string[], to: readonly string[]): string | undefined {
  if (from[0] === 'platform' && (to[0] !== 'platform' || to[1] !== from[1])) return 'leaves its platform folder by path'
  if (from[0] !== to[0] && layerOf(from) < layers.length - 1) return 'leaves its layer by path'
  return undefined
}

const sources = globSync('**/*.{ts,tsx}', { cwd: root, exclude: ['**/*.test.ts', 'browser/**'] }).map((file) =>
  join(root, file),
)

const matches = (pattern: RegExp, allowed: (path: string) => boolean): string[] =>
  sources
    .map((file) => relative(root, file))
    .filter((path) => !allowed(path) && pattern.test(readFileSync(join(root, path), 'utf8')))

suite('architecture', () => {
  test('there are files to judge', () => assert.ok(sources.length > 40))

  test('each import goes down, through the door', () => {
    const faults = sources.flatMap(importsOf).flatMap((item) => {
      const why = fault(item)
      return why ? [`${relative(root, item.file)} | ${item.specifier} | ${why}`] : []
    })
    assert.deepEqual(faults, [])
  })

  test('each declared house exists, with its door and its README', () => {
    const houses = globSync('*/*/index.ts', { cwd: root }).filter((path) =>
      districts.includes(path.split('/')[0] ?? ''),
    )
    const missing = houses
      .map((path) => path.replace('index.ts', 'README.md'))
      .filter((path) => !existsSync(join(root, path)))
    assert.deepEqual(missing, [])
    for (const house of Object.keys(houseUses)) assert.ok(existsSync(join(root, house, 'index.ts')), house)
  })

  test('a door names what it lets out', () => {
    assert.deepEqual(
      matches(/^export \*/m, () => false),
      [],
    )
  })

  test('only config reads the environment', () => {
    assert.deepEqual(
      matches(/process\.env/, (path) => /^platform\/(config|testing)\//.test(path)),
      [],
    )
  })

  test('only outbound calls the network', () => {
    assert.deepEqual(
      matches(
        /(?<!outbound\.)\bfetch\(/,
        (path) => path.startsWith('platform/outbound/') || path.endsWith('testing.ts'),
      ),
      [],
    )
  })

  test('pure rooms do no I/O and do not read the clock', () => {
    const pure = /(^|\/)(domain|policy)(\.ts|\/)|^kernel\//
    const io =
      /from 'node:(fs|net|http|child_process|process)|Date\.now\(\)|new Date\(\)|#platform\/(db|files|mail|http)/
    assert.deepEqual(
      matches(io, (path) => !pure.test(path) || path === 'kernel/clock.ts' || path.endsWith('.sql.ts')),
      [],
    )
  })

  test('only stores, and the platform’s database, speak SQL', () => {
    const speaks = /\btx\.(sql|named|all|first|run)\(|\bstatement\(/
    assert.deepEqual(
      matches(speaks, (path) => /(^|\/)store(\.ts|\/)/.test(path) || path.startsWith('platform/')),
      [],
    )
  })

  test('no authority’s name in code', () => {
    const names = /\b(Lyon|SITIV|Corbas|Givors|Vénissieux|Oullins|Saint-Chamond|Vaulx-en-Velin)\b/
    assert.deepEqual(
      matches(names, (path) => path.includes('gallery') || path.endsWith('testing.ts')),
      [],
    )
  })
})
