import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { crossedVisits, type Visit, visitName } from '../../support/browser.ts'
import { act, agentArrives, openRequest, turnTo, writeMessage } from '../../support/desk.ts'
import { applicant, reportLight, track } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * An agent is away without having planned it. Her manager says so for her and stands in; the person reads who answered in
 * whose place, and the agent reads what was done when she is back.
 */

const { platform, browser } = await openStory()
const absences = '/bureau/corbas/absences'

/** A request that Alix follows. */
async function followed(visit: Visit, name: string) {
  const resident = await Visitor.arrive(browser, platform.url, { ...visit, javaScript: false })
  const person = applicant(name, visit.javaScript ? 'Avec' : 'Sans')
  const receipt = await reportLight(resident, 'corbas', person)
  const alix = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', visit)
  await openRequest(alix, 'corbas', receipt.number)
  await act(alix, 'Prendre en charge')
  return { resident, alix, person, receipt }
}

const dayAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

suite('Une agente absente sans l’avoir prévu', () => {
  for (const visit of crossedVisits) {
    test(visitName(visit), async () => {
      const { resident, alix, person, receipt } = await followed(visit, 'Lou')
      const ange = await agentArrives(browser, platform.url, 'responsable.corbas@exemple.fr', visit)
      await ange.open(absences)
      await ange.page.locator('#qui').selectOption({ label: 'Alix Exemple' })
      await ange.page.locator('#du').fill(dayAhead(-1))
      await ange.page.locator('#au').fill(dayAhead(3))
      await ange.page.locator('#remplacant-1').selectOption({ label: 'Ange Modèle' })
      await ange.judge('absence-declaree')
      await ange.press('Déclarer')
      await ange.reads('L’absence est déclarée.')
      await ange.press('Accepter')
      await ange.judge('absence-acceptee')
      await ange.follow('Voir ses demandes')
      await ange.reads(receipt.number)

      await openRequest(ange, 'corbas', receipt.number)
      await turnTo(ange, 'Agir')
      await ange.reads('ce que vous faites ici est écrit « en remplacement de Alix Exemple »')
      await ange.judge('remplacement')
      await writeMessage(ange, 'Nous passons demain matin.')

      await track(resident, receipt.code, person.email)
      await resident.reads('Ange Modèle, en remplacement de Alix Exemple')

      await alix.open(absences)
      await alix.press('Je suis de retour')
      await alix.follow(/Ce qui a été fait à votre place/)
      await alix.reads('Message à la personne')
      await alix.reads(receipt.number)
      await alix.judge('au-retour')
      await openRequest(ange, 'corbas', receipt.number)
      await turnTo(ange, 'Agir')
      assert.ok(!(await ange.text()).includes('ce que vous faites ici est écrit'))
      for (const visitor of [resident, alix, ange]) await visitor.leave()
    })
  }
})
