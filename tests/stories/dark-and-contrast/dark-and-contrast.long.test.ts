import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { picture, type Visit, visitName } from '../../support/browser.ts'
import { act, agentArrives, openRequest, writeMessage } from '../../support/desk.ts'
import { openStory } from '../../support/story.ts'
import {
  applicant,
  beginForm,
  photo,
  send,
  signIn,
  track,
  writeAddress,
  writeIdentity,
} from '../../support/requests.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * The main pages in the dark theme and in the colours that a person forces on every page: axe finds nothing, nothing
 * overflows. With `PICTURES=1` they are kept under `docs/screens/`, in light and in dark.
 */

const { platform, browser } = await openStory()

const plain: Visit = { device: 'desktop', javaScript: false }
const person = applicant('Maé', 'Exemple')

const modes: Pick<Visit, 'dark' | 'forcedColors'>[] = [
  // Light is what all the other stories are walked in: here, for its pictures only.
  ...(process.env['PICTURES'] === '1' ? [{}] : []),
  { dark: true },
  { forcedColors: true },
]
const ways = modes.flatMap((mode) =>
  (['desktop', 'phone'] as const).map((device): Visit => ({ device, javaScript: true, ...mode })),
)

/** From the first page of a street light's form to its summary. */
async function fillForm(resident: Visitor): Promise<void> {
  await resident.choose('Le problème', 'La lumière est éteinte')
  await resident.press('Continuer')
  await writeAddress(resident, 'corbas', '12 rue de l’Exemple')
  await resident.write('Un repère', 'Devant la boulangerie')
  await resident.attach('Une photo', photo('rue-noire.png'))
  await resident.press('Continuer')
  await writeIdentity(resident, person)
  await resident.press('Continuer')
}

/** A request that has a story: a message, an answer, and a question that waits. */
async function requestUnderWay() {
  const resident = await Visitor.arrive(browser, platform.url, plain)
  await beginForm(resident, 'corbas', 'lampadaire-en-panne')
  await fillForm(resident)
  const receipt = await send(resident)
  const agent = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', plain)
  await openRequest(agent, 'corbas', receipt.number)
  await act(agent, 'Prendre en charge')
  await act(agent, 'Commencer l’étude')
  await writeMessage(agent, 'Bonjour, l’équipe passe mardi matin. Le portail du square est-il ouvert à cette heure ?')
  await track(resident, receipt.code, person.email)
  await resident.write('Écrire au service', 'Oui, le gardien ouvre à sept heures et demie.')
  await resident.press('Envoyer mon message')
  await openRequest(agent, 'corbas', receipt.number)
  const value = 'Pouvez-vous nous envoyer une photo de la plaque, avec le numéro du lampadaire ?'
  await act(agent, 'Demander une précision', { label: 'Ce que vous demandez', value })
  await agent.leave()
  await resident.leave()
  return receipt
}

/** Two requests, in two towns, of a resident who has an account. */
async function requestsOfCamille(): Promise<void> {
  const resident = await Visitor.arrive(browser, platform.url, plain)
  await signIn(resident, 'camille.demonstration@exemple.fr')
  for (const site of ['corbas', 'givors']) {
    await beginForm(resident, site, 'lampadaire-en-panne')
    await resident.choose('Le problème', site === 'corbas' ? 'Elle clignote ou faiblit' : 'Des fils sont visibles')
    await resident.press('Continuer')
    await writeAddress(resident, site)
    await resident.press('Continuer')
    await resident.press('Continuer')
    await send(resident)
  }
  await beginForm(resident, 'corbas', 'reserver-une-salle')
  await resident.choose('Vous demandez une salle', 'Pour un moment privé')
  await resident.press('Finir plus tard')
  await resident.leave()
}

const underWay = await requestUnderWay()
await requestsOfCamille()

/** Pages whose dark picture says something that the light one does not; the repository keeps no other. */
const keptInDark = new Set(['territory', 'commune', 'tracking', 'list', 'case'])

async function look(visitor: Visitor, name: string): Promise<void> {
  const { dark, forcedColors } = visitor.visit
  if (dark || forcedColors) await visitor.judge(name)
  if (!forcedColors && (!dark || keptInDark.has(name))) await picture(visitor.page, name, visitor.visit)
}

async function lookAtGuichet(visit: Visit): Promise<void> {
  const resident = await Visitor.arrive(browser, platform.url, visit)
  await resident.open('/')
  await look(resident, 'territory')
  await resident.open('/corbas')
  await look(resident, 'commune')
  await resident.open('/corbas/demarches/lampadaire-en-panne')
  await look(resident, 'procedure')
  await resident.follow(/Commencer ma demande/)
  await look(resident, 'form')
  await resident.press('Continuer')
  await look(resident, 'form-error')
  await fillForm(resident)
  await look(resident, 'summary')
  await send(resident)
  await look(resident, 'receipt')
  await track(resident, underWay.code, person.email)
  await look(resident, 'tracking')
  assert.equal(await resident.open('/corbas/rien-ici'), 404)
  await look(resident, 'not-found')
  await resident.leave()
}

async function lookAtAccount(visit: Visit): Promise<void> {
  const resident = await Visitor.arrive(browser, platform.url, visit)
  await resident.open('/connexion')
  await look(resident, 'sign-in')
  await signIn(resident, 'camille.demonstration@exemple.fr')
  await look(resident, 'my-requests')
  await resident.leave()
}

async function lookAtDesk(visit: Visit): Promise<void> {
  const agent = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', visit)
  await look(agent, 'list')
  await openRequest(agent, 'corbas', underWay.number)
  await look(agent, 'case')
  await agent.leave()
  const operator = await agentArrives(browser, platform.url, 'exploitation@exemple.fr', visit)
  await operator.open('/bureau/courriels')
  await look(operator, 'outbox')
  await operator.leave()
}

// The desk first: each walk of the guichet adds a request to its list.
for (const [place, lookAt] of [
  ['le bureau', lookAtDesk],
  ['le compte', lookAtAccount],
  ['le guichet', lookAtGuichet],
] as const) {
  suite(place, () => {
    for (const visit of ways) test(visitName(visit), () => lookAt(visit))
  })
}
