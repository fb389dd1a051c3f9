import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Visit } from '../../support/browser.ts'
import { agentArrives, openRequest } from '../../support/desk.ts'
import { askDatabase, letterTo } from '../../support/letters.ts'
import { applicant, beginForm, send, signIn, writeAddress, writeIdentity } from '../../support/requests.ts'
import { acceptProofs, addOrganisation, askMandate, memberArrives, sendProof } from '../../support/mandates.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * The manager of a shop asks for a mandate; the collectivity recognises the director by a document; she approves on her
 * phone, from the mail; a request is filed in the shop's name, and the agent sees who acted for whom.
 */

const { platform, browser } = await openStory()
const desktop: Visit = { device: 'desktop', javaScript: true }
const phone: Visit = { device: 'phone', javaScript: false }
const [camille, sam] = ['camille.demonstration@exemple.fr', 'sam.demonstration@exemple.fr']
const bakery = 'BOULANGERIE DE LA DEMONSTRATION'

const arrive = (email: string, visit: Visit): Promise<Visitor> => memberArrives(browser, platform.url, email, visit)
const addBakery = (visitor: Visitor): Promise<void> => addOrganisation(visitor, '100 000 017', bakery)

suite('un mandat, de la demande au dossier', () => {
  test('la collectivité reconnaît la dirigeante par un document', async () => {
    const director = await arrive(sam, phone)
    await addBakery(director)
    await sendProof(director)
    await director.leave()
    await acceptProofs(browser, platform.url, desktop, 1)
  })

  test('la gérante demande, la dirigeante approuve sur son téléphone, depuis le courriel', async () => {
    const manager = await arrive(camille, desktop)
    await addBakery(manager)
    await askMandate(manager)
    await manager.leave()

    const letter = await letterTo(platform, sam, /demande un mandat/)
    const address = /\/compte\/mandats\/[0-9a-f-]{36}/.exec(letter.text)?.[0]
    assert.ok(address !== undefined, letter.text)
    const director = await Visitor.arrive(browser, platform.url, phone)
    await director.open(address)
    await signIn(director, sam)
    if (director.path !== address) await director.open(address)
    await director.judge('mandate')
    await director.press('Approuver ce mandat')
    await director.reads('Le mandat est approuvé.')
    await director.leave()
    await letterTo(platform, camille, /Vous pouvez agir pour/)
  })

  test('la gérante dépose pour la boulangerie ; l’agent voit qui agit pour qui', async () => {
    const manager = await arrive(camille, desktop)
    await manager.open('/compte/mandats')
    await manager.judge('mandates')
    await beginForm(manager, 'corbas', 'lampadaire-en-panne')
    await manager.judge('form-acting-for')
    await manager.page.getByRole('radio', { name: new RegExp(bakery) }).check()
    await manager.choose('Le problème', 'La lumière est éteinte')
    await manager.press('Continuer')
    await writeAddress(manager, 'corbas')
    await manager.press('Continuer')
    await writeIdentity(manager, applicant('Camille', 'Démonstration'))
    await manager.press('Continuer')
    await manager.reads(`Vous faites cette demande pour ${bakery}.`)
    const { number } = await send(manager)
    await manager.leave()
    const agent = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', desktop)
    await openRequest(agent, 'corbas', number)
    await agent.reads(new RegExp(`pour ${bakery}`))
    await agent.leave()
    const [line] = await askDatabase<{ acting: { name: string; as: string } }>(
      platform,
      `select e.payload -> 'actingFor' as acting from dossiers.event e join dossiers.dossier d
         on d.collectivity_id = e.collectivity_id and d.id = e.dossier_id
       where d.number = $1 and e.kind = 'dossier.submitted'`,
      [number],
    )
    assert.deepEqual([line?.acting.name, line?.acting.as], [bakery, 'mandate'])
  })
})
