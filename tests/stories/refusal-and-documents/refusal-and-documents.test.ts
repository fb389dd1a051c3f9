import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Visit, visitName } from '../../support/browser.ts'
import { act, agentArrives, openRequest, turnTo } from '../../support/desk.ts'
import { letterTo } from '../../support/letters.ts'
import { openStory } from '../../support/story.ts'
import {
  applicant,
  type Applicant,
  beginForm,
  document,
  photo,
  type ReceiptRead,
  send,
  track,
  writeAddress,
  writeIdentity,
} from '../../support/requests.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * Two requests that are not simply accepted: one misses a paper, the other is refused after a manager has read the answer.
 * The pages are those of the other stories: each circuit is walked in two of the four ways, so that all four are walked.
 */

const { platform, browser } = await openStory()

const arrive = (visit: Visit): Promise<Visitor> => Visitor.arrive(browser, platform.url, visit)
const arriveAtDesk = (agent: string, visit: Visit): Promise<Visitor> =>
  agentArrives(browser, platform.url, agent, visit)

suite('Il manque une pièce : le délai s’arrête, puis repart', () => {
  const ways: Visit[] = [
    { device: 'desktop', javaScript: true },
    { device: 'phone', javaScript: false },
  ]
  for (const visit of ways) test(visitName(visit), () => walkDocuments(visit))
})

async function walkDocuments(visit: Visit): Promise<void> {
  const resident = await arrive(visit)
  const person = applicant(visit.javaScript ? 'Ange' : 'Claude')
  const receipt = await askToRenew(resident, person)
  const agent = await arriveAtDesk('responsable.corbas@exemple.fr', visit)
  await openRequest(agent, 'corbas', receipt.number)
  await askForPaper(agent, person)
  await sendPaper(resident, receipt, person)
  await acceptAfterAll(agent, receipt)
  await readAcceptance(resident, person)
  await resident.leave()
  await agent.leave()
}

async function askToRenew(resident: Visitor, person: Applicant): Promise<ReceiptRead> {
  await beginForm(resident, 'corbas', 'renouveler-une-concession')
  await resident.choose('Avez-vous le titre de concession ?', 'Non')
  await resident.choose('Type de concession', 'Un caveau')
  await resident.press('Continuer')
  await resident.write('Nom et prénom d’une personne qui repose dans cette concession', 'Exemple Marthe')
  await resident.press('Continuer')
  await resident.choose('Vous êtes', 'Le titulaire de la concession')
  await resident.press('Continuer')
  await resident.choose('Durée souhaitée', '30 ans')
  await resident.choose('État du monument', 'En bon état')
  await resident.press('Continuer')
  await writeIdentity(resident, person)
  await writeAddress(resident, 'corbas')
  await resident.attach('Votre pièce d’identité', photo('identite.png'))
  await resident.press('Continuer')
  return send(resident)
}

async function askForPaper(agent: Visitor, person: Applicant): Promise<void> {
  const part = agent.page.getByRole('region', { name: 'Agir' })
  // Sent empty, it goes nowhere and says what is missing.
  await turnTo(agent, 'Agir')
  await part.locator('summary').filter({ hasText: 'Demander des pièces' }).click()
  await agent.press('Demander des pièces', part)
  await agent.judge('case-error')
  await agent.reads('Rien n’est parti : un point est à corriger')
  await agent.write('Pièces à envoyer', 'Une copie du titre de concession, recto et verso.', part)
  await agent.press('Demander des pièces', part)
  await agent.reads('Pièces attendues')
  await turnTo(agent, 'Agir')
  await agent.judge('case-paused')
  await agent.reads('Délai arrêté')
  const letter = await letterTo(platform, person.email, /pièces|documents/)
  assert.match(letter.text, /Une copie du titre de concession, recto et verso\./)
}

async function sendPaper(resident: Visitor, { code }: ReceiptRead, person: Applicant): Promise<void> {
  await track(resident, code, person.email)
  await resident.judge('tracking-your-turn')
  await resident.reads('Nous attendons vos documents pour continuer.')
  await resident.reads('À vous d’agir')
  await resident.reads('Le délai est arrêté en attendant votre réponse.')
  await resident.reads('Une copie du titre de concession, recto et verso.')
  await resident.write('Votre réponse', 'Le voici, trouvé dans les papiers de ma mère.')
  await resident.attach('Joindre des fichiers', [document('titre-recto.pdf'), document('titre-verso.pdf', 'Verso')])
  await resident.press('Envoyer mon message')
  await resident.reads('Le service vérifie vos documents.')
  await resident.reads(/Le délai reprend/)
  await resident.reads('titre-recto.pdf')
}

async function acceptAfterAll(agent: Visitor, { number }: ReceiptRead): Promise<void> {
  await openRequest(agent, 'corbas', number)
  await turnTo(agent, 'Les échanges')
  await agent.reads('Le voici, trouvé dans les papiers de ma mère.')
  await agent.reads('Le délai a repris')
  for (const name of ['titre-recto.pdf', 'titre-verso.pdf']) {
    const link = agent.page.getByRole('link', { name }).first()
    const answer = await agent.context.request.get(platform.url + ((await link.getAttribute('href')) ?? ''))
    assert.equal((await answer.body()).subarray(0, 4).toString(), '%PDF', name)
  }
  await act(agent, 'Dossier complet')
  await act(agent, 'Accepter', {
    label: 'Message à la personne (facultatif)',
    value: 'Le nouveau titre vous attend à l’accueil.',
  })
  await turnTo(agent, 'Agir')
  await agent.reads('Demande close')
}

async function readAcceptance(resident: Visitor, person: Applicant): Promise<void> {
  await resident.page.reload()
  await resident.reads('Votre demande est acceptée.')
  await resident.reads('Le nouveau titre vous attend à l’accueil.')
  const letter = await letterTo(platform, person.email, /notre réponse/)
  assert.match(letter.text, /Le nouveau titre vous attend à l’accueil\./)
}

suite('Un refus passe par le visa d’un responsable, avec son motif et les voies de recours', () => {
  const ways: Visit[] = [
    { device: 'desktop', javaScript: false },
    { device: 'phone', javaScript: true },
  ]
  for (const visit of ways) test(visitName(visit), () => walkRefusal(visit))
})

const reason = 'Le marché occupe toute la rue ce jour-là. Le dimanche suivant est libre.'

async function walkRefusal(visit: Visit): Promise<void> {
  const resident = await arrive(visit)
  const person = applicant(visit.javaScript ? 'Dominique' : 'Gwenn')
  const receipt = await askForStreet(resident, person)
  const agent = await arriveAtDesk('voirie.corbas@exemple.fr', visit)
  await openRequest(agent, 'corbas', receipt.number)
  await act(agent, 'Commencer l’étude')
  await act(agent, 'Proposer de refuser', { label: 'Motif du refus', value: reason })
  await agent.reads('Refus à viser')
  await agent.leave()
  await seeNothingYet(resident, receipt, person)
  await grantVisa(receipt, visit)
  await readRefusal(resident, person)
  await resident.leave()
}

async function askForStreet(resident: Visitor, person: Applicant): Promise<ReceiptRead> {
  const first = new Date(Date.now() + 30 * 86_400_000)
  const day = [first.getDate(), first.getMonth() + 1, first.getFullYear()] as const
  await beginForm(resident, 'corbas', 'occuper-la-rue')
  await resident.choose('Vous avez besoin de la rue pour', 'Un camion de déménagement')
  await resident.choose('Faites-vous cette demande pour une entreprise ?', 'Non')
  await resident.press('Continuer')
  await writeAddress(resident, 'corbas', '3 place du Marché-Exemple')
  await resident.tick('Le trottoir')
  await resident.write('Longueur', '12')
  await resident.press('Continuer')
  await resident.writeDay('Premier jour', day)
  await resident.writeDay('Dernier jour', day)
  await resident.choose('À quels moments de la journée ?', 'Le matin, de 7 h à 13 h')
  await resident.press('Continuer')
  await writeIdentity(resident, person)
  await writeAddress(resident, 'corbas')
  await resident.write('Votre numéro de téléphone', '06 39 98 12 34')
  await resident.press('Continuer')
  return send(resident)
}

/** What is proposed is not yet an answer. */
async function seeNothingYet(resident: Visitor, { code }: ReceiptRead, person: Applicant): Promise<void> {
  await track(resident, code, person.email)
  await resident.reads('Notre réponse est prête ; un responsable la relit.')
  await resident.doesNotRead(reason)
}

async function grantVisa({ number }: ReceiptRead, visit: Visit): Promise<void> {
  const manager = await arriveAtDesk('responsable.corbas@exemple.fr', visit)
  await openRequest(manager, 'corbas', number)
  await turnTo(manager, 'Les échanges')
  await manager.reads(reason)
  await act(manager, 'Viser le refus')
  await turnTo(manager, 'Agir')
  await manager.reads('Demande close')
  await manager.leave()
}

async function readRefusal(resident: Visitor, person: Applicant): Promise<void> {
  await resident.page.reload()
  await resident.judge('tracking-refused')
  await resident.reads('Votre demande n’a pas pu être acceptée.')
  await resident.reads(reason)
  await resident.reads(/tribunal administratif/)
  const letter = await letterTo(platform, person.email, /notre réponse/)
  assert.ok(letter.text.includes(reason), letter.text)
  assert.match(letter.text, /deux mois/)
  assert.match(letter.text, /tribunal administratif/)
  assert.match(letter.text, /recours gracieux/)
}
