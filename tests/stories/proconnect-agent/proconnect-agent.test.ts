import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Visit, visitName } from '../../support/browser.ts'
import { demoPassword } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** Somebody who works links her professional identity to her account, then enters by it, on the demonstration's simulator. */

const { platform, browser } = await openStory()

const visits: readonly (readonly [Visit, email: string, person: string])[] = [
  [{ device: 'desktop', javaScript: true }, 'camille.demonstration@exemple.fr', 'Maud Exemple'],
  [{ device: 'phone', javaScript: false }, 'sam.demonstration@exemple.fr', 'Noé Modèle'],
]

suite('Une professionnelle relie ProConnect à son compte', () => {
  for (const [visit, email, person] of visits) test(visitName(visit), () => walk(visit, email, person))
})

async function walk(visit: Visit, email: string, person: string): Promise<void> {
  const professional = await Visitor.arrive(browser, platform.url, visit)
  await professional.open('/connexion?retour=/compte')
  await professional.write('Adresse e-mail', email)
  await professional.write('Mot de passe', demoPassword)
  await professional.press('Me connecter')
  await professional.follow('Relier ProConnect')
  await professional.reads('Simulateur de ProConnect')
  await professional.page.getByLabel(new RegExp(`^\\s*${person},`)).check()
  await professional.press('Continuer')
  assert.equal(await professional.title(), 'Relier ProConnect à votre compte ?')
  await professional.judge('state-link')
  await professional.press('Oui, relier les deux')
  await professional.reads('SIRET 10000001700010')
  await professional.judge('account-state-linked')
  await professional.context.clearCookies()
  await professional.open('/connexion')
  await professional.follow('S’identifier avec ProConnect')
  await professional.page.getByLabel(new RegExp(`^\\s*${person},`)).check()
  await professional.press('Continuer')
  await professional.isAt('/mes-demandes')
  await professional.leave()
}
