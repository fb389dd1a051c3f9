import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { picture, type Visit, visitName } from '../../support/browser.ts'
import { demoPassword } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** An agent enters a service of the State with her account here: the service, ProConnect's simulator, us, and back. */

const { platform, browser } = await openStory()
const { proConnect } = JSON.parse(readFileSync(join(platform.folder, 'simulators.json'), 'utf8')) as {
  proConnect: number
}
const service = `http://localhost:${proConnect}/service`

const visits: readonly (readonly [Visit, email: string, name: string, siret: string])[] = [
  [{ device: 'desktop', javaScript: true }, 'voirie.corbas@exemple.fr', 'Alix Exemple', '21690273400013'],
  [{ device: 'phone', javaScript: false }, 'voirie.givors@exemple.fr', 'Charlie Exemple', '21690091000011'],
]

suite('Une agente entre dans un service de l’État par ProConnect et son compte du territoire', () => {
  for (const [visit, ...person] of visits) test(visitName(visit), () => walk(visit, ...person))
})

async function walk(visit: Visit, email: string, name: string, siret: string): Promise<void> {
  const agent = await Visitor.arrive(browser, platform.url, visit)
  await leaveService(agent, 'Entrer avec ProConnect', email)
  await agent.isAt('/connexion')
  await agent.reads('service-d-essai')
  assert.equal(await agent.control('Adresse e-mail').inputValue(), email)
  await agent.judge('proconnect-sign-in')
  await signIn(agent)
  await welcomed(agent, name, 'eidas1')
  await agent.reads(siret)

  await leaveService(agent, 'Entrer, niveau eidas2 indispensable', email)
  await agent.isAt('/connexion/renforcer')
  await agent.reads('Vous n’avez pas encore de deuxième étape')
  await agent.judge('proconnect-level-unmet')
  await picture(agent.page, 'proconnect-level-unmet', visit)
  await agent.press('Renoncer, et revenir à l’application')
  await agent.page.waitForURL(/oidc-callback/)
  await agent.reads('Le fournisseur d’identité a répondu par une erreur')
  await agent.reads('unmet_authentication_requirements')

  const secret = await addCodes(agent)
  await agent.context.clearCookies()
  await leaveService(agent, 'Entrer, niveau eidas2 indispensable', email)
  await signIn(agent)
  await agent.judge('proconnect-second-step')
  const code = TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + 30_000 })
  await agent.write('Code de l’application', code)
  await agent.press('Continuer')
  await welcomed(agent, name, 'eidas2')
  await agent.leave()
}

/** From the service to us, by the simulator where one types an address. */
async function leaveService(agent: Visitor, way: string, email: string): Promise<void> {
  await agent.page.goto(service)
  await agent.follow(way)
  await agent.reads('Simulateur de ProConnect')
  await agent.write('Adresse électronique professionnelle', email)
  await agent.press('Passer par le territoire')
}

async function signIn(agent: Visitor): Promise<void> {
  await agent.write('Mot de passe', demoPassword)
  await agent.press('Me connecter')
}

async function welcomed(agent: Visitor, name: string, level: string): Promise<void> {
  await agent.page.waitForURL(/\/service\/retour/)
  await agent.reads(`Bonjour ${name}`)
  await agent.reads(level)
}

async function addCodes(agent: Visitor): Promise<string> {
  await agent.open('/compte/securite')
  await agent.press('Ajouter une application de codes')
  const text = await agent.page.locator('main code').first().innerText()
  const secret = text.replaceAll(/\s/g, '')
  await agent.write('Code de l’application', TOTP.generate({ secret: Secret.fromBase32(secret) }))
  await agent.press('Mettre en service')
  await agent.press('J’ai gardé mes codes')
  return secret
}
