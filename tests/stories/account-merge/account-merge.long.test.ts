import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { linkTo, openAccount } from '../../support/accounts.ts'
import { picture, type Visit, visitName } from '../../support/browser.ts'
import { letterTo } from '../../support/letters.ts'
import {
  applicant,
  type Applicant,
  beginForm,
  demoPassword,
  send,
  signIn,
  writeAddress,
} from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** She has two accounts, each with a request in another town: they become one, and two again at her request. */

const { platform, browser } = await openStory()

const visits: readonly Visit[] = [
  { device: 'desktop', javaScript: true },
  { device: 'phone', javaScript: false },
]

suite('Deux comptes d’une même personne n’en font plus qu’un, puis sont séparés par l’assistance', () => {
  for (const visit of visits) test(visitName(visit), () => walk(visit))
})

async function walk(visit: Visit): Promise<void> {
  const suffix = visit.device === 'phone' ? '-mobile' : ''
  const [kept, other] = [applicant(`Noa${suffix}`), applicant(`Noa-Travail${suffix}`)]
  const me = await Visitor.arrive(browser, platform.url, visit)
  const atWork = await Visitor.arrive(browser, platform.url, visit)
  await openAccount(me, platform, kept)
  await openAccount(atWork, platform, other)
  const inCorbas = await report(me, 'corbas')
  const inGivors = await report(atWork, 'givors')
  await askMerge(me, visit, { kept, other })
  await atWork.open('/mes-demandes')
  await atWork.isAt('/connexion')
  await me.follow('Voir mes demandes', me.page.locator('main'))
  for (const number of [inCorbas, inGivors]) await me.reads(number)
  await letterTo(platform, other.email, 'Vos deux comptes sont réunis')
  await signIn(atWork, other.email)
  await atWork.isAt('/connexion')
  await separate(visit, other)
  await letterTo(platform, kept.email, 'Vos deux comptes sont de nouveau séparés')
  await signIn(atWork, other.email)
  await atWork.reads(inGivors)
  await atWork.doesNotRead(inCorbas)
  await me.open('/mes-demandes')
  await me.reads(inCorbas)
  await me.doesNotRead(inGivors)
  await atWork.leave()
  await me.leave()
}

async function report(resident: Visitor, town: string): Promise<string> {
  await beginForm(resident, town, 'lampadaire-en-panne')
  await resident.choose('Le problème', 'La lumière est éteinte')
  await resident.press('Continuer')
  await writeAddress(resident, town)
  await resident.press('Continuer')
  await resident.press('Continuer')
  return (await send(resident)).number
}

interface Both {
  readonly kept: Applicant
  readonly other: Applicant
}

async function askMerge(me: Visitor, visit: Visit, { kept, other }: Both): Promise<void> {
  await me.open('/compte')
  await me.judge('account')
  await picture(me.page, 'account', visit)
  await me.follow('Réunir deux comptes')
  await me.judge('merge')
  await picture(me.page, 'merge', visit)
  await me.write('Adresse e-mail de l’autre compte', kept.email)
  await me.press('Continuer')
  await me.reads('Cette adresse est celle de ce compte')
  await me.judge('merge-error')
  await me.write('Adresse e-mail de l’autre compte', other.email)
  await me.press('Continuer')
  assert.equal(await me.title(), 'Prouvez que l’autre compte est à vous')
  await me.judge('merge-asked')
  await me.write('Mot de passe', 'pas le bon mot de passe')
  await me.press('Prouver par ce mot de passe')
  await me.judge('merge-asked-error')
  await me.open(
    await linkTo(platform, other.email, { subject: 'Réunir vos deux comptes', path: '/compte/fusion/preuve' }),
  )
  await me.judge('merge-proof')
  await me.press('Oui, ce compte est à moi')
  assert.equal(await me.title(), 'Voici ce qui va se passer')
  await me.reads(other.email)
  await me.judge('merge-preview')
  await picture(me.page, 'merge-preview', visit)
  await me.page.getByRole('radio', { name: 'Elle n’ouvre plus rien' }).check()
  await me.press('Réunir les deux comptes')
  assert.equal(await me.title(), 'Vos deux comptes n’en font plus qu’un')
  await me.judge('merge-done')
}

/** Support hears the person, says why, and gives each account back what it had. */
async function separate(visit: Visit, other: Applicant): Promise<void> {
  const support = await Visitor.arrive(browser, platform.url, visit)
  await signIn(support, 'exploitation@exemple.fr')
  await support.open('/bureau/fusions')
  await support.judge('merges')
  await picture(support.page, 'merges', visit)
  const card = support.page.locator('section.panel').filter({ hasText: other.email })
  await support.press('Séparer ces deux comptes', card)
  await support.judge('merges-error')
  await card.getByLabel('Pourquoi les séparer').fill('Demandé au téléphone, identité vérifiée')
  await support.press('Séparer ces deux comptes', card)
  await support.reads('Demandé au téléphone, identité vérifiée')
  await support.leave()
}

test('Le mot de passe de l’autre compte le prouve aussi ; une adresse inconnue ne le dit pas', async () => {
  const visit: Visit = { device: 'phone', javaScript: true }
  const [kept, other] = [applicant('Ari'), applicant('Ari-Bis')]
  const me = await Visitor.arrive(browser, platform.url, visit)
  await openAccount(me, platform, other)
  await me.open('/deconnexion')
  await me.press('Me déconnecter', me.page.locator('main'))
  await openAccount(me, platform, kept)
  await me.open('/compte/fusion')
  await me.write('Adresse e-mail de l’autre compte', 'personne.ici@exemple.fr')
  await me.press('Continuer')
  assert.equal(await me.title(), 'Prouvez que l’autre compte est à vous')
  await me.follow('Recommencer')
  await me.write('Adresse e-mail de l’autre compte', other.email)
  await me.press('Continuer')
  await me.write('Mot de passe', demoPassword)
  await me.press('Prouver par ce mot de passe')
  await me.reads('Rien à déplacer')
  await me.press('Réunir les deux comptes')
  assert.equal(await me.title(), 'Vos deux comptes n’en font plus qu’un')
  // Its address opens the account that stays: the same person, two ways to name her.
  await me.open('/deconnexion')
  await me.press('Me déconnecter', me.page.locator('main'))
  await signIn(me, other.email)
  await me.open('/compte')
  await me.reads(kept.email)
  await me.leave()
})
