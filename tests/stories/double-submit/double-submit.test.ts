import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { everyVisit, type Visit, visitName } from '../../support/browser.ts'
import { askDatabase, lettersTo, letterTo } from '../../support/letters.ts'
import { openStory } from '../../support/story.ts'
import {
  applicant,
  type Applicant,
  beginForm,
  readReceipt,
  writeAddress,
  writeIdentity,
} from '../../support/requests.ts'
import { Visitor } from '../../support/visitor.ts'

/** Whoever sends twice has made one request, and holds the same receipt twice. */

const { platform, browser } = await openStory()

/** Everything filled: the summary, before the button. */
async function toTheSummary(visit: Visit, person: Applicant): Promise<Visitor> {
  const resident = await Visitor.arrive(browser, platform.url, visit)
  await beginForm(resident, 'corbas', 'lampadaire-en-panne')
  await resident.choose('Le problème', 'La lumière est éteinte')
  await resident.press('Continuer')
  await writeAddress(resident, 'corbas')
  await resident.press('Continuer')
  await writeIdentity(resident, person)
  await resident.press('Continuer')
  return resident
}

const declaration = 'Je certifie que ces réponses sont exactes.'

/** One dossier is in the name of this person, and one mail confirms it. */
async function isFiledOnce(person: Applicant, number: string): Promise<void> {
  const rows = await askDatabase<{ number: string }>(
    platform,
    'select number from dossiers.dossier where applicant_email = $1',
    [person.email],
  )
  assert.deepEqual(rows, [{ number }])
  await letterTo(platform, person.email, number)
  assert.equal((await lettersTo(platform, person.email)).length, 1)
}

suite('Elle clique deux fois sur le bouton', () => {
  for (const visit of everyVisit) {
    test(visitName(visit), async () => {
      const person = applicant(`Lou-${visit.device}-${visit.javaScript ? 'avec' : 'sans'}`)
      const resident = await toTheSummary(visit, person)
      await resident.tick(declaration)
      const button = resident.page.getByRole('button', { name: 'Envoyer ma demande' })
      await resident.go(() => button.dblclick({ noWaitAfter: true }))
      await resident.reads('Votre demande est envoyée')
      const { number } = await readReceipt(resident)
      await isFiledOnce(person, number)
      await resident.leave()
    })
  }
})

// Two windows are two pages of their own: the screen changes nothing there, nor do scripts, which see one window each.
test('elle envoie de deux fenêtres à la fois, puis d’une troisième restée ouverte', async () => {
  const person = applicant('Noa')
  const first = await toTheSummary({ device: 'desktop', javaScript: false }, person)
  const others = [await first.secondTab(), await first.secondTab()]
  for (const other of others) await other.open(first.path)
  const [second, third] = others
  assert.ok(second && third)
  for (const each of [first, second, third]) await each.tick(declaration)
  await Promise.all([first, second].map((each) => each.press('Envoyer ma demande')))
  await third.press('Envoyer ma demande')
  const receipts = [await readReceipt(first), await readReceipt(second), await readReceipt(third)]
  assert.deepEqual(receipts[1], receipts[0])
  assert.deepEqual(receipts[2], receipts[0])
  await isFiledOnce(person, receipts[0]?.number ?? '')
  await first.leave()
})

test('elle revient à son formulaire après l’envoi : c’est son reçu qu’elle retrouve', async () => {
  const person = applicant('Sacha')
  const resident = await toTheSummary({ device: 'phone', javaScript: true }, person)
  const summary = resident.path
  await resident.tick(declaration)
  await resident.press('Envoyer ma demande')
  const { number } = await readReceipt(resident)
  await resident.open(summary.replace(/[^/]+$/, 'place'))
  assert.equal((await readReceipt(resident)).number, number)
  await resident.leave()
})
