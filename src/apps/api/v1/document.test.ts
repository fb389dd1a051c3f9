import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import SwaggerParser from '@apidevtools/swagger-parser'
import { Compile } from 'typebox/compile'
import { scopes } from '#identity/keys'
import { buildAssets } from '#platform/html'
import { readBrowserModules } from '../../assets.ts'
import { documentationPage } from './documentation.page.tsx'
import { everyEndpoint } from './index.ts'
import { openApiOf } from './openapi.ts'
import { everywhere, problemStatuses, problemTitle } from './problems.ts'
import { toYaml } from './yaml.ts'

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly security: readonly { readonly key: readonly string[] }[]
  readonly responses: Readonly<Record<string, { readonly description: string }>>
  readonly parameters: readonly { readonly name?: string; readonly $ref?: string }[]
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

const document = JSON.parse(JSON.stringify(openApiOf(everyEndpoint, 'https://guichet.exemple.fr/api/v1'))) as Document

test('le document est un OpenAPI 3.1 valide, selon un vérificateur public', async () => {
  // It replaces references in what it is given.
  await assert.doesNotReject(SwaggerParser.validate(structuredClone(document) as never))
})

test('chaque route y est, avec son résumé, ses portées et chaque réponse qu’elle peut donner', () => {
  assert.ok(everyEndpoint.length > 5)
  const names = new Set<string>()
  for (const { method, path, operationId, scopes: wanted, answers, problems, params } of everyEndpoint) {
    const at = `/{collectivity}${path.replaceAll(/:([a-zA-Z]+)/g, '{$1}')}`
    const operation = document.paths[at]?.[method.toLowerCase()]
    assert.ok(operation, `${method} ${at}`)
    assert.ok(operation.summary.length > 5 && wanted.length > 0 && wanted.every((scope) => scopes.includes(scope)))
    assert.deepEqual(operation.security, [{ key: wanted }])
    assert.ok(!names.has(operationId), operationId)
    names.add(operationId)
    const statuses = [...everywhere, ...problems].map((code) => String(problemStatuses[code]))
    for (const status of [...Object.keys(answers), ...statuses])
      assert.ok(operation.responses[status], `${at} ${status}`)
    for (const code of problems) {
      assert.ok(operation.responses[problemStatuses[code]]?.description.includes(`\`${code}\``), `${at} ${code}`)
    }
    const named = [...path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1])
    assert.deepEqual(Object.keys(params?.properties ?? {}), named, at)
  }
  assert.equal(names.size, Object.values(document.paths).flatMap((item) => Object.keys(item)).length)
})

test('chaque portée sert, et chaque problème a ses phrases', () => {
  const used = new Set(everyEndpoint.flatMap((endpoint) => endpoint.scopes))
  assert.deepEqual(
    scopes.filter((scope) => !used.has(scope)),
    [],
  )
  for (const code of Object.keys(problemStatuses) as (keyof typeof problemStatuses)[]) {
    assert.notEqual(problemTitle(code, 'fr'), problemTitle(code, 'en'))
  }
})

test('chaque exemple a la forme que dit son schéma ; ce qui change une demande en a un', () => {
  for (const { operationId, method, body, example, answers } of everyEndpoint) {
    if (method !== 'GET' && body) assert.ok(example?.body, operationId)
    if (example?.body !== undefined) assert.ok(body && Compile(body).Check(example.body), operationId)
    const shape = Object.values(answers)[0]?.schema
    if (example?.answer !== undefined) assert.ok(shape && Compile(shape).Check(example.answer), operationId)
  }
})

test('la page qui le dit à des personnes nomme chaque opération, chaque forme et chaque problème, sans script', async () => {
  const html = documentationPage(document as never, buildAssets(await readBrowserModules()))
  for (const { operationId, summary } of everyEndpoint) {
    assert.match(html, new RegExp(`id="${operationId}"`))
    assert.ok(html.includes(summary), summary)
  }
  for (const name of Object.keys(document.components.schemas)) assert.ok(html.includes(`id="forme-${name}"`), name)
  for (const code of Object.keys(problemStatuses)) assert.ok(html.includes(`urn:traboule:api:${code}`), code)
  assert.doesNotMatch(html, /<script/)
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  assert.equal(new Set(ids).size, ids.length)
  for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.includes(target), target)
})

test('le YAML dit la même chose que le JSON', async () => {
  const yaml = toYaml(document)
  assert.match(yaml, /^openapi: "3\.1\.1"\ninfo:\n {2}title: /)
  const folder = mkdtempSync(join(tmpdir(), 'traboule-yaml-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'openapi.yaml'), yaml)
  assert.deepEqual(await SwaggerParser.parse(join(folder, 'openapi.yaml')), document)
})
