import { after, suite, test } from 'node:test'
import { plugAuthenticator } from '../../support/authenticator.ts'
import {
  type Application,
  registerCas,
  registerSaml,
  startCasApplication,
  startSamlApplication,
} from '../../support/applications.ts'
import { picture, type Visit, visitName } from '../../support/browser.ts'
import { signIn } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** An agent enters her town's applications with a passkey: one speaks SAML and wants two factors, the other CAS. */

const { platform, browser } = await openStory()
const [diary, wiki] = await Promise.all([startSamlApplication(platform.url), startCasApplication(platform.url)])
after(() => [diary, wiki].forEach((application: Application) => application.stop()))
await registerSaml(browser, platform.url, 'Agenda partagé', diary.metadata)
await registerCas(browser, platform.url, 'Wiki des services', wiki.url)

const visits: readonly Visit[] = [
  { device: 'desktop', javaScript: true },
  { device: 'phone', javaScript: true },
  { device: 'desktop', javaScript: true, dark: true },
]
const agents = ['voirie.corbas@exemple.fr', 'responsable.corbas@exemple.fr', 'etat-civil.corbas@exemple.fr']

suite('Une agente entre dans deux applications avec une clé d’accès', () => {
  for (const [index, visit] of visits.entries()) test(visitName(visit), () => walk(visit, agents[index] ?? ''))
})

async function walk(visit: Visit, email: string): Promise<void> {
  const agent = await Visitor.arrive(browser, platform.url, visit)
  await agent.open('/connexion?retour=/compte')
  await signIn(agent, email)
  await agent.open('/compte/securite')
  const telephone = await plugAuthenticator(agent.page, 'synced')
  await agent.follow('Ajouter une clé d’accès')
  await agent.write('Nom de la clé', 'Téléphone de service')
  await agent.press('Ajouter une clé d’accès')
  await agent.press('J’ai gardé mes codes')
  await leave(agent)

  // The diary wants two factors: the passkey is both, whether the browser proposes it or she presses the button.
  await agent.page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)
  })
  await agent.page.goto(diary.url)
  await agent.isAt('/connexion')
  await agent.page.getByRole('button', { name: 'Me connecter avec une clé d’accès' }).click()
  await agent.page.waitForURL(`${diary.url}/`)
  await agent.reads(`Agenda de ${email}`)
  await agent.page.goto(wiki.url)
  await agent.reads(`Wiki de ${email}`)

  await agent.open('/deconnexion')
  await agent.page.locator('main').getByRole('button', { name: 'Me déconnecter' }).click()
  await agent.reads('Vos applications ont été prévenues')
  await agent.reads('Agenda partagé')
  await agent.judge('departure')
  await picture(agent.page, 'departure', visit)
  await agent.page.goto(diary.url)
  await agent.isAt('/connexion')
  await unknown(agent)
  await telephone.remove()
  await agent.leave()
}

async function leave(agent: Visitor): Promise<void> {
  await agent.open('/deconnexion')
  await agent.press('Me déconnecter', agent.page.locator('main'))
}

/** An application that nobody registered: a page, not a ticket. */
async function unknown(agent: Visitor): Promise<void> {
  await agent.open('/cas/login?service=https%3A%2F%2Finconnue.exemple.fr%2F')
  await agent.reads('Cette application n’est pas connue ici')
  await agent.judge('application-unknown')
  await picture(agent.page, 'application-unknown', agent.visit)
}
