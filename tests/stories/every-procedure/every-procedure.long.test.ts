import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { errors, type Page } from 'playwright-core'
import { projectRoot } from '#platform/config'
import { type Visit, visitName } from '../../support/browser.ts'
import { openStory } from '../../support/story.ts'
import { beginForm, document, send } from '../../support/requests.ts'
import { Visitor } from '../../support/visitor.ts'

/**
 * Each procedure that the project brings is filled to its receipt: first answer of every question, the questions that this
 * answer opens, whatever is not optional. On a screen and on a phone in turn.
 */

const { platform, browser } = await openStory()

const procedures = (await readdir(join(projectRoot, 'data/procedures'))).map((name) => name.replace('.json', ''))

suite('Chaque démarche se remplit jusqu’au récépissé', () => {
  for (const [index, procedure] of procedures.toSorted().entries()) {
    const visit: Visit = { device: index % 2 ? 'phone' : 'desktop', javaScript: true }
    test(`${procedure}, ${visitName(visit)}`, () => walk(procedure, visit))
  }
})

async function walk(procedure: string, visit: Visit): Promise<void> {
  const resident = await Visitor.arrive(browser, platform.url, visit)
  resident.page.setDefaultTimeout(2000)
  assert.equal(await beginForm(resident, 'corbas', procedure), 200)
  for (let turn = 0; turn < 12 && !resident.path.endsWith('/verifier-et-envoyer'); turn++) {
    const before = resident.path
    await resident.judge(before.replace(/\/demande\/[^/]+/, ''))
    await fillPage(resident)
    await resident.press(/^(Continuer|Vérifier)/)
    assert.notEqual(resident.path, before, await resident.text())
  }
  const receipt = await send(resident)
  assert.match(receipt.number, /^COR-/)
  await resident.leave()
}

interface Control {
  readonly name: string
  readonly type: string
}

/** Fills what is empty, until nothing that one sees is: an answer may open questions. */
async function fillPage(resident: Visitor): Promise<void> {
  for (let turn = 0; turn < 60; turn++) {
    const [next] = await emptyControls(resident.page)
    if (!next) return
    // An answer given just before may hide this question while one comes to it: look again.
    await fill(resident.page, next).catch((error: unknown) => {
      if (!(error instanceof errors.TimeoutError)) throw error
    })
  }
  assert.fail(`the page is never full: ${await resident.text()}`)
}

/** Controls that one sees and must answer, the first first; of a choice, its first answer. */
const emptyControls = (page: Page): Promise<Control[]> =>
  page.locator('main form[method="post"]').first().locator('input, textarea, select').evaluateAll(findEmpty)

/** Runs in the page. */
function findEmpty(elements: readonly Element[]): Control[] {
  type Field = Element & { name: string; type: string; value: string; checked?: boolean; disabled: boolean }
  const fields = (elements as Field[]).filter(
    (field) =>
      !field.disabled &&
      !['hidden', 'submit'].includes(field.type) &&
      (field.type === 'file' ? field.parentElement : field)?.checkVisibility(),
  )
  const isAnswered = ({ name, type, checked, value }: Field): boolean => {
    if (/^(?:commitments|conditions|pledge)$/.test(name)) return checked === true
    if (type === 'radio' || type === 'checkbox') return fields.some((each) => each.name === name && each.checked)
    return value !== ''
  }
  return fields
    .filter((field) => !isAnswered(field))
    .filter((field) => {
      const block = field.closest('.field, fieldset')
      const isOptional = /facultatif/.test(block?.querySelector('label, legend')?.textContent ?? '')
      return !isOptional && !(field.type === 'file' && /exemple\.pdf/.test(block?.textContent ?? ''))
    })
    .map(({ name, type }) => ({ name, type }))
}

async function fill(page: Page, { name, type }: Control): Promise<void> {
  const control = page.locator(`main form [name="${name}"]`)
  if (type === 'radio') await page.locator(`main form [type=radio][name="${name}"]`).first().check()
  else if (type === 'checkbox')
    await page.locator(`main form [type=checkbox][name="${name}"]:not(:checked)`).first().check()
  else if (type === 'select-one') await control.selectOption({ index: 1 })
  else if (type === 'file') {
    const files = page.getByText('exemple.pdf')
    const before = await files.count()
    await control
      .first()
      .setInputFiles({ name: 'exemple.pdf', mimeType: 'application/pdf', buffer: document('exemple.pdf').content })
    // Sent twice, it would be one too many.
    await files.nth(before).waitFor({ timeout: 30_000 })
  } else await control.fill(textFor(name))
}

const past = /birth|event_date|bite_date|death_date|expiry/
const soon = new Date(Date.now() + 60 * 86_400_000)
const texts: readonly (readonly [RegExp, string])[] = [
  [/[.-]day$/, '15'],
  [/postalCode$/, '69960'],
  [/city$/, 'Corbas'],
  [/email$/, 'essai.exemple@exemple.fr'],
  [/phone$/i, '06 39 98 00 00'],
  [/chip$/, '250 269 812 345 678'],
  [/rna$/, 'W691234567'],
  [/^year$/, String(soon.getFullYear())],
  [
    /(?:copies|how_many|length|width|area|helpers|guests|chairs|members|beneficiaries|lots|quantity|cash|quotient|count|years_played)$/,
    '2',
  ],
  [/amount$/, '1500'],
  [/(?:cost|sum)$/, '300'],
  [/siret$/, '123 456 789 00012'],
  [/plate$/, 'AB-123-CD'],
  [/section$/, 'AB'],
  [/number$/, '12'],
]

function textFor(name: string): string {
  if (/[.-]month$/.test(name)) return past.test(name) ? '5' : String(soon.getMonth() + 1)
  if (/[.-]year$/.test(name)) return past.test(name) ? '2015' : String(soon.getFullYear())
  return texts.find(([pattern]) => pattern.test(name))?.[1] ?? 'Essai'
}
