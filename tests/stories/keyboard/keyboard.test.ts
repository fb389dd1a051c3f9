import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStory } from '../../support/story.ts'
import { applicant, readReceipt } from '../../support/requests.ts'
import { Visitor } from '../../support/visitor.ts'

/** A request filled and sent with the keyboard alone; where one is always shows. On a desktop: a phone has none. */

const { platform, browser } = await openStory()

/** What has the focus: its name as it is read, and whether it shows. */
interface Focus {
  readonly name: string
  readonly isVisible: boolean
}

const focusOf = ({ page }: Visitor): Promise<Focus> =>
  page.evaluate(() => {
    const here = document.activeElement
    if (!(here instanceof HTMLElement)) return { name: '', isVisible: false }
    const labels = 'labels' in here ? [...((here as HTMLInputElement).labels ?? [])] : []
    const text = labels.map((label) => label.textContent).join(' ') || here.innerText || (here.title ?? '')
    const name = here.getAttribute('aria-label') ?? text
    // A radio button is part of its card, a search of its frame: they show the focus.
    const shown = [here, here.closest('label, .search-box')].filter((each) => each !== null)
    const isVisible = shown.some((each) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each)
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'
    })
    return { name: name.replaceAll(/\s+/g, ' ').trim(), isVisible }
  })

/** Tab after Tab until something of this name; each stop on the way shows where one is. */
async function tabTo(resident: Visitor, name: string): Promise<void> {
  const passed: string[] = []
  for (let turn = 0; turn < 80; turn++) {
    await resident.page.keyboard.press('Tab')
    const focus = await focusOf(resident)
    assert.ok(focus.isVisible || focus.name === '', `the focus does not show on “${focus.name}”`)
    if (focus.name.startsWith(name)) return
    passed.push(focus.name)
  }
  assert.fail(`Tab never reaches “${name}”, but: ${passed.join(', ')}`)
}

async function type(resident: Visitor, label: string, text: string): Promise<void> {
  await tabTo(resident, label)
  await resident.page.keyboard.type(text)
}

const enter = (resident: Visitor): Promise<void> => resident.go(() => resident.page.keyboard.press('Enter'))

async function reach(resident: Visitor, button: string): Promise<void> {
  await tabTo(resident, button)
  await enter(resident)
}

test('un formulaire rempli et envoyé au clavier seul', async () => {
  const resident = await Visitor.arrive(browser, platform.url, { device: 'desktop', javaScript: true })
  const { keyboard } = resident.page
  const person = applicant('Morgan')
  await resident.open('/corbas/demarches/lampadaire-en-panne')
  await resident.page.waitForLoadState('load')
  await tabTo(resident, 'Aller au contenu')
  await keyboard.press('Enter')
  await reach(resident, 'Commencer ma demande')

  // Sent empty: the list of errors has the focus, and leads to the field.
  await reach(resident, 'Continuer')
  const summary = resident.page.getByRole('alert')
  await resident.page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'alert')
  assert.match(await summary.innerText(), /Une réponse est à corriger/)
  await tabTo(resident, 'Choisissez une réponse')
  await keyboard.press('Enter')
  await resident.page.waitForFunction(() => (document.activeElement as HTMLInputElement | null)?.name === 'problem')
  await keyboard.press('Space')
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowUp')
  assert.equal(await resident.page.getByRole('radio', { name: 'La lumière est éteinte' }).isChecked(), true)
  await reach(resident, 'Continuer')

  assert.equal(await resident.title(), 'Où est ce lampadaire ?')
  await type(resident, 'Numéro et rue', '12 rue de l’Exemple')
  await type(resident, 'Code postal', '69960')
  await type(resident, 'Commune', 'Corbas')
  await reach(resident, 'Continuer')

  await type(resident, 'Prénom', person.givenName)
  await type(resident, 'Nom', person.familyName)
  await type(resident, 'Votre adresse e-mail', person.email)
  await reach(resident, 'Continuer')

  await tabTo(resident, 'Je certifie que ces réponses sont exactes.')
  await keyboard.press('Space')
  await reach(resident, 'Envoyer ma demande')
  assert.match((await readReceipt(resident)).number, /^COR-/)
  await tabTo(resident, 'Suivre ma demande')
  await enter(resident)
  await resident.reads('Votre demande est bien arrivée ; le service va l’étudier.')
  await resident.leave()
})

test('la recherche d’une commune propose des réponses que les flèches atteignent', async () => {
  const resident = await Visitor.arrive(browser, platform.url, { device: 'desktop', javaScript: true })
  await resident.open('/')
  await type(resident, 'Quelle est votre commune ?', 'givor')
  await resident.page.getByRole('list', { name: 'Réponses proposées' }).getByRole('link').first().waitFor()
  await resident.page.keyboard.press('ArrowDown')
  assert.match((await focusOf(resident)).name, /^Givors/)
  await enter(resident)
  await resident.isAt('/givors')
  await resident.leave()
})
