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
