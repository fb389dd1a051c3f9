import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Visit } from '../../support/browser.ts'
import { act, agentArrives, openRequest } from '../../support/desk.ts'
import { letterTemplates } from '../../support/letter-templates.ts'
import { letterTo } from '../../support/letters.ts'
import { beginForm, type ReceiptRead, send, track } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'
import { Author } from './author.ts'

/**
 * A procedure made in the studio from nothing, with a condition, a datum of the State, a visa, a payment, an appointment and a
 * document; filed by a resident, settled by agents. With a mouse, then by keyboard alone.
 */

const { platform, browser } = await openStory()

const outside = 'Demander une réponse à l’extérieur (paiement, rendez-vous, signature, expert…)'

interface Telling {
  readonly visit: Visit
  readonly procedure: string
  readonly slug: string
  /** Of the collectivity at PayFiP. */
  readonly client: string
  readonly email: string
}

const tellings: readonly Telling[] = [
  {
    visit: { device: 'desktop', javaScript: true },
    procedure: 'Louer la salle des fêtes',
    slug: 'louer-la-salle-des-fetes',
    client: '090901',
    email: 'georges.salle@exemple.fr',
  },
  {
    visit: { device: 'desktop', javaScript: true, keyboardAlone: true },
    procedure: 'Louer la grange',
    slug: 'louer-la-grange',
    client: '090902',
    email: 'georges.salle@exemple.fr',
  },
]

for (const telling of tellings) {
  test(`une démarche faite de rien, déposée et réglée${telling.visit.keyboardAlone ? ', au clavier seul' : ''}`, async () => {
    await prepare(telling)
    await write(telling)
    const receipt = await file(telling)
    await settle(telling, receipt)
  })
}

const administrator = ({ visit }: Telling): Promise<Visitor> =>
  agentArrives(browser, platform.url, 'administration.corbas@exemple.fr', visit)

/** Where money goes, and the letter that the circuit fills. */
async function prepare(telling: Telling): Promise<void> {
  const author = await administrator(telling)
  await author.open('/bureau/corbas/paiements/regies/nouvelle')
  await author.write('Nom de la régie', telling.procedure)
  await author.write('Numéro client PayFiP', telling.client)
  await author.choose('Mode', 'Tous les jours')
  await author.press('Enregistrer')
  await author.reads('C’est enregistré.')
  await author.open('/bureau/corbas/modeles')
  await author.write('Nom du modèle', telling.procedure)
  await author.attach('Fichier', { name: 'convention.odt', content: Buffer.from(letterTemplates.odt) })
  await author.press('Ajouter ce modèle')
  await author.reads('convention.odt')
  await author.leave()
}

async function write(telling: Telling): Promise<void> {
  const visitor = await administrator(telling)
  const author = await Author.begin(visitor, telling.procedure)
  await author.question('Habitez-vous la commune ?', 'Oui ou non')
  await author.question('Votre quotient familial', 'Nombre')
  await author.fetched('votre quotient familial')
  await author.askedIf('Habitez-vous la commune ?')
  await author.functionCalled('Visa du responsable')
  for (const status of ['Au visa', 'À payer', 'Les clés']) await author.status(status)
  await author.changeStep('a_l_etude', 0, {
    write: { 'Le texte du bouton': 'Proposer un accord' },
    choose: { 'Le statut qui suit': 'Au visa', 'Son sens': 'Avancer' },
  })
  await author.step('au_visa', {
    kind: 'Un bouton pour les agents',
    write: { 'Le texte du bouton': 'Viser' },
    choose: { 'Le statut qui suit': 'À payer' },
    tick: ['Visa du responsable'],
  })
  await author.step('a_payer', {
    kind: outside,
    choose: { 'À qui': 'Un paiement en ligne' },
  })
  await author.changeStep('a_payer', 0, {
    write: {
      'Ce qui est attendu, en quelques mots': 'Le prix de la location',
      'Montant, en euros': '86,50',
      Combien: '30',
    },
    choose: {
      'Si la réponse est oui': 'Les clés',
      'Si la réponse est non': 'Refusée',
      'Le statut': 'Refusée',
    },
  })
  await author.step('les_cles', {
    kind: outside,
    choose: { 'À qui': 'Un rendez-vous' },
  })
  await author.changeStep('les_cles', 0, {
    write: {
      'Ce qui est attendu, en quelques mots': 'Un rendez-vous pour la remise des clés',
      Combien: '30',
    },
    choose: {
      Agenda: 'Titres d’identité',
      'Si la réponse est oui': 'Acceptée',
      'Si la réponse est non': 'Refusée',
      'Le statut': 'Refusée',
    },
  })
  await author.step('acceptee', {
    kind: 'Produire un document',
    write: { 'Le nom du document': 'Convention de location' },
    choose: { 'Le modèle de courrier': telling.procedure, 'Qui le lit': 'La personne' },
  })
  await author.publish(['Instruction de la demande', 'Visa du responsable'])
  await visitor.leave()
}

/** She is known to the State: her family quotient is fetched, not typed. */
async function file({ visit, slug, email }: Telling): Promise<ReceiptRead> {
  const resident = await Visitor.arrive(browser, platform.url, visit)
  await signInByTheState(resident, email)
  await beginForm(resident, 'corbas', slug)
  await resident.choose('Habitez-vous la commune ?', 'Oui')
  if (!resident.visit.javaScript) await resident.press('Continuer')
  await resident.press('Récupérer auprès de la CAF ou la MSA')
  await resident.tick('J’accepte que')
  await resident.press('Récupérer auprès de la CAF ou la MSA')
  await resident.reads(/Transmis par la CAF ou la MSA le/)
  assert.equal(await resident.control('Votre quotient familial').inputValue(), '2550')
  await resident.judge('form-from-nothing')
  await resident.press('Continuer')
  await resident.press('Continuer')
  const receipt = await send(resident)
  await resident.leave()
  return receipt
}

async function signInByTheState(resident: Visitor, email: string): Promise<void> {
  await resident.open('/connexion?retour=/corbas')
  await resident.follow('S’identifier avec FranceConnect')
  await resident.chooseAmong(/^\s*Georges CNAF,/)
  await resident.press('Continuer')
  await resident.press('Accepter, et revenir au service')
  if (resident.path === '/corbas') return
  await resident.write('Votre adresse e-mail', email)
  await resident.press('Créer mon compte')
  const letter = await letterTo(platform, email, 'Confirmez votre adresse')
  await resident.open(pathIn(letter.text, '/identite/confirmer/'))
  await resident.press('Oui, c’est mon adresse')
}

/** The address of ours that a letter gives. */
function pathIn(text: string, part: string): string {
  const link = text.match(/https?:\/\/\S+/g)?.find((each) => each.includes(part))
  assert.ok(link, text)
  const { pathname, search } = new URL(link)
  return pathname + search
}

async function settle(telling: Telling, { number, code }: ReceiptRead): Promise<void> {
  const desk = async (email: string, ...actions: string[]): Promise<void> => {
    const agent = await agentArrives(browser, platform.url, email, telling.visit)
    await openRequest(agent, 'corbas', number)
    for (const action of actions) await act(agent, action)
    await agent.judge('case-from-nothing')
    await agent.leave()
  }
  await desk('voirie.corbas@exemple.fr', 'Commencer l’étude', 'Proposer un accord')
  await desk('responsable.corbas@exemple.fr', 'Viser')
  const resident = await Visitor.arrive(browser, platform.url, telling.visit)
  const followed = { code, email: telling.email }
  await pay(resident, followed)
  await comeForTheKeys(resident, followed)
  await readTheLetter(resident, followed)
  await resident.leave()
}

/** What opens a request to who sent it. */
interface Followed {
  readonly code: string
  readonly email: string
}

/** The worker asks for the sum: a page that is quicker is asked again. */
async function untilAsked({ page }: Visitor): Promise<void> {
  for (let turn = 0; turn < 20 && !(await page.getByText('Il vous reste à payer').isVisible()); turn++) {
    await page.waitForTimeout(500)
    await page.reload()
  }
}

async function pay(resident: Visitor, { code, email }: Followed): Promise<void> {
  await track(resident, code, email)
  await untilAsked(resident)
  await resident.reads(/Il vous reste à payer 86,50\s€/)
  await resident.follow('Payer en ligne')
  await resident.write('Votre adresse e-mail', email)
  await resident.press('Continuer vers PayFiP')
  await resident.press('Payer par carte')
  assert.equal(await resident.title(), 'C’est payé')
}

async function comeForTheKeys(resident: Visitor, { code, email }: Followed): Promise<void> {
  await track(resident, code, email)
  await resident.follow('Choisir un jour et une heure')
  await resident.judge('appointment-asked')
  const main = resident.page.locator('main')
  await resident.follow(/./, main.locator('.links').first())
  await resident.press(/^\d/, main)
  await resident.press('Prendre ce rendez-vous')
  await resident.reads('C’est pris.')
}

async function readTheLetter(resident: Visitor, { code, email }: Followed): Promise<void> {
  // An office program may be slow to make it.
  const document = resident.page.getByRole('link', { name: /Convention de location/ })
  const end = Date.now() + 30_000
  do await track(resident, code, email)
  while (Date.now() < end && !(await document.isVisible()))
  await resident.reads('Convention de location')
  await resident.judge('follow-from-nothing')
}
