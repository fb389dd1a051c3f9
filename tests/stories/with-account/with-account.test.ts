import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { everyVisit, type Visit, visitName } from '../../support/browser.ts'
import { letterTo } from '../../support/letters.ts'
import { openStory } from '../../support/story.ts'
import {
  applicant,
  type Applicant,
  beginForm,
  demoPassword,
  send,
  signIn,
  writeAddress,
} from '../../support/requests.ts'
import { Visitor } from '../../support/visitor.ts'

/** One account for every commune: made once, it opens the drafts and the requests of them all, in her language. */

const { platform, browser } = await openStory()

suite('Une habitante crée un compte et fait deux demandes dans deux communes', () => {
  for (const visit of everyVisit) test(visitName(visit), () => walk(visit))
})

/** Numbers filed by the first visits, and where one of them is followed. */
const filed: string[] = []
let ownAddress = ''

async function walk(visit: Visit): Promise<void> {
  const resident = await Visitor.arrive(browser, platform.url, visit)
  const person = applicant(`${visit.device === 'phone' ? 'Eden' : 'Sasha'}${visit.javaScript ? '' : '-Sans'}`)
  await beginBeforeSigningIn(resident)
  await signUp(resident, person)
  await signInInEnglish(resident, person)
  const inCorbas = await resumeDraft(resident, person)
  const inGivors = await fileInSecondTown(resident)
  await readBoth(resident, [inCorbas, inGivors])
  await resident.leave()
}

/** What she began on this device before she had an account waits for her in it. */
async function beginBeforeSigningIn(resident: Visitor): Promise<void> {
  await beginForm(resident, 'corbas', 'lampadaire-en-panne')
  await resident.choose('Le problème', 'Des fils sont visibles')
  await resident.press('Finir plus tard')
  await resident.isAt('/corbas/demarches/lampadaire-en-panne')
  await resident.reads('Vous avez commencé cette demande')
  await resident.judge('procedure-draft')
}

async function signUp(resident: Visitor, person: Applicant): Promise<void> {
  await resident.open('/inscription')
  await resident.judge('sign-up')
  await resident.write('Prénom', person.givenName)
  await resident.write('Nom', person.familyName)
  await resident.write('Adresse e-mail', person.email)
  await resident.write('Mot de passe', 'court')
  await resident.press('Créer mon compte')
  await resident.judge('sign-up-error')
  assert.equal(await resident.control('Prénom').inputValue(), person.givenName)
  await resident.write('Mot de passe', demoPassword)
  await resident.press('Créer mon compte')
  assert.equal(await resident.title(), 'Regardez votre messagerie')
  await resident.judge('sign-up-sent')
  const letter = await letterTo(platform, person.email, 'Confirmez votre adresse')
  const link = /http\S+\/confirmer\/\S+/.exec(letter.text)?.[0]
  assert.ok(link, letter.text)
  await resident.open(new URL(link).pathname)
  await resident.judge('confirm')
  await resident.press('Oui, c’est mon adresse')
  await resident.reads('Votre adresse est confirmée')
}

/** The language is her choice, and stays when she signs in. */
async function signInInEnglish(resident: Visitor, person: Applicant): Promise<void> {
  await resident.judge('sign-in')
  await resident.fromMenu('English')
  assert.equal(await resident.title(), 'Sign in')
  await resident.write('E-mail address', person.email)
  await resident.write('Password', 'wrong-password-indeed')
  await resident.press('Sign in')
  await resident.judge('sign-in-error')
  assert.equal(await resident.control('E-mail address').inputValue(), person.email)
  await resident.write('Password', demoPassword)
  await resident.press('Sign in')
  await resident.isAt('/mes-demandes')
  assert.equal(await resident.title(), 'My requests')
  assert.equal(await resident.page.locator('html').getAttribute('lang'), 'en')
  await resident.open('/corbas')
  await resident.reads('To be finished')
  await resident.fromMenu('Français')
  await resident.reads('À terminer')
}

async function resumeDraft(resident: Visitor, person: Applicant): Promise<string> {
  await resident.open('/mes-demandes')
  await resident.judge('my-drafts')
  await resident.follow('Signaler un lampadaire en panne', resident.page.locator('main'))
  // The first page was complete: she goes on with the next, and may look back.
  assert.equal(await resident.title(), 'Où est ce lampadaire ?')
  await resident.follow('Étape précédente')
  assert.equal(await resident.group('Le problème').getByRole('radio', { name: 'Des fils' }).isChecked(), true)
  await resident.reads('Ne touchez à rien et éloignez les enfants.')
  await resident.press('Continuer')
  await writeAddress(resident, 'corbas')
  await resident.press('Continuer')
  // What the account knows is not typed again.
  assert.equal(await resident.control('Prénom').inputValue(), person.givenName)
  assert.equal(await resident.control('Votre adresse e-mail').inputValue(), person.email)
  await resident.reads('Repris de votre compte. Vous pouvez changer.')
  await resident.judge('form-account')
  await resident.press('Continuer')
  const { number } = await send(resident)
  await resident.judge('receipt-account')
  await resident.follow('Suivre ma demande', resident.page.locator('main'))
  await resident.reads(number)
  await resident.judge('own-request')
  ownAddress = resident.path
  filed.push(number)
  return number
}

async function fileInSecondTown(resident: Visitor): Promise<string> {
  await beginForm(resident, 'givors', 'lampadaire-en-panne')
  await resident.choose('Le problème', 'Elle clignote ou faiblit')
  await resident.press('Continuer')
  await writeAddress(resident, 'givors')
  await resident.press('Continuer')
  await resident.press('Continuer')
  const { number } = await send(resident)
  assert.match(number, /^GIV-/)
  return number
}

async function readBoth(resident: Visitor, numbers: readonly string[]): Promise<void> {
  await resident.open('/mes-demandes')
  await resident.judge('my-requests')
  for (const number of numbers) await resident.reads(number)
  await resident.reads('Mairie de Givors')
  await resident.doesNotRead('À terminer')
  await resident.open('/givors')
  await resident.reads('Mes demandes en cours')
  await resident.doesNotRead(numbers[0] ?? '')
  await resident.open('/compte')
  await resident.judge('account')
}

test('une autre habitante n’y trouve pas les demandes de la première', async () => {
  const resident = await Visitor.arrive(browser, platform.url, { device: 'phone', javaScript: true })
  await signIn(resident, 'sam.demonstration@exemple.fr')
  await resident.isAt('/mes-demandes')
  await resident.doesNotRead('Des fils sont visibles')
  await resident.doesNotRead(filed[0] ?? 'nothing was filed')
  await resident.open(ownAddress)
  assert.equal(await resident.title(), 'Nous ne trouvons pas cette demande')
  await resident.leave()
})
