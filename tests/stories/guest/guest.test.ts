import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { dayOf } from '#kernel/calendar'
import { type Visit, visitName } from '../../support/browser.ts'
import { agentArrives } from '../../support/desk.ts'
import { askDatabase, letterTo } from '../../support/letters.ts'
import { signIn } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * An administrator invites somebody from outside until a day, an agent answers for her. She chooses her password, enters, and
 * after her last day is refused with words. Walked on a desk with JavaScript and on a phone without.
 */

const { platform, browser } = await openStory()

const ways: Visit[] = [
  { device: 'desktop', javaScript: true },
  { device: 'phone', javaScript: false },
]
const password = 'une-place-en-chantier'

suite('Une personne de l’extérieur, jusqu’à un dernier jour', () => {
  for (const visit of ways) {
    test(visitName(visit), async () => {
      const email = `chantier.${visit.device}@entreprise.exemple.com`
      const name = `Chantier ${visit.device}`
      const administrator = await agentArrives(browser, platform.url, 'administration.corbas@exemple.fr', visit)
      await administrator.open('/bureau/corbas/agents/inviter')
      await administrator.judge('invite-choice')
      await administrator.follow('Inviter une personne de l’extérieur')
      await administrator.press('Envoyer l’invitation')
      await administrator.judge('invite-guest-refused')
      await administrator.write('Prénom', 'Invitée')
      await administrator.write('Nom', name)
      await administrator.write('Adresse e-mail', email)
      await administrator.write('D’où vient cette personne', 'Entreprise Exemple')
      await administrator.write('Pour quoi faire', 'Suivre le chantier de la place')
      await administrator.control('Qui en répond').selectOption({ label: 'Alix Exemple' })
      await administrator.control('Service dont elle traite les demandes').selectOption({ label: 'Voirie' })
      const lastDay = dayOf(new Date(Date.now() + 20 * 86_400_000))
      await administrator.write('Dernier jour', lastDay)
      await administrator.press('Envoyer l’invitation')
      await administrator.reads('L’invitation est partie par courriel.')
      await administrator.judge('person-guest')
      await administrator.leave()

      const invitation = await letterTo(platform, email, /vous a donné un accès/)
      assert.match(invitation.text, /Alix Exemple répond de votre accès/)
      const welcome = await letterTo(platform, email, 'Votre compte est ouvert')
      const link = /https?:\S+(\/mot-de-passe\/\S+)/.exec(welcome.text)?.[1] ?? ''
      const guest = await Visitor.arrive(browser, platform.url, visit)
      await guest.open(link)
      await guest.page.locator('input[type="password"]').first().fill(password)
      await guest.page.locator('main button[type="submit"]').first().click()
      await guest.page.waitForLoadState('domcontentloaded')
      await guest.open('/bureau')
      await signIn(guest, email, password)
      await guest.isAt('/bureau/corbas/demandes')

      // Who answers for her finds her among her guests, and extends her stay.
      const sponsor = await agentArrives(browser, platform.url, 'voirie.corbas@exemple.fr', visit)
      await sponsor.open('/bureau/corbas/invites')
      await sponsor.judge('guests')
      await sponsor.follow(`Invitée ${name}`)
      await sponsor.judge('guest')
      await sponsor.page.locator('summary').filter({ hasText: 'Prolonger' }).click()
      await sponsor.control('Dernier jour').fill(dayOf(new Date(Date.now() + 40 * 86_400_000)))
      await sponsor.press('Enregistrer ce dernier jour')
      await sponsor.reads('Le nouveau dernier jour est enregistré.')
      await sponsor.leave()

      // Her last day has passed: nothing else has to happen.
      await askDatabase(
        platform,
        `update accounts.guest set starts_at = now() - interval '9 days', ends_at = now() - interval '1 second'
         where account_id = (select id from accounts.account where email = $1)`,
        [email],
      )
      assert.equal(await guest.open('/bureau/corbas/demandes'), 403)
      await guest.reads('Votre invitation à ce bureau est terminée')
      await guest.judge('access-guest-ended')
      await guest.open('/bureau')
      await guest.reads(/Alix Exemple peut demander qu’elle reprenne/)
      await guest.leave()
    })
  }
})
