import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import pg from 'pg'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { revokeApiKey, rotateApiKey } from '#identity/keys'
import { openInterface } from './testing.ts'

const api = await openInterface()
after(() => api.server.close())
const { token, keyId } = await api.makeKey()
const program = api.programWith(token)
const camille = await api.signIn('administration.corbas@exemple.fr')
const administrator = api.agent(camille.accountId, [{ role: 'administrator', serviceId: null }])
interface Line {
  readonly id: string
  readonly number: string
  readonly version: number
  readonly status: { readonly id: string }
}
interface List {
  readonly items: readonly Line[]
  readonly next: string | null
}

suite('qui entre', () => {
  test('sans clé, avec une autre, ou avec celle d’ailleurs : la même réponse, qui dit comment entrer', async () => {
    const other = `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`
    for (const headers of [{}, { authorization: `Bearer ${other}` }, { authorization: `Basic ${token}` }]) {
      const answer = await api.server.inject({ url: '/api/v1/corbas/cases', headers })
      assert.equal(answer.statusCode, 401)
      assert.equal(answer.json<{ type: string }>().type, 'urn:traboule:api:unauthenticated')
      assert.match(String(answer.headers['www-authenticate']), /^Bearer realm="corbas"$/)
    }
    assert.equal((await program.get('/api/v1/givors/cases')).status, 401)
    assert.equal((await program.get('/api/v1/ailleurs/cases')).status, 404)
  })

  test('une clé ne fait que ce que disent ses portées', async () => {
    const reader = api.programWith((await api.makeKey({ scopes: ['procedures:read'] })).token)
    assert.equal((await reader.get('/procedures')).status, 200)
    const refused = await reader.get('/cases')
    assert.deepEqual([refused.status, refused.json()['scopes']], [403, ['cases:read']])
    assert.match(String(refused.headers['www-authenticate']), /insufficient_scope/)
  })

  test('retirée, elle n’ouvre plus rien à la requête suivante ; remplacée, l’ancienne tient le temps convenu', async () => {
    const { keyId: id, token: first } = await api.makeKey()
    const of = { collectivityId: api.site.id, keyId: id }
    const rotated = await rotateApiKey(administrator, { ...of, overlapDays: 2 })
    assert.ok(rotated.ok)
    assert.equal((await api.programWith(first).get('/procedures')).status, 200)
    assert.equal((await api.programWith(rotated.value.token).get('/procedures')).status, 200)
    api.clock.advance(3 * 86_400_000)
    assert.equal((await api.programWith(first).get('/procedures')).status, 401)
    assert.equal((await api.programWith(rotated.value.token).get('/procedures')).status, 200)
    api.clock.advance(-3 * 86_400_000)
    await revokeApiKey(administrator, of)
    assert.equal((await api.programWith(rotated.value.token).get('/procedures')).status, 401)
  })

  test('une clé ne fait jamais plus que qui l’a faite : partie, la clé n’ouvre plus rien', async () => {
    const { token: orphan } = await api.makeKey()
    await api.sql(`update accounts.agent_role set ends_at = $2 where account_id = $1`, [
      camille.accountId,
      new Date('2026-11-24T10:00:00Z'),
    ])
    api.clock.advance(2 * 3_600_000)
    assert.equal((await api.programWith(orphan).get('/procedures')).status, 401)
    api.clock.advance(-2 * 3_600_000)
    await api.sql(`update accounts.agent_role set ends_at = null where account_id = $1`, [camille.accountId])
    assert.equal((await api.programWith(orphan).get('/procedures')).status, 200)
  })

  test('liée à un service ou à une démarche, elle n’atteint rien d’autre', async () => {
    const filed = await api.file()
    const cemetery = [...api.services].find(([slug]) => slug !== 'voirie')?.[1] ?? ''
    const elsewhere = api.programWith((await api.makeKey({ services: [cemetery] })).token)
    assert.equal((await elsewhere.get(`/cases/${filed.dossierId}`)).status, 404)
    assert.deepEqual(
      (await elsewhere.get('/cases'))
        .json<List>()
        .items.map(({ id }) => id)
        .filter((id) => id === filed.dossierId),
      [],
    )
    const offers = (await program.get('/procedures')).json<{ items: { id: string; slug: string }[] }>().items
    const other = offers.find(({ slug }) => slug !== 'lampadaire-en-panne')?.id ?? ''
    const bound = api.programWith((await api.makeKey({ procedures: [other] })).token)
    assert.equal((await bound.get(`/cases/${filed.dossierId}`)).status, 404)
    assert.equal((await bound.post(`/cases/${filed.dossierId}/notes`, { body: 'Non' })).status, 404)
    assert.equal((await bound.get('/cases?procedure=lampadaire-en-panne')).status, 404)
    assert.equal((await bound.get('/procedures')).json<{ items: unknown[] }>().items.length, 1)
  })

  test('dit ce qui reste de la minute, puis combien attendre', async () => {
    const { token: busy, keyId: id } = await api.makeKey()
    await api.sql('update keys.key set per_minute = 2 where id = $1', [id])
    const caller = api.programWith(busy)
    const first = await caller.get('/procedures')
    assert.equal(first.headers['ratelimit-policy'], '"cle";q=2;w=60')
    assert.equal(first.headers['ratelimit'], '"cle";r=1;t=60')
    await caller.get('/procedures')
    const third = await caller.get('/procedures')
    assert.deepEqual([third.status, third.headers['retry-after']], [429, '60'])
    api.clock.advance(60_000)
    assert.equal((await caller.get('/procedures')).status, 200)
    api.clock.advance(-60_000)
  })
})

suite('les demandes', () => {
  test('se listent par pages : aucune sautée ni donnée deux fois pendant que d’autres arrivent', async () => {
    const filed = new Set<string>()
    for (let count = 0; count < 5; count++) filed.add((await api.file()).dossierId)
    const seen: string[] = []
    let path: string | undefined = '/cases?limit=2&procedure=lampadaire-en-panne'
    while (path !== undefined) {
      const page = await program.get(path)
      assert.equal(page.status, 200)
      seen.push(...page.json<List>().items.map(({ id }) => id))
      if (seen.length === 2) await api.file()
      path = /<([^>]+)>; rel="next"/.exec(String(page.headers['link'] ?? ''))?.[1]
    }
    assert.equal(new Set(seen).size, seen.length)
    for (const id of filed) assert.ok(seen.includes(id))
  })

  test('un curseur d’une autre liste, ou inventé, est refusé', async () => {
    const { next } = (await program.get('/cases?limit=1')).json<List>()
    for (const path of [`/cases?limit=1&stage=received&cursor=${next}`, '/cases?cursor=xyz']) {
      const answer = await program.get(path)
      assert.deepEqual([answer.status, answer.json()['type']], [400, 'urn:traboule:api:bad_cursor'])
    }
  })

  test('une requête mal faite apprend où', async () => {
    const answer = await program.get('/cases?stage=perdue&limite=3&limit=0')
    assert.equal(answer.status, 400)
    const { errors } = answer.json<{ errors: { pointer: string; detail: string }[] }>()
    assert.deepEqual(errors.map(({ pointer }) => pointer).toSorted(), [
      '/query/limit',
      '/query/limite',
      '/query/stage/0',
    ])
    const english = await program.get('/cases?limit=0', { 'accept-language': 'en' })
    assert.match(english.body, /out of bounds/)
    assert.equal((await program.get('/cases/pas-un-id')).status, 404)
    assert.equal((await program.get('/rien')).json()['type'], 'urn:traboule:api:not_found')
  })

  test('se lit en entier, et dit qu’elle n’a pas changé', async () => {
    const { dossierId, number } = await api.file({ givenName: 'Zoé' })
    const answer = await program.get(`/cases/${dossierId}`)
    const read = answer.json<Line & { answers: Record<string, unknown>; actions: { id: string }[] }>()
    assert.equal(read.number, number)
    assert.deepEqual(read.answers['applicant'], { givenName: 'Zoé', familyName: 'Exemple' })
    assert.equal(answer.headers.etag, `"${read.version}"`)
    assert.ok(read.actions.length > 0)
    const again = await program.get(`/cases/${dossierId}`, { 'if-none-match': answer.headers.etag ?? '' })
    assert.deepEqual([again.status, again.body], [304, ''])
    const zipped = await program.get(`/cases/${dossierId}`, { 'accept-encoding': 'gzip' })
    assert.equal(zipped.headers['content-encoding'], 'gzip')
    assert.equal(zipped.headers['access-control-allow-origin'], undefined)
  })

  test('avance par une action ; le journal nomme la clé, et personne d’autre', async () => {
    const { dossierId } = await api.file()
    const before = (await program.get(`/cases/${dossierId}`)).json<
      Line & { actions: { id: string; asks: unknown }[] }
    >()
    const action = before.actions.find(({ asks }) => asks === null)?.id ?? ''
    const done = await program.post(`/cases/${dossierId}/actions`, { action })
    assert.equal(done.status, 200)
    const now = (await program.get(`/cases/${dossierId}`)).json<Line>()
    assert.notEqual(now.status.id, before.status.id)
    assert.equal(done.headers.etag, `"${now.version}"`)
    const lines = await api.sql<{ actor_name: string; actor_account_id: string | null }>(
      `select actor_name, actor_account_id from dossiers.event where dossier_id = $1 and kind = 'dossier.moved'`,
      [dossierId],
    )
    assert.deepEqual(lines, [{ actor_name: 'Logiciel de la voirie', actor_account_id: null }])
    const absent = await program.post(`/cases/${dossierId}/actions`, { action: 'envoler' })
    assert.deepEqual([absent.status, absent.json()['reason']], [409, 'unknown_action'])
  })

  test('n’avance pas sur ce qui a changé : les deux versions sont dites', async () => {
    const { dossierId } = await api.file()
    const { version } = (await program.get(`/cases/${dossierId}`)).json<Line>()
    assert.equal((await program.post(`/cases/${dossierId}/notes`, { body: 'Vu' })).status, 200)
    const late = await program.post(`/cases/${dossierId}/messages`, { body: 'Bonjour' }, { 'if-match': `"${version}"` })
    assert.deepEqual([late.status, late.json()['given'], late.json()['current']], [412, version, version + 1])
    const sent = await program.post(
      `/cases/${dossierId}/messages`,
      { body: 'Bonjour' },
      { 'if-match': `"${version + 1}"` },
    )
    assert.equal(sent.status, 200)
    assert.equal((await program.post(`/cases/${dossierId}/notes`, { body: ' ' })).status, 422)
  })

  test('la même requête deux fois est faite une fois ; une autre sous le même nom est refusée', async () => {
    const { dossierId } = await api.file()
    const once = { 'idempotency-key': '"note-1"' }
    const [first, second] = await Promise.all([
      program.post(`/cases/${dossierId}/notes`, { body: 'Une fois' }, once),
      program.post(`/cases/${dossierId}/notes`, { body: 'Une fois' }, once),
    ])
    const statuses = [first.status, second.status]
    assert.ok(statuses.includes(200) && statuses.every((each) => each === 200 || each === 409), String(statuses))
    const third = await program.post(`/cases/${dossierId}/notes`, { body: 'Une fois' }, once)
    assert.equal(third.status, 200)
    const messages = (await program.get(`/cases/${dossierId}`)).json<{ messages: { body: string }[] }>().messages
    assert.deepEqual(
      messages.map(({ body }) => body),
      ['Une fois'],
    )
    const other = await program.post(`/cases/${dossierId}/notes`, { body: 'Autre chose' }, once)
    assert.deepEqual([other.status, other.json()['type']], [422, 'urn:traboule:api:idempotency_key_reused'])
  })

  test('un corps illisible, trop grand ou d’un autre type est refusé comme tel', async () => {
    const { dossierId } = await api.file()
    const path = `/cases/${dossierId}/notes`
    const json = { 'content-type': 'application/json' }
    const raw = (payload: string, headers: Record<string, string> = json) =>
      program.send('POST', path, { headers, payload: Buffer.from(payload) })
    assert.equal((await raw('{"body":')).status, 400)
    assert.equal((await raw(JSON.stringify({ body: 'a'.repeat(2_000_000) }))).status, 413)
    assert.equal((await raw('body=a', { 'content-type': 'text/plain' })).status, 415)
    assert.equal((await raw('{"corps":"a"}')).status, 400)
  })
})

test('ce que les clés gardent dit quand elles ont servi', async () => {
  const rows = await api.sql<{ last_used_at: Date | null }>('select last_used_at from keys.secret where key_id = $1', [
    keyId,
  ])
  assert.ok(rows[0]?.last_used_at)
})

interface Feed {
  readonly items: readonly { caseId: string; kind: string; version: number; at: string }[]
  readonly next: string
  readonly isMore: boolean
}

suite('ce qui se passe', () => {
  test('se suit par curseur, dans l’ordre, sans rien sauter ; ce qui est trop frais attend', async () => {
    const { dossierId } = await api.file()
    await program.post(`/cases/${dossierId}/notes`, { body: 'Une note' })
    assert.ok(!(await program.get('/events?limit=500')).body.includes(dossierId))
    api.clock.advance(20_000)
    const seen: string[] = []
    let path = '/events?limit=7'
    for (let isMore = true; isMore;) {
      const page = (await program.get(path)).json<Feed>()
      seen.push(...page.items.map(({ caseId, version }) => `${caseId} ${version}`))
      isMore = page.isMore
      path = `/events?limit=7&cursor=${page.next}`
    }
    assert.equal(new Set(seen).size, seen.length)
    assert.deepEqual(
      seen.filter((line) => line.startsWith(dossierId)).map((line) => line.split(' ')[1]),
      seen.filter((line) => line.startsWith(dossierId)).map((_, index) => String(index + 1)),
    )
    assert.ok(seen.some((line) => line.startsWith(dossierId)))
    assert.equal((await program.get('/events?cursor=abc')).status, 400)
    const [other] = [...api.services].filter(([slug]) => slug !== 'voirie').map(([, id]) => id)
    const elsewhere = api.programWith((await api.makeKey({ services: [other ?? ''] })).token)
    assert.ok(!(await elsewhere.get('/events?limit=500')).body.includes(dossierId))
    api.clock.advance(-20_000)
  })

  test('une transaction encore ouverte retient la suite : rien ne passe devant elle', async () => {
    const { dossierId } = await api.file()
    api.clock.advance(20_000)
    const client = new pg.Client({ connectionString: api.url })
    await client.connect()
    await client.query('begin')
    await client.query(`update dossiers.dossier set subject = subject where id = $1`, [dossierId])
    assert.ok(!(await program.get('/events?limit=500')).body.includes(dossierId))
    await client.query('commit')
    await client.end()
    assert.ok((await program.get('/events?limit=500')).body.includes(dossierId))
    api.clock.advance(-20_000)
  })
})

suite('les fichiers', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  const upload = (payload: Buffer, name = 'trou.png') =>
    program.send('POST', `/files?name=${name}`, { headers: { 'content-type': 'application/octet-stream' }, payload })

  test('un fichier envoyé se joint à un message, et se relit, en entier ou en partie', async () => {
    const sent = await upload(png)
    assert.equal(sent.status, 201)
    const { id } = sent.json<{ id: string }>()
    const { dossierId } = await api.file()
    assert.equal((await program.post(`/cases/${dossierId}/messages`, { body: 'Voyez', files: [id] })).status, 200)
    const [file] = (await program.get(`/cases/${dossierId}`)).json<{ files: { href: string; size: number }[] }>().files
    assert.ok(file)
    const whole = await program.get(file.href)
    assert.ok(whole.rawPayload.equals(png))
    const part = await program.get(file.href, { range: 'bytes=10-19' })
    assert.equal(part.status, 206)
    assert.ok(part.rawPayload.equals(png.subarray(10, 20)))
    assert.equal(part.headers['content-range'], `bytes 10-19/${png.length}`)
    const end = await program.get(file.href, { range: 'bytes=-5' })
    assert.ok(end.rawPayload.equals(png.subarray(-5)))
    assert.equal((await program.get(file.href, { range: 'bytes=9999-' })).status, 416)
  })

  test('un fichier déguisé est refusé, un identifiant inventé ou d’hier aussi', async () => {
    const disguised = await upload(png, 'lettre.pdf')
    assert.deepEqual([disguised.status, disguised.json()['reason']], [422, 'disguised'])
    const { dossierId } = await api.file()
    const invented = await program.post(`/cases/${dossierId}/notes`, { body: 'Voyez', files: ['inventé'] })
    assert.deepEqual([invented.status, invented.json()['type']], [404, 'urn:traboule:api:file_not_found'])
    const { id } = (await upload(png)).json<{ id: string }>()
    api.clock.advance(25 * 3_600_000)
    assert.equal((await program.post(`/cases/${dossierId}/notes`, { body: 'Voyez', files: [id] })).status, 404)
    api.clock.advance(-25 * 3_600_000)
  })
})

test('les nombres d’une période se comptent par démarche, sans nom de personne', async () => {
  const answer = await program.get('/statistics?from=2026-11-01&to=2026-11-30')
  const { items } = answer.json<{ items: { slug: string; received: number; open: number }[] }>()
  const lamps = items.find(({ slug }) => slug === 'lampadaire-en-panne')
  assert.ok(lamps && lamps.received >= lamps.open && lamps.open > 0)
  assert.doesNotMatch(answer.body, /Exemple/)
  assert.equal((await program.get('/statistics?from=2026-11-30&to=2026-11-01')).status, 400)
  assert.equal((await program.get('/statistics?from=2020-01-01&to=2026-11-01')).status, 400)
})

suite('déposer', () => {
  const answers = {
    problem: 'off',
    place: { line: '27 rue des Essais', postalCode: '69960', city: 'Corbas' },
    applicant: { givenName: 'Ana', familyName: 'Exemple' },
    email: 'ana@exemple.fr',
  }
  const body = { procedure: 'lampadaire-en-panne', answers }
  interface Filed {
    readonly id: string
    readonly trackingCode: string
  }

  test('une demande se dépose entière ; répétée sous le même nom, c’est la même', async () => {
    const once = { 'idempotency-key': 'bon-17' }
    const first = await program.post('/cases', body, once)
    assert.equal(first.status, 201)
    const filed = first.json<Filed>()
    assert.equal(first.headers.location, `/api/v1/corbas/cases/${filed.id}`)
    const again = await program.post('/cases', body, once)
    assert.deepEqual([again.status, again.json<Filed>()], [201, filed])
    const read = (await program.get(`/cases/${filed.id}`)).json<{ channel: string; answers: Record<string, unknown> }>()
    assert.equal(read.channel, 'api')
    assert.deepEqual(read.answers['applicant'], answers.applicant)
    const [kept] = await api.sql<{ body: string }>(`select body from keys.answer where idempotency_key = 'bon-17'`)
    assert.ok(!kept?.body.includes(filed.trackingCode))
  })

  test('ce qui manque, ce qui n’est pas demandé et ce qui est d’un autre type est dit à sa place', async () => {
    const { problem: _, ...without } = answers
    const missing = await program.post('/cases', { ...body, answers: without })
    const pointersIn = (answer: typeof missing) =>
      answer.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer)
    assert.deepEqual([missing.status, pointersIn(missing)], [422, ['/answers/problem']])
    const unknown = await program.post('/cases', { ...body, answers: { ...answers, couleur: 'rouge' } })
    assert.deepEqual([unknown.status, pointersIn(unknown)], [422, ['/answers/couleur']])
    const typed = await program.post('/cases', { ...body, answers: { ...answers, email: 12 } })
    assert.deepEqual([typed.status, pointersIn(typed)], [422, ['/answers/email']])
    assert.equal((await program.post('/cases', { ...body, procedure: 'inconnue' })).status, 404)
    const tomorrow = await program.post('/cases', { ...body, receivedAt: '2027-01-01T00:00:00Z' })
    assert.deepEqual([tomorrow.status, tomorrow.json()['reason']], [422, 'wrong_day'])
  })

  test('ce que dit le schéma d’une démarche est ce qu’elle prend', async () => {
    const { answers: schema } = (await program.get('/procedures/lampadaire-en-panne')).json<{ answers: TSchema }>()
    assert.deepEqual(Compile(schema).Errors(answers), [])
    assert.notDeepEqual(Compile(schema).Errors({ ...answers, problem: 'inconnu' }), [])
    assert.notDeepEqual(Compile(schema).Errors({ problem: 'off' }), [])
  })
})
