import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '#platform/config'
import { readIdentities } from '../../../../standins/franceconnect/server.ts'

const published = join(projectRoot, '../shared/data/state-apis/france_connect')
const skip = existsSync(published) ? false : `the State's published cases are not at ${published}`
const claims = ['given_name', 'family_name', 'gender', 'birthdate', 'birthplace', 'birthcountry'] as const

test('nos identités d’essai sont celles que l’État publie', { skip }, () => {
  const of = (text: string): string =>
    claims.map((name) => new RegExp(`"${name}": "([^"]*)"`).exec(text)?.[1]).join(' ')
  const theirs = new Set(
    globSync('*.y*ml', { cwd: published }).map((file) => of(readFileSync(join(published, file), 'utf8'))),
  )
  const ours = new Set(
    readIdentities()
      .filter(({ origin }) => origin === 'etalab')
      .map((identity) => claims.map((name) => identity[name]).join(' ')),
  )
  assert.ok(theirs.size >= 5)
  assert.deepEqual([...ours].toSorted(), [...theirs].toSorted())
})
