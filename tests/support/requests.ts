import assert from 'node:assert/strict'
import type { Attached, Visitor } from './visitor.ts'

/** What residents do in several stories: fill a procedure, send it, follow it. */

export const demoPassword = 'bonjour-traboule'

export interface Applicant {
  readonly givenName: string
  readonly familyName: string
  readonly email: string
}

/** Somebody invented, new in each story. */
export const applicant = (givenName: string, familyName = 'Essai'): Applicant => ({
  givenName,
  familyName,
  email: `${givenName}.${familyName}@exemple.fr`.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, ''),
})

export interface ReceiptRead {
  /** `COR-2026-00001` */
  readonly number: string
  /** `K7QM-4T2X-9PZD` */
  readonly code: string
}

/** Signs in from the page where one is asked to, or from the menu. */
export async function signIn(visitor: Visitor, email: string, password = demoPassword): Promise<void> {
  if (!['/connexion', '/oidc/autorisation'].includes(visitor.path)) await visitor.open('/connexion')
  await visitor.write('Adresse e-mail', email)
  await visitor.write('Mot de passe', password)
  await visitor.press('Me connecter')
}

/** The first page of a form, empty. */
export const beginForm = (visitor: Visitor, site: string, procedure: string): Promise<number> =>
  visitor.open(`/${site}/demarches/${procedure}/demande/nouvelle`)

const towns: Readonly<Record<string, readonly [postalCode: string, name: string]>> = {
  corbas: ['69960', 'Corbas'],
  givors: ['69700', 'Givors'],
}

/** An address in one of the towns of the stories. */
export async function writeAddress(visitor: Visitor, site: string, line = '12 rue de l’Exemple'): Promise<void> {
  const [postalCode = '', town = ''] = towns[site] ?? []
  await visitor.write('Numéro et rue', line)
  await visitor.write('Code postal', postalCode)
  await visitor.write('Commune', town)
}

export async function writeIdentity(visitor: Visitor, person: Applicant): Promise<void> {
  await visitor.write('Prénom', person.givenName)
  await visitor.write('Nom', person.familyName)
  await visitor.write('Votre adresse e-mail', person.email)
}

/** Ticks the declaration and sends: from the summary to the receipt. */
export async function send(visitor: Visitor): Promise<ReceiptRead> {
  await visitor.tick('Je certifie que ces réponses sont exactes.')
  await visitor.press('Envoyer ma demande')
  return readReceipt(visitor)
}

export async function readReceipt(visitor: Visitor): Promise<ReceiptRead> {
  assert.equal(await visitor.title(), 'Votre demande est envoyée')
  const text = await visitor.text()
  const number = /\b[A-Z]{3}-\d{4}-\d{5,}\b/.exec(text)?.[0]
  const code = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(text)?.[0]
  assert.ok(number !== undefined && code !== undefined, `no number or no code in: ${text}`)
  return { number, code }
}

/** A street light reported, from the first page to the receipt. */
export async function reportLight(visitor: Visitor, site: string, person: Applicant): Promise<ReceiptRead> {
  await beginForm(visitor, site, 'lampadaire-en-panne')
  await visitor.choose('Le problème', 'La lumière est éteinte')
  await visitor.press('Continuer')
  await writeAddress(visitor, site)
  await visitor.press('Continuer')
  await writeIdentity(visitor, person)
  await visitor.press('Continuer')
  return send(visitor)
}

/** Opens a request with its code and the e-mail address given in it. */
export async function track(visitor: Visitor, code: string, email: string): Promise<void> {
  await visitor.open('/suivi')
  await visitor.write('Code de suivi', code)
  await visitor.write('Adresse e-mail donnée dans la demande', email)
  await visitor.press('Voir ma demande')
}

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

export const photo = (name: string): Attached => ({
  name,
  content: Buffer.from(pixel, 'base64'),
})

export const document = (name: string, words = 'Exemple'): Attached => ({
  name,
  content: Buffer.from(`%PDF-1.4\n%${words}\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n`),
})
