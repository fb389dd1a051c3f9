import assert from 'node:assert/strict'
import { letterTo } from './letters.ts'
import type { TestPlatform } from './platform.ts'
import { type Applicant, demoPassword, signIn } from './requests.ts'
import type { Visitor } from './visitor.ts'

/** The path of a link of a mail: `/compte/fusion/preuve/…`. */
export async function linkTo(
  platform: Pick<TestPlatform, 'folder'>,
  address: string,
  letter: { readonly subject: string | RegExp; readonly path: string },
): Promise<string> {
  const { text } = await letterTo(platform, address, letter.subject)
  const link = new RegExp(String.raw`http\S+(${letter.path}/\S+)`).exec(text)?.[1]
  assert.ok(link, text)
  return link
}

/** Makes an account and signs in: from the form to her requests. */
export async function openAccount(visitor: Visitor, platform: TestPlatform, person: Applicant): Promise<void> {
  await visitor.open('/inscription')
  await visitor.write('Prénom', person.givenName)
  await visitor.write('Nom', person.familyName)
  await visitor.write('Adresse e-mail', person.email)
  await visitor.write('Mot de passe', demoPassword)
  await visitor.press('Créer mon compte')
  await visitor.open(await linkTo(platform, person.email, { subject: 'Confirmez votre adresse', path: '/confirmer' }))
  await visitor.press('Oui, c’est mon adresse')
  await signIn(visitor, person.email)
}
