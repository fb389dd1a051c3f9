import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { findDossierFor } from '#counter/dossiers'
import { readRows } from '#counter/open311'
import { addRoutes } from '#platform/http'
import { open311Routes } from './open311.ts'
import { openInterface } from './v1/testing.ts'

const world = await openInterface()
addRoutes(world.server, open311Routes(world.app))
after(() => world.server.close())

const administrator = await world.signIn('administration.corbas@exemple.fr')
const agent = await world.signIn('voirie.corbas@exemple.fr')
const { token: secret } = await world.makeKey({ scopes: ['cases:write'] })
const door = '/bureau/corbas/partenaires/open311'
const jurisdiction = 'jurisdiction_id=corbas'

const get = (path: string) => world.server.inject(`/open311/v2/${path}`)

const post = (form: Readonly<Record<string, string>>, { format = 'json', headers = {} } = {}) =>
  world.server.inject({
    method: 'POST',
    url: `/open311/v2/requests.${format}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(form).toString(),
  })

const report = {
  jurisdiction_id: 'corbas',
  api_key: secret,
  service_code: 'lampadaire-en-panne',
  address_string: '27 rue des Essais, 69960 Corbas',
  description: 'La rue <est> noire & triste',
  media_url: 'https://exemple.fr/photo.jpg',
  first_name: 'Ana',
  last_name: 'Exemple',
  email: 'ana@exemple.fr',
  'attribute[problem]': 'off',
}

const descriptionIn = (body: string): string => readRows(body)?.[0]?.['description'] ?? ''

suite('Open311, pour les programmes des autres', () => {
  test('n’existe que là où la collectivité l’a ouvert, démarche par démarche', async () => {
    assert.equal((await get(`services.json?${jurisdiction}`)).statusCode, 404)
    assert.equal((await post(report)).statusCode, 404)
    assert.equal((await agent.get(door)).statusCode, 404)
    assert.equal((await agent.post(door, { demarches: 'lampadaire-en-panne' })).statusCode, 404)
    const shown = await administrator.get(door)
    assert.match(shown.body, /value="lampadaire-en-panne"/)
    assert.doesNotMatch(shown.body, /value="cours-de-musique"/)
    await administrator.post(door, { demarches: ['lampadaire-en-panne', 'inconnue'] })
    assert.match((await administrator.get(`${door}?fait=enregistre`)).body, /value="lampadaire-en-panne"[^>]*checked/)
    assert.deepEqual(
      readRows((await get(`services.json?${jurisdiction}`)).body)?.map((row) => row['service_code']),
      ['lampadaire-en-panne'],
    )
  })

  test('dit ses services et leurs questions, en JSON et en XML, et les fautes comme la norme', async () => {
    const json = await get(`services/lampadaire-en-panne.json?${jurisdiction}`)
    const definition = json.json<{ attributes: { code: string; required: boolean; values?: object[] }[] }>()
    const problem = definition.attributes.find(({ code }) => code === 'problem')
    assert.deepEqual([problem?.required, problem?.values?.[0]], [true, { key: 'off', name: 'La lumière est éteinte' }])
    const xml = await get(`services/lampadaire-en-panne.xml?${jurisdiction}`)
    assert.match(String(xml.headers['content-type']), /^text\/xml/)
    assert.match(
      xml.body,
      /<service_definition><service_code>lampadaire-en-panne<\/service_code><attributes><attribute>.*<value><key>off<\/key>/s,
    )
    const list = await get(`services.xml?${jurisdiction}`)
    assert.equal(readRows(list.body)?.[0]?.['metadata'], 'true')
    for (const [path, status, words] of [
      ['services.json', 400, 'jurisdiction_id was not provided'],
      ['services.json?jurisdiction_id=nulle-part', 404, 'jurisdiction_id provided was not found'],
      [`services/inconnu.xml?${jurisdiction}`, 404, 'service_code was not found'],
      [`requests/COR-2026-99999.json?${jurisdiction}`, 404, 'service_request_id was not found'],
      [`tokens/COR-2026-99999.xml?${jurisdiction}`, 404, 'token was not found'],
      [`requests.json?${jurisdiction}&start_date=hier`, 400, 'start_date, end_date or status'],
      [`services.yaml?${jurisdiction}`, 404, 'The format must be'],
    ] as const) {
      const answer = await get(path)
      assert.equal(answer.statusCode, status, path)
      assert.match(descriptionIn(answer.body), new RegExp(words), path)
    }
  })

  test('dépose une demande par la voie de toutes, une fois pour la même requête, et n’en montre que ce qui est public', async () => {
    const filed = await post(report)
    assert.equal(filed.statusCode, 200, filed.body)
    const number = filed.json<{ service_request_id: string }[]>()[0]?.service_request_id ?? ''
    const again = await post(report, { format: 'xml' })
    assert.equal(readRows(again.body)?.[0]?.['service_request_id'], number)
    const [row] = await world.sql<{ id: string; channel: string; name: string }>(
      'select id, channel, applicant_name as name from dossiers.dossier where number = $1',
      [number],
    )
    assert.deepEqual([row?.channel, row?.name], ['api', 'Ana Exemple'])
    const page = await agent.get(`/bureau/corbas/demandes/${row?.id}`)
    assert.match(page.body, /27 rue des Essais/)
    assert.match(page.body, /La rue &lt;est> noire &amp; triste|La rue &lt;est&gt; noire &amp; triste/)
    for (const format of ['json', 'xml']) {
      const shown = await get(`requests/${number}.${format}?${jurisdiction}`)
      assert.equal(shown.statusCode, 200)
      const [request] = readRows(shown.body) ?? []
      assert.deepEqual(
        [request?.['status'], request?.['address'], request?.['service_code']],
        ['open', '27 rue des Essais, 69960 Corbas', 'lampadaire-en-panne'],
      )
      assert.doesNotMatch(shown.body, /Exemple|ana@|noire|photo/)
      assert.equal(readRows((await get(`requests.${format}?${jurisdiction}&status=open`)).body)?.length, 1)
      assert.deepEqual(readRows((await get(`requests.${format}?${jurisdiction}&status=closed`)).body), [])
    }
    assert.equal(
      readRows((await get(`tokens/${number}.json?${jurisdiction}`)).body)?.[0]?.['service_request_id'],
      number,
    )
    // Filed otherwise, a request is nobody's to read here.
    const { dossierId } = await world.file()
    const other = await world.db.readCollectivity(world.site.id, (tx) =>
      findDossierFor(tx, { collectivityId: world.site.id, dossierId }),
    )
    assert.equal((await get(`requests/${other?.dossier.number}.json?${jurisdiction}`)).statusCode, 404)
  })

  test('refuse une clé fausse, bornée ailleurs ou qui ne dépose pas, et ce qui manque', async () => {
    const reader = await world.makeKey({ scopes: ['cases:read'] })
    const offers = await world.sql<{ id: string }>(
      `select procedure_id as id from procedures.offer where slug = 'cours-de-musique'`,
    )
    const elsewhere = await world.makeKey({ scopes: ['cases:write'], procedures: offers.map(({ id }) => id) })
    const { 'attribute[problem]': _problem, ...without } = report
    for (const [form, status, words] of [
      [{ ...report, api_key: 'fausse' }, 403, 'api_key was not valid'],
      [{ ...report, api_key: reader.token }, 403, 'api_key was not valid'],
      [{ ...report, api_key: elsewhere.token }, 403, 'api_key is not for this service_code'],
      [{ ...report, service_code: 'cours-de-musique' }, 404, 'service_code was not found'],
      [{ ...report, address_string: '' }, 400, 'lat and long, or address_string'],
      [{ ...report, lat: 'ici', long: '4.8' }, 400, 'lat and long must be numbers'],
      [without, 400, 'attribute\\[problem\\] was not provided'],
    ] as const) {
      const answer = await post(form)
      assert.equal(answer.statusCode, status, words)
      assert.match(descriptionIn(answer.body), new RegExp(words))
    }
    const point = await post({
      ...without,
      'attribute[problem]': 'off',
      address_string: '',
      lat: '45.667',
      long: '4.9',
    })
    assert.equal(point.statusCode, 200, point.body)
    assert.match((await get(`requests.json?${jurisdiction}`)).body, /"lat":45.667,"long":4.9/)
  })

  test('se ferme', async () => {
    await administrator.post(door, {})
    assert.equal((await get(`services.json?${jurisdiction}`)).statusCode, 404)
  })
})
