import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import type { Visit } from './browser.ts'
import { agentArrives } from './desk.ts'
import { document, signIn } from './requests.ts'
import { Visitor } from './visitor.ts'

/** What people do with organisations and mandates in several stories. */

/** Somebody of the demonstration, signed in. */
export async function memberArrives(browser: Browser, origin: string, email: string, visit: Visit): Promise<Visitor> {
  const visitor = await Visitor.arrive(browser, origin, visit)
  await signIn(visitor, email)
  return visitor
}

export async function addOrganisation(visitor: Visitor, number: string, name: string): Promise<void> {
  await visitor.open('/compte/organisations')
  await visitor.judge('organisations')
  await visitor.write('SIREN, SIRET ou numéro RNA', number)
  await visitor.press('Chercher et ajouter')
  assert.equal(await visitor.title(), name)
}

/** From the page of an organisation: sends a document that shows that one answers for it. */
export async function sendProof(visitor: Visitor): Promise<void> {
  await visitor.judge('organisation')
  await visitor.attach('Votre document', document('kbis.pdf'))
  await visitor.press('Envoyer le document')
  await visitor.reads('Le document est envoyé à la collectivité.')
}

/** The moderator of the town accepts so many documents. */
export async function acceptProofs(browser: Browser, origin: string, visit: Visit, count: number): Promise<void> {
  const moderator = await agentArrives(browser, origin, 'responsable.corbas@exemple.fr', visit)
  for (let done = 0; done < count; done++) {
    await moderator.open('/bureau/corbas/organisations')
    await moderator.judge('organisations-to-check')
    await moderator.follow(/Document à lire/)
    await moderator.judge('organisation-to-check')
    await moderator.press('Accepter')
    await moderator.reads('Votre décision est enregistrée.')
  }
  await moderator.leave()
}

/** From the page of an organisation: asks for a mandate, inviting its director if need be; gives the address of its page. */
export async function askMandate(visitor: Visitor, directorEmail = ''): Promise<string> {
  await visitor.follow('Demander un mandat')
  await visitor.judge('mandate-ask')
  await visitor.page.getByRole('radio', { name: /Faire les démarches/ }).check()
  await visitor.write('Pourquoi ?', 'Je gère la boutique de la rue de l’Exemple.')
  if (directorEmail !== '')
    await visitor.write('Adresse e-mail de qui dirige l’organisation, sans compte ici', directorEmail)
  await visitor.press('Envoyer la demande')
  await visitor.reads('Votre demande est partie. La réponse vous arrivera par courriel.')
  return visitor.path
}
