import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { dayOf } from '#kernel/calendar'
import { brokenLight, fileRequest } from '../../proofs/journey.ts'
import { Person } from '../../proofs/person.ts'
import type { Visit } from '../../support/browser.ts'
import { agentArrives } from '../../support/desk.ts'
import { openStory } from '../../support/story.ts'
import type { Visitor } from '../../support/visitor.ts'

/** Two hundred requests are refused at once; the three that cannot be are named, before and after, each with its reason. */

const { platform, browser } = await openStory()
/** With the one that the demonstration files on its own day, two hundred. */
const many = 199
const atOnce = 8
const reason = 'Ces lampadaires sont au département : nous lui avons transmis votre demande.'

suite('Un refus de deux cents demandes, dont trois qui ne peuvent pas l’être', () => {
  before(async () => {
    let next = 0
    const work = async (): Promise<void> => {
      while (next < many) {
        const name = `Groupée${String(next++).padStart(3, '0')}`
        await fileRequest(
          new Person(platform.url, { milliseconds: 60_000, onRetry: () => {} }),
          brokenLight('corbas', name),
        )
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  })

  test('ordinateur, sans JavaScript', () => walk({ device: 'desktop', javaScript: false }))
})

async function walk(visit: Visit): Promise<void> {
  const agent = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', visit)
  await acceptThree(agent)
  await agent.open(list)
  // The bar of what can be done shows once something is ticked.
  await boxes(agent).first().check({ force: true })
  await agent.press('Agir sur toute la liste')
  await agent.reads('Que faire de ces 200 demandes ?')
  await agent.press('Voir ce qui arrivera')
  await agent.reads('Choisissez une action.')
  await agent.judge('bulk-choose-refused')
  await agent.page.locator('input[value="act:refuse"]').check({ force: true })
  await agent.page.locator('[name="texte-refuse"]').fill(reason)
  await agent.press('Voir ce qui arrivera')
  await agent.reads('L’action se fera pour 197 demandes, elle est impossible pour 3')
  assert.equal((await agent.text()).match(/Déjà close/g)?.length, 3)
  await agent.judge('bulk-preview')
  await agent.press('Faire pour ces 197 demandes')
  await untilDone(agent)
  await agent.reads(/197 faites, 3 impossibles/)
  assert.equal((await agent.text()).match(/Déjà close/g)?.length, 3)
  await agent.judge('bulk-result')
  await agent.leave()
}

/** Every request about a street light that came today, whatever became of it. */
const list = `/bureau/corbas/demandes?vue=toutes&demarche=lampadaire-en-panne&depuis=${dayOf(new Date())}`
const boxes = (agent: Visitor) => agent.page.locator('main table tbody input[type="checkbox"]')

/** Three have their answer already: ticked on the list, and accepted together. */
async function acceptThree(agent: Visitor): Promise<void> {
  await agent.open(list)
  for (const rank of [0, 1, 2]) await boxes(agent).nth(rank).check({ force: true })
  await agent.press('Agir ensemble')
  await agent.reads('Que faire de ces 3 demandes ?')
  await agent.page.locator('input[value="act:accept"]').check({ force: true })
  await agent.press('Voir ce qui arrivera')
  await agent.press('Faire pour ces 3 demandes')
  await untilDone(agent)
}

/** Without scripts, one presses the button that looks again. */
async function untilDone(agent: Visitor): Promise<void> {
  const end = Date.now() + 60_000
  while (!/C’est fait/.test(await agent.text())) {
    assert.ok(Date.now() < end, await agent.text())
    await new Promise((resolve) => setTimeout(resolve, 500))
    await agent.page.reload()
  }
}
