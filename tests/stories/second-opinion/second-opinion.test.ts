import { suite, test } from 'node:test'
import type { Locator } from 'playwright-core'
import { crossedVisits, type Visit, visitName } from '../../support/browser.ts'
import { agentArrives, openRequest, turnTo } from '../../support/desk.ts'
import { applicant, reportLight } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * An agent asks a colleague of another service what she thinks, then has her manager sign a document. Each of them reads what was
 * chosen for her; both answers are in the request.
 */

const { platform, browser } = await openStory()
const waiting = '/bureau/corbas/on-me-demande'
const order = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)

async function filed(visit: Visit) {
  const resident = await Visitor.arrive(browser, platform.url, { ...visit, javaScript: false })
  const receipt = await reportLight(resident, 'corbas', applicant('Sacha', visit.javaScript ? 'Avec' : 'Sans'))
  await resident.leave()
  return receipt.number
}

async function choose(agent: Visitor, id: string, name: string | undefined): Promise<void> {
  const box: Locator = agent.page.locator(`#${id}`)
  await (name === undefined ? box.check() : box.selectOption({ label: name }))
}

/** A note with a file: what is to be signed. */
async function joinOrder(agent: Visitor): Promise<void> {
  await turnTo(agent, 'Les échanges')
  await agent.page.getByRole('radio', { name: 'Note interne' }).check()
  await agent.page.locator('#message').fill('L’arrêté à signer.')
  await agent.page
    .locator('input[type=file][name=files]')
    .setInputFiles({ name: 'arrete.pdf', mimeType: 'application/pdf', buffer: order })
  await agent.press('Envoyer', agent.page.getByRole('region', { name: 'Les échanges' }))
}

suite('Un deuxième avis, puis une signature', () => {
  for (const visit of crossedVisits) {
    test(visitName(visit), async () => {
      const number = await filed(visit)
      const [alix, civil, ange] = [
        await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', visit),
        await agentArrives(browser, platform.url, 'etat-civil.corbas@exemple.fr', visit),
        await agentArrives(browser, platform.url, 'responsable.corbas@exemple.fr', visit),
      ]
      await openRequest(alix, 'corbas', number)
      await turnTo(alix, 'Agir')
      await alix.follow('Demander un avis')
      await choose(alix, 'qui', undefined)
      await choose(alix, 'collegue', 'Andréa Essai')
      await alix.page.locator('#question').fill('Cette rue est-elle sur le parcours du marché de Noël ?')
      await alix.judge('demander-un-avis')
      await alix.press('Demander l’avis')
      await alix.reads('La question est partie.')

      await civil.open(waiting)
      await civil.judge('on-me-demande')
      await civil.follow(new RegExp(number))
      await civil.reads('marché de Noël')
      await civil.page.getByRole('radio', { name: 'Favorable', exact: true }).check()
      await civil.judge('donner-un-avis-ici')
      await civil.press('Envoyer mon avis')
      await civil.reads('C’est fait')

      await openRequest(alix, 'corbas', number)
      await alix.reads('favorable')
      await joinOrder(alix)
      await turnTo(alix, 'Agir')
      await alix.follow('Faire signer un document')
      await choose(alix, 'qui', undefined)
      await choose(alix, 'collegue', 'Ange Modèle')
      await choose(alix, 'pieces', undefined)
      await alix.judge('faire-signer')
      await alix.press('Envoyer à la signature')
      await turnTo(alix, 'Agir')
      await alix.judge('demande-avec-signature')

      await ange.open(waiting)
      await ange.follow(new RegExp(number))
      await ange.reads('Empreinte SHA-256')
      await ange.judge('signer-ici')
      await ange.page.locator('#accord').check()
      await ange.press('Signer')
      await ange.reads('C’est fait')
      await openRequest(alix, 'corbas', number)
      await alix.reads('Document signé')
      await alix.open('/bureau/corbas/mentions')
      await alix.judge('mentions-et-rythme')
      for (const visitor of [alix, civil, ange]) await visitor.leave()
    })
  }
})
