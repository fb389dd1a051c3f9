import type { Browser } from 'playwright-core'
import { signIn } from './requests.ts'
import { Visitor } from './visitor.ts'

/** What the operator does in proofs: register an application on her page. */

const page = '/bureau/exploitation/federation'

/** The operator in front of her page of SAML and CAS applications. */
async function operatorArrives(browser: Browser, origin: string): Promise<Visitor> {
  const operator = await Visitor.arrive(browser, origin, { device: 'desktop', javaScript: true })
  await operator.open(page)
  await signIn(operator, 'exploitation@exemple.fr')
  await operator.open(page)
  return operator
}

export async function registerSaml(browser: Browser, origin: string, name: string, metadata: string): Promise<void> {
  const operator = await operatorArrives(browser, origin)
  const form = operator.page.locator('form[action$="/saml"]')
  await operator.write('Nom de l’application', name, form)
  await operator.write('Métadonnées (XML)', metadata, form)
  await operator.press('Inscrire l’application', form)
  await operator.reads(`${name} est inscrite.`)
  await operator.judge('federation')
  await operator.leave()
}

export async function registerCas(browser: Browser, origin: string, name: string, prefix: string): Promise<void> {
  const operator = await operatorArrives(browser, origin)
  const form = operator.page.locator('form[action$="/cas"]')
  await operator.write('Nom de l’application', name, form)
  await operator.write('Adresse de l’application', prefix, form)
  await form.getByLabel('La prévenir quand la personne se déconnecte').check()
  await operator.press('Inscrire l’application', form)
  await operator.reads(`${name} est inscrite.`)
  await operator.leave()
}
