import { suite, test } from 'node:test'
import { crossedVisits, type Visit, visitName } from '../../support/browser.ts'
import { agentArrives } from '../../support/desk.ts'
import { askDatabase } from '../../support/letters.ts'
import { signIn } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** An agent looks at all that is known of somebody, after she said why; the person then reads who looked, and why. */

const { platform, browser } = await openStory()

suite('Une consultation, que la personne lit ensuite', () => {
  for (const visit of crossedVisits) test(visitName(visit), () => walk(visit))
})

async function walk(visit: Visit): Promise<void> {
  const resident = visit.device === 'phone' ? 'camille.demonstration@exemple.fr' : 'sam.demonstration@exemple.fr'
  const agent = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', visit)
  await agent.open('/bureau/corbas/accueil/nouvelle-fiche')
  await agent.write('Nom', `Consultée ${visit.device}`)
  await agent.write('Prénom', 'Una')
  await agent.write('Téléphones', '06 39 98 00 41')
  await agent.press('Enregistrer et choisir la démarche')
  await agent.follow('Tout ce que nous savons d’elle')
  await agent.reads(/Pourquoi consultez-vous les données de Una Consultée/)
  await agent.press('Consulter')
  await agent.reads('Choisissez un motif')
  await agent.judge('contact-motive')
  await agent.choose('Votre motif', 'La personne est au téléphone')
  await agent.press('Consulter')
  await agent.reads('06 39 98 00 41')
  await agent.judge('contact')
  await agent.leave()

  // As the code of one of her requests does: told apart in the story of the telephone call.
  await askDatabase(
    platform,
    `update contacts.contact set account_id = (select id from accounts.account where email = $1), linked_how = 'code', linked_at = now()
     where family_name = $2`,
    [resident, `Consultée ${visit.device}`],
  )
  const person = await Visitor.arrive(browser, platform.url, visit)
  await person.open('/compte/consultations')
  await signIn(person, resident)
  await person.reads('Vous étiez au téléphone')
  await person.reads(/Alix Exemple/)
  await person.judge('account-lookups')
  await person.leave()

  const supervisor = await agentArrives(browser, platform.url, 'responsable.corbas@exemple.fr', visit)
  await supervisor.open('/bureau/corbas/usagers/consultations')
  await supervisor.reads(/Una Consultée/)
  await supervisor.judge('lookup-register')
  await supervisor.leave()
}
