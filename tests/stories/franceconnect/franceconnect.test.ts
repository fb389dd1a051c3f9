import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Visit, crossedVisits, visitName } from '../../support/browser.ts'
import { letterTo } from '../../support/letters.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** The demonstration signs in through its simulator, as residents will through FranceConnect: nothing is configured. */

const { platform, browser } = await openStory()

/** Somebody else each time: the first visit of each makes an account. */
const identities = [
  ['Thomas Delatour', 'Thomas'],
  ['Georges CNAF', 'Georges'],
  ['Jean MESRI', 'Jean'],
  ['Inès Aya EXEMPLE', 'Inès Aya'],
] as const

suite('Une habitante entre avec FranceConnect', () => {
  for (const [index, visit] of crossedVisits.entries()) test(visitName(visit), () => walk(visit, index))
})

async function goThere(resident: Visitor, retour = ''): Promise<void> {
  await resident.open(`/connexion${retour}`)
  await resident.judge('sign-in-state')
  await resident.follow('S’identifier avec FranceConnect')
  await resident.reads('Simulateur de FranceConnect')
}

async function walk(visit: Visit, index: number): Promise<void> {
  const [identity, givenName] = identities[index % identities.length] ?? identities[0]
  const email = `fc.${index}@exemple.fr`
  const resident = await Visitor.arrive(browser, platform.url, visit)
  await refuse(resident)
  await firstTime(resident, { identity, givenName, email })
  await confirmAgain(resident, identity)
  await leave(resident)
  await secondTime(resident, identity)
  await resident.leave()
}

async function refuse(resident: Visitor): Promise<void> {
  await goThere(resident)
  await resident.press('Refuser, et revenir')
  assert.equal(await resident.title(), 'Vous n’avez pas continué avec FranceConnect')
  await resident.judge('state-refused')
  await resident.follow('Me connecter autrement')
  await resident.isAt('/connexion')
}

async function choose(resident: Visitor, identity: string): Promise<void> {
  await resident.page.getByLabel(new RegExp(`^\\s*${identity},`)).check()
  await resident.press('Continuer')
  await resident.press('Accepter, et revenir au service')
}

async function firstTime(
  resident: Visitor,
  { identity, givenName, email }: { identity: string; givenName: string; email: string },
): Promise<void> {
  await goThere(resident, '?retour=/corbas')
  await choose(resident, identity)
  assert.equal(await resident.title(), `Bonjour ${givenName}`)
  await resident.judge('state-identity')
  await resident.write('Votre adresse e-mail', 'pas une adresse')
  await resident.press('Créer mon compte')
  await resident.judge('state-identity-error')
  await resident.write('Votre adresse e-mail', email)
  await resident.press('Créer mon compte')
  assert.equal(await resident.title(), 'Regardez votre messagerie')
  await resident.judge('state-sent')
  const letter = await letterTo(platform, email, 'Confirmez votre adresse')
  const link = /http\S+\/identite\/confirmer\/\S+/.exec(letter.text)?.[0]
  assert.ok(link, letter.text)
  await resident.open(new URL(link).pathname)
  await resident.judge('state-confirm')
  await resident.press('Oui, c’est mon adresse')
  await resident.isAt('/corbas')
  await resident.open('/compte')
  await resident.reads('Identités reliées')
  await resident.judge('account-state')
}

/** Before what matters, an account without a password is proved again by the identity that opens it. */
async function confirmAgain(resident: Visitor, identity: string): Promise<void> {
  await resident.open('/connexion/confirmer?retour=/compte/adresse')
  await resident.reads('Votre compte n’a pas de mot de passe')
  await resident.judge('confirm-without-password')
  await resident.follow('Confirmer avec FranceConnect')
  await choose(resident, identity)
  await resident.isAt('/compte/adresse')
}

async function leave(resident: Visitor): Promise<void> {
  await resident.open('/deconnexion')
  await resident.press('Me déconnecter')
  // The page hands over to FranceConnect by itself, with or without scripts.
  await resident.page.waitForURL(/\/session\/end/)
  await resident.press('Se déconnecter')
  await resident.isAt('/deconnexion')
  await resident.reads('Votre session est terminée')
}

async function secondTime(resident: Visitor, identity: string): Promise<void> {
  await goThere(resident)
  await choose(resident, identity)
  await resident.isAt('/mes-demandes')
}
