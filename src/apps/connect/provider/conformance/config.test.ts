import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openIssuer } from '../testing.ts'

// The module of the configuration plan of the OpenID Foundation's suite, by its name there.
const issuer = await openIssuer()

interface Metadata {
  readonly [name: string]: unknown
  readonly jwks_uri: string
}

suite('oidcc-config-certification-test-plan', () => {
  test('oidcc-discovery-endpoint-verification', async () => {
    const answer = await fetch(`${issuer.issuer}/.well-known/openid-configuration`)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
    const metadata = (await answer.json()) as Metadata
    assert.equal(metadata['issuer'], issuer.issuer)
    for (const name of ['authorization', 'token', 'userinfo', 'end_session', 'introspection', 'revocation']) {
      assert.ok(String(metadata[`${name}_endpoint`]).startsWith(`${issuer.issuer}/`), name)
    }
    assert.deepEqual(metadata['response_types_supported'], ['code'])
    assert.deepEqual(metadata['subject_types_supported'], ['public', 'pairwise'])
    assert.deepEqual(metadata['id_token_signing_alg_values_supported'], ['ES256', 'RS256'])
    assert.deepEqual(metadata['code_challenge_methods_supported'], ['S256'])
    assert.deepEqual(metadata['acr_values_supported'], ['eidas1', 'eidas2', 'eidas3'])
    assert.equal(metadata['claims_parameter_supported'], true)
    assert.equal(metadata['request_uri_parameter_supported'], false)
    for (const claim of ['sub', 'acr', 'amr', 'auth_time', 'email', 'name']) {
      assert.ok((metadata['claims_supported'] as string[]).includes(claim), claim)
    }
    const { keys } = (await (await fetch(metadata.jwks_uri)).json()) as { keys: Record<string, unknown>[] }
    assert.deepEqual(keys.map(({ kty }) => String(kty)).toSorted(), ['EC', 'EC', 'RSA', 'RSA'])
    assert.equal(new Set(keys.map(({ kid }) => kid)).size, 4)
    for (const key of keys) for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi']) assert.equal(key[secret], undefined)
  })

  test('les clés et la configuration se lisent depuis d’autres sites', async () => {
    const headers = { origin: 'https://application.exemple.fr' }
    const answer = await fetch(`${issuer.issuer}/cles`, { headers })
    assert.equal(answer.headers.get('access-control-allow-origin'), 'https://application.exemple.fr')
  })
})
