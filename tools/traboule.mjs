#!/usr/bin/env node
// Entry of the command line, readable by any Node: finds the project's own Node 24 and goes on under it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { missingLibraries } from './installed.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const needed = 24
const args = process.argv.slice(2)

const missing = missingLibraries(root, ['dependencies'])
if (missing.length > 0) {
  process.stderr.write(
    `Il manque des bibliothèques du projet (${missing.slice(0, 3).join(', ')}). Lancez « npm ci » dans son dossier, puis recommencez.\n`,
  )
  process.exit(1)
}

// Node keeps what it compiled: the next start, and our own processes, which inherit this, begin two seconds sooner.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/node')

if (Number(process.versions.node.split('.')[0]) >= needed) {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  await import('./tsx-hook.ts')
  const [{ main }, { composeWith }, { compose }] = await Promise.all([
    import('../src/cli.ts'),
    import('../src/apps/cli/app.ts'),
    import('../src/main.ts'),
  ])
  composeWith(compose)
  process.exitCode = await main(args)
} else {
  const node = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node')
  if (!existsSync(node)) {
    process.stderr.write(
      `Traboule demande Node ${needed} ou plus récent ; cette machine a Node ${process.versions.node}, et le projet n’a pas de Node à lui pour ${process.platform} ${process.arch}.\n` +
        `Installez Node ${needed} (https://nodejs.org), puis recommencez.\n`,
    )
    process.exit(1)
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...args], { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}
