// Runs the proofs one after another: what is long (stories too), kills processes, or needs programs that this machine may
// not have.
// `npm run proofs -- crash` runs those whose name begins so. A proof that cannot run here says why and counts as skipped.
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

const asked = process.argv.slice(2)
const root = join(import.meta.dirname, '..')
const files = globSync(['tests/proofs/*.test.ts', 'tests/stories/**/*.long.test.ts'], { cwd: root })
  .filter((file) => asked.length === 0 || asked.some((name) => basename(file).startsWith(name)))
  .toSorted()

if (files.length === 0) {
  process.stderr.write(`No proof named ${asked.join(', ')} under tests/proofs.\n`)
  process.exit(1)
}

const counts = { passed: 0, failed: 0 }
const skipped: string[] = []

for (const file of files) {
  process.stdout.write(`\n— ${basename(file, '.test.ts').replace('.long', '')} —\n`)
  await prove(join(root, file))
}

for (const reason of skipped) process.stdout.write(`skipped: ${reason}\n`)
process.stdout.write(
  `\n${files.length} proofs: ${counts.passed} tests passed, ${counts.failed} failed, ${skipped.length} skipped.\n`,
)
process.exitCode = counts.failed === 0 ? 0 : 1

function prove(file: string): Promise<void> {
  const stream = run({
    files: [file],
    concurrency: 1,
    timeout: 1_800_000,
    execArgv: ['--import', join(import.meta.dirname, 'tsx-hook.ts')],
  })
  stream.on('test:pass', ({ name, skip, details }) => {
    if (details.type === 'suite' || name === file) return
    if (skip === undefined) counts.passed += 1
    else skipped.push(typeof skip === 'string' ? `${name}: ${skip}` : name)
  })
  stream.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') counts.failed += 1
  })
  return new Promise((resolve, reject) => {
    const report = stream.compose(spec)
    report.on('error', reject)
    report.on('end', resolve)
    report.pipe(process.stdout, { end: false })
  })
}
