import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Authenticator, plugAuthenticator } from '../../support/authenticator.ts'
import { picture, type Visit, visitName } from '../../support/browser.ts'
import { askDatabase, letterTo } from '../../support/letters.ts'
import { signIn } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** A passkey made once opens the account with a finger; a key on the ring goes further than one that is copied. */

const { platform, browser } = await openStory()

const visits: readonly Visit[] = [
  { device: 'desktop', javaScript: true },
  { device: 'phone', javaScript: true },
]
const people = { desktop: 'camille.demonstration@exemple.fr', phone: 'sam.demonstration@exemple.fr' } as const

suite('Une habitante entre avec une clé d’accès, sans mot de passe', () => {
  for (const visit of visits) test(visitName(visit), () => walk(visit))
})

async function walk(visit: Visit): Promise<void> {
  const email = people[visit.device]
  const resident = await Visitor.arrive(browser, platform.url, visit)
  await signIn(resident, email)
  await resident.open('/compte/securite')
  await resident.judge('security-empty')
  await picture(resident.page, 'security-empty', visit)
  const telephone = await plugAuthenticator(resident.page, 'synced')
  await resident.follow('Ajouter une clé d’accès')
  await resident.judge('passkey-new')
  await picture(resident.page, 'passkey-new', visit)
  await resident.write('Nom de la clé', 'Téléphone de Camille')
  await resident.press('Ajouter une clé d’accès')
  await keepCodes(resident)
  await resident.reads('Téléphone de Camille')
  await resident.reads(/Copiée entre vos appareils/)
  assert.equal(await telephone.count(), 1)
  await letterTo(platform, email, 'Une clé d’accès a été ajoutée')
  await resident.judge('security-passkey')
  await picture(resident.page, 'security-passkey', visit)

  await enterWithKey(resident)
  await afterPassword(resident, email)
  await notUnlocked(resident, telephone)
  await telephone.remove()
  await withRingKey(resident, email)
  await resident.leave()
}

/** Her first second factor comes with codes. */
async function keepCodes(resident: Visitor): Promise<void> {
  await resident.isAt('/compte/securite/codes')
  await resident.judge('recovery-codes')
  await picture(resident.page, 'recovery-codes', resident.visit)
  await resident.press('J’ai gardé mes codes')
  await resident.isAt('/compte/securite')
}

async function signOut(resident: Visitor): Promise<void> {
  await resident.open('/deconnexion')
  await resident.press('Me déconnecter', resident.page.locator('main'))
}

/** Taken from the list of the e-mail field, nothing pressed; then by the button, in a browser that proposes nothing. */
async function enterWithKey(resident: Visitor): Promise<void> {
  await signOut(resident)
  await resident.open('/connexion?retour=/compte')
  await resident.page.waitForURL((url) => url.pathname === '/compte')
  await resident.page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)
  })
  await signOut(resident)
  await resident.open('/connexion?retour=/compte')
  await resident.judge('sign-in-ways')
  await picture(resident.page, 'sign-in-ways', resident.visit)
  await resident.press('Me connecter avec une clé d’accès')
  await resident.isAt('/compte')
  await resident.open('/compte/connexions')
  await resident.reads('Entrée avec une clé d’accès')
  await resident.judge('sign-in-history')
  await picture(resident.page, 'sign-in-history', resident.visit)
}

/** The same key is the second step of a password. */
async function afterPassword(resident: Visitor, email: string): Promise<void> {
  await signOut(resident)
  await resident.open('/connexion?retour=/compte')
  await signIn(resident, email)
  await resident.isAt('/connexion/deuxieme-etape')
  await resident.judge('second-step-key')
  await picture(resident.page, 'second-step-key', resident.visit)
  await resident.press('Utiliser une clé d’accès')
  await resident.isAt('/compte')
}

/** A finger that is not hers: the page says so, and she is not in. */
async function notUnlocked(resident: Visitor, telephone: Authenticator): Promise<void> {
  await signOut(resident)
  await resident.open('/connexion?retour=/compte')
  await telephone.setUnlocked(false)
  await resident.page.getByRole('button', { name: 'Me connecter avec une clé d’accès' }).click()
  await resident.reads('La clé n’a pas répondu. Réessayez, ou choisissez un autre moyen.')
  await resident.isAt('/connexion')
  await telephone.setUnlocked(true)
  await resident.press('Me connecter avec une clé d’accès')
  await resident.isAt('/compte')
}

/** A key that is never copied reaches the highest level; the page that asks for it says what is missing before. */
async function withRingKey(resident: Visitor, email: string): Promise<void> {
  await resident.open('/connexion/renforcer?niveau=eidas3&retour=/compte/securite')
  await resident.reads('Ajoutez une clé de sécurité à votre compte.')
  await resident.judge('raise-none')
  await picture(resident.page, 'raise-none', resident.visit)
  const ring = await plugAuthenticator(resident.page, 'bound')
  await resident.open('/compte/securite')
  await resident.follow('Ajouter une clé d’accès')
  await resident.write('Nom de la clé', 'Clé du trousseau')
  await resident.press('Ajouter une clé d’accès')
  await resident.reads('Liée à un seul appareil')
  const methods = await askDatabase<{ methods: string[] }>(
    platform,
    `select methods from accounts.session where account_id = (select id from accounts.account where email_key = $1)
       and revoked_at is null order by created_at desc limit 1`,
    [email],
  )
  assert.deepEqual(methods[0]?.methods.toSorted(), ['passkey', 'security_key'])
  await resident.open('/connexion/renforcer?niveau=eidas3&retour=/compte')
  await resident.isAt('/compte')
  await ring.remove()
}
