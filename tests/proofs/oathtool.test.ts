import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { createAccounts } from '#identity/accounts'
import { systemClock } from '#kernel/clock'
import type { Context } from '#platform/context'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { whyNotInstalled } from '../support/debian.ts'

/** Codes that we did not compute: those of `oathtool`, which knows nothing of us but the key of the page. */

const skip = whyNotInstalled('oathtool') ?? false

const codeOf = (secret: string, at = new Date()): string => {
  const now = `--now=${at.toISOString().replace('T', ' ').slice(0, 19)} UTC`
  const { stdout, stderr } = spawnSync('oathtool', ['--totp', '--base32', now, secret], { encoding: 'utf8' })
  assert.match(stdout, /^\d{6}\n$/, stderr)
  return stdout.trim()
}

test(
  'les codes d’oathtool mettent l’application en service, puis ouvrent le compte, chacun une fois',
  { skip },
  async () => {
    const { db } = await openTestDatabase()
    const accounts = createAccounts({
      secrets: createSecrets('a secret for tests, long enough to be one'),
      passwords: createPasswords(),
      breached: await openBreachedPasswords([]),
    })
    const as = (actor: Context['actor']): Context => ({ db, clock: systemClock, log: silentLog, actor })
    const password = 'bonjour-traboule'
    const email = 'essai@exemple.fr'
    const input = { email, givenName: 'Essai', familyName: 'Exemple', password }
    const made = await accounts.createAccount(as({ kind: 'system', name: 'essai' }), input)
    assert.ok(made.ok)
    const { accountId } = made.value
    const me = as({ kind: 'account', accountId, name: 'Essai Exemple' })
    await accounts.beginTotp(me, accountId)
    const secret = (await accounts.findTotpSecret(me, accountId)) ?? ''
    assert.equal((await accounts.confirmTotp(me, { accountId, code: codeOf(secret) })).ok, true)

    const visitor = as({ kind: 'anonymous' })
    const next = codeOf(secret, new Date(Date.now() + 30_000))
    const results: string[] = []
    for (const typed of [next, next]) {
      const first = await accounts.signIn(visitor, { email, password, address: '192.0.2.1' })
      assert.ok(!first.ok && first.refusal.reason === 'second_step')
      const { pendingToken } = first.refusal
      const code = { method: 'totp', typed } as const
      const finished = await accounts.finishByCode(visitor, { pendingToken, address: '192.0.2.1', code })
      results.push(finished.ok ? 'accepted' : finished.refusal.reason)
    }
    assert.deepEqual(results, ['accepted', 'wrong_code'])
  },
)
