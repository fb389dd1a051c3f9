import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { everyVisit, type Visit, visitName } from '../../support/browser.ts'
import { askDatabase } from '../../support/letters.ts'
import { startTestPlatform } from '../../support/platform.ts'
import { applicant, beginForm, send, signIn, writeAddress, writeIdentity } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * Nothing typed is ever lost: the session ends, the server restarts, the network goes, she goes back, she has two windows.
 * What does not depend on the screen is walked on one, with JavaScript and without.
 */

const story = await openStory()

const arrive = (visit: Visit): Promise<Visitor> => Visitor.arrive(story.browser, story.platform.url, visit)
const withAndWithout = everyVisit.filter(({ device }) => device === 'phone')
const landmark = 'Devant l’arrêt de bus'

/** In the middle of a form: the first page is kept, the second is typed and not sent. */
async function toTheMiddle(resident: Visitor): Promise<void> {
  await beginForm(resident, 'corbas', 'lampadaire-en-panne')
  await resident.choose('Le problème', 'La lumière est éteinte')
  await resident.press('Continuer')
  await writeAddress(resident, 'corbas', '7 rue de l’Atelier-Exemple')
  await resident.write('Un repère', landmark)
}

async function findsHerPage(resident: Visitor): Promise<void> {
  assert.equal(await resident.title(), 'Où est ce lampadaire ?')
  assert.equal(await resident.control('Numéro et rue').inputValue(), '7 rue de l’Atelier-Exemple')
  assert.equal(await resident.control('Un repère').inputValue(), landmark)
}

suite('Sa session finit au milieu d’un formulaire', () => {
  for (const visit of everyVisit) {
    test(visitName(visit), async () => {
      const resident = await arrive(visit)
      await signIn(resident, 'sam.demonstration@exemple.fr')
      await toTheMiddle(resident)
      await askDatabase(story.platform, 'update accounts.session set revoked_at = now()')
      await resident.press('Continuer')
      assert.equal(await resident.title(), 'Se connecter')
      await resident.reads('Votre session a pris fin')
      await resident.reads(/Ce que vous avez écrit est gardé/)
      await resident.judge('sign-in-expired')
      await signIn(resident, 'sam.demonstration@exemple.fr')
      await findsHerPage(resident)
      await resident.press('Continuer')
      await resident.press('Continuer')
      await send(resident)
      await resident.leave()
    })
  }
})

test('un autre habitant, sur le même appareil, ne lit pas ce que la première y a laissé', async () => {
  const resident = await arrive({ device: 'desktop', javaScript: true })
  await signIn(resident, 'camille.demonstration@exemple.fr')
  await toTheMiddle(resident)
  await askDatabase(story.platform, 'update accounts.session set revoked_at = now()')
  await resident.press('Continuer')
  await signIn(resident, 'sam.demonstration@exemple.fr')
  await resident.doesNotRead(landmark)
  assert.equal(await resident.control('Un repère').count(), 0)
  await resident.leave()
})

suite('Le serveur redémarre au milieu', () => {
  test('elle envoie sa page pendant l’arrêt, recharge, et finit', async () => {
    const residents = await Promise.all(withAndWithout.map(arrive))
    for (const resident of residents) await toTheMiddle(resident)
    await story.platform.stop()
    for (const resident of residents) await pressInVain(resident)
    const { folder, url } = story.platform
    story.platform = await startTestPlatform({ folder, port: Number(new URL(url).port) })
    for (const resident of residents) {
      await resident.go(() => resident.page.reload())
      await writeIdentity(resident, applicant('Jo'))
      await resident.press('Continuer')
      await resident.reads(landmark)
      await send(resident)
      await resident.leave()
    }
  })
})

/** The browser says itself that nobody answers. */
async function pressInVain(resident: Visitor): Promise<void> {
  const failed = resident.page.waitForEvent('requestfailed')
  await resident.page.getByRole('button', { name: 'Continuer' }).click({ noWaitAfter: true })
  await failed
}

suite('Elle revient en arrière', () => {
  for (const visit of withAndWithout) {
    test(visitName(visit), async () => {
      const resident = await arrive(visit)
      await toTheMiddle(resident)
      await resident.press('Continuer')
      await resident.write('Prénom', 'Élie')
      await resident.go(() => resident.page.goBack())
      await findsHerPage(resident)
      await resident.write('Un repère', 'En face de l’école')
      await resident.press('Continuer')
      // Changing one's mind is not a quarrel between two windows.
      await resident.doesNotRead('Cette page a aussi été changée dans une autre fenêtre')
      await writeIdentity(resident, applicant('Élie'))
      await resident.press('Continuer')
      await resident.reads('En face de l’école')
      await resident.leave()
    })
  }
})

suite('Deux fenêtres, deux réponses', () => {
  for (const visit of withAndWithout) {
    test(visitName(visit), async () => {
      const first = await arrive(visit)
      await toTheMiddle(first)
      await first.press('Continuer')
      await first.follow('Étape précédente')
      const second = await first.secondTab()
      await second.open(first.path)
      await findsHerPage(second)
      await first.write('Un repère', 'Près de la fontaine')
      await first.press('Continuer')
      await second.write('Un repère', 'Au fond de l’impasse')
      await second.press('Continuer')
      await second.reads('Cette page a aussi été changée dans une autre fenêtre')
      await second.reads('Un repère : « Près de la fontaine »')
      assert.equal(await second.control('Un repère').inputValue(), 'Au fond de l’impasse')
      await second.judge('form-two-windows')
      await second.press('Continuer')
      await writeIdentity(second, applicant('Noa'))
      await second.press('Continuer')
      await second.reads('Au fond de l’impasse')
      await second.leave()
    })
  }
})

// Without JavaScript nothing can hold what is typed but the page itself, which stays in its window.
suite('Le réseau tombe pendant qu’elle écrit', () => {
  test('elle ferme la fenêtre, revient en ligne et retrouve ce qu’elle avait écrit', async () => {
    const resident = await arrive({ device: 'phone', javaScript: true })
    await toTheMiddle(resident)
    await resident.reads(/^Enregistré à/)
    await resident.context.setOffline(true)
    await resident.write('Un repère', 'Derrière le gymnase')
    await resident.reads('Pas de connexion : ce que vous avez écrit est gardé sur cet appareil.')
    const { path } = resident
    const again = await resident.secondTab()
    await resident.page.close()
    await resident.context.setOffline(false)
    await again.open(path)
    assert.equal(await again.control('Un repère').inputValue(), 'Derrière le gymnase')
    await again.press('Continuer')
    await writeIdentity(again, applicant('Lou'))
    await again.press('Continuer')
    await again.reads('Derrière le gymnase')
    await again.leave()
  })

  test('elle continue sans réseau : la page part d’elle-même au retour', async () => {
    const resident = await arrive({ device: 'phone', javaScript: true })
    await toTheMiddle(resident)
    await resident.context.setOffline(true)
    await resident.page.getByRole('button', { name: 'Continuer' }).click()
    await resident.reads('Pas de connexion : ce que vous avez écrit est gardé sur cet appareil.')
    await findsHerPage(resident)
    await resident.context.setOffline(false)
    await resident.reads(/^Enregistré à/)
    await resident.press('Continuer')
    assert.equal(await resident.title(), 'Voulez-vous savoir quand c’est réparé ?')
    await resident.leave()
  })
})
