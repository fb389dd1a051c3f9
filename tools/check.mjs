// What each commit passes: types, lint, format, dead code, architecture. Runs them together and shows what failed.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { missingLibraries } from './installed.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const missing = missingLibraries(root, ['dependencies', 'devDependencies'])
if (missing.length > 0) {
  process.stderr.write(`Not installed: ${missing.join(', ')}. Run "npm ci", then again.\n`)
  process.exit(1)
}

const bin = (name) => join(root, 'node_modules/.bin', name)

const migrations = readFileSync(join(root, 'src/migrations.txt'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((name) => join('src', name))

// What did not change since the last check is not checked again.
const remembering = (name) => [
  '--incremental',
  '--tsBuildInfoFile',
  join(root, 'node_modules/.cache', `${name}.tsbuildinfo`),
]

const steps = [
  ['types', bin('tsc'), ['--noEmit', '-p', 'tsconfig.json', ...remembering('types')]],
  ['types of the browser', bin('tsc'), ['--noEmit', '-p', 'src/browser/tsconfig.json', ...remembering('browser')]],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings', 'src', 'tools', 'tests', 'bench']],
  ['format', bin('oxfmt'), ['--check', 'src', 'tools', 'tests', 'bench']],
  ['migrations', bin('squawk'), migrations],
  ['dead code', bin('knip'), ['--no-progress']],
  ['architecture', process.execPath, ['--test', '--test-reporter=dot', 'src/architecture.test.ts']],
]

function run([name, command, args]) {
  const start = performance.now()
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, args, { cwd: root, env: { ...process.env, FORCE_COLOR: '0' } })
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.on('error', (error) => resolve({ name, ok: false, output: String(error), seconds: 0 }))
    child.on('close', (code) => resolve({ name, ok: code === 0, output, seconds: (performance.now() - start) / 1000 }))
  })
}

const start = performance.now()
const results = await Promise.all(steps.map(run))
for (const { name, ok, output, seconds } of results) {
  process.stdout.write(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)\n`)
  if (!ok) process.stdout.write(`${output.trimEnd()}\n`)
}
process.stdout.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`)
process.exitCode = results.every((result) => result.ok) ? 0 : 1
