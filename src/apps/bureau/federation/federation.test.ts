import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
const operator = await bureau.signIn('exploitation@exemple.fr')
const agent = await bureau.signIn('voirie.corbas@exemple.fr')
const page = '/bureau/exploitation/federation'

const metadata = (url: string): string =>
  `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://agenda.exemple.fr"><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${url}" index="0"/></SPSSODescriptor></EntityDescriptor>`

const add = (fields: Record<string, string>, form = 'saml') => operator.post(`${page}/${form}`, fields)

test('seule l’exploitation voit cette page', async () => {
  assert.equal((await agent.get(page)).statusCode, 404)
  assert.equal((await operator.get(page)).statusCode, 200)
})

test('ce qui ne va pas est dit, et ce qui fut tapé reste', async () => {
  for (const [fields, said] of [
    [{ name: '', metadata: metadata('https://agenda.exemple.fr/acs') }, /Donnez un nom/],
    [{ name: 'Agenda', metadata: 'rien' }, /fichier XML que nous acceptons/],
    [{ name: 'Agenda', metadata: `<!DOCTYPE a>${metadata('https://agenda.exemple.fr/acs')}` }, /sans DOCTYPE/],
    [{ name: 'Agenda', metadata: metadata('http://agenda.exemple.fr/acs') }, /pas en https/],
  ] as const) {
    const answer = await add(fields)
    assert.equal(answer.statusCode, 422)
    assert.match(answer.body.replaceAll('\u00a0', ' '), said)
    if (fields.name !== '') assert.match(answer.body, /value="Agenda"/)
  }
  assert.equal((await add({ name: 'Wiki', prefix: 'http://wiki.exemple.fr' }, 'cas')).statusCode, 422)
})

test('une application s’inscrit ; collées de nouveau, ses métadonnées remplacent les précédentes', async () => {
  for (const url of ['https://agenda.exemple.fr/acs', 'https://agenda.exemple.fr/nouvelle']) {
    assert.equal((await add({ name: 'Agenda', metadata: metadata(url) })).statusCode, 303)
  }
  const rows = await bureau.sql<{ metadata: { consumers: { url: string }[] } }>(
    'select metadata from federation.service_provider',
  )
  assert.deepEqual(
    rows.map(({ metadata: { consumers } }) => consumers[0]?.url),
    ['https://agenda.exemple.fr/nouvelle'],
  )
  assert.equal((await add({ name: 'Wiki', prefix: 'https://wiki.exemple.fr/' }, 'cas')).statusCode, 303)
  assert.match((await operator.get(page)).body, /https:\/\/wiki\.exemple\.fr</)
})
