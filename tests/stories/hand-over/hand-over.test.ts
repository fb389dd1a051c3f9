import { after, before, suite, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { acquaint, openSide, type Side } from '../../proofs/two-platforms.ts'
import { crossedVisits, openBrowser, type Visit, visitName } from '../../support/browser.ts'
import { act, agentArrives, openRequest, turnTo, writeMessage } from '../../support/desk.ts'
import { applicant, type Applicant, type ReceiptRead, reportLight, track } from '../../support/requests.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * A request goes to the tool of another town, another platform with its own database, which accepts it, asks and answers: the person follows
 * one request, where she filed it, and reads who looks after it.
 */

let browser: Browser
let here: Side
let there: Side

suite('Une demande confiée à l’outil d’une autre ville, qui la règle', () => {
  before(async () => {
    browser = await openBrowser()
    here = await openSide('d’ici')
    there = await openSide('de là-bas')
    await acquaint(here, there)
  })

  after(async () => {
    await browser?.close()
    for (const side of [here, there]) await side?.close()
  })

  for (const visit of crossedVisits) test(visitName(visit), () => walk(visit))
})

async function walk(visit: Visit): Promise<void> {
  const person = applicant(visit.javaScript ? 'Zéphyrine' : 'Wandrille', 'Passage')
  const resident = await Visitor.arrive(browser, here.platform().url, visit)
  const receipt = await reportLight(resident, 'corbas', person)
  const agent = await agentArrives(browser, here.platform().url, 'voirie.corbas@exemple.fr', visit)
  const colleague = await agentArrives(browser, there.platform().url, 'voirie.corbas@exemple.fr', visit)
  const asked = { agent, colleague, resident, receipt, person }
  await handOver(asked)
  await takeAndAsk(asked)
  await answerAndSettle(asked)
  for (const visitor of [resident, agent, colleague]) await visitor.leave()
}

interface People {
  readonly agent: Visitor
  readonly colleague: Visitor
  readonly resident: Visitor
  readonly receipt: ReceiptRead
  readonly person: Applicant
}

const part = (visitor: Visitor) => visitor.page.getByRole('region', { name: 'Agir' })

/** What the other platform says is there a moment later: one looks again. */
async function readsSoon(visitor: Visitor, words: RegExp): Promise<void> {
  const end = Date.now() + 30_000
  while (Date.now() < end && !words.test(await visitor.text()))
    await visitor.open(visitor.path + new URL(visitor.page.url()).search)
  await visitor.reads(words)
}

async function handOver({ agent, resident, receipt, person }: People): Promise<void> {
  await openRequest(agent, 'corbas', receipt.number)
  await turnTo(agent, 'Agir')
  await part(agent).locator('summary').filter({ hasText: 'Confier à un partenaire' }).click()
  await agent.write('Un mot pour ses agents (facultatif)', 'La rue est dans le noir.', part(agent))
  await agent.judge('hand-over-give')
  await agent.press('Confier', part(agent))
  await agent.reads(/La demande est confiée/)
  await turnTo(agent, 'Les échanges')
  await readsSoon(agent, /Reçue par l’outil de Ville de Valombre/)
  await agent.reads(/le partenaire Ville de Valombre a la demande/)
  await agent.doesNotRead('la réponse de la personne est attendue')
  await turnTo(agent, 'Agir')
  await agent.judge('hand-over-given')
  await track(resident, receipt.code, person.email)
  await resident.reads(/Ville de Valombre/)
  await resident.judge('hand-over-followed')
}

async function takeAndAsk({ colleague, resident, agent, person }: People): Promise<void> {
  await openRequest(colleague, 'corbas', person.givenName)
  await turnTo(colleague, 'Agir')
  await colleague.reads(/Confiée par Guichet du territoire/)
  await colleague.judge('hand-over-received')
  await colleague.press('Accepter la demande', part(colleague))
  await writeMessage(colleague, 'Quel est le numéro du mât ?')
  await readsSoon(resident, /Quel est le numéro du mât/)
  await resident.judge('hand-over-asked')
  await readsSoon(agent, /Acceptée par Ville de Valombre/)
}

async function answerAndSettle({ colleague, resident, agent }: People): Promise<void> {
  await resident.write('Écrire au service', 'Le mât 4217.')
  await resident.press('Envoyer mon message')
  await readsSoon(colleague, /Le mât 4217/)
  await act(colleague, 'Accepter', { label: 'Message à la personne (facultatif)', value: 'La lampe est changée.' })
  await readsSoon(resident, /La lampe est changée/)
  await resident.judge('hand-over-settled')
  await readsSoon(agent, /Réglée par Ville de Valombre/)
  await agent.judge('hand-over-over')
}
