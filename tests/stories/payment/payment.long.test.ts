import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { requestPayment } from '#counter/payments'
import { newId } from '#kernel/ids'
import { getSite } from '#territory/collectivities'
import { type Visit, visitName } from '../../support/browser.ts'
import { beside } from '../../support/composed.ts'
import { agentArrives } from '../../support/desk.ts'
import { askDatabase } from '../../support/letters.ts'
import { applicant, reportLight, track } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { plain, Visitor } from '../../support/visitor.ts'

/**
 * A collectivity declares where its money goes; a resident follows her request, and pays what it asks for: refused first,
 * then given up, then paid. The accountant reads it. Nothing of it needs JavaScript.
 */

const { platform, browser } = await openStory()

const ways: Visit[] = [
  { device: 'desktop', javaScript: true },
  { device: 'phone', javaScript: false },
]

/** A sum is asked for, as a circuit does. */
async function ask(number: string, purpose: string): Promise<void> {
  const [row] = await askDatabase<{ id: string }>(platform, 'select id from dossiers.dossier where number = $1', [
    number,
  ])
  await beside(platform, async (app, ctx) => {
    const { id: collectivityId } = await getSite(app.db, { slug: 'corbas' })
    await requestPayment(ctx, { collectivityId, requestId: newId(), dossierId: row?.id, amount: 8650, purpose })
  })
}

suite('Payer une somme que demande une démarche', () => {
  for (const [index, visit] of ways.entries()) test(visitName(visit), () => walk(visit, index))
})

async function walk(visit: Visit, index: number): Promise<void> {
  const purpose = `Location d’une salle, ${visitName(visit)}`
  await declare(visit, `09090${index}`)
  await pay(visit, purpose)
  await account(visit, purpose)
}

async function declare(visit: Visit, number: string): Promise<void> {
  const administrator = await agentArrives(browser, platform.url, 'administration.corbas@exemple.fr', visit)
  await administrator.open('/bureau/corbas/paiements')
  await administrator.judge('payments-none')
  await administrator.follow('Régler les régies')
  await administrator.judge('regies')
  await administrator.follow('Ajouter une régie')
  await administrator.press('Enregistrer')
  await administrator.judge('regie-refused')
  await administrator.write('Nom de la régie', `Salles ${number}`)
  await administrator.write('Numéro client PayFiP', number)
  await administrator.choose('Mode', 'Tous les jours')
  await administrator.press('Enregistrer')
  await administrator.reads('C’est enregistré.')
  await administrator.press('Essayer la liaison avec PayFiP')
  await administrator.reads(/PayFiP connaît ce numéro/)
  await administrator.judge('regie')
  await administrator.leave()
}

async function pay(visit: Visit, purpose: string): Promise<void> {
  const resident = await Visitor.arrive(browser, platform.url, visit)
  const person = applicant('Ana')
  const { number, code } = await reportLight(resident, 'corbas', person)
  await ask(number, purpose)
  await track(resident, code, person.email)
  await resident.reads(/Il vous reste à payer 86,50\s€/)
  await resident.judge('follow-to-pay')
  await resident.follow('Payer en ligne')
  const page = resident.path
  assert.equal(await resident.title(), 'Payer 86,50 €')
  await resident.judge('payment')
  await resident.press('Continuer vers PayFiP')
  await resident.reads(/Indiquez votre adresse e-mail/)
  await resident.judge('payment-error')
  await resident.write('Votre adresse e-mail', 'ana@exemple.fr')
  await toPayFip(resident, 'Ma carte est refusée')
  await resident.isAt(page)
  await resident.reads('Le paiement a été refusé')
  await resident.judge('payment-refused')
  await toPayFip(resident, 'Abandonner')
  await resident.reads('Vous n’avez pas fini de payer')
  await resident.press('Continuer vers PayFiP')
  await resident.reads('Simulateur de PayFiP')
  // She closes the page, and comes back by herself.
  await resident.open(page)
  await resident.reads('Votre paiement est commencé')
  await resident.judge('payment-begun')
  await resident.press('Voir où en est mon paiement')
  await resident.press('Reprendre mon paiement')
  await resident.press('Payer par carte')
  await resident.isAt(page)
  assert.equal(await resident.title(), 'C’est payé')
  await resident.judge('payment-paid')
  await resident.open('/suivi/demande')
  await resident.reads(/Payé\s:\s86,50\s€/)
  await resident.judge('follow-paid')
  await resident.leave()
}

async function toPayFip(resident: Visitor, choice: string): Promise<void> {
  await resident.press('Continuer vers PayFiP')
  await resident.reads('Simulateur de PayFiP')
  await resident.press(choice)
}

async function account(visit: Visit, purpose: string): Promise<void> {
  const accountant = await agentArrives(browser, platform.url, 'administration.corbas@exemple.fr', visit)
  await accountant.open('/bureau/corbas/paiements')
  await accountant.reads(purpose)
  assert.match(plain(await accountant.text()).replaceAll(/\s+/g, ' '), /Total .*86,50 €|Total .*173 €/)
  await accountant.judge('payments')
  await accountant.leave()
}
