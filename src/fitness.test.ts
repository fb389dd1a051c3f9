import assert from 'node:assert/strict'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '#platform/config'
import { listMigrations } from '#platform/db'
import { openTestDatabase } from '#platform/testing'
import { composeTestApp } from './apps/testing.ts'
import { everyHandler, everyMinute, nightly } from './handlers.ts'
import { everyRoute } from './routes.ts'

const { db } = await openTestDatabase()
const app = await composeTestApp(db)
const routes = everyRoute(app)

const sources = globSync('src/**/*.{ts,tsx}', { cwd: projectRoot, exclude: ['**/*.test.ts'] }).map((file) => ({
  file,
  text: readFileSync(join(projectRoot, file), 'utf8'),
}))

test('each route has a guard, and a schema for whatever its address holds', () => {
  assert.ok(routes.length > 20)
  for (const { method, url, guard, schema } of routes) {
    assert.equal(typeof guard, 'function', `${method} ${url}`)
    const named = [...url.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] ?? '')
    const declared = Object.keys(schema.params?.properties ?? {})
    assert.deepEqual(named.toSorted(), declared.toSorted(), `params of ${method} ${url}`)
  }
})

test('no two routes answer at the same address', () => {
  const addresses = routes.map(({ method, url }) => `${method} ${url.replaceAll(/:[a-zA-Z]+/g, ':x')}`)
  assert.deepEqual(
    addresses.filter((address, index) => addresses.indexOf(address) !== index),
    [],
  )
})

test('each job has a handler, and each handler a job that somebody asks for', () => {
  const defined = sources
    .filter(({ file }) => !file.includes('platform/jobs'))
    .flatMap(({ text }) => [...text.matchAll(/define(Job|Event)\(\s*'([a-z0-9_.]+)'/g)])
    .map((match) => `${match[1] === 'Event' ? 'event.' : ''}${match[2] ?? ''}`)
  const every = everyHandler(app).map(({ job }) => job.name)
  // Reactions to an event are asked for by the event itself: `event.house.what_happened.who_reacts`.
  const handled = every.filter((name) => !/^event\.[a-z_]+\.[a-z_]+\./.test(name))
  assert.deepEqual(defined.toSorted(), handled.toSorted())
  for (const { name } of [...nightly, ...everyMinute]) assert.ok(handled.includes(name), name)
})

test('the licences of what we install let the platform be free', () => {
  const allowed =
    /^\(?(MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Python-2\.0|Unlicense|WTFPL|Zlib|MPL-2\.0|PostgreSQL|OFL-1\.1)/
  // MIT by its LICENSE file; its package says nothing.
  const saysItInAFile = 'node_modules/png-js'
  const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { license?: string; dev?: boolean }>
  }
  const others = Object.entries(lock.packages)
    .filter(([path]) => path !== '' && path !== saysItInAFile)
    .filter(([, { license = '' }]) => !allowed.test(license) && !/ OR (MIT|Apache-2\.0|ISC)/.test(license))
    .map(([path, { license }]) => `${path}: ${license}`)
  assert.deepEqual(others, [])
})

test('each module for browsers stands alone', () => {
  for (const name of readdirSync(join(projectRoot, 'src/browser')).filter((file) => file.endsWith('.ts'))) {
    const text = readFileSync(join(projectRoot, 'src/browser', name), 'utf8')
    assert.doesNotMatch(text, /^import [^t]/m, name)
  }
})

test('each migration of a house is listed, once', async () => {
  const listed = (await listMigrations()).map(({ name }) => name)
  const written = globSync('**/migrations/*.sql', { cwd: join(projectRoot, 'src') })
  assert.deepEqual(listed.toSorted(), written.toSorted())
})
