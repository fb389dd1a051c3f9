import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { gzipped, hiddenFields, openGuichet, wordsOf } from './testing.ts'

const { app, browser, count, server, sessionOf, sql, clock } = await openGuichet()

const procedure = '/corbas/demarches/lampadaire-en-panne'
const problem = { problem: 'off' }
const place = { 'place.line': '27 rue des Essais', 'place.postalCode': '69960', 'place.city': 'Corbas' }
const you = {
  'applicant.givenName': 'Ana',
  'applicant.familyName': 'Exemple',
  email: 'ana@exemple.fr',
  phone: '',
  remarks: 'Merci d’avance',
}
const locationOf = (answer: { headers: { location?: unknown } }): string => String(answer.headers.location)

/** Fills the form up to its summary; the address of the draft. */
async function fill(visitor: ReturnType<typeof browser>): Promise<string> {
  const first = await visitor.submit(`${procedure}/demande/nouvelle/problem`, problem)
  assert.equal(first.statusCode, 303, wordsOf(first.body))
  const draft = locationOf(first).replace(/\/place$/, '')
  assert.equal((await visitor.submit(`${draft}/place`, place)).statusCode, 303)
  const last = await visitor.submit(`${draft}/you`, you)
  assert.equal(locationOf(last), `${draft}/verifier-et-envoyer`, wordsOf(last.body))
  return draft
}

async function send(visitor: ReturnType<typeof browser>): Promise<{ draft: string; code: string; number: string }> {
  const draft = await fill(visitor)
  const sent = await visitor.post(`${draft}/verifier-et-envoyer`, { declaration: 'yes' })
  assert.equal(locationOf(sent), `${draft}/accuse-de-reception`)
  const receipt = wordsOf((await visitor.get(locationOf(sent))).body)
  const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(receipt)?.[0] ?? ''
  const number = /COR-2026-\d{5}/.exec(receipt)?.[0] ?? ''
  return { draft, code, number }
}

suite('le territoire et ses communes', () => {
  test('on trouve sa commune avec une faute, sans accent, par son code postal', async () => {
    for (const query of ['venisieu', 'Vénissieux', 'VENISSIEUX', '69200']) {
      const page = await browser().get(`/communes?q=${encodeURIComponent(query)}`)
      assert.match(page.body, /href="\/venissieux"/, query)
      const suggestions = await browser().get(`/communes/suggestions?q=${encodeURIComponent(query)}`)
      assert.match(suggestions.body, /^<li><a href="\/venissieux">/, query)
    }
  })

  test('une commune inconnue est dite, avec le chemin vers les autres', async () => {
    const page = wordsOf((await browser().get('/communes?q=Xyzzyville')).body)
    assert.match(page, /Nous ne trouvons pas cette commune/)
  })

  test('une commune pas encore ouverte le dit et oriente', async () => {
    const page = await browser().get('/bron')
    assert.equal(page.statusCode, 200)
    assert.match(wordsOf(page.body), /n’est pas encore ouvert.*service-public\.fr/)
    assert.equal((await browser().get('/bron/demarches/lampadaire-en-panne')).statusCode, 404)
  })

  test('chaque commune a ses couleurs, gardées pour toujours sous leur empreinte', async () => {
    const page = await browser().get('/givors')
    const href = /href="(\/givors\/couleurs\/[0-9a-f]{10}\.css)"/.exec(page.body)?.[1] ?? ''
    const sheet = await browser().get(href)
    assert.match(sheet.body, /--brand-base:#[0-9a-f]{6}/)
    assert.match(String(sheet.headers['cache-control']), /immutable/)
    // What only documents obey stays with documents.
    assert.equal(sheet.headers['content-security-policy'], undefined)
    assert.equal(sheet.headers['x-content-type-options'], 'nosniff')
    assert.match(String(page.headers['content-security-policy']), /default-src 'none'/)
    const former = await browser().get('/givors/couleurs/0000000000.css')
    assert.equal(former.headers['cache-control'], 'no-cache')
  })

  test('la recherche comprend ce que les gens écrivent', async () => {
    const page = await browser().get('/corbas/recherche?q=lampadere')
    assert.match(page.body, /href="\/corbas\/demarches\/lampadaire-en-panne"/)
    const nothing = await browser().get('/corbas/recherche?q=%3Cscript%3Exyzzy')
    assert.doesNotMatch(nothing.body, /<script>xyzzy/)
  })

  test('la langue choisie reste', async () => {
    const visitor = browser()
    const chosen = await visitor.get('/langue?vers=en&retour=%2Fcorbas')
    assert.equal(locationOf(chosen), '/corbas')
    assert.match((await visitor.get('/corbas')).body, /<html lang="en">.*What are you looking for/s)
    assert.equal(locationOf(await visitor.get('/langue?vers=en&retour=https%3A%2F%2Fexemple.test')), '/')
  })
})

suite('le formulaire', () => {
  test('lire la première page ne garde rien', async () => {
    const before = await count('draft')
    const page = await browser().get(`${procedure}/demande/nouvelle/problem`)
    assert.equal(page.statusCode, 200)
    assert.equal(await count('draft'), before)
  })

  test('de la première page au récépissé, puis au suivi', async () => {
    const visitor = browser()
    const { draft, code, number } = await send(visitor)
    assert.match(code, /^[0-9A-Z-]{14}$/)
    const pdf = await visitor.get(`${draft}/accuse-de-reception.pdf`)
    assert.equal(pdf.headers['content-type'], 'application/pdf')
    assert.equal(pdf.rawPayload.subarray(0, 5).toString(), '%PDF-')
    const other = browser()
    const found = await other.post('/suivi', {
      code: code.toLowerCase().replaceAll('-', ' '),
      email: 'ANA@exemple.fr ',
    })
    assert.equal(locationOf(found), '/suivi/demande')
    const page = wordsOf((await other.get('/suivi/demande')).body)
    assert.ok(page.includes(number))
    assert.match(page, /27 rue des Essais/)
  })

  test('envoyer deux fois, même en même temps, fait une seule demande', async () => {
    const visitor = browser()
    const draft = await fill(visitor)
    const before = await count('dossier')
    const [one, two] = await Promise.all([
      visitor.post(`${draft}/verifier-et-envoyer`, { declaration: 'yes' }),
      visitor.post(`${draft}/verifier-et-envoyer`, { declaration: 'yes' }),
    ])
    assert.equal(locationOf(one), locationOf(two))
    await visitor.post(`${draft}/verifier-et-envoyer`, { declaration: 'yes' })
    assert.equal(await count('dossier'), before + 1)
    // Back to the form: the receipt stands in its place.
    assert.equal(locationOf(await visitor.get(`${draft}/place`)), `${draft}/accuse-de-reception`)
  })

  test('la première page envoyée deux fois fait un seul brouillon', async () => {
    const visitor = browser()
    const page = `${procedure}/demande/nouvelle/problem`
    const hidden = hiddenFields((await visitor.get(page)).body)
    const before = await count('draft')
    const answers = await Promise.all([
      visitor.post(page, { ...hidden, ...problem }),
      visitor.post(page, { ...hidden, ...problem }),
    ])
    // Back, another answer, and again.
    answers.push(await visitor.post(page, { ...hidden, problem: 'wires' }))
    assert.equal(new Set(answers.map(locationOf)).size, 1)
    assert.equal(await count('draft'), before + 1)
  })

  test('revenir en arrière retrouve la première page comme elle était', async () => {
    const visitor = browser()
    const start = /href="([^"]+\/demande\/nouvelle\?cle=[^"]+)"/.exec((await visitor.get(procedure)).body)?.[1] ?? ''
    const first = locationOf(await visitor.get(start))
    const hidden = hiddenFields((await visitor.get(first)).body)
    const sent = await visitor.post(first.split('?')[0] ?? '', { ...hidden, ...problem })
    const back = await visitor.get(first)
    assert.equal(locationOf(back), locationOf(sent).replace(/place$/, 'problem'))
    assert.match((await visitor.get(locationOf(back))).body, /value="off" checked/)
    // A new request asked for on purpose is a new one.
    assert.equal((await visitor.get(`${first.split('?')[0]}?cle=0123456789abcdef0123`)).statusCode, 200)
  })

  test('une réponse refusée garde ce qui est écrit, et le message mène au champ', async () => {
    const visitor = browser()
    const first = await visitor.submit(`${procedure}/demande/nouvelle/problem`, problem)
    const refused = await visitor.submit(locationOf(first), { ...place, 'place.postalCode': '6996' })
    assert.equal(refused.statusCode, 422)
    assert.match(refused.body, /<title>Erreur\s: /)
    assert.match(refused.body, /href="#place\.postalCode">Indiquez un code postal de cinq chiffres/)
    assert.match(refused.body, /id="place\.postalCode"[^>]*value="6996"/)
    assert.match(refused.body, /value="27 rue des Essais"/)
    assert.match(refused.body, /aria-describedby="place\.postalCode-error"/)
  })

  test('sans cocher la déclaration rien ne part', async () => {
    const visitor = browser()
    const draft = await fill(visitor)
    const before = await count('dossier')
    const refused = await visitor.post(`${draft}/verifier-et-envoyer`, {})
    assert.equal(refused.statusCode, 422)
    assert.match(refused.body, /href="#declaration"/)
    assert.equal(await count('dossier'), before)
  })

  test('le brouillon d’une autre personne n’existe pas', async () => {
    const draft = await fill(browser())
    const stranger = browser()
    for (const page of ['', '/place', '/verifier-et-envoyer', '/accuse-de-reception', '/accuse-de-reception.pdf'])
      assert.equal((await stranger.get(draft + page)).statusCode, 404, page)
    assert.equal((await stranger.post(`${draft}/place`, place)).statusCode, 404)
    assert.equal((await stranger.post(`${draft}/verifier-et-envoyer`, { declaration: 'yes' })).statusCode, 404)
  })

  test('un brouillon commencé est proposé avant un nouveau', async () => {
    const visitor = browser()
    const draft = await fill(visitor)
    const page = await visitor.get(procedure)
    assert.match(wordsOf(page.body), /Vous avez commencé cette demande/)
    assert.ok(page.body.includes(`href="${draft}"`))
    assert.match((await visitor.get('/corbas')).body, new RegExp(`href="${draft}"`))
    assert.doesNotMatch((await browser().get('/corbas')).body, new RegExp(draft))
  })

  test('un brouillon se supprime depuis sa carte, d’un bouton qui le dit', async () => {
    const visitor = browser()
    const draft = await fill(visitor)
    const home = await visitor.get('/corbas')
    const action = `${draft}/supprimer-ce-brouillon`
    assert.ok(home.body.includes(`action="${action}"`))
    assert.match(wordsOf(home.body), /Supprimer ce brouillon : /)
    assert.equal(locationOf(await browser().post(action, { retour: '/corbas' })), '/corbas')
    assert.equal((await visitor.get(`${draft}/place`)).statusCode, 200)
    const before = await count('draft')
    assert.equal(
      locationOf(await visitor.post(action, { retour: 'https://exemple.test' })),
      '/corbas?brouillon-supprime',
    )
    assert.equal(await count('draft'), before - 1)
    const after = await visitor.get('/corbas?brouillon-supprime')
    assert.match(wordsOf(after.body), /Votre brouillon est supprimé, avec les fichiers joints/)
    assert.ok(!after.body.includes(draft))
    assert.doesNotMatch((await visitor.get('/corbas')).body, /Votre brouillon est supprimé/)
    // Pressed twice.
    assert.equal(locationOf(await visitor.post(action, { retour: '/corbas' })), '/corbas')
    const sent = await send(visitor)
    const late = await visitor.post(`${sent.draft}/supprimer-ce-brouillon`, {})
    assert.equal(locationOf(late), `${sent.draft}/accuse-de-reception`)
  })

  test('mes demandes montrent mes brouillons de toutes les communes, et les suppriment', async () => {
    const mine = browser().signIn(await sessionOf('camille.demonstration@exemple.fr'))
    const [here, there] = [procedure, procedure.replace('corbas', 'venissieux')]
    const drafts: string[] = []
    for (const place of [here, there]) {
      const first = await mine.submit(`${place}/demande/nouvelle/problem`, problem)
      drafts.push(locationOf(first).replace(/\/place$/, ''))
    }
    const page = (await mine.get('/mes-demandes')).body
    for (const draft of drafts) assert.ok(page.includes(`href="${draft}"`), draft)
    assert.match(page, /name="retour" value="\/mes-demandes"/)
    const [, gone = ''] = drafts
    const removed = await mine.post(`${gone}/supprimer-ce-brouillon`, { retour: '/mes-demandes' })
    assert.equal(locationOf(removed), '/mes-demandes?brouillon-supprime')
    const after = (await mine.get(locationOf(removed))).body
    assert.match(wordsOf(after), /Votre brouillon est supprimé/)
    assert.ok(!after.includes(gone) && after.includes(drafts[0] ?? '-'))
    const other = browser().signIn(await sessionOf('sam.demonstration@exemple.fr'))
    assert.ok(!(await other.get('/mes-demandes')).body.includes(drafts[0] ?? ''))
  })

  test('un fichier refusé laisse les réponses et les autres fichiers', async () => {
    const visitor = browser()
    const first = await visitor.submit(`${procedure}/demande/nouvelle/problem`, problem)
    const page = locationOf(first)
    const hidden = hiddenFields((await visitor.get(page)).body)
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    const refused = await visitor.upload(page, { ...hidden, ...place }, [
      { input: 'photo', name: 'rue.png', content: png },
      { input: 'photo', name: 'photo.jpg', content: Buffer.from('MZ un programme déguisé'.repeat(50)) },
      { input: 'photo', name: 'vide.png', content: Buffer.alloc(0) },
    ])
    assert.equal(refused.statusCode, 422)
    const words = wordsOf(refused.body)
    assert.match(words, /« photo\.jpg » n’est pas ce que son nom annonce/)
    assert.match(words, /« vide\.png » est vide/)
    assert.match(words, /rue\.png/)
    assert.match(refused.body, /value="27 rue des Essais"/)
    const id = /name="photo" value="([0-9a-f-]{36})"/.exec(refused.body)?.[1] ?? ''
    const draft = page.replace(/\/place$/, '')
    const file = await visitor.get(`${draft}/fichiers/${id}`)
    assert.deepEqual(file.rawPayload, png)
    assert.match(String(file.headers['content-disposition']), /^attachment/)
    assert.equal(file.headers['x-content-type-options'], 'nosniff')
    assert.equal((await browser().get(`${draft}/fichiers/${id}`)).statusCode, 404)
    // Taken away by its own button, the page staying as it is.
    const again = hiddenFields(refused.body)
    const removed = await visitor.upload(page, { ...again, photo: id, ...place, 'remove-file': id }, [])
    assert.equal(removed.statusCode, 303)
    assert.doesNotMatch((await visitor.get(page)).body, /rue\.png/)
  })

  test('un fichier trop lourd est refusé avec une phrase, sans perdre la page', async () => {
    const visitor = browser()
    const first = await visitor.submit(`${procedure}/demande/nouvelle/problem`, problem)
    const page = locationOf(first)
    const hidden = hiddenFields((await visitor.get(page)).body)
    const heavy = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(21 * 1024 * 1024, 32)])
    const refused = await visitor.upload(page, { ...hidden, ...place }, [
      { input: 'photo', name: 'lourd.pdf', content: heavy },
    ])
    assert.equal(refused.statusCode, 422)
    assert.match(wordsOf(refused.body), /« lourd\.pdf » dépasse 20 Mo/)
    assert.match(refused.body, /value="27 rue des Essais"/)
  })

  test('une session qui se termine ne perd rien : c’est gardé, et montré après la connexion', async () => {
    const visitor = browser().signIn(await sessionOf('camille.demonstration@exemple.fr'))
    const first = await visitor.submit(`${procedure}/demande/nouvelle/problem`, problem)
    const page = locationOf(first)
    const hidden = hiddenFields((await visitor.get(page)).body)
    visitor.loseSession()
    const kept = await visitor.post(page, { ...hidden, ...place, landmark: 'Devant le numéro 27' })
    assert.equal(locationOf(kept), `/connexion?retour=${encodeURIComponent(page)}`)
    assert.equal(locationOf(await visitor.get(page)), `/connexion?retour=${encodeURIComponent(page)}`)
    visitor.signIn(await sessionOf('camille.demonstration@exemple.fr'))
    assert.match((await visitor.get(page)).body, /value="Devant le numéro 27"/)
  })

  test('le compte remplit le nom et l’adresse e-mail', async () => {
    const visitor = browser().signIn(await sessionOf('camille.demonstration@exemple.fr'))
    const first = await visitor.submit(`${procedure}/demande/nouvelle/problem`, problem)
    const page = await visitor.get(locationOf(first).replace(/place$/, 'you'))
    assert.match(page.body, /name="applicant\.givenName"[^>]*value="Camille"/)
    assert.match(wordsOf(page.body), /Repris de votre compte/)
  })

  test('deux fenêtres : la seconde voit les deux réponses, rien n’est perdu', async () => {
    const visitor = browser()
    const first = await visitor.submit(`${procedure}/demande/nouvelle/problem`, problem)
    const page = locationOf(first)
    const hidden = hiddenFields((await visitor.get(page)).body)
    const left = { ...hidden, ...place, landmark: 'Près du kiosque' }
    const right = { ...hidden, ...place, landmark: 'Près de la fontaine' }
    assert.equal((await visitor.post(page, left)).statusCode, 303)
    const refused = await visitor.post(page, right)
    assert.equal(refused.statusCode, 422)
    const words = wordsOf(refused.body)
    assert.match(words, /Cette page a aussi été changée dans une autre fenêtre/)
    assert.match(words, /« Près du kiosque »/)
    assert.match(refused.body, /value="Près de la fontaine"/)
    const chosen = await visitor.post(page, {
      ...hiddenFields(refused.body),
      ...place,
      landmark: 'Près de la fontaine',
    })
    assert.equal(chosen.statusCode, 303)
  })

  test('un script garde la page en cours de route et reçoit les champs que les réponses appellent', async () => {
    const visitor = browser()
    const page = `${procedure}/demande/nouvelle/problem`
    const hidden = hiddenFields((await visitor.get(page)).body)
    const saved = await visitor.post(page, { ...hidden, problem: 'wires', 'page-action': 'save' })
    const answer = saved.json<{ action: string; version: number; fields: string; saved: string }>()
    assert.match(answer.action, /\/demande\/[0-9a-f-]{36}\/problem$/)
    assert.match(answer.saved, /^Enregistré à /)
    assert.match(answer.fields, /data-field="danger_notice"/)
    assert.match((await visitor.get(answer.action)).body, /value="wires" checked/)
  })

  test('des lignes s’ajoutent et se retirent sans script', async () => {
    const visitor = browser()
    const page = '/corbas/demarches/inscription-scolaire/demande/nouvelle/children'
    const hidden = hiddenFields((await visitor.get(page)).body)
    const name = Object.keys(hidden)
    assert.ok(name.includes('page-shown'))
    const added = await visitor.post(page, { ...hidden, 'children.0.given_name': 'Lou', 'page-action': 'add:children' })
    assert.equal(added.statusCode, 303)
    const two = await visitor.get(locationOf(added).split('#')[0] ?? '')
    assert.match(two.body, /id="children\.1"/)
    const removed = await visitor.submit(locationOf(added).split('#')[0] ?? '', { 'page-action': 'remove:children:1' })
    const one = await visitor.get(locationOf(removed).split('#')[0] ?? '')
    assert.doesNotMatch(one.body, /id="children\.1"/)
  })
})

suite('le suivi', () => {
  test('un mauvais code et une mauvaise adresse se ressemblent', async () => {
    const { code } = await send(browser())
    const wrongMail = await browser().post('/suivi', { code, email: 'autre@exemple.fr' })
    const wrongCode = await browser().post('/suivi', { code: 'AAAA-BBBB-CCCC', email: 'ana@exemple.fr' })
    assert.equal(wrongMail.statusCode, 422)
    assert.equal(wordsOf(wrongMail.body).includes('nous ne trouvons pas de demande avec les deux'), true)
    assert.equal(wrongCode.statusCode, 422)
    assert.equal((await browser().get('/suivi/demande')).headers.location, '/suivi')
  })

  test('un message part avec ses fichiers, une seule fois, et eux seuls le lisent', async () => {
    const { code } = await send(browser())
    const visitor = browser()
    await visitor.post('/suivi', { code, email: 'ana@exemple.fr' })
    const page = (await visitor.get('/suivi/demande')).body
    const hidden = hiddenFields(page)
    const before = await count('message')
    const file = { input: 'fichiers', name: 'croquis.txt', content: Buffer.from('un croquis de la rue') }
    const message = { ...hidden, message: 'Voici un croquis.\n\nMerci.' }
    const sent = await visitor.upload('/suivi/demande/messages', message, [file])
    assert.equal(locationOf(sent), '/suivi/demande?envoye')
    await visitor.upload('/suivi/demande/messages', message, [file])
    assert.equal(await count('message'), before + 1)
    const after = (await visitor.get('/suivi/demande')).body
    assert.match(wordsOf(after), /Voici un croquis\. Merci\./)
    const href = /href="(\/suivi\/demande\/fichiers\/[0-9a-f-]{36})">croquis\.txt/.exec(after)?.[1] ?? ''
    assert.equal((await visitor.get(href)).body, 'un croquis de la rue')
    const { code: other } = await send(browser())
    const stranger = browser()
    await stranger.post('/suivi', { code: other, email: 'ana@exemple.fr' })
    assert.equal((await stranger.get(href)).statusCode, 404)
    assert.equal((await browser().get(href)).headers.location, '/suivi')
  })

  test('un message vide est refusé ; le billet de suivi ne dure que deux heures', async () => {
    const { code } = await send(browser())
    const visitor = browser()
    await visitor.post('/suivi', { code, email: 'ana@exemple.fr' })
    const hidden = hiddenFields((await visitor.get('/suivi/demande')).body)
    const empty = await visitor.post('/suivi/demande/messages', { ...hidden, message: '   ' })
    assert.equal(empty.statusCode, 422)
    assert.match(wordsOf(empty.body), /Écrivez votre message, ou joignez un fichier/)
    const now = clock.now()
    clock.advance(2 * 3_600_000 + 1)
    assert.equal((await visitor.get('/suivi/demande')).headers.location, '/suivi')
    clock.set(now)
  })

  test('mes demandes sont à moi, dans toutes les communes', async () => {
    const mine = browser().signIn(await sessionOf('camille.demonstration@exemple.fr'))
    const { number } = await send(mine)
    const list = await mine.get('/mes-demandes')
    assert.ok(wordsOf(list.body).includes(number))
    const [row] = await sql<{ id: string }>('select id from dossiers.dossier where number = $1', [number])
    const page = `/mes-demandes/${row?.id}`
    assert.equal((await mine.get(page)).statusCode, 200)
    const other = browser().signIn(await sessionOf('sam.demonstration@exemple.fr'))
    assert.equal((await other.get(page)).statusCode, 404)
    assert.equal((await other.post(`${page}/messages`, { message: 'Bonjour' })).statusCode, 404)
    assert.equal((await other.get(`${page}/accuse-de-reception.pdf`)).statusCode, 404)
    assert.equal((await browser().get(page)).statusCode, 303)
    assert.match((await mine.get('/corbas')).body, new RegExp(`href="${page}"`))
  })
})

suite('le poids des pages', () => {
  const budget = 60_000
  const pages = ['/', '/corbas', '/corbas/demarches', procedure, `${procedure}/demande/nouvelle/problem`, '/suivi']
  for (const url of pages) {
    test(`${url} tient dans le budget d’une page d’usager`, async () => {
      const page = await server.inject({ url, headers: { 'accept-encoding': 'identity' } })
      assert.equal(page.statusCode, 200)
      const assets = [...page.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, href = '']) => href)
      const others = [...page.body.matchAll(/<link rel="stylesheet" href="(\/[a-z-]+\/couleurs[^"]+)"/g)]
      const requests = new Set([...assets, ...others.map(([, href = '']) => href)])
      assert.ok(requests.size + 2 <= 8, `${requests.size + 2} requests`)
      let bytes = gzipped(page.body) + others.length * 300
      for (const href of new Set(assets)) {
        const file = app.assets.files.get(href)
        assert.ok(file, href)
        bytes += (file.gzip ?? file.body).length
      }
      assert.ok(bytes <= budget, `${bytes} bytes`)
    })
  }
})
