import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '#platform/config'
import { sayRules } from './rules.ts'

test('les règles d’une démarche se lisent, une par ligne', () => {
  const { ok, lines } = sayRules(readFileSync(join(projectRoot, 'data/procedures/occuper-la-rue.json'), 'utf8'))
  assert.equal(ok, true)
  assert.ok(lines.length > 5)
  for (const line of lines) assert.match(line, /^ {2}(?:Sinon )?« .+ » .+ : [(«]*\p{Lu}|: « /u)
})

test('un fichier qui ne se lit pas dit pourquoi', () => {
  assert.match(sayRules('{').lines[0] ?? '', /n’est pas du JSON/)
  const wrong = sayRules('{"slug": 3}')
  assert.equal(wrong.ok, false)
  assert.ok(wrong.lines.length > 0)
})
