import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { everyVisit, type Visit, visitName } from '../../support/browser.ts'
import { act, agentArrives, openRequest, turnTo } from '../../support/desk.ts'
import { letterTo } from '../../support/letters.ts'
import { openStory } from '../../support/story.ts'
import {
  applicant,
  type Applicant,
  document,
  photo,
  send,
  track,
  writeAddress,
  writeIdentity,
} from '../../support/requests.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * Somebody without an account tells the town hall that her street is dark, and is answered. The whole way is walked in the
 * four ways: this is what the platform is for.
 */

const { platform, browser } = await openStory()

suite('Une habitante, sans compte, signale une rue noire', () => {
  for (const visit of everyVisit) test(visitName(visit), () => walk(visit))
})

async function walk(visit: Visit): Promise<void> {
  const resident = await Visitor.arrive(browser, platform.url, visit)
  const person = applicant(`${visit.device === 'phone' ? 'Maé' : 'Lou'}${visit.javaScript ? '' : '-Sans'}`)
  await findTown(resident)
  await findProcedure(resident)
  await tellProblem(resident)
  await tellPlace(resident)
  await tellWho(resident, person)
  const receipt = await checkAndSend(resident, person)
  await readLetter(person, receipt.number, receipt.code)
  await followByCode(resident, receipt.code, person)
  await writeToOffice(resident)
  await agentSettles(visit, receipt.number)
  await readAnswer(resident, person)
  await resident.leave()
}

/** By a name with a mistake in it, or by a postal code. */
async function findTown(resident: Visitor): Promise<void> {
  await resident.open('/')
  await resident.judge('territory')
  await resident.write('Quelle est votre commune ?', 'corbass')
  if (resident.visit.javaScript) {
    const proposed = resident.page.getByRole('list', { name: 'Réponses proposées' })
    await proposed.getByRole('link', { name: /Corbas/ }).waitFor()
  }
  await resident.press('Trouver')
  assert.equal(await resident.title(), 'Communes pour « corbass »')
  await resident.judge('communes')
  await resident.reads('Corbas')
  await resident.write('Quelle est votre commune ?', '69960')
  await resident.press('Trouver')
  await resident.follow(/^Corbas/, resident.page.locator('main'))
  await resident.isAt('/corbas')
}

async function findProcedure(resident: Visitor): Promise<void> {
  await resident.judge('commune')
  await resident.write('Que cherchez-vous ?', 'reverbere eteint')
  await resident.press('Chercher')
  await resident.judge('search')
  await resident.follow(/Signaler un lampadaire en panne/, resident.page.locator('main'))
  await resident.judge('procedure')
  await resident.reads('Une adresse ou un repère')
  await resident.reads('Gratuit')
  await resident.reads('10 jours')
  await resident.reads('04 65 71 00 14')
  await resident.follow(/Commencer ma demande/)
}

/** An error is next to its field, and nothing of what she typed is lost. */
async function tellProblem(resident: Visitor): Promise<void> {
  assert.equal(await resident.title(), 'Que se passe-t-il ?')
  await resident.reads('Étape 1 sur 4 : la panne')
  await resident.judge('form')
  await resident.choose('Le problème', 'Toute la rue est dans le noir')
  await resident.write('Combien de lampadaires environ ?', 'une douzaine')
  await resident.writeDay('Depuis quand ?', [3, 11, 2025])
  await resident.press('Continuer')
  await resident.judge('form-error')
  assert.equal(await resident.page.getByRole('alert').getByRole('heading').innerText(), 'Une réponse est à corriger')
  const wrong = resident.control('Combien de lampadaires environ ?')
  assert.equal(await wrong.inputValue(), 'une douzaine')
  assert.equal(await wrong.getAttribute('aria-invalid'), 'true')
  const link = resident.page.getByRole('alert').getByRole('link')
  assert.equal(await link.getAttribute('href'), '#how_many')
  assert.ok((await describedBy(resident, 'how_many')).includes(await link.innerText()))
  assert.equal(await resident.group('Depuis quand ?').getByLabel('Année').inputValue(), '2025')
  await wrong.fill('12')
  await resident.press('Continuer')
}

/** The sentences tied to a control, as a screen reader says them after its name. */
async function describedBy(resident: Visitor, id: string): Promise<string> {
  const ids = (await resident.page.locator(`[id="${id}"]`).getAttribute('aria-describedby')) ?? ''
  const sentences = ids.split(' ').map((each) => resident.page.locator(`[id="${each}"]`).innerText())
  return (await Promise.all(sentences)).join(' ')
}

async function tellPlace(resident: Visitor): Promise<void> {
  assert.equal(await resident.title(), 'Où est ce lampadaire ?')
  await writeAddress(resident, 'corbas')
  await resident.attach('Une photo', photo('rue-noire.png'))
  await resident.press('Continuer')
}

async function tellWho(resident: Visitor, person: Applicant): Promise<void> {
  await writeIdentity(resident, { ...person, email: 'lou.exemple' })
  await resident.write('Autre chose à savoir ?', 'On ne voit plus le passage piéton.')
  await resident.press('Continuer')
  await resident.reads('Une réponse est à corriger')
  assert.equal(await resident.control('Autre chose à savoir ?').inputValue(), 'On ne voit plus le passage piéton.')
  await resident.write('Votre adresse e-mail', person.email)
  await resident.press('Continuer')
}

async function checkAndSend(resident: Visitor, person: Applicant) {
  assert.equal(await resident.title(), 'Vérifiez vos réponses avant d’envoyer')
  await resident.judge('summary')
  await resident.reads('12 rue de l’Exemple')
  await resident.reads('rue-noire.png')
  await resident.reads('3 novembre 2025')
  await resident.press('Envoyer ma demande')
  await resident.reads('Cochez la case pour certifier vos réponses')
  const receipt = await send(resident)
  await resident.judge('receipt')
  assert.match(receipt.number, /^COR-\d{4}-\d{5}$/)
  await resident.reads(`Nous les envoyons aussi à ${person.email}`)
  const pdf = resident.page.getByRole('link', { name: /accusé de réception \(PDF\)/ })
  const answer = await resident.context.request.get(platform.url + ((await pdf.getAttribute('href')) ?? ''))
  assert.equal((await answer.body()).subarray(0, 4).toString(), '%PDF')
  assert.match(answer.headers()['content-disposition'] ?? '', new RegExp(receipt.number))
  return receipt
}

async function readLetter(person: Applicant, number: string, code: string): Promise<void> {
  const letter = await letterTo(platform, person.email, number)
  assert.ok(letter.text.includes(number))
  assert.ok(letter.text.includes(code))
  assert.ok(letter.attachments.some((name) => name.endsWith('.pdf')))
}

async function followByCode(resident: Visitor, code: string, person: Applicant): Promise<void> {
  await track(resident, code, 'quelqu-un.d-autre@exemple.fr')
  await resident.judge('track-error')
  await resident.reads('Vérifiez le code et l’adresse e-mail : nous ne trouvons pas de demande avec les deux')
  await resident.write('Adresse e-mail donnée dans la demande', person.email)
  // As one copies it from a paper: small letters, no dashes.
  await resident.write('Code de suivi', code.toLowerCase().replaceAll('-', ' '))
  await resident.press('Voir ma demande')
  await resident.judge('tracking')
  await resident.reads('Votre demande est bien arrivée ; le service va l’étudier.')
}

async function writeToOffice(resident: Visitor): Promise<void> {
  await resident.press('Envoyer mon message')
  await resident.reads('Écrivez votre message, ou joignez un fichier')
  await resident.write('Écrire au service', 'La boulangerie confirme : tout s’est éteint samedi.')
  await resident.attach('Joindre des fichiers', document('plan-de-la-rue.pdf'))
  await resident.press('Envoyer mon message')
  await resident.reads('Votre message est envoyé.')
  await resident.reads('La boulangerie confirme : tout s’est éteint samedi.')
  await resident.reads('plan-de-la-rue.pdf')
}

async function agentSettles(visit: Visit, number: string): Promise<void> {
  const agent = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', visit)
  await agent.judge('list')
  await openRequest(agent, 'corbas', number)
  await agent.judge('case')
  await turnTo(agent, 'Les échanges')
  await agent.reads('La boulangerie confirme : tout s’est éteint samedi.')
  const file = agent.page.getByRole('link', { name: 'plan-de-la-rue.pdf' }).first()
  const answer = await agent.context.request.get(platform.url + ((await file.getAttribute('href')) ?? ''))
  assert.equal((await answer.body()).subarray(0, 4).toString(), '%PDF')
  await act(agent, 'Prendre en charge')
  await agent.reads('Vous suivez cette demande.')
  await act(agent, 'Commencer l’étude')
  await agent.reads('C’est fait.')
  const label = 'Message à la personne (facultatif)'
  await act(agent, 'Accepter', { label, value: 'L’équipe a réparé l’armoire électrique ce matin.' })
  await agent.judge('case-closed')
  await turnTo(agent, 'Agir')
  await agent.reads('Demande close')
  await agent.leave()
}

async function readAnswer(resident: Visitor, person: Applicant): Promise<void> {
  await resident.page.reload()
  await resident.judge('tracking-answered')
  await resident.reads('Votre demande est acceptée.')
  await resident.reads('L’équipe a réparé l’armoire électrique ce matin.')
  const letter = await letterTo(platform, person.email, /notre réponse/)
  assert.match(letter.text, /L’équipe a réparé l’armoire électrique ce matin\./)
}

test('l’exploitation lit dans le bureau chaque courriel parti', async () => {
  const operator = await agentArrives(browser, platform.url, 'exploitation@exemple.fr', {
    device: 'desktop',
    javaScript: true,
  })
  await operator.open('/bureau/courriels')
  await operator.judge('outbox')
  await operator.follow(/notre réponse/)
  await operator.judge('letter')
  await operator.reads('L’équipe a réparé l’armoire électrique ce matin.')
  await operator.leave()
})
