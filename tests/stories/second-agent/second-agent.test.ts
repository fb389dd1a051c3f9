import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Visit, visitName } from '../../support/browser.ts'
import { act, agentArrives, openRequest, turnTo, writeMessage } from '../../support/desk.ts'
import { lettersTo } from '../../support/letters.ts'
import { openStory } from '../../support/story.ts'
import { applicant, reportLight } from '../../support/requests.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * Two agents have the same request open. The second who acts is told what the first did, and what she wrote is kept.
 * Walked on a desk with JavaScript and on a phone without: the two ways that differ most.
 */

const { platform, browser } = await openStory()

const ways: Visit[] = [
  { device: 'desktop', javaScript: true },
  { device: 'phone', javaScript: false },
]

/** A request that the agent and her manager have both open. */
async function bothAt(visit: Visit, name: string) {
  const resident = await Visitor.arrive(browser, platform.url, { ...visit, javaScript: false })
  const person = applicant(name, visit.javaScript ? 'Avec' : 'Sans')
  const { number } = await reportLight(resident, 'corbas', person)
  await resident.leave()
  const first = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', visit)
  const second = await agentArrives(browser, platform.url, 'responsable.corbas@exemple.fr', visit)
  await openRequest(first, 'corbas', number)
  await openRequest(second, 'corbas', number)
  return { first, second, person }
}

const reason = 'Ce lampadaire appartient à la copropriété : adressez-vous au syndic.'
const refusal = { label: 'Motif du refus', value: reason }

suite('La première a écrit à la personne ; la seconde refuse', () => {
  for (const visit of ways) {
    test(visitName(visit), async () => {
      const { first, second, person } = await bothAt(visit, 'Andréa')
      await writeMessage(first, 'De quel côté de la rue est-ce ?')
      await act(second, 'Refuser', refusal)
      await second.judge('case-conflict')
      await second.reads('La demande a changé pendant que vous écriviez')
      await second.reads('Votre action n’a pas été faite. Voici ce qui s’est passé :')
      await second.reads(/Alix Exemple/)
      // Nothing was decided; her text waits in its place, the button asks again.
      assert.equal((await lettersTo(platform, person.email)).filter(({ subject }) => /réponse/.test(subject)).length, 0)
      const part = second.page.getByRole('region', { name: 'Agir' })
      await turnTo(second, 'Agir')
      assert.equal(await second.control('Motif du refus', part).inputValue(), reason)
      await second.press('Refuser', part)
      await turnTo(second, 'Agir')
      await second.reads('Demande close')
      await first.leave()
      await second.leave()
    })
  }
})

suite('La première a déjà accepté ; la seconde refuse', () => {
  for (const visit of ways) {
    test(visitName(visit), async () => {
      const { first, second } = await bothAt(visit, 'Gwenn')
      await act(first, 'Accepter', { label: 'Message à la personne (facultatif)', value: 'Réparé ce matin.' })
      await act(second, 'Refuser', refusal)
      await second.reads('La demande a changé pendant que vous écriviez')
      await turnTo(second, 'Les échanges')
      await second.reads('Réparé ce matin.')
      // No form takes a refusal any more: her text is given back where she can copy or send it.
      assert.ok(await keepsText(second, reason), await second.text())
      await second.judge('case-conflict-closed')
      await first.leave()
      await second.leave()
    })
  }
})

async function keepsText({ page }: Visitor, words: string): Promise<boolean> {
  const boxes = await page.locator('main textarea').all()
  const values = await Promise.all(boxes.map((box) => box.inputValue()))
  return values.some((value) => value.includes(words)) || (await page.locator('main').innerText()).includes(words)
}

suite('Toutes deux prennent la demande à la fois', () => {
  for (const visit of ways) {
    test(visitName(visit), async () => {
      const { first, second } = await bothAt(visit, 'Charlie')
      await turnTo(first, 'Agir')
      await turnTo(second, 'Agir')
      await Promise.all([first, second].map((agent) => agent.press('Prendre en charge')))
      const texts = await Promise.all([first, second].map((agent) => agent.text()))
      assert.equal(texts.filter((text) => text.includes('La demande a changé pendant que vous écriviez')).length, 1)
      await first.leave()
      await second.leave()
    })
  }
})
