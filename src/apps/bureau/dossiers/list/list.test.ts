import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { performAction, takeDossier } from '#counter/dossiers'
import { everyHandler } from '../../../../handlers.ts'
import { openBureau } from '../../testing.ts'

const bureau = await openBureau()
const { site, server, services } = bureau
const roads = services.get('voirie') ?? ''
after(() => server.close())

const list = '/bureau/corbas/demandes'
const numbersIn = (body: string): string[] =>
  [...body.matchAll(/COR-2026-\d{5}(?=<\/span>(?:, [^<]*)?<\/small>)/g)].map(([number]) => number)
const keyOf = (dossierId: string) => ({ collectivityId: site.id, dossierId })

const filed: Awaited<ReturnType<typeof bureau.file>>[] = []
for (let index = 0; index < 53; index += 1) {
  filed.push(await bureau.file({ problem: index % 2 ? 'wires' : 'off', givenName: index === 7 ? 'Zoé' : 'Ana' }))
  bureau.clock.advance(3_600_000)
}
// Sessions end after hours without a request: people come once the requests are there.
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
const elsewhere = await bureau.signIn('voirie.givors@exemple.fr')
const byAlix = bureau.agent(alix.accountId, [{ role: 'agent', serviceId: roads }], 'Alix Exemple')
const nth = (index: number) => filed[index] ?? assert.fail()

suite('la liste des agents', () => {
  test('cinquante par page, et la suite par curseur sans doublon ni oubli', async () => {
    const first = await alix.get(list)
    assert.equal(first.statusCode, 200)
    assert.match(first.body, /53.demandes, la plus urgente d’abord/)
    const after = /href="([^"]*apres=[^"]*)"/.exec(first.body)?.[1]?.replaceAll('&amp;', '&')
    assert.ok(after)
    const second = await alix.get(after)
    const all = [...numbersIn(first.body), ...numbersIn(second.body)]
    assert.deepEqual([numbersIn(first.body).length, all.length, new Set(all).size], [50, 53, 53])
    const before = /href="([^"]*avant=[^"]*)"/.exec(second.body)?.[1]?.replaceAll('&amp;', '&')
    assert.deepEqual(numbersIn((await alix.get(before ?? '')).body), numbersIn(first.body))
  })

  test('celle d’un autre service est vide et dit quoi faire ; celle d’une autre commune n’existe pas', async () => {
    const empty = await civil.get(list)
    assert.deepEqual(numbersIn(empty.body), [])
    assert.match(empty.body, /Les nouvelles demandes de vos services arrivent ici/)
    assert.equal((await elsewhere.get(list)).statusCode, 404)
    assert.deepEqual(numbersIn((await elsewhere.get('/bureau/givors/demandes?vue=toutes')).body), [])
    const byService = await civil.get(`${list}?vue=toutes&service=voirie`)
    assert.deepEqual(numbersIn(byService.body), [])
  })

  test('les vues suivent la vie des demandes, et leurs comptes aussi', async () => {
    await takeDossier(byAlix, keyOf(nth(0).dossierId))
    await performAction(byAlix, { ...keyOf(nth(1).dossierId), actionId: 'request_information', text: 'Quel numéro ?' })
    await performAction(byAlix, { ...keyOf(nth(2).dossierId), actionId: 'accept' })
    const shown = async (view: string) => numbersIn((await alix.get(`${list}?vue=${view}`)).body)
    assert.deepEqual(await shown('miennes'), [nth(0).number])
    assert.deepEqual(await shown('chez-l-usager'), [nth(1).number])
    assert.deepEqual(await shown('closes'), [nth(2).number])
    assert.ok(!(await shown('a-prendre')).includes(nth(0).number))
    assert.deepEqual(await shown('en-retard'), [])
    const { body } = await alix.get(list)
    assert.match(body, /À traiter<span class="count">51</)
    assert.match(body, /Chez l’usager<span class="count">1</)
  })

  test('les filtres sont dans l’adresse, et chacun se retire', async () => {
    const address = `${list}?service=voirie&demarche=lampadaire-en-panne&etat=nouvelles&depuis=2026-11-26`
    const { body } = await alix.get(address)
    assert.ok(numbersIn(body).length > 0)
    assert.ok(!numbersIn(body).includes(nth(5).number))
    const removals = [...body.matchAll(/class="chip on" href="([^"]+)"/g)].map(([, href]) =>
      href?.replaceAll('&amp;', '&'),
    )
    assert.equal(removals.length, 4)
    assert.ok(removals.includes(`${list}?demarche=lampadaire-en-panne&etat=nouvelles&depuis=2026-11-26`))
    assert.deepEqual(numbersIn((await alix.get(`${list}?demarche=inconnue`)).body), [])
  })

  test('une demande épinglée reste dans la liste de qui l’épingle, et d’elle seule', async () => {
    const address = `${list}/${nth(4).dossierId}`
    assert.match((await alix.get(address)).body, />Épingler</)
    const pinned = await alix.post(`${address}/epingler?vue=toutes&rang=3`, {})
    assert.equal(pinned.statusCode, 303)
    assert.match(String(pinned.headers.location), /vue=toutes.*fait=pinned/)
    assert.deepEqual(numbersIn((await alix.get(`${list}?vue=epinglees`)).body), [nth(4).number])
    assert.match((await alix.get(address)).body, />Ne plus épingler</)
    assert.equal((await civil.post(`${address}/epingler`, {})).statusCode, 404)
    assert.equal((await alix.post(`${address}/desepingler`, {})).statusCode, 303)
    assert.deepEqual(numbersIn((await alix.get(`${list}?vue=epinglees`)).body), [])
  })

  test('les comptes se relisent seuls, pour une page qui reste ouverte', async () => {
    const answer = await alix.get(`${list}/comptes`)
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.json()['a-traiter'], '51')
    assert.equal(answer.json()['mon-equipe'], '1')
    assert.equal(answer.headers['cache-control'], 'private, no-store')
    assert.equal((await elsewhere.get(`${list}/comptes`)).statusCode, 404)
    assert.match((await alix.get(list)).body, /data-live="\/bureau\/corbas\/demandes\/comptes"/)
  })

  test('chaque filtre narre ce qu’il retient : canal, agent, délai, langue, dates, statut de la démarche', async () => {
    const shown = async (search: string) => numbersIn((await alix.get(`${list}?vue=toutes&${search}`)).body)
    assert.equal((await shown('canal=telephone')).length, 0)
    assert.equal((await shown('canal=en-ligne')).length, 50)
    assert.deepEqual(await shown(`suivi-par=${alix.accountId}`), [nth(0).number])
    assert.equal((await shown('langue=en')).length, 0)
    assert.equal((await shown('jusqu-au=2026-11-23')).length, 0)
    assert.ok((await shown('due-du=2026-11-24')).length > 0)
    assert.equal((await shown('due-au=2026-11-24')).length, 0)
    assert.deepEqual(await shown('demarche=lampadaire-en-panne&statut=with_applicant'), [nth(1).number])
    const { body } = await alix.get(
      `${list}?vue=toutes&demarche=lampadaire-en-panne&suivi-par=personne&delai=en-retard`,
    )
    for (const chip of ['Suivie par personne', 'État', 'Statut']) assert.ok(body.includes(chip), chip)
  })

  test('la recherche trouve par les mots de la demande, sans accents', async () => {
    const handler = everyHandler(bureau.app).find(({ job }) => job.name === 'dossiers.index_terms')
    assert.ok(handler)
    await handler.run({ collectivityId: site.id, dossierId: nth(7).dossierId })
    assert.deepEqual(numbersIn((await alix.get(`${list}?q=zoe`)).body), [nth(7).number])
    assert.deepEqual(numbersIn((await civil.get(`${list}?q=zoe`)).body), [])
    const { body } = await alix.get(`${list}?q=zo%C3%A9`)
    assert.match(body, /<mark>Zoé<\/mark>/)
    assert.match(body, /la plus proche de votre recherche d’abord/)
    // The answer alone has it.
    const answered = await alix.get(`${list}?q=merci`)
    assert.deepEqual(numbersIn(answered.body), [nth(7).number])
    assert.match(answered.body, /Dans une réponse.: merci/)
    const mistyped = await alix.get(`${list}?q=exmeple`)
    assert.deepEqual(numbersIn(mistyped.body), [nth(7).number])
    assert.match(mistyped.body, /Rien ne commence par «.exmeple.».: voici ce qui s’en approche, «.exemple.»/)
  })

  test('l’urgence et les étiquettes filtrent, se lisent en colonnes, et se gardent dans une vue', async () => {
    const shown = async (search: string) => numbersIn((await alix.get(`${list}?vue=toutes&${search}`)).body)
    await bureau.sql(`update dossiers.dossier set priority = 2, labels = '{Presse & élus}' where id = $1`, [
      nth(5).dossierId,
    ])
    await bureau.sql('update dossiers.dossier set priority = 1 where id = $1', [nth(6).dossierId])
    const handler = everyHandler(bureau.app).find(({ job }) => job.name === 'dossiers.index_terms')
    await handler?.run(keyOf(nth(5).dossierId))
    assert.deepEqual(await shown('urgence=urgentes'), [nth(5).number])
    assert.equal((await shown('urgence=prioritaires')).length, 2)
    const label = 'etiquette=Presse+%26+%C3%A9lus'
    assert.deepEqual(await shown(label), [nth(5).number])
    assert.deepEqual(await shown('quartier=nulle-part'), [])
    const { body } = await alix.get(`${list}?vue=toutes&${label}&urgence=urgentes`)
    for (const chip of [/Étiquette.: Presse &amp; élus/, /Urgentes/]) assert.match(body, chip)
    const kept = await alix.post(`/bureau/corbas/vues/nouvelle?vue=toutes&${label}`, {
      nom: 'La presse',
      pour: 'moi',
      colonne: ['demande', 'urgence', 'quartier', 'etiquettes'],
    })
    const view = await alix.get(String(kept.headers.location))
    assert.deepEqual(numbersIn(view.body), [nth(5).number])
    for (const title of ['Urgence', 'Quartier', 'Étiquettes'])
      assert.ok(view.body.includes(`<span>${title}</span></th>`), title)
  })

  test('d’une demande à la suivante sans repasser par la liste, aussi quand elle vient d’être traitée', async () => {
    const { body } = await alix.get(`${list}?vue=a-prendre`)
    const [first, second, third] = [...body.matchAll(/href="(\/bureau\/corbas\/demandes\/[^"]+)"/g)].map(([, href]) =>
      (href ?? '').replaceAll('&amp;', '&'),
    )
    assert.ok(first && second && third)
    const page = await alix.get(first)
    assert.match(page.body, /À prendre<\/a>/)
    assert.ok(page.body.includes(`href="${second.replaceAll('&', '&amp;')}"`))
    await takeDossier(byAlix, keyOf(/demandes\/([^?]+)/.exec(first)?.[1] ?? ''))
    const after = await alix.get(first)
    const next = /href="([^"]+)">Suivante/.exec(after.body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    assert.equal(/demandes\/([^?]+)/.exec(next)?.[1], /demandes\/([^?]+)/.exec(second)?.[1])
  })

  test('se lit en anglais', async () => {
    const { body } = await alix.inEnglish().get(list)
    for (const text of ['<html lang="en"', 'To do', 'most urgent first', 'Answer due'])
      assert.ok(body.includes(text), text)
    assert.ok(!body.includes('À traiter'))
  })
})
