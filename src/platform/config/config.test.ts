import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#kernel/errors'
import { readConfig, version } from './index.ts'

const refusal = (environment: Record<string, string>): string => {
  try {
    readConfig(environment)
  } catch (error) {
    assert.ok(error instanceof AppError)
    return error.detail ?? ''
  }
  return ''
}

test('without configuration: this machine only, the demonstration, no mail server', () => {
  const config = readConfig({})
  assert.deepEqual(
    [config.host, config.port, config.demo, config.smtpUrl, config.databaseUrl],
    ['localhost', 3000, true, undefined, undefined],
  )
  assert.equal(config.publicUrl, 'http://localhost:3000')
})

test('an empty variable is as if it were not there', () => {
  const config = readConfig({ DATABASE_URL: '', TRABOULE_DATA: '', SMTP_URL: '', TRABOULE_DEMO: '' })
  assert.deepEqual([config.databaseUrl, config.smtpUrl, config.demo], [undefined, undefined, true])
})

test('a wrong value is refused by a sentence that names the variable', () => {
  for (const [name, value] of [
    ['PORT', '70000'],
    ['PORT', 'trois mille'],
    ['TRABOULE_URL', 'guichet'],
    ['TRABOULE_URL', 'ftp://guichet'],
    ['DATABASE_URL', 'mysql://x'],
    ['TRABOULE_DEMO', 'non'],
    ['LOG_LEVEL', 'tout'],
    ['TRABOULE_SECRET', 'court'],
    ['DATABASE_CONNECTIONS', '0'],
    ['FRANCECONNECT_ISSUER', 'http://fc.exemple.fr/api/v2'],
    ['PROCONNECT_ISSUER', 'https://pc.exemple.fr/api/v2'],
    ['WEB_PROCESSES', 'deux'],
  ] as const) {
    assert.match(refusal({ [name]: value }), new RegExp(name), `${name}=${value}`)
  }
})

test('a secret is never repeated in the refusal', () => {
  assert.doesNotMatch(refusal({ TRABOULE_SECRET: 'motsecret' }), /motsecret/)
  assert.doesNotMatch(refusal({ DATABASE_URL: 'mysql://u:motsecret@h/b' }), /motsecret/)
})

test('the version is that of the package', () => assert.match(version, /^\d+\.\d+\.\d+$/))
