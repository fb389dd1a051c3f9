import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Visit, visitName } from '../../support/browser.ts'
import { agentArrives } from '../../support/desk.ts'
import { beginForm } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** An administrator makes a small procedure from nothing and publishes it; a resident finds its page and its questions. */

const { platform, browser } = await openStory()

const ways: Visit[] = [
  { device: 'desktop', javaScript: true },
  { device: 'phone', javaScript: false },
]

suite('Une démarche faite de rien', () => {
  for (const visit of ways) {
    test(visitName(visit), async () => {
      const name = visit.javaScript ? 'Réserver un barnum' : 'Emprunter une scène'
      const author = await agentArrives(browser, platform.url, 'administration.corbas@exemple.fr', visit)
      await author.open('/bureau/corbas/atelier')
      await author.judge('studio-list')
      await author.follow('Nouvelle démarche')
      await author.judge('studio-new')
      await author.write('Le nom de la démarche, dans les mots des habitants', name)
      await author.press('Commencer')
      await author.judge('studio-about')

      // The first question, and the page that says it is there.
      const pages = author.page.getByRole('navigation', { name: 'Les pages' })
      await author.follow(/La demande/, pages)
      const adding = author.page.locator('form').filter({ has: author.page.locator('#nouveau-champ') })
      await author.write('La question, telle qu’on la lira', 'Pour quel jour ?', adding)
      await adding.locator('select').selectOption({ label: 'Date' })
      await author.press('Ajouter une question', adding)
      await author.reads('La question choisie')
      await author.judge('studio-field')

      await author.follow('Circuit')
      await author.reads('Bouton « Accepter », vers « Acceptée »')
      await author.judge('studio-circuit')

      await author.follow('Publication')
      await author.reads('Rien n’empêche de publier')
      for (const box of await author.page.getByRole('checkbox').all()) await box.check()
      await author.control('Instruction de la demande').selectOption({ index: 1 })
      await author.judge('studio-publication')
      await author.press('Publier')
      await author.reads('La démarche est publiée')
      await author.leave()

      const resident = await Visitor.arrive(browser, platform.url, visit)
      const slug = visit.javaScript ? 'reserver-un-barnum' : 'emprunter-une-scene'
      await resident.open(`/corbas/demarches/${slug}`)
      assert.equal(await resident.title(), name)
      await beginForm(resident, 'corbas', slug)
      await resident.reads('Pour quel jour ?')
      await resident.leave()
    })
  }
})

/** The order of a form by keyboard and by mouse, and a rule built line by line: what a script makes quicker. */
test('Les questions se rangent au clavier et à la souris, une règle se construit sans quitter la page', async () => {
  const visit: Visit = { device: 'desktop', javaScript: true }
  const author = await agentArrives(browser, platform.url, 'administration.corbas@exemple.fr', visit)
  await author.open('/bureau/corbas/atelier/nouveau')
  await author.write('Le nom de la démarche, dans les mots des habitants', 'Prêter des tables')
  await author.press('Commencer')
  const pages = author.page.getByRole('navigation', { name: 'Les pages' })
  await author.follow(/La demande/, pages)
  const adding = () => author.page.locator('form').filter({ has: author.page.locator('#nouveau-champ') })
  for (const [label, type] of [
    ['Combien de tables ?', 'Nombre'],
    ['Un transport ?', 'Oui ou non'],
    ['À quelle adresse ?', 'Texte court'],
  ] as const) {
    await author.write('La question, telle qu’on la lira', label, adding())
    await adding().locator('select').selectOption({ label: type })
    await author.press('Ajouter une question', adding())
  }
  const order = async () =>
    (await pages.locator('[data-item^="field:"]').all()).map((each) => each.getAttribute('data-item'))
  const names = async () => (await Promise.all(await order())).map((name) => name?.replace('field:', ''))
  assert.deepEqual(await names(), ['combien_de_tables', 'un_transport', 'a_quelle_adresse'])

  // By keyboard: taken, moved, put back; then taken, moved up and put down.
  const handle = (name: string) => pages.getByRole('button', { name: new RegExp(`Déplacer « ${name}`) })
  const said = author.page.locator('#ordre-dit')
  await handle('Un transport').press('Enter')
  await author.page.keyboard.press('ArrowUp')
  assert.match((await said.textContent()) ?? '', /Place 1 sur 3/)
  await author.page.keyboard.press('Escape')
  assert.match((await said.textContent()) ?? '', /reste à sa place/)
  await handle('Un transport').press('Enter')
  await author.page.keyboard.press('ArrowUp')
  await author.go(() => author.page.keyboard.press('Enter'))
  assert.deepEqual(await names(), ['un_transport', 'combien_de_tables', 'a_quelle_adresse'])
  assert.match((await author.page.locator(':focus').getAttribute('aria-label')) ?? '', /Un transport/)

  // By mouse, to another page: it is put at the end.
  const box = async (locator: ReturnType<typeof handle>) => (await locator.boundingBox()) ?? assert.fail('not drawn')
  const from = await box(handle('Combien de tables'))
  const to = await box(pages.getByRole('link', { name: /Vous/ }))
  await author.page.mouse.move(from.x + 8, from.y + 20)
  await author.page.mouse.down()
  await author.page.mouse.move(to.x + 40, to.y + 10, { steps: 5 })
  await author.page.mouse.move(to.x + 40, to.y + 22)
  await author.go(() => author.page.mouse.up())
  assert.deepEqual(await names(), ['demandeur', 'courriel', 'combien_de_tables'])

  // A rule: each line appears where one stands, and the sentence follows.
  await author.follow(/La demande/, pages)
  await author.follow(/À quelle adresse/, pages)
  await author.press(/Écrire une règle : Quand la poser/)
  const rule = author.page.locator('#regle-corps')
  await rule.getByLabel('Ajouter une condition sur').selectOption({ label: 'Un transport ?' })
  await rule.getByRole('button', { name: 'Ajouter', exact: true }).click()
  await author.reads('est oui')
  await author.judge('studio-rule')
  await author.press('Enregistrer la règle')
  await author.reads('Un transport')
  await author.judge('studio-field-rule')
  await author.leave()
})

/** The pages that no other story takes by keyboard: lists, imports, rows, a test composed by hand. */
test('Listes, import, lignes et essais se mènent au clavier seul', async () => {
  const visit: Visit = { device: 'desktop', javaScript: true, keyboardAlone: true }
  const author = await agentArrives(browser, platform.url, 'administration.corbas@exemple.fr', visit)
  await author.open('/bureau/corbas/atelier/listes')
  await author.write('Le titre de la liste', 'Les marchés')
  await author.write('Ses lignes, si vous les écrivez', 'Place Un')
  await author.press('Faire une liste')
  await author.write('Ce que la personne lit', 'Place Deux')
  await author.press('Ajouter une ligne')
  await author.reads('Place Deux')
  await author.judge('studio-reference-list')

  // A file leaves under the eyes of who sends it; its report takes the place of the page.
  await author.open('/bureau/corbas/atelier/importer')
  await author.attach('Fichiers .wcs, ou une archive .zip', { name: 'rien.wcs', content: Buffer.from('<autre/>') })
  await author.touch('Lire ces fichiers')
  await author.reads('rien.wcs')
  await author.judge('studio-import-report')

  await author.open('/bureau/corbas/atelier/nouveau')
  await author.write('Le nom de la démarche, dans les mots des habitants', 'Inscrire une fratrie')
  await author.press('Commencer')
  const pages = author.page.getByRole('navigation', { name: 'Les pages' })
  await author.follow(/La demande/, pages)
  const adding = () => author.page.locator('form').filter({ has: author.page.locator('#nouveau-champ') })
  for (const [label, type] of [
    ['Les enfants', 'Bloc répété'],
    ['Leur école', 'Un choix'],
  ] as const) {
    await author.write('La question, telle qu’on la lira', label, adding())
    await author.select('Le type de réponse', type, adding())
    await author.press('Ajouter une question', adding())
    if (type === 'Bloc répété') await author.follow(/La demande/, pages)
  }
  await author.unfold('Réglages de ce type de réponse')
  await author.select('Ou bien les réponses d’une liste', 'Les marchés')
  await author.press('Enregistrer')
  await author.judge('studio-field-named')

  // Into the rows by its handle, out of them by the list.
  const handle = pages.getByRole('button', { name: /Déplacer « Leur école/ })
  await author.touch(/Déplacer « Leur école/, pages)
  await author.page.keyboard.press('ArrowUp')
  assert.match((await author.page.locator('#ordre-dit').textContent()) ?? '', /Les enfants/)
  await author.go(() => author.page.keyboard.press('Enter'))
  assert.match(author.page.url(), /champ=les_enfants%2Fleur_ecole/)
  assert.ok(await handle.evaluate((element) => element === document.activeElement))
  await author.select('La poser ailleurs', 'Vous')
  await author.press('Déplacer')
  assert.match(author.page.url(), /page=vous&champ=leur_ecole/)

  await author.open(`${author.path}/essais/composer`)
  await author.press(/Commencer l’étude/)
  await author.judge('studio-compose')
  await author.leave()
})
