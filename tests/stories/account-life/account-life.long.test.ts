import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { linkTo, openAccount } from '../../support/accounts.ts'
import { picture, type Visit, visitName } from '../../support/browser.ts'
import { letterTo } from '../../support/letters.ts'
import { applicant, reportLight, signIn } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** An account lives: its name and its address change, a copy of all of it is read, it is closed, and opened again. */

const { platform, browser } = await openStory()

const visits: readonly Visit[] = [
  { device: 'desktop', javaScript: true },
  { device: 'phone', javaScript: false },
]

suite('Une personne change d’adresse, lit tout ce qu’on garde d’elle, ferme son compte et le rouvre', () => {
  for (const visit of visits) test(visitName(visit), () => walk(visit))
})

async function walk(visit: Visit): Promise<void> {
  const person = applicant(visit.device === 'phone' ? 'Loan-mobile' : 'Loan')
  const me = await Visitor.arrive(browser, platform.url, visit)
  await openAccount(me, platform, person)
  await changeDetails(me, visit)
  const email = await changeEmail(me, visit, person.email)
  await readEverything(me, visit, email)
  await closeAndReopen(me, visit, email)
  await me.leave()
}

async function changeDetails(me: Visitor, visit: Visit): Promise<void> {
  await me.open('/compte')
  await me.judge('account')
  await me.follow('Modifier : Identité')
  await me.write('Nom', '')
  await me.press('Enregistrer')
  await me.reads('Indiquez votre nom')
  await me.judge('details-error')
  await me.write('Nom', 'Nouveau-Nom')
  await me.write('Téléphone', '06 39 98 12 34')
  await picture(me.page, 'details', visit)
  await me.press('Enregistrer')
  await me.reads('Vos coordonnées sont enregistrées.')
  await me.follow('Ce que votre compte disait avant')
  await me.reads('Essai est devenu Nouveau-Nom')
  await me.judge('history')
}

/** Both addresses have to say yes. */
async function changeEmail(me: Visitor, visit: Visit, old: string): Promise<string> {
  const next = old.replace('@', '.nouveau@')
  await me.open('/compte')
  await me.follow('Changer l’adresse e-mail')
  await me.judge('address')
  await me.write('Nouvelle adresse e-mail', 'pas une adresse')
  await me.press('Envoyer les deux messages')
  await me.judge('address-error')
  await me.write('Nouvelle adresse e-mail', next)
  await me.press('Envoyer les deux messages')
  assert.equal(await me.title(), 'Deux messages vous attendent')
  await me.judge('address-pending')
  await picture(me.page, 'address-pending', visit)
  const path = '/compte/adresse'
  await me.open(await linkTo(platform, next, { subject: 'Confirmez votre nouvelle adresse', path: `${path}/nouvelle` }))
  await me.judge('address-new')
  await me.press('Oui, c’est mon adresse')
  assert.equal(await me.title(), 'C’est confirmé de ce côté')
  await me.open(await linkTo(platform, old, { subject: 'Confirmez le changement', path: `${path}/ancienne` }))
  await me.judge('address-old')
  await me.press('Oui, je change d’adresse')
  assert.equal(await me.title(), 'Votre adresse est changée')
  await me.judge('address-changed')
  await me.follow('Mon compte', me.page.locator('main'))
  await me.reads(next)
  return next
}

async function readEverything(me: Visitor, visit: Visit, email: string): Promise<void> {
  const { number } = await reportLight(me, 'corbas', { givenName: 'Loan', familyName: 'Essai', email })
  await me.open('/compte/partages')
  await me.reads(new RegExp(number))
  await me.judge('shared')
  await picture(me.page, 'shared', visit)
  await me.open('/compte/donnees')
  await me.judge('copy-none')
  await me.press('Préparer une copie')
  await letterTo(platform, email, 'La copie de vos données est prête')
  await me.open('/compte/donnees')
  await me.reads('Votre copie est prête')
  await me.judge('copy-ready')
  await picture(me.page, 'copy', visit)
  await me.follow('Lire la copie')
  await me.judge('copy-parts')
  await me.follow('Vos demandes', me.page.locator('main'))
  await me.reads(number)
  await me.judge('copy-requests')
  await picture(me.page, 'copy-requests', visit)
  await me.follow('La copie de mes données', me.page.locator('main'))
  await me.follow('Votre compte', me.page.locator('main'))
  await me.reads(email)
  await me.judge('copy-account')
  await picture(me.page, 'copy-account', visit)
}

async function closeAndReopen(me: Visitor, visit: Visit, email: string): Promise<void> {
  await me.open('/compte')
  await me.follow('Fermer mon compte')
  await me.judge('close')
  await picture(me.page, 'close', visit)
  await me.press('Fermer mon compte')
  await me.reads('Cochez la case pour dire que vous avez compris')
  await me.judge('close-error')
  await me.tick('J’ai compris ce qui est effacé et ce qui reste')
  await me.press('Fermer mon compte')
  assert.equal(await me.title(), 'Votre compte est fermé')
  await me.judge('closed')
  await letterTo(platform, email, 'Votre compte est fermé')
  await me.open('/connexion')
  await signIn(me, email)
  assert.equal(await me.title(), 'Voulez-vous rouvrir votre compte ?')
  await me.judge('reopen')
  await picture(me.page, 'reopen', visit)
  await me.press('Rouvrir mon compte')
  await me.reads('Votre compte est rouvert : tout y est.')
  await me.open('/bureau/exploitation')
  await me.reads(/Compte ouvert/)
  await me.judge('not-mine')
  await picture(me.page, 'not-mine', visit)
  await me.press('Utiliser un autre compte')
  await me.isAt('/connexion')
}
