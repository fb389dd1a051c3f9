import { suite, test } from 'node:test'
import { crossedVisits, type Visit, visitName } from '../../support/browser.ts'
import { agentArrives } from '../../support/desk.ts'
import { signIn } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** Somebody asks that her data be erased; an officer sees what is held and what must stay, decides, and she reads the answer. */

const { platform, browser } = await openStory()

suite('Une demande d’effacement, jusqu’à sa réponse', () => {
  for (const visit of crossedVisits) test(visitName(visit), () => walk(visit))
})

async function walk(visit: Visit): Promise<void> {
  const resident = visit.device === 'phone' ? 'camille.demonstration@exemple.fr' : 'sam.demonstration@exemple.fr'
  const person = await Visitor.arrive(browser, platform.url, visit)
  await person.open('/compte/droits')
  await signIn(person, resident)
  await person.reads('Vous n’avez encore rien demandé.')
  await person.page.locator('#collectivite').selectOption({ label: 'Corbas' })
  await person.choose('Ce que je demande', 'Effacer mes données')
  await person.press('Envoyer ma demande')
  await person.reads('Réponse au plus tard le')
  await person.judge('account-rights-asked')

  const officer = await agentArrives(browser, platform.url, 'administration.corbas@exemple.fr', visit)
  await officer.open('/bureau/corbas/droits')
  await officer.judge('privacy-list')
  await officer.page.locator('tbody a', { hasText: 'RGPD-' }).first().click()
  await officer.reads('Ce que vous tenez d’elle')
  await officer.judge('privacy-request')
  await officer.tick('Refuser la demande')
  await officer.write('Votre réponse', 'Votre demande est en cours : nous la gardons jusqu’à sa réponse.')
  await officer.press('Décider et répondre')
  await officer.reads('Refusée')
  await officer.judge('privacy-answered')
  await officer.open('/bureau/corbas/conservation')
  await officer.judge('retention')
  await officer.open('/bureau/corbas/conservation/regles/lampadaire-en-panne')
  await officer.judge('retention-rule')
  await officer.open('/bureau/corbas/archives')
  await officer.judge('archives')
  await officer.leave()

  await person.open('/compte/droits')
  await person.reads('nous la gardons jusqu’à sa réponse')
  await person.judge('account-rights-answered')
  await person.leave()
}
