import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Visit } from '../../support/browser.ts'
import { agentArrives, openRequest } from '../../support/desk.ts'
import { askDatabase, letterTo } from '../../support/letters.ts'
import { applicant, beginForm, send, writeAddress, writeIdentity } from '../../support/requests.ts'
import { addOrganisation, askMandate, memberArrives } from '../../support/mandates.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * The manager of a shop asks for a mandate; who directs it has no account yet, and is invited. The invitation proves nothing:
 * a homonym is refused, and FranceConnect with the trade register recognises the director, who approves on a phone. A request is then
 * filed in the shop's name, and the agent sees who acted for whom.
 */

const { platform, browser } = await openStory()
const desktop: Visit = { device: 'desktop', javaScript: true }
const phone: Visit = { device: 'phone', javaScript: false }
const camille = 'camille.demonstration@exemple.fr'
const [homonym, thomas] = ['homonyme.delatour@exemple.fr', 'thomas.delatour@exemple.fr']
const bakery = 'BOULANGERIE DE LA DEMONSTRATION'

const arrive = (email: string, visit: Visit): Promise<Visitor> => memberArrives(browser, platform.url, email, visit)

/** Where the latest invitation leads. */
async function invitation(email: string): Promise<string> {
  const letter = await letterTo(platform, email, /demande un mandat/)
  assert.match(letter.text, /Ce courriel ne prouve rien/)
  const address = letter.text.match(/\/compte\/mandats\/[0-9a-f-]{36}/)?.[0]
  assert.ok(address !== undefined, letter.text)
  return address
}

/** From an invitation, on a phone: no account yet, one is made by FranceConnect, and the ask opens. */
async function comeByFranceConnect(
  email: string,
  address: string,
  choose: (visitor: Visitor) => Promise<unknown>,
): Promise<Visitor> {
  const invited = await Visitor.arrive(browser, platform.url, phone)
  await invited.open(address)
  await invited.isAt('/connexion')
  await invited.follow('S’identifier avec FranceConnect')
  await choose(invited)
  await invited.press('Continuer')
  await invited.press('Accepter, et revenir au service')
  await invited.write('Votre adresse e-mail', email)
  await invited.press('Créer mon compte')
  const letter = await letterTo(platform, email, 'Confirmez votre adresse')
  const link = /http\S+\/identite\/confirmer\/\S+/.exec(letter.text)?.[0]
  assert.ok(link, letter.text)
  await invited.open(new URL(link).pathname)
  await invited.press('Oui, c’est mon adresse')
  await invited.isAt(address)
  return invited
}

suite('un mandat, de la demande au dossier', () => {
  test('une personne du même nom, invitée par erreur, n’est pas reconnue et ne peut rien approuver', async () => {
    const manager = await arrive(camille, desktop)
    await addOrganisation(manager, '100 000 017', bakery)
    const asked = await askMandate(manager, homonym)
    const address = await invitation(homonym)
    assert.equal(address, asked)
    const other = await comeByFranceConnect(homonym, address, async ({ page }) => {
      await page.getByText('Écrire une autre identité').click()
      await page.getByLabel('Une autre, écrite ci-dessous').check()
      const typed = {
        Prénoms: 'Thomas',
        'Nom de naissance': 'Delatour',
        'Date de naissance (AAAA-MM-JJ)': '1994-04-17',
      }
      for (const [label, text] of Object.entries(typed)) await page.getByLabel(label).fill(text)
      await page.getByLabel('Code INSEE de la commune de naissance').fill('75111')
      await page.getByLabel('Sexe').selectOption('male')
    })
    await other.judge('mandate-invited')
    assert.equal(await other.page.getByRole('button', { name: 'Approuver ce mandat' }).count(), 0)
    await other.press('Me faire reconnaître')
    await other.judge('mandate-not-recognised')
    await other.reads(/le registre ne confirme pas\s: la date de naissance/)
    assert.equal(await other.page.getByRole('button', { name: 'Approuver ce mandat' }).count(), 0)
    await other.leave()
    await manager.open(address)
    await manager.press('Retirer ma demande')
    await manager.leave()
  })

  test('la personne que le registre nomme n’a pas de compte : FranceConnect la reconnaît, elle approuve sur son téléphone', async () => {
    const manager = await arrive(camille, desktop)
    await manager.open('/compte/organisations')
    await manager.follow(bakery)
    const asked = await askMandate(manager, thomas)
    await manager.leave()
    const director = await comeByFranceConnect(thomas, await invitation(thomas), ({ page }) =>
      page.getByLabel(/^\s*Thomas Delatour, 1994-04-16/).check(),
    )
    await director.isAt(asked)
    assert.equal(await director.page.getByRole('button', { name: 'Approuver ce mandat' }).count(), 0)
    await director.press('Me faire reconnaître')
    await director.reads(/Le registre confirme que vous dirigez cette organisation/)
    await director.judge('mandate')
    await director.press('Approuver ce mandat')
    await director.reads('Le mandat est approuvé.')
    await director.open('/compte/organisations')
    await director.follow(bakery)
    await director.judge('organisation-directed')
    await director.leave()
    await letterTo(platform, camille, /Vous pouvez agir pour/)
    const [link] = await askDatabase<{ known_by: string }>(
      platform,
      `select l.known_by from mandates.mandate m join organisations.link l on l.id = m.decided_link_id where m.id = $1`,
      [asked.split('/').at(-1)],
    )
    assert.equal(link?.known_by, 'register')
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
    await manager.open('/mes-demandes')
    await manager.follow(/Signaler un lampadaire/)
    await manager.reads(/sous le mandat [0-9A-F]{8}/)
    await manager.judge('request-acting-for')
    await manager.leave()
    const agent = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', desktop)
    await openRequest(agent, 'corbas', number)
    await agent.reads(
      new RegExp(`^${bakery}, 100 000 017, sous le mandat [0-9A-F]{8}$`.replaceAll(' ', String.raw`\s`)),
    )
    await agent.judge('case-acting-for')
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
