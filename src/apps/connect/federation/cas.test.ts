import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, suite, test } from 'node:test'
import { endLogins, federationJobHandlers } from '#identity/federation'
import { createOutbound } from '#platform/outbound'
import { type Browser, formIn, openFederation } from './testing.ts'

const federation = await openFederation()
const { app, sql, newBrowser, newPerson, addCas, shut, faultsOf } = federation
const person = await newPerson('camille@exemple.fr')
const wiki = 'https://wiki.exemple.fr/accueil'
const application = await addCas('https://wiki.exemple.fr')

const asking = (service: string, more = ''): string => `/cas/login?service=${encodeURIComponent(service)}${more}`

async function signedIn(): Promise<Browser> {
  const browser = newBrowser()
  await browser.post('/connexion', { email: person.email, password: person.password })
  return browser
}

/** The ticket that a browser carries to an application. */
async function ticketFor(browser: Browser, service = wiki): Promise<string> {
  const { headers, statusCode } = await browser.get(asking(service))
  assert.equal(statusCode, 303)
  return new URL(String(headers.location)).searchParams.get('ticket') ?? ''
}

const validate = (ticket: string, service = wiki, more = '', path = '/cas/p3/serviceValidate') =>
  newBrowser().get(`${path}?service=${encodeURIComponent(service)}&ticket=${ticket}${more}`)

const codeIn = (body: string): string => /code="([A-Z_]+)"/.exec(body)?.[1] ?? body

suite('entrer dans une application CAS', () => {
  test('on se connecte, et l’application reçoit un ticket qui dit qui on est', async () => {
    const browser = newBrowser()
    const asked = await browser.get(asking(wiki))
    const page = await browser.signIn(asked, person.email)
    // A form led there: browsers would not follow a redirection to another site.
    assert.equal(page.statusCode, 200)
    const url = new URL(String(page.headers['refresh']).replace('0; url=', ''))
    assert.equal(url.origin + url.pathname, wiki)
    const { body } = await validate(url.searchParams.get('ticket') ?? '')
    assert.match(url.searchParams.get('ticket') ?? '', /^ST-[A-Za-z0-9-]{32,}$/)
    assert.match(body, /<cas:user>camille@exemple\.fr<\/cas:user>/)
    assert.match(body, /<cas:mail>camille@exemple\.fr<\/cas:mail><cas:displayName>Camille Exemple<\/cas:displayName>/)
    assert.match(body, /<cas:isFromNewLogin>true<\/cas:isFromNewLogin>/)
  })

  test('les trois versions de la validation, en XML et en JSON', async () => {
    const browser = await signedIn()
    const second = await validate(await ticketFor(browser), wiki, '', '/cas/serviceValidate')
    assert.match(second.body, /<cas:user>/)
    assert.doesNotMatch(second.body, /cas:attributes/)
    const json = await validate(await ticketFor(browser), wiki, '&format=JSON')
    assert.deepEqual(
      json.json<{ serviceResponse: { authenticationSuccess: { user: string } } }>().serviceResponse
        .authenticationSuccess.user,
      person.email,
    )
    const first = await validate(await ticketFor(browser), wiki, '', '/cas/validate')
    assert.equal(first.body, `yes\n${person.email}\n`)
    assert.equal((await validate('ST-faux', wiki, '', '/cas/validate')).body, 'no\n\n')
  })

  test('un ticket sert une fois, même à deux en même temps', async () => {
    const ticket = await ticketFor(await signedIn())
    const answers = await Promise.all([1, 2, 3].map(() => validate(ticket)))
    assert.equal(answers.filter(({ body }) => body.includes('authenticationSuccess')).length, 1)
    assert.equal(codeIn((await validate(ticket)).body), 'INVALID_TICKET')
  })

  test('un ticket montré pour une autre adresse est refusé, et perdu', async () => {
    const ticket = await ticketFor(await signedIn())
    assert.equal(codeIn((await validate(ticket, 'https://wiki.exemple.fr/autre')).body), 'INVALID_SERVICE')
    assert.equal(codeIn((await validate(ticket)).body), 'INVALID_TICKET')
  })

  test('un ticket ne s’ouvre plus après trente secondes, ni quand la personne est partie', async () => {
    const browser = await signedIn()
    const late = await ticketFor(browser)
    await sql(`update federation.ticket set expires_at = now() - interval '1 second'`)
    assert.equal(codeIn((await validate(late)).body), 'INVALID_TICKET')
    const left = await ticketFor(browser)
    await browser.post('/deconnexion')
    assert.equal(codeIn((await validate(left)).body), 'INVALID_TICKET')
  })

  test('par un formulaire (method=POST), le ticket ne passe pas dans l’adresse', async () => {
    const browser = await signedIn()
    const { action, fields } = formIn((await browser.get(asking(wiki, '&method=POST'))).body)
    assert.equal(action, wiki)
    assert.match(String(fields['ticket']), /^ST-/)
  })

  test('gateway : sans session, on revient sans ticket et sans rien demander', async () => {
    const { headers } = await newBrowser().get(asking(wiki, '&gateway=true'))
    assert.equal(headers.location, wiki)
  })

  test('renew : une session ne suffit pas, une preuve nouvelle suffit', async () => {
    const browser = await signedIn()
    await sql(
      `update accounts.session set created_at = created_at - interval '1 hour', proved_at = now() - interval '1 hour'`,
    )
    const old = await ticketFor(browser)
    assert.equal(codeIn((await validate(old, wiki, '&renew=true')).body), 'INVALID_TICKET')
    const asked = await browser.get(asking(wiki, '&renew=true'))
    assert.match(String(asked.headers.location), /^\/connexion/)
    const page = await browser.signIn(asked, person.email)
    const ticket = new URL(String(page.headers['refresh']).replace('0; url=', '')).searchParams.get('ticket') ?? ''
    assert.match((await validate(ticket, wiki, '&renew=true')).body, /authenticationSuccess/)
  })

  test('les tickets de mandataire sont refusés par leur code', async () => {
    const ticket = await ticketFor(await signedIn())
    const asked = await validate(ticket, wiki, '&pgtUrl=https://wiki.exemple.fr/pgt')
    assert.equal(codeIn(asked.body), 'UNAUTHORIZED_SERVICE_PROXY')
    assert.equal(codeIn((await newBrowser().get('/cas/proxy')).body), 'UNAUTHORIZED_SERVICE_PROXY')
    assert.equal(codeIn((await validate('PT-1')).body), 'INVALID_TICKET_SPEC')
    assert.equal(codeIn((await newBrowser().get('/cas/serviceValidate')).body), 'INVALID_REQUEST')
  })

  test('qui n’a pas le droit le lit, et le motif est noté', async () => {
    const closed = await addCas('https://paie.exemple.fr')
    await shut(closed)
    const page = await (await signedIn()).get(asking('https://paie.exemple.fr/'))
    assert.equal(page.statusCode, 403)
    assert.match(page.body, /adressez-vous à informatique@exemple\.fr/)
    assert.ok((await faultsOf(closed)).includes('cas.not_allowed'))
  })

  test('qui perd le droit d’entrer entre le ticket et sa lecture n’entre pas', async () => {
    const narrowed = await addCas('https://finances.exemple.fr')
    const ticket = await ticketFor(await signedIn(), 'https://finances.exemple.fr/')
    await shut(narrowed)
    assert.equal(codeIn((await validate(ticket, 'https://finances.exemple.fr/')).body), 'INVALID_TICKET')
    assert.ok((await faultsOf(narrowed)).includes('cas.not_allowed'))
  })

  test('ce qui a été dit de soi, et à qui, se retrouve', async () => {
    await ticketFor(await signedIn())
    const [last] =
      (await app.disclosures.find(({ name }) => name === 'federation')?.list(federation.system, person.id, 1)) ?? []
    assert.equal(last?.to, application.name)
    assert.deepEqual(
      last?.data.map(({ fr }) => fr),
      ['votre adresse e-mail', 'votre prénom et votre nom'],
    )
  })
})

suite('personne n’est envoyé ailleurs', () => {
  const hostile = [
    'https://voleur.exemple.fr/',
    'https://wiki.exemple.fr.voleur.fr/',
    'https://wiki.exemple.fr@voleur.fr/',
    'https://wiki.exemple.fr:444/',
    'http://wiki.exemple.fr/',
    '//voleur.exemple.fr',
    'javascript:alert(1)',
    String.raw`https://voleur.exemple.fr\@wiki.exemple.fr/`,
    'https://wiki.exemple.fr%2f@voleur.fr/',
  ]

  test('un service inconnu n’a ni ticket ni redirection, à l’entrée comme à la sortie', async () => {
    const browser = await signedIn()
    for (const service of hostile) {
      const entered = await browser.get(asking(service))
      assert.deepEqual([entered.statusCode, entered.headers.location], [404, undefined], service)
      const left = await newBrowser().get(`/cas/logout?service=${encodeURIComponent(service)}`)
      assert.equal(left.headers.location, '/deconnexion', service)
    }
  })

  test('seulement sous le dossier inscrit', async () => {
    await addCas('https://outils.exemple.fr/wiki')
    const browser = await signedIn()
    for (const [service, status] of [
      ['https://outils.exemple.fr/wiki', 303],
      ['https://outils.exemple.fr/wiki/page?x=1#y', 303],
      ['https://outils.exemple.fr/wikipirate', 404],
      ['https://outils.exemple.fr/wiki/../autre', 404],
      ['https://outils.exemple.fr/wiki/%2e%2e/autre', 404],
    ] as const) {
      assert.equal((await browser.get(asking(service))).statusCode, status, service)
    }
  })
})

suite('quitter', () => {
  test('une adresse ou une image ne déconnecte personne : on demande, puis on revient à l’application', async () => {
    const browser = await signedIn()
    const asked = await browser.get(`/cas/logout?service=${encodeURIComponent(wiki)}`)
    assert.equal(asked.statusCode, 200)
    assert.equal((await browser.get('/compte')).statusCode, 200)
    const stolen = await browser.post('/cas/logout', {}, { 'sec-fetch-site': 'cross-site' })
    assert.equal(stolen.statusCode, 403)
    const left = await browser.follow(await browser.post('/cas/logout', { service: wiki }))
    assert.equal(String(left.headers['refresh']), `0; url=${wiki}`)
    assert.equal((await browser.get('/compte')).statusCode, 303)
  })

  test('l’application est prévenue par un travail, essayé de nouveau tant qu’elle n’entend pas', async () => {
    const heard: string[] = []
    let status = 500
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (data: Buffer) => (body += data.toString()))
      request.on('end', () => {
        heard.push(body)
        response.writeHead(status).end()
      })
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    after(() => server.close())
    const service = `http://localhost:${(server.address() as AddressInfo).port}`
    await addCas(service, true)
    const browser = await signedIn()
    const ticket = await ticketFor(browser, `${service}/`)
    await browser.post('/deconnexion')
    const [job] = await sql<{ payload: { loginId: string } }>(
      `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'federation.tell_cas_service'`,
    )
    const outbound = createOutbound({ allowPrivate: true })
    after(() => outbound.close())
    const handler = federationJobHandlers({ ...app, outbound }).find(
      ({ job: { name } }) => name === 'federation.tell_cas_service',
    )
    assert.ok(handler && job)
    await assert.rejects(handler.run(job.payload), /answered 500/)
    status = 200
    await handler.run(job.payload)
    assert.equal(heard.length, 2)
    assert.match(new URLSearchParams(heard[1]).get('logoutRequest') ?? '', new RegExp(`<samlp:SessionIndex>${ticket}<`))
  })

  test('une session ôtée d’ailleurs finit aussi ses entrées, une seule fois', async () => {
    const browser = await signedIn()
    await ticketFor(browser)
    const [login] = await sql<{ session_id: string }>(
      'select session_id from federation.login order by id desc limit 1',
    )
    const ended = { accountId: person.id, sessionIds: [login?.session_id ?? ''] }
    for (const _ of [1, 2]) await app.db.withTerritory((tx) => endLogins(tx, ended, new Date()))
    const [left] = await sql<{ live: number }>(
      'select count(*)::int as live from federation.login where session_id = $1 and ended_at is null',
      [login?.session_id],
    )
    assert.equal(left?.live, 0)
  })
})
