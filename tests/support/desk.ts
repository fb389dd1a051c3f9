import type { Browser } from 'playwright-core'
import type { Visit } from './browser.ts'
import { signIn } from './requests.ts'
import { Visitor } from './visitor.ts'

/** What agents do in several stories: sign in, find a request, act on it. */

/** An agent at her desk, in front of the list of her service. */
export async function agentArrives(browser: Browser, origin: string, agent: string, visit: Visit): Promise<Visitor> {
  const visitor = await Visitor.arrive(browser, origin, visit)
  await visitor.open('/bureau')
  await signIn(visitor, agent)
  return visitor
}

/** Finds a request by its number and opens it; a request just filed is found once a worker has indexed it. */
export async function openRequest(agent: Visitor, desk: string, number: string): Promise<void> {
  const found = agent.page.locator('main table tbody').getByRole('link').first()
  const end = Date.now() + 10_000
  do await agent.open(`/bureau/${desk}/demandes?vue=toutes&q=${number}`)
  while (Date.now() < end && !(await found.isVisible()))
  await agent.go(() => found.click())
}

type Part = 'La demande' | 'Les échanges' | 'Agir'

/** On a phone the three parts of a case are three tabs. */
export async function turnTo(agent: Visitor, part: Part): Promise<void> {
  if (agent.visit.device === 'phone')
    await agent.page.getByRole('navigation', { name: 'Parties du dossier' }).getByRole('link', { name: part }).click()
}

/** Acts on the open request; with a text when the action asks for one. */
export async function act(agent: Visitor, action: string, text?: { label: string; value: string }): Promise<void> {
  await turnTo(agent, 'Agir')
  const part = agent.page.getByRole('region', { name: 'Agir' })
  if (text !== undefined) {
    await part.locator('summary').filter({ hasText: action }).click()
    await agent.write(text.label, text.value, part)
  }
  await agent.press(action, part)
}

/** Writes to the person, or a note among agents. */
export async function writeMessage(agent: Visitor, message: string): Promise<void> {
  await turnTo(agent, 'Les échanges')
  await agent.page.locator('#message').fill(message)
  await agent.press('Envoyer', agent.page.getByRole('region', { name: 'Les échanges' }))
}
