import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
const { server, services } = bureau
const roads = services.get('voirie') ?? ''
after(() => server.close())

const list = '/bureau/corbas/demandes'
const desk = '/bureau/corbas/vues'
for (const problem of ['off', 'wires']) await bureau.file({ problem })
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const boss = await bureau.signIn('responsable.corbas@exemple.fr')
const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
const elsewhere = await bureau.signIn('voirie.givors@exemple.fr')
const hrefs = (body: string): string[] =>
  [...body.matchAll(/href="([^"]+)"/g)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&'))
const titles = (body: string): string[] =>
  [...body.matchAll(/<th role="columnheader"[^>]*>(?:<a [^>]*>|<span[^>]*>)([^<]+)/g)]
    .map(([, title]) => title ?? '')
    .filter((title) => title !== 'Choisir')

suite('les vues gardées', () => {
  let kept = ''

  test('la liste se garde sous un nom, avec ses filtres et ses colonnes, et se retrouve d’un geste', async () => {
    const search = '?vue=toutes&demarche=lampadaire-en-panne&tri=reception'
    const page = await alix.get(list + search)
    assert.ok(hrefs(page.body).includes(`${desk}/nouvelle${search}`))
    const form = await alix.get(`${desk}/nouvelle${search}`)
    assert.match(form.body, /name="nom"/)
    assert.doesNotMatch(form.body, /Qui la voit.\?/)
    const saved = await alix.post(`${desk}/nouvelle${search}`, {
      nom: 'Lampadaires',
      colonne: ['etat', 'canal', 'langue'],
    })
    assert.equal(saved.statusCode, 303)
    kept = String(saved.headers.location)
    assert.match(kept, /gardee=[0-9a-f-]{36}/)
    const shown = await alix.get(kept)
    assert.deepEqual(titles(shown.body), ['État', 'Demande', 'Arrivée', 'Langue'])
    assert.match(shown.body, /en ligne/)
    assert.match(shown.body, /aria-current="page"[^>]*>(?:<svg.*?<\/svg>)?Lampadaires/)
    assert.ok(!(await civil.get(list)).body.includes('Lampadaires'))
    const foreign = await civil.get(kept)
    assert.match(foreign.body, /La vue n’existe plus/)
  })

  test('sans nom, elle est refusée : ce qui était coché reste, et la faute mène à son champ', async () => {
    const refused = await alix.post(`${desk}/nouvelle?vue=miennes`, { nom: ' ', colonne: 'canal' })
    assert.equal(refused.statusCode, 422)
    assert.match(refused.body, /href="#nom">Donnez un nom à la vue/)
    assert.match(refused.body, /value="canal"[^>]*checked/)
    const taken = await alix.post(`${desk}/nouvelle?vue=miennes`, { nom: 'lampadaires' })
    assert.equal(taken.statusCode, 422)
  })

  test('changée à l’écran, la page le dit : on garde le changement, ou on revient à la vue', async () => {
    const id = /gardee=([0-9a-f-]+)/.exec(kept)?.[1] ?? ''
    const changed = `${kept}&canal=telephone`
    const page = await alix.get(changed)
    assert.match(page.body, /Vous avez changé cette vue/)
    const action = /action="([^"]*filtres[^"]*)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const back = await alix.post(action, {})
    assert.equal(back.statusCode, 303)
    assert.match(String(back.headers.location), /canal=telephone/)
    assert.doesNotMatch((await alix.get(String(back.headers.location))).body, /Vous avez changé cette vue/)
    assert.equal((await civil.post(`${desk}/${id}/filtres?vue=miennes`, {})).statusCode, 404)
  })

  test('partagée par qui encadre, chacun y voit les siennes ; seul qui encadre la change', async () => {
    const form = await boss.get(`${desk}/nouvelle?vue=en-retard`)
    assert.match(form.body, /Qui la voit.\?/)
    const saved = await boss.post(`${desk}/nouvelle?vue=toutes`, { nom: 'Équipe Voirie', pour: roads })
    assert.equal(saved.statusCode, 303)
    const id = /gardee=([0-9a-f-]+)/.exec(String(saved.headers.location))?.[1] ?? ''
    assert.ok((await alix.get(list)).body.includes('Équipe Voirie'))
    assert.ok(!(await civil.get(list)).body.includes('Équipe Voirie'))
    const views = await alix.get(desk)
    assert.match(views.body, /Le service Voirie/i)
    assert.ok(!hrefs(views.body).includes(`${desk}/${id}`))
    assert.equal((await alix.post(`${desk}/${id}`, { nom: 'À moi' })).statusCode, 403)
    assert.equal((await alix.post(`${desk}/nouvelle?vue=toutes`, { nom: 'Loin', pour: 'tous' })).statusCode, 422)
    assert.equal((await elsewhere.get(desk)).statusCode, 404)
    assert.equal((await boss.post(`${desk}/${id}/supprimer`, {})).statusCode, 303)
    assert.ok(!(await alix.get(list)).body.includes('Équipe Voirie'))
  })

  test('une vue dont la démarche, le service ou le statut a disparu le dit', async () => {
    const gone = '?vue=toutes&demarche=partie-ailleurs&service=disparu'
    const saved = await alix.post(`${desk}/nouvelle${gone}`, { nom: 'Ancienne' })
    const { body } = await alix.get(String(saved.headers.location))
    assert.match(body, /la démarche «.partie-ailleurs.» n’est plus proposée ici/)
    assert.match(body, /le service «.disparu.» n’existe plus/)
    const status = await alix.get(`${list}?demarche=lampadaire-en-panne&statut=parti`)
    assert.match(status.body, /le circuit de la démarche n’a plus le statut «.parti.»/)
  })

  test('chacun choisit ses colonnes ; on revient à la même liste', async () => {
    const page = await alix.get(`${desk}/colonnes?vue=miennes`)
    assert.match(page.body, /value="recue"[^>]*checked/)
    const chosen = await alix.post(`${desk}/colonnes?vue=toutes`, { colonne: ['demarche', 'activite'] })
    assert.equal(chosen.headers.location, `${list}?vue=toutes`)
    assert.deepEqual(titles((await alix.get(`${list}?vue=toutes`)).body), ['Demande', 'Démarche', 'Activité'])
    assert.deepEqual(titles((await boss.get(`${list}?vue=toutes`)).body).slice(0, 3), ['État', 'Demande', 'Personne'])
  })
})
