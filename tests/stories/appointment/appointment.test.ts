import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { crossedVisits, picture, type Visit, visitName } from '../../support/browser.ts'
import { agentArrives } from '../../support/desk.ts'
import { letterTo } from '../../support/letters.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** A resident takes an appointment, moves it by the link of her mail; the agent sees her come, and cancels with a reason. */

const { platform, browser } = await openStory()
const agenda = 'titres-d-identite'
const desk = `/bureau/corbas/agendas/${agenda}`
/** Each way of coming takes a time of its own. */
const waysOfComing = [...crossedVisits, { device: 'desktop', javaScript: true, dark: true } as const].map(
  (visit, turn) => ({
    visit,
    turn,
  }),
)

async function look(visitor: Visitor, name: string): Promise<void> {
  await visitor.judge(name)
  if (visitor.visit.javaScript) await picture(visitor.page, name, visitor.visit)
}

/** A day, then a time, each by its rank. */
async function chooseTime(visitor: Visitor, day: number, rank: number): Promise<void> {
  await visitor.go(() => visitor.page.locator('main .links a').nth(day).click())
  await look(visitor, 'appointment-times')
  await visitor.go(() => visitor.page.locator('main form button').nth(rank).click())
}

async function book(visitor: Visitor, turn: number, email: string): Promise<void> {
  await visitor.open('/corbas/rendez-vous')
  await visitor.follow('Titres d’identité')
  await visitor.reads('Pour quoi venez-vous ?')
  await visitor.judge('appointment-kinds')
  await visitor.follow(/^Déposer une demande de carte/)
  await look(visitor, 'appointment-days')
  await chooseTime(visitor, 1, turn)
  await visitor.reads('gardée pour vous jusqu’à')
  await visitor.press('Prendre ce rendez-vous')
  await visitor.reads('Indiquez le prénom et le nom')
  await look(visitor, 'appointment-who')
  await visitor.write('Prénom et nom', 'Ana Exemple')
  await visitor.write('Adresse électronique', email)
  await visitor.press('Prendre ce rendez-vous')
  await visitor.reads('C’est pris.')
  await look(visitor, 'appointment-mine')
}

async function moveByLink(visitor: Visitor, turn: number, email: string): Promise<string> {
  const letter = await letterTo(platform, email, /^Votre rendez-vous du/)
  assert.deepEqual(letter.attachments, ['rendez-vous.ics'])
  const link = /https?:\/\/\S+\/rendez-vous\/\S+/.exec(letter.text)?.[0] ?? ''
  const { pathname, search } = new URL(link)
  await visitor.open(pathname + search)
  await visitor.follow('Changer de jour ou d’heure')
  await chooseTime(visitor, 2, turn)
  await visitor.reads('C’est déplacé.')
  await letterTo(platform, email, /est déplacé au/)
  return pathname.split('/').at(-1) ?? ''
}

async function cancelAtDesk(visit: Visit, id: string, email: string): Promise<void> {
  const agent = await agentArrives(browser, platform.url, 'etat-civil.corbas@exemple.fr', visit)
  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
  await agent.open(`${desk}?vue=semaine&jour=${soon}`)
  await look(agent, 'agenda-week')
  await agent.open(`${desk}/rendez-vous/${id}`)
  await look(agent, 'agenda-appointment')
  await agent.press('Annuler ce rendez-vous')
  await agent.reads('Dites pourquoi')
  await agent.write('Pourquoi', 'Le guichet est fermé ce jour-là.')
  await agent.press('Annuler ce rendez-vous')
  await agent.reads('C’est annulé.')
  assert.match((await letterTo(platform, email, /est annulé/)).text, /Le guichet est fermé ce jour-là/)
  await agent.leave()
}

suite('Un rendez-vous à la mairie', () => {
  for (const { visit, turn } of waysOfComing) {
    test(visitName(visit), async () => {
      const email = `ana-${turn}@exemple.fr`
      const resident = await Visitor.arrive(browser, platform.url, visit)
      await book(resident, turn, email)
      const id = await moveByLink(resident, turn, email)
      await resident.leave()
      await cancelAtDesk(visit, id, email)
    })
  }
})

test('qui administre règle l’agenda, et voit ce que verront les habitants', async () => {
  for (const visit of crossedVisits) {
    assert.ok(visit)
    const administrator = await agentArrives(browser, platform.url, 'administration.corbas@exemple.fr', visit)
    await administrator.open(`${desk}/reglages`)
    await look(administrator, 'agenda-settings')
    const closure = administrator.page
      .locator('form')
      .filter({ has: administrator.page.getByText('Pour un jour entier') })
    await administrator.write('Ce que c’est', 'Pont', closure)
    await administrator.write('Premier jour', '31/02/2027', closure)
    await administrator.press('Ajouter', closure)
    await administrator.reads('Écrivez des jours qui existent')
    await administrator.judge('agenda-settings-refused')
    await administrator.write('Premier jour', '15/05/2027', closure)
    await administrator.press('Ajouter', closure)
    await administrator.reads('C’est enregistré.')
    await administrator.leave()
  }
})
