import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Visit, visitName } from '../../support/browser.ts'
import { agentArrives } from '../../support/desk.ts'
import { signIn } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'

/**
 * Two browsers: an agent works, her administrator suspends her access. The agent's next click asks her to sign in, then says
 * what happened; given back, she works again.
 */

const { platform, browser } = await openStory()

const ways: Visit[] = [
  { device: 'desktop', javaScript: true },
  { device: 'phone', javaScript: false },
]

suite('L’accès d’un agent est suspendu pendant qu’il travaille', () => {
  for (const visit of ways) {
    test(visitName(visit), async () => {
      const agent = await agentArrives(browser, platform.url, 'etat-civil.corbas@exemple.fr', visit)
      await agent.isAt('/bureau/corbas/demandes')
      const administrator = await agentArrives(browser, platform.url, 'administration.corbas@exemple.fr', visit)
      await administrator.open('/bureau/corbas/agents?q=andrea')
      await administrator.judge('people')
      await administrator.follow('Andréa Essai')
      await administrator.judge('person')
      await administrator.page.locator('summary').filter({ hasText: 'Dire pourquoi' }).click()
      await administrator.write('Raison', 'Téléphone perdu')
      await administrator.press('Suspendre cet accès')
      await administrator.reads('L’accès est suspendu : sessions et droits ont cessé.')
      await administrator.judge('person-suspended')

      // Her next click.
      await agent.open('/bureau/corbas/demandes?vue=miennes')
      assert.equal(await agent.title(), 'Se connecter')
      await signIn(agent, 'etat-civil.corbas@exemple.fr')
      await agent.reads('Votre accès à ce bureau est suspendu')
      await agent.judge('access-suspended')
      await agent.open('/bureau')
      await agent.reads(/Votre accès y est suspendu depuis/)
      await agent.judge('places-lost')
      // Her own account is hers.
      await agent.open('/mes-demandes')
      await agent.isAt('/mes-demandes')

      await administrator.press('Rétablir l’accès')
      await agent.open('/bureau/corbas/demandes')
      await agent.isAt('/bureau/corbas/demandes')
      await agent.leave()
      await administrator.leave()
    })
  }
})
