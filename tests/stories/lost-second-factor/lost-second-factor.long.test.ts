import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { crossedVisits, picture, type Visit, visitName } from '../../support/browser.ts'
import { askDatabase, letterTo } from '../../support/letters.ts'
import { signIn } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** The phone with the codes is lost: a recovery code lets her in, or support does, a day later, unless she says no. */

const { platform, browser } = await openStory()
const operator = 'exploitation@exemple.fr'

suite('Le téléphone qui donnait les codes est perdu', () => {
  for (const visit of crossedVisits) test(visitName(visit), () => walk(visit))
})

/** One of the demonstration's people for each way of coming. */
const people = ['camille.demonstration', 'sam.demonstration', 'etat-civil.corbas', 'voirie.corbas']

async function walk(visit: Visit): Promise<void> {
  const email = `${people[crossedVisits.indexOf(visit)]}@exemple.fr`
  const resident = await Visitor.arrive(browser, platform.url, visit)
  await signIn(resident, email)
  const { secret, codes } = await setUp(resident)
  await withCode(resident, email, secret)
  await withRecoveryCode(resident, email, codes[0] ?? '')
  const second = await newPhone(resident)
  await withCode(resident, email, second)
  await resident.leave()
  await throughSupport(visit, email)
}

const codeOf = (secret: string, later = 0): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + later })

async function readSecret(resident: Visitor): Promise<string> {
  const text = await resident.page.locator('main code').first().innerText()
  return text.replaceAll(/\s/g, '')
}

async function setUp(resident: Visitor): Promise<{ secret: string; codes: string[] }> {
  await resident.open('/compte/securite')
  await resident.press('Ajouter une application de codes')
  await resident.judge('totp-set-up')
  await picture(resident.page, 'totp-set-up', resident.visit)
  const secret = await readSecret(resident)
  await resident.write('Code de l’application', '000 000')
  await resident.press('Mettre en service')
  await resident.reads('L’application n’est pas encore en service')
  await resident.judge('totp-set-up-error')
  assert.equal(await readSecret(resident), secret, 'le même dessin')
  await resident.write('Code de l’application', codeOf(secret))
  await resident.press('Mettre en service')
  await resident.isAt('/compte/securite/codes')
  const codes = await resident.page.locator('main .codes code').allInnerTexts()
  assert.equal(codes.length, 10)
  await resident.press('J’ai gardé mes codes')
  await resident.reads('Vos codes de secours sont gardés.')
  await resident.judge('security-totp')
  return { secret, codes }
}

async function firstStep(resident: Visitor, email: string): Promise<void> {
  await resident.open('/deconnexion')
  await resident.press('Me déconnecter', resident.page.locator('main'))
  await signIn(resident, email)
  await resident.isAt('/connexion/deuxieme-etape')
}

/** The step of before is used up: the next one is taken, which is accepted as well. */
async function withCode(resident: Visitor, email: string, secret: string): Promise<void> {
  await firstStep(resident, email)
  await resident.judge('second-step')
  await picture(resident.page, 'second-step', resident.visit)
  await resident.write('Code de l’application', codeOf(secret, 30_000))
  await resident.press('Continuer')
  assert.ok(['/mes-demandes', '/bureau'].includes(resident.path) || resident.path.startsWith('/bureau'), resident.path)
}

async function withRecoveryCode(resident: Visitor, email: string, code: string): Promise<void> {
  await firstStep(resident, email)
  await resident.follow('Utiliser un code de secours')
  await resident.judge('second-step-recovery')
  await picture(resident.page, 'second-step-recovery', resident.visit)
  await resident.write('Code de secours', 'K7QM-4T2X-9PZD')
  await resident.press('Continuer')
  await resident.reads('La connexion n’est pas finie')
  await resident.judge('second-step-recovery-error')
  await resident.write('Code de secours', code.toLowerCase().replaceAll('-', ' '))
  await resident.press('Continuer')
  await letterTo(platform, email, 'Un code de secours a été utilisé')
}

async function newPhone(resident: Visitor): Promise<string> {
  await resident.open('/compte/securite')
  await resident.reads('9 sur 10 n’ont pas servi')
  await resident.press('Changer de téléphone')
  const secret = await readSecret(resident)
  await resident.write('Code de l’application', codeOf(secret))
  await resident.press('Mettre en service')
  await resident.reads('L’application de codes est en service.')
  return secret
}

/** No code left at all: support checks who calls, and asks; she stops it, since she has found her phone. */
async function throughSupport(visit: Visit, email: string): Promise<void> {
  const support = await Visitor.arrive(browser, platform.url, visit)
  await signIn(support, operator)
  await support.open('/bureau/exploitation/comptes')
  await support.judge('support-search')
  await support.write('Adresse e-mail de la personne', 'personne@exemple.fr')
  await support.press('Chercher ce compte')
  await support.judge('support-search-none')
  await support.write('Adresse e-mail de la personne', email)
  await support.press('Chercher ce compte')
  await support.judge('support-file')
  await picture(support.page, 'support-file', visit)
  await support.press('Demander le retrait dans un jour')
  await support.reads('Le retrait n’est pas demandé')
  await support.judge('support-file-error')
  await support.write('Comment avez-vous vérifié qui appelle ?', 'Carte d’identité montrée en mairie')
  await support.press('Demander le retrait dans un jour')
  await support.reads('Le retrait est demandé.')
  await support.judge('support-file-asked')
  await support.leave()

  const letter = await letterTo(platform, email, 'Vos moyens de connexion vont être retirés')
  assert.match(letter.text, /Carte d’identité montrée en mairie/)
  const link = /http\S+\/compte\/garder\/\S+/.exec(letter.text)?.[0] ?? ''
  const owner = await Visitor.arrive(browser, platform.url, visit)
  await owner.open(new URL(link).pathname)
  await owner.judge('keep-factors')
  await picture(owner.page, 'keep-factors', visit)
  await owner.press('Garder mes moyens de connexion')
  await owner.reads('Vos moyens de connexion restent en place')
  await owner.judge('kept-factors')
  await owner.leave()
  const resets = await askDatabase<{ cancelled: boolean }>(
    platform,
    `select cancelled_at is not null as cancelled from accounts.factor_reset r
     join accounts.account a on a.id = r.account_id where a.email_key = $1`,
    [email],
  )
  assert.deepEqual(resets, [{ cancelled: true }])
}

const readers = ['responsable.givors', 'voirie.givors', 'etat-civil.givors', 'voirie.venissieux']

suite('Un lien reçu par courriel, sans mot de passe', () => {
  for (const visit of crossedVisits) {
    test(visitName(visit), async () => {
      // Three links at once for one address: each comes as somebody else.
      const email = `${readers[crossedVisits.indexOf(visit)]}@exemple.fr`
      const asking = await Visitor.arrive(browser, platform.url, visit)
      await asking.open('/connexion?retour=/compte')
      await asking.follow('Recevoir un lien par courriel')
      await asking.judge('link-ask')
      await asking.write('Adresse e-mail', email)
      await asking.press('M’envoyer un lien')
      await asking.judge('link-sent')
      await asking.leave()
      const letter = await letterTo(platform, email, 'Votre lien pour vous connecter')
      // Another browser than the one that asked.
      const elsewhere = await Visitor.arrive(browser, platform.url, visit)
      await elsewhere.open(new URL(/http\S+\/connexion\/lien\/\S+/.exec(letter.text)?.[0] ?? '').pathname)
      await elsewhere.reads(`Ce lien ouvre le compte ${email}, dans ce navigateur.`)
      await elsewhere.judge('link-open')
      await picture(elsewhere.page, 'link-open', visit)
      await elsewhere.press('Me connecter')
      await elsewhere.isAt('/compte')
      await elsewhere.leave()
    })
  }
})
