import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Visit } from '../../support/browser.ts'
import { askDatabase } from '../../support/letters.ts'
import { acceptProofs, addOrganisation, askMandate, memberArrives, sendProof } from '../../support/mandates.ts'
import { applicant, beginForm, send, writeAddress, writeIdentity } from '../../support/requests.ts'
import { openStory } from '../../support/story.ts'
import type { Visitor } from '../../support/visitor.ts'

/** An accountant acts for two firms in two browsers at once, page by page in turn: nothing passes from one to the other. */

const { platform, browser } = await openStory()
const desktop: Visit = { device: 'desktop', javaScript: true }
const phone: Visit = { device: 'phone', javaScript: false }
const [camille, sam] = ['camille.demonstration@exemple.fr', 'sam.demonstration@exemple.fr']
const firms = [
  ['100 000 017', 'BOULANGERIE DE LA DEMONSTRATION'],
  ['100 000 025', 'GARAGE FICTIF'],
] as const

async function bothMandates(): Promise<void> {
  const director = await memberArrives(browser, platform.url, sam, phone)
  for (const [number, name] of firms) {
    await addOrganisation(director, number, name)
    await sendProof(director)
  }
  await acceptProofs(browser, platform.url, desktop, firms.length)
  const accountant = await memberArrives(browser, platform.url, camille, desktop)
  for (const [number, name] of firms) {
    await addOrganisation(accountant, number, name)
    await director.open(await askMandate(accountant))
    await director.press('Approuver ce mandat')
    await director.reads('Le mandat est approuvé.')
  }
  await director.leave()
  await accountant.leave()
}

/** The pages of a form one after the other; the caller takes them in turn in two browsers. */
const steps: readonly ((visitor: Visitor, firm: string) => Promise<unknown>)[] = [
  (visitor) => beginForm(visitor, 'corbas', 'lampadaire-en-panne'),
  async (visitor, firm) => {
    await visitor.page.getByRole('radio', { name: new RegExp(firm) }).check()
    await visitor.choose('Le problème', 'La lumière est éteinte')
    await visitor.press('Continuer')
  },
  async (visitor) => {
    await writeAddress(visitor, 'corbas')
    await visitor.press('Continuer')
  },
  async (visitor) => {
    await writeIdentity(visitor, applicant('Camille', 'Démonstration'))
    await visitor.press('Continuer')
  },
  (visitor, firm) => visitor.reads(`Vous faites cette demande pour ${firm}.`),
]

test('deux entreprises dans deux navigateurs ne se mélangent jamais', async () => {
  await bothMandates()
  const [one, two] = [
    await memberArrives(browser, platform.url, camille, desktop),
    await memberArrives(browser, platform.url, camille, phone),
  ]
  for (const step of steps) {
    await step(one, firms[0][1])
    await step(two, firms[1][1])
  }
  const numbers = [(await send(one)).number, (await send(two)).number]
  await one.leave()
  await two.leave()
  const filed = await askDatabase<{ number: string; name: string }>(
    platform,
    `select number, acting_for ->> 'name' as name from dossiers.dossier where number = any ($1) order by number`,
    [numbers],
  )
  assert.deepEqual(
    new Map(filed.map(({ number, name }) => [number, name])),
    new Map([
      [numbers[0], firms[0][1]],
      [numbers[1], firms[1][1]],
    ]),
  )
})
