import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importList, importProcedure, offerProcedure, saveRecord } from '#counter/procedures'
import { findSite } from '#territory/collectivities'
import { everyVisit, picture, visitName } from '../../support/browser.ts'
import { beside } from '../../support/composed.ts'
import { openStory } from '../../support/story.ts'
import { Visitor } from '../../support/visitor.ts'

/** A form with rules: what is shown, asked, worked out and checked, with script and without. */

const { platform, browser } = await openStory()
const text = (fr: string) => ({ fr, en: fr })

const definition = {
  format: 'traboule.procedure/1',
  slug: 'louer-une-salle',
  title: text('Louer une salle'),
  summary: text('Pour une fête ou une réunion.'),
  icon: 'users',
  lifeEvents: ['running_association'],
  keywords: { fr: [], en: [] },
  forWhom: text('Toute personne.'),
  prepare: [],
  minutes: 5,
  nextSteps: [text('Le service répond.')],
  applicant: { identity: 'who', email: 'mail' },
  workflow: 'simple',
  form: {
    pages: [
      {
        id: 'salle',
        title: text('Quelle salle, et quand ?'),
        shortTitle: text('La salle'),
        checks: [
          {
            id: 'crowd',
            holds: ['lessThanEq', ['answer', 'people'], 80],
            message: text('Choisissez une autre salle : celle-ci reçoit 80 personnes au plus'),
            fields: ['people'],
          },
        ],
        eligibility: [
          {
            id: 'paid',
            when: ['equals', ['answer', 'kind'], 'sale'],
            message: text('La salle ne se loue pas pour vendre.'),
            see: text('Le service du commerce vous propose d’autres lieux.'),
          },
        ],
        fields: [
          { id: 'hall', type: 'card', label: text('Salle'), list: 'salles' },
          { id: 'street', type: 'choice', label: text('Votre rue'), source: { list: 'rues-essai' }, optional: true },
          {
            id: 'kind',
            type: 'choice',
            appearance: 'list',
            label: text('Pour quoi faire ?'),
            options: [
              { value: 'party', label: text('Une fête') },
              { value: 'meeting', label: text('Une réunion') },
              { value: 'sale', label: text('Une vente') },
            ],
          },
          { id: 'people', type: 'number', label: text('Nombre de personnes'), minimum: 1 },
          {
            id: 'noise',
            type: 'text',
            label: text('Qui veille au bruit ?'),
            condition: ['and', ['equals', ['answer', 'kind'], 'party'], ['greaterThan', ['answer', 'people'], 20]],
          },
          {
            id: 'iban',
            type: 'iban',
            label: text('IBAN pour rendre la caution'),
            requiredWhen: ['greaterThan', ['answer', 'people'], 50],
          },
          {
            id: 'price',
            type: 'computed',
            label: text('Prix :'),
            gives: 'amount',
            value: ['multiply', ['answer', 'people'], 150],
          },
          { id: 'period', type: 'date_range', label: text('Du premier au dernier jour'), optional: true },
          { id: 'start', type: 'time', label: text('Heure d’arrivée'), recommended: true },
          { id: 'place', type: 'map', label: text('Où montez-vous la scène ?'), shape: 'point', optional: true },
          { id: 'sign', type: 'signature', label: text('Engagement à rendre la salle propre'), mode: 'drawn' },
        ],
      },
      {
        id: 'vous',
        title: text('Qui êtes-vous ?'),
        shortTitle: text('Vous'),
        fields: [
          { id: 'who', type: 'identity', label: text('Votre identité') },
          { id: 'mail', type: 'email', label: text('Adresse e-mail') },
          {
            id: 'guests',
            type: 'repeated',
            label: text('Enfants qui viennent'),
            rowLabel: text('Enfant'),
            optional: true,
            fields: [
              { id: 'age', type: 'number', label: text('Âge') },
              {
                id: 'seat',
                type: 'text',
                label: text('Qui l’assied ?'),
                condition: ['lessThan', ['answer', 'age'], 6],
              },
            ],
          },
          {
            id: 'ages',
            type: 'computed',
            label: text('Âges ajoutés :'),
            gives: 'number',
            value: ['sum', ['rows', 'guests', ['answer', 'age']]],
          },
        ],
      },
    ],
  },
  defaults: { deadlineDays: 10, feeCents: 0, contact: { name: text('Service des salles'), phone: '04 99 99 99 99' } },
}

await beside(platform, async (app, ctx) => {
  const site = await findSite(app.db, { slug: 'corbas' })
  assert.ok(site)
  const streets = Array.from({ length: 100 }, (_, index) => `r${index},Rue Numéro ${index}`).join('\n')
  const csv = `valeur,libelle\n${streets}\ntilleuls,Rue des Tilleuls\n`
  const list = await importList(ctx, { slug: 'rues-essai', collectivityId: site.id, title: text('Rues'), csv })
  assert.ok(list.ok)
  const record = { collectivityId: site.id, list: 'salles', label: 'Salle du Marronnier', values: {}, at: new Date() }
  await app.db.withCollectivity(site.id, (tx) => saveRecord(tx, record))
  const imported = await importProcedure(ctx, definition)
  assert.ok(imported.ok, JSON.stringify(imported))
  assert.ok((await offerProcedure(ctx, { collectivityId: site.id, procedureSlug: 'louer-une-salle' })).ok)
})

/** A place by the keyboard then by a finger, and a signature drawn beside the name. */
async function pointAndSign({ page }: Visitor): Promise<void> {
  const map = page.getByRole('application')
  const box = page.locator('[name="place.coordinates"]')
  await map.focus()
  await page.keyboard.press('Enter')
  const middle = await box.inputValue()
  assert.match(middle, /^45\.\d{6}, 4\.\d{6}$/)
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('+')
  await page.keyboard.press('Enter')
  assert.notEqual(await box.inputValue(), middle)
  const { x, y, width, height } = (await map.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  await page.mouse.move(x + width / 2, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width / 2 + 40, y + height / 2 + 20, { steps: 4 })
  await page.mouse.up()
  await page.getByText('Point placé').waitFor()
  const pad = page.locator('.sign-pad svg')
  await pad.scrollIntoViewIfNeeded()
  const corner = (await pad.boundingBox()) ?? { x: 0, y: 0 }
  await page.mouse.move(corner.x + 20, corner.y + 20)
  await page.mouse.down()
  await page.mouse.move(corner.x + 120, corner.y + 60, { steps: 6 })
  await page.mouse.up()
  assert.match(await page.locator('[name="sign.drawing"]').inputValue(), /^M\d+ \d+(L\d+ \d+)+$/)
}

const visits = everyVisit.filter(({ device, javaScript }) => (device === 'phone') !== javaScript)

for (const visit of visits) {
  test(`louer une salle, ${visitName(visit)}`, async () => {
    const resident = await Visitor.arrive(browser, platform.url, visit)
    const { page } = resident
    await resident.open('/corbas/demarches/louer-une-salle/demande/nouvelle')
    await resident.judge('form-rules')
    await picture(page, 'form-rules', visit)

    // A long list is searched, and its answer chosen among what is found.
    await resident.write('Chercher : Votre rue', 'tilleul')
    if (visit.javaScript) await page.getByRole('button', { name: 'Rue des Tilleuls' }).click()
    else await resident.press('Chercher')
    const street = page.locator('select[name=street]')
    if (!visit.javaScript) await street.selectOption({ label: 'Rue des Tilleuls' })
    assert.equal(await street.inputValue(), 'tilleuls')
    await page.getByLabel('Salle', { exact: true }).selectOption({ label: 'Salle du Marronnier' })

    const kind = page.getByLabel('Pour quoi faire ?')
    await kind.selectOption('party')
    await resident.write('Nombre de personnes', '90')
    if (visit.javaScript) {
      await page.getByLabel('Qui veille au bruit ?').waitFor()
      await resident.reads('135 €')
      await resident.reads('celle-ci reçoit 80 personnes au plus')
      assert.equal(await page.locator('[data-field=iban] .opt').isVisible(), false)
      await resident.write('Nombre de personnes', '10')
      await page.getByLabel('Qui veille au bruit ?').waitFor({ state: 'detached' })
      assert.equal(await page.locator('[data-field=iban] .opt').isVisible(), true)
      await resident.write('Nombre de personnes', '90')
    }
    await resident.write('Vos prénom et nom', 'Ana Exemple')
    await resident.tick('Je signe')
    if (visit.javaScript) await pointAndSign(resident)
    else await resident.write('Adresse ou description du lieu', 'Devant la scène')
    await resident.press('Continuer')
    if (!visit.javaScript) await resident.press('Continuer')
    await resident.reads('celle-ci reçoit 80 personnes au plus')
    await resident.judge('form-rules-errors')

    await resident.write('Nombre de personnes', '60')
    await resident.write('Qui veille au bruit ?', 'Ana Exemple')
    await kind.selectOption('sale')
    await resident.press('Continuer')
    await resident.write('IBAN pour rendre la caution', 'FR76 3000 6000 0112 3456 7890 189')
    await resident.press('Continuer')
    await resident.reads('La salle ne se loue pas pour vendre.')
    await resident.reads('Service des salles')
    await resident.judge('form-rules-ineligible')
    await picture(page, 'form-rules-ineligible', visit)

    await kind.selectOption('meeting')
    await resident.press('Continuer')
    await resident.write('Prénom', 'Ana')
    await resident.write('Nom', 'Exemple')
    await resident.write('Adresse e-mail', 'ana@exemple.fr')
    await resident.press('Ajouter : enfant 2')
    await resident.write('Âge', '4', page.locator('[id="guests.0"]'))
    await resident.write('Âge', '9', page.locator('[id="guests.1"]'))
    if (!visit.javaScript) await resident.press('Continuer')
    // Each row asks for itself, and the form reads them all.
    await resident.write('Qui l’assied ?', 'Ana Exemple')
    assert.equal(await page.getByLabel('Qui l’assied ?').count(), 1)
    if (visit.javaScript) await resident.reads('Âges ajoutés : 13')
    await resident.press('Continuer')
    await resident.judge('form-rules-summary')
    for (const sentence of ['Salle du Marronnier', 'Rue des Tilleuls', '90 €', 'Signé par Ana Exemple', 'FR76 3000'])
      await resident.reads(sentence)
    await resident.reads('elles aident le service')
    assert.equal(await page.getByRole('img', { name: /^Où montez-vous la scène/ }).count(), visit.javaScript ? 1 : 0)
    assert.equal(await page.getByRole('img', { name: 'Signé par Ana Exemple' }).count(), visit.javaScript ? 1 : 0)
    await picture(page, 'form-rules-summary', visit)
    await resident.tick('Je certifie que ces réponses sont exactes.')
    await resident.press('Envoyer ma demande')
    await resident.reads('Code de suivi')
    await resident.leave()
  })
}
