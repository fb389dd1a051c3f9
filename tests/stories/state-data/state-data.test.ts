import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Visit, crossedVisits, visitName } from '../../support/browser.ts'
import { letterTo } from '../../support/letters.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** What the State knows is not asked twice: the demonstration's stand-in of API Particulier answers in its place. */

const { platform, browser } = await openStory()

const form = '/corbas/demarches/tarif-cantine/demande/nouvelle'

suite('Une habitante fait calculer son tarif de cantine sans joindre de pièce', () => {
  const [first] = crossedVisits
  for (const visit of crossedVisits) test(visitName(visit), () => walk(visit, visit === first))
})

async function walk(visit: Visit, isFirst: boolean): Promise<void> {
  const resident = await Visitor.arrive(browser, platform.url, visit)
  await withoutIdentity(resident)
  await identify(resident, isFirst)
  await ask(resident)
  await send(resident)
  await resident.leave()
}

async function toIncome(resident: Visitor): Promise<void> {
  await resident.open(form)
  await resident.write('Prénom et nom de l’enfant', 'Zoé Exemple')
  await resident.choose('Combien de repas par semaine ?', 'Tous les jours d’école')
  await resident.press('Continuer')
  assert.equal(await resident.title(), 'Quel est votre quotient familial ?')
}

/** The commune does not take a typed civil status: it says how to go on instead. */
async function withoutIdentity(resident: Visitor): Promise<void> {
  await toIncome(resident)
  await resident.judge('datum-idle')
  await resident.press('Récupérer auprès de la CAF ou la MSA')
  assert.equal(await resident.title(), 'Demander à la CAF ou la MSA ?')
  await resident.judge('datum-ask')
  await resident.press('Récupérer auprès de la CAF ou la MSA')
  await resident.reads('Cochez la case pour donner votre accord')
  await resident.judge('datum-ask-refused')
  await resident.follow('Répondre sans demander')
  assert.equal(await resident.title(), 'Quel est votre quotient familial ?')
}

async function identify(resident: Visitor, isFirst: boolean): Promise<void> {
  await resident.open('/connexion?retour=/corbas')
  await resident.follow('S’identifier avec FranceConnect')
  await resident.page.getByLabel(/^\s*Georges CNAF,/).check()
  await resident.press('Continuer')
  await resident.press('Accepter, et revenir au service')
  if (!isFirst) return resident.isAt('/corbas')
  const email = 'georges.cantine@exemple.fr'
  await resident.write('Votre adresse e-mail', email)
  await resident.press('Créer mon compte')
  const letter = await letterTo(platform, email, 'Confirmez votre adresse')
  const link = /http\S+\/identite\/confirmer\/\S+/.exec(letter.text)?.[0]
  assert.ok(link, letter.text)
  await resident.open(new URL(link).pathname)
  await resident.press('Oui, c’est mon adresse')
}

async function ask(resident: Visitor): Promise<void> {
  await toIncome(resident)
  await resident.press('Récupérer auprès de la CAF ou la MSA')
  await resident.reads(/Georges CNAF, naissance le 1.* janvier 2002/)
  await resident.tick('J’accepte que')
  await resident.judge('datum-ask-certified')
  await resident.press('Récupérer auprès de la CAF ou la MSA')
  await resident.reads(/Transmis par la CAF ou la MSA le/)
  await resident.judge('datum-fetched')
  assert.equal(await resident.control('Votre quotient familial').inputValue(), '2550')
  await resident.doesNotRead('Votre attestation de quotient familial')
  await resident.press('Continuer')
  assert.equal(await resident.title(), 'Comment vous répondre ?')
}

async function send(resident: Visitor): Promise<void> {
  await resident.press('Continuer')
  await resident.reads('2 550')
  await resident.tick('Je certifie que ces réponses sont exactes.')
  await resident.press('Envoyer ma demande')
  await resident.open('/compte/partages')
  await resident.reads(/demandé à la CAF ou la MSA, qui a répondu/)
  await resident.judge('datum-shared')
}
