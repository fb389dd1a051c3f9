import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Visit, visitName } from '../../support/browser.ts'
import { agentArrives, openRequest, writeMessage } from '../../support/desk.ts'
import { askDatabase } from '../../support/letters.ts'
import { openStory } from '../../support/story.ts'
import { applicant, beginForm, photo, send, writeAddress, writeIdentity } from '../../support/requests.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * Two towns share one platform: an agent of Givors finds nothing of Corbas, neither in her list, nor by the addresses of a
 * case that she would know by heart. Addresses do not depend on the screen: two of the four ways are enough.
 */

const { platform, browser } = await openStory()

const desktop: Visit = { device: 'desktop', javaScript: true }
const person = applicant('Maxence', 'Voisin')

/** A request of Corbas with a file, a message and a note; every address that its page knows. */
async function requestOfCorbas() {
  const resident = await Visitor.arrive(browser, platform.url, { device: 'desktop', javaScript: false })
  await beginForm(resident, 'corbas', 'lampadaire-en-panne')
  await resident.choose('Le problème', 'La lumière est éteinte')
  await resident.press('Continuer')
  await writeAddress(resident, 'corbas')
  await resident.attach('Une photo', photo('rue-de-corbas.png'))
  await resident.press('Continuer')
  await writeIdentity(resident, person)
  await resident.press('Continuer')
  const { number } = await send(resident)
  await resident.leave()
  const agent = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', desktop)
  await openRequest(agent, 'corbas', number)
  await writeMessage(agent, 'Nous passons demain.')
  await openRequest(agent, 'corbas', number)
  const addresses = async (selector: string, attribute: string): Promise<string[]> => {
    const found = await agent.page.locator(selector).all()
    const values = await Promise.all(found.map((each) => each.getAttribute(attribute)))
    return values.filter((value) => value !== null)
  }
  const links = await addresses(`main a[href^="${agent.path}/"]`, 'href')
  const actions = await addresses('main form[method="post"]', 'action')
  return { agent, number, path: agent.path, links, actions }
}

const corbas = await requestOfCorbas()
const dossierId = corbas.path.split('/').at(-1) ?? ''

const stateOf = () =>
  askDatabase(platform, 'select status, last_event_seq, holder_account_id from dossiers.dossier where id = $1', [
    dossierId,
  ])

test('la page de Corbas connaît des fichiers et des actions à essayer', () => {
  assert.ok(
    corbas.links.some((link) => link.includes('/fichiers/')),
    corbas.links.join(),
  )
  assert.ok(corbas.actions.length >= 5, corbas.actions.join())
})

suite('Une agente de Givors ne trouve rien de Corbas', () => {
  const ways: Visit[] = [desktop, { device: 'phone', javaScript: false }]
  for (const visit of ways) {
    test(`dans sa liste : ${visitName(visit)}`, async () => {
      const agent = await agentArrives(browser, platform.url, 'responsable.givors@exemple.fr', visit)
      for (const words of [corbas.number, person.familyName, 'La lumière est éteinte']) {
        await agent.open(`/bureau/givors/demandes?vue=toutes&q=${encodeURIComponent(words)}`)
        const rows = (await agent.page.locator('main table tbody').allInnerTexts()).join()
        assert.ok(!rows.includes(corbas.number) && !rows.includes(person.familyName), rows)
      }
      await agent.open(`/bureau/givors/demandes?vue=toutes&q=${corbas.number}`)
      await agent.reads('Aucune demande ne répond à ces filtres')
      await agent.judge('list-empty')
      await agent.leave()
    })

    test(`par l’adresse de la demande : ${visitName(visit)}`, async () => {
      const agent = await agentArrives(browser, platform.url, 'voirie.givors@exemple.fr', visit)
      for (const desk of ['corbas', 'givors']) {
        assert.equal(await agent.open(`/bureau/${desk}/demandes/${dossierId}`), 404, desk)
        await agent.doesNotRead(person.familyName)
        await agent.judge('not-found')
      }
      assert.equal(await agent.open('/bureau/corbas/demandes'), 404)
      await agent.leave()
    })
  }

  test('par les adresses des fichiers et du document', async () => {
    const agent = await agentArrives(browser, platform.url, 'responsable.givors@exemple.fr', desktop)
    for (const link of corbas.links) {
      for (const path of [link, link.replace('/corbas/', '/givors/')]) {
        assert.equal((await agent.context.request.get(platform.url + path)).status(), 404, path)
      }
    }
    await agent.leave()
  })

  test('par les actions : rien ne bouge', async () => {
    const before = await stateOf()
    const agent = await agentArrives(browser, platform.url, 'responsable.givors@exemple.fr', desktop)
    const form = { version: '1', key: 'essai-de-givors', text: 'Refusée', note: 'x', message: 'x', kind: 'reply' }
    // As the page itself would send it: what refuses is that the case is not hers, not that the request looks foreign.
    const headers = { origin: platform.url, 'sec-fetch-site': 'same-origin' }
    for (const action of corbas.actions) {
      for (const path of [action, action.replace('/corbas/', '/givors/')]) {
        const answer = await agent.context.request.post(platform.url + path, { form, headers, maxRedirects: 0 })
        assert.equal(answer.status(), 404, path)
      }
    }
    assert.deepEqual(await stateOf(), before)
    await agent.leave()
  })

  test('alors que la même action, par l’agente de Corbas, se fait', async () => {
    const before = await stateOf()
    await corbas.agent.press('Commencer l’étude')
    assert.notDeepEqual(await stateOf(), before)
    await corbas.agent.leave()
  })
})
