import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { crossedVisits, type Visit, visitName } from '../../support/browser.ts'
import { agentArrives } from '../../support/desk.ts'
import { document, signIn, writeAddress } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** A telephone call becomes a request, answered by a letter of the register; the person ties it to her account with its code. */

const { platform, browser } = await openStory()

suite('Un appel devient une demande, à laquelle une lettre répond', () => {
  for (const visit of crossedVisits) test(visitName(visit), () => walk(visit))
})

async function walk(visit: Visit): Promise<void> {
  const family = visit.device === 'phone' ? 'Appelante' : 'Téléphone'
  const agent = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', visit)
  const { code, number } = await takeTheCall(agent, family)
  await answerByLetter(agent, { family, number })
  await agent.leave()
  const resident = await Visitor.arrive(browser, platform.url, visit)
  await resident.open('/mes-demandes/rattacher')
  await signIn(resident, visit.device === 'phone' ? 'camille.demonstration@exemple.fr' : 'sam.demonstration@exemple.fr')
  await resident.write('Code de suivi', 'AAAA-AAAA-AAAA')
  await resident.press('Rattacher à mon compte')
  await resident.reads('La demande n’a pas été trouvée')
  await resident.judge('claim-refused')
  await resident.write('Code de suivi', code)
  await resident.press('Rattacher à mon compte')
  await resident.reads(/Demande enregistrée pour vous par Alix Exemple, reçue par téléphone/)
  await resident.reads(/Lettre D-\d{4}-\d{5}, envoyée le/)
  await resident.leave()
}

/** Nobody of that name yet: her record, her procedure, her form on one page, her receipt. */
async function takeTheCall(
  agent: Visitor,
  family: string,
): Promise<{ readonly code: string; readonly number: string }> {
  await agent.open('/bureau/corbas/accueil')
  await agent.judge('reception')
  await agent.write('Qui est-ce ?', family)
  await agent.press('Chercher')
  await agent.reads('Personne de ce nom')
  await agent.follow('Créer une fiche')
  await agent.judge('reception-new')
  await agent.write('Prénom', 'Zoé')
  await agent.write('Téléphones', '06 39 98 00 31')
  await agent.press('Enregistrer et choisir la démarche')
  await agent.judge('reception-choose')
  await agent.open(`${new URL(agent.page.url()).pathname}/lampadaire-en-panne`)
  await agent.choose('Elle arrive', 'par téléphone')
  await agent.press('Enregistrer la demande')
  await agent.judge('reception-entry-refused')
  await agent.page.locator('input[name="problem"]').first().check({ force: true })
  await writeAddress(agent, 'corbas', '27 rue des Essais')
  await agent.press('Enregistrer la demande')
  await agent.reads('Demande enregistrée')
  await agent.judge('reception-receipt')
  const words = await agent.page.locator('main').innerText()
  const code = /([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}/.exec(words)?.[0] ?? assert.fail(words)
  return { code, number: /COR-\d{4}-\d{5}/.exec(words)?.[0] ?? assert.fail(words) }
}

/** A letter that left takes its number, then its place in the request. */
async function answerByLetter(
  agent: Visitor,
  { family, number }: { readonly family: string; readonly number: string },
): Promise<void> {
  await agent.open('/bureau/corbas/registre?sens=depart')
  await agent.judge('mail-register')
  await agent.follow('Enregistrer une lettre partie')
  await agent.write('À qui', `Zoé ${family}`)
  await agent.write('Objet', 'Votre lampadaire')
  await agent.attach('Numérisation', document('lettre.pdf'))
  await agent.judge('mail-new')
  await agent.press('Enregistrer sous le prochain numéro')
  await agent.write('Numéro de la demande', number)
  await agent.judge('mail-item')
  await agent.press('Joindre')
  await agent.reads('La lettre est dans la demande.')
}
