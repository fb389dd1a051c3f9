import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { crossedVisits, type Visit, visitName } from '../../support/browser.ts'
import { agentArrives } from '../../support/desk.ts'
import { openStory } from '../../support/story.ts'
import { beginForm, document, photo, signIn, writeAddress } from '../../support/requests.ts'
import { type Attached, Visitor } from '../../support/visitor.ts'

/** Files that are not what they should be take nothing else with them, and nobody but their owner opens those that are kept. */

const { platform, browser } = await openStory()

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0])
const tooLarge: Attached = {
  name: 'panorama.jpg',
  content: Buffer.concat([jpeg, Buffer.alloc(21 * 1024 * 1024)]),
}
/** A Windows program under the name of a photo. */
const disguised: Attached = {
  name: 'facade.jpg',
  content: Buffer.concat([Buffer.from('MZ\u0090\0', 'latin1'), Buffer.alloc(2000, 0x90)]),
}
const empty: Attached = { name: 'vide.pdf', content: Buffer.alloc(0) }

suite('Des fichiers qui ne conviennent pas', () => {
  for (const visit of crossedVisits) test(visitName(visit), () => walk(visit))
})

async function walk(visit: Visit): Promise<void> {
  const resident = await Visitor.arrive(browser, platform.url, visit)
  await toTheFiles(resident)
  await sendWrongOnes(resident)
  await sendSeveral(resident)
  await takeOneAway(resident)
  await strangersFindNothing(resident)
  await resident.leave()
}

async function toTheFiles(resident: Visitor): Promise<void> {
  await beginForm(resident, 'corbas', 'permis-de-vegetaliser')
  await resident.choose('Votre projet', 'Fleurir un pied d’arbre')
  await resident.write('Surface environ', '1,5')
  await resident.write('Racontez votre projet', 'Des vivaces au pied du platane.')
  await resident.press('Continuer')
  assert.equal(await resident.title(), 'Où voulez-vous planter ?')
}

/** One good file among three that are not: each is named with what to do; the good one and the answers stay. */
async function sendWrongOnes(resident: Visitor): Promise<void> {
  await writeAddress(resident, 'corbas', '5 allée des Platanes-Exemple')
  await resident.attach('Photos du lieu', [photo('arbre.png'), tooLarge, disguised, empty])
  // A script sends files as they are chosen; without it they leave with the page.
  if (!resident.visit.javaScript) await resident.press('Continuer')
  await resident.reads(/panorama\.jpg.*20\sMo/)
  await resident.judge('form-files-error')
  const text = await resident.text()
  assert.match(text, /panorama\.jpg.*20 Mo/)
  assert.match(text, /facade\.jpg.*n’est pas/)
  assert.match(text, /vide\.pdf.*est vide/)
  assert.equal(await resident.control('Numéro et rue').inputValue(), '5 allée des Platanes-Exemple')
  assert.deepEqual(await receivedFiles(resident), ['arbre.png'])
}

const receivedFiles = async ({ page }: Visitor): Promise<string[]> => {
  const names = await page.locator('[data-field="place_photos"]').getByRole('link').allInnerTexts()
  return names.map((name) => name.trim()).toSorted()
}

async function sendSeveral(resident: Visitor): Promise<void> {
  const files = [photo('rue.png'), document('croquis.pdf')]
  // Who goes on before they have left waits for them: each is received once.
  if (resident.visit.javaScript) {
    const chosen = files.map(({ name, content }) => ({ name, mimeType: 'application/octet-stream', buffer: content }))
    await resident.page.locator('[data-field="place_photos"] input[type=file]').setInputFiles(chosen)
  } else await resident.attach('Photos du lieu', files)
  await resident.press('Continuer')
  assert.equal(await resident.title(), 'Quelles plantes, et à partir de quand ?')
  await resident.follow('Étape précédente')
  assert.deepEqual(await receivedFiles(resident), ['arbre.png', 'croquis.pdf', 'rue.png'])
  await resident.judge('form-files')
}

async function takeOneAway(resident: Visitor): Promise<void> {
  await resident.press(/^Retirer.*rue\.png/)
  assert.deepEqual(await receivedFiles(resident), ['arbre.png', 'croquis.pdf'])
}

/** The address of a file opens nothing to somebody else: without account, with another, an agent of the town, of another. */
async function strangersFindNothing(resident: Visitor): Promise<void> {
  const href = await resident.page.getByRole('link', { name: 'croquis.pdf' }).getAttribute('href')
  assert.ok(href)
  const hers = await resident.context.request.get(platform.url + href)
  assert.equal(hers.status(), 200)
  assert.equal((await hers.body()).subarray(0, 4).toString(), '%PDF')
  assert.match(hers.headers()['content-disposition'] ?? '', /croquis\.pdf/)
  assert.equal(hers.headers()['x-content-type-options'], 'nosniff')
  const plain: Visit = { device: 'desktop', javaScript: false }
  const stranger = await Visitor.arrive(browser, platform.url, plain)
  const neighbour = await Visitor.arrive(browser, platform.url, plain)
  await signIn(neighbour, 'sam.demonstration@exemple.fr')
  const agents = ['voirie.corbas@exemple.fr', 'voirie.givors@exemple.fr'].map((agent) =>
    agentArrives(browser, platform.url, agent, plain),
  )
  for (const other of [stranger, neighbour, ...(await Promise.all(agents))]) {
    assert.equal(await other.open(href), 404)
    await other.leave()
  }
}
