import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { connectorJobHandlers } from '#counter/connectors'
import { newId } from '#kernel/ids'
import { startParticulierStandIn } from '../../../../../../standins/api-particulier/server.ts'
import { openGuichet, wordsOf } from '../../../testing.ts'

const standIn = await startParticulierStandIn({ token: 'demonstration' })
const guichet = await openGuichet({ API_PARTICULIER_URL: standIn.url, API_PARTICULIER_TOKEN: 'demonstration' })
const { server, app, site, sql, clock } = guichet
after(() => Promise.all([server.close(), standIn.close()]))
const form = '/corbas/demarches/tarif-cantine/demande'

const setTyped = (accepts: boolean) =>
  sql(
    `insert into connectors.access (collectivity_id, provider, recipient, accepts_typed, set_at)
     values ('${site.id}', 'api_particulier', '10000001700010', ${accepts}, now())
     on conflict (collectivity_id, provider) do update set accepts_typed = excluded.accepts_typed`,
  )

/** One of the State's fictitious people. */
const anne = {
  familyName: 'Giraud',
  givenNames: 'Anne',
  'birthDate-day': '1',
  'birthDate-month': '12',
  'birthDate-year': '1988',
  sex: 'F',
  birthPlace: 'Allauch (13)',
}

/** A browser in front of the page of the quotient, with its draft. */
async function atIncome() {
  const browser = guichet.browser()
  const first = await browser.submit(`${form}/nouvelle/child`, { child_name: 'Zoé Exemple', meals: 'every_day' })
  const page = String(first.headers.location)
  const base = page.replace(/\/income$/, '')
  return { browser, page, ask: `${base}/donnees/quotient_familial`, draftId: base.split('/').at(-1) ?? '' }
}

suite('une donnée de l’État dans une demande', () => {
  test('elle se demande d’un bouton, avec un accord lu en entier, et remplit la page', async () => {
    await setTyped(true)
    const { browser, page, ask } = await atIncome()
    assert.match(wordsOf((await browser.get(page)).body), /Récupérer auprès de la CAF ou la MSA/)
    const asked = await browser.submit(page, { 'page-action': 'fetch:quotient_familial' })
    assert.equal(asked.headers.location, ask)
    const consent = wordsOf((await browser.get(ask)).body)
    assert.match(consent, /votre quotient familial et le nombre d’enfants de votre dossier\. Seulement pour ma demande/)
    const answered = await browser.submit(ask, { ...anne, consent: 'on' })
    assert.equal(answered.statusCode, 303, answered.body)
    const shown = (await browser.get(page)).body
    assert.match(shown, /value="1200"/)
    assert.match(wordsOf(shown), /Transmis par la CAF ou la MSA\. Vous pouvez changer\./)
    assert.doesNotMatch(shown, /Votre attestation de quotient familial/)
    const next = await browser.submit(page, { family_quotient: '1200', children_count: '3' })
    assert.match(String(next.headers.location), /\/you$/)
  })

  test('envoyée, ce qui n’a pas changé vient de l’État, avec l’accord et la date ; ce qu’elle a changé est tapé', async () => {
    await setTyped(true)
    const { browser, page, ask } = await atIncome()
    await browser.submit(ask, { ...anne, consent: 'on' })
    const next = await browser.submit(page, { family_quotient: '1200', children_count: '2' })
    const you = {
      'applicant.givenName': 'Anne',
      'applicant.familyName': 'Giraud',
      email: 'anne.giraud@exemple.fr',
    }
    const summary = await browser.submit(String(next.headers.location), you)
    const sent = await browser.submit(String(summary.headers.location), { declaration: 'yes' })
    assert.equal(sent.statusCode, 303, wordsOf(sent.body))
    const [row] = await sql<{ answers: Record<string, { provenance: string; origin?: Record<string, string> }> }>(
      'select answers from dossiers.answer_sheet order by at desc limit 1',
    )
    const [quotient, children] = [row?.answers['family_quotient'], row?.answers['children_count']]
    const [consent] = await sql<{ id: string }>('select id from connectors.consent order by id desc limit 1')
    assert.equal(quotient?.provenance, 'state')
    assert.deepEqual(quotient.origin, {
      datum: 'quotient_familial',
      consentId: consent?.id,
      at: clock.now().toISOString(),
    })
    assert.deepEqual([children?.provenance, children?.origin], ['typed', undefined])
  })

  test('sans accord, rien n’est demandé et rien de tapé n’est perdu', async () => {
    await setTyped(true)
    const { browser, ask } = await atIncome()
    const before = standIn.asked.length
    const refused = await browser.submit(ask, anne)
    assert.equal(refused.statusCode, 422)
    assert.match(refused.body, /Cochez la case pour donner votre accord/)
    assert.match(refused.body, /value="Giraud"/)
    assert.equal(standIn.asked.length, before)
    const wrong = await browser.submit(ask, { ...anne, birthPlace: 'Nulle part', consent: 'on' })
    assert.match(wrong.body, /Indiquez la commune et le département/)
  })

  test('quand personne n’est trouvé, la page demande la réponse et la pièce', async () => {
    await setTyped(true)
    const { browser, page, ask } = await atIncome()
    await browser.submit(ask, { ...anne, givenNames: 'Personne', consent: 'on' })
    const words = wordsOf((await browser.get(page)).body)
    assert.match(words, /la CAF ou la MSA ne trouve personne\. Répondez ci-dessous, et joignez votre attestation/)
    const refused = await browser.submit(page, { family_quotient: '700', children_count: '1' })
    assert.equal(refused.statusCode, 422)
    assert.match(wordsOf(refused.body), /Joignez un fichier à « Votre attestation de quotient familial »/)
  })

  test('quand la réponse tarde, on continue ; elle arrive sans qu’on revienne la demander', async () => {
    await setTyped(true)
    const { browser, page, ask, draftId } = await atIncome()
    standIn.fail('too_many_requests_error', 1, { 'retry-after': '40' })
    await browser.submit(ask, { ...anne, consent: 'on' })
    assert.match(wordsOf((await browser.get(page)).body), /La réponse tarde .* Prochain essai à 10 h/)
    clock.advance(41_000)
    const again = connectorJobHandlers(app, app.connectors.tools).find(({ job }) => job.name === 'connectors.ask_again')
    await again?.run({ collectivityId: site.id, subjectId: draftId, datum: 'quotient_familial' })
    const shown = (await browser.get(page)).body
    assert.match(shown, /value="1200"/)
    assert.match(wordsOf(shown), /Transmis par la CAF ou la MSA le/)
  })

  test('l’accord se retire : ce qui était venu quitte la page', async () => {
    await setTyped(true)
    const { browser, page, ask } = await atIncome()
    await browser.submit(ask, { ...anne, consent: 'on' })
    await browser.submit(page, {
      family_quotient: '1200',
      children_count: '2',
      'page-action': 'withdraw:quotient_familial',
    })
    const shown = (await browser.get(page)).body
    assert.doesNotMatch(shown, /value="1200"/)
    assert.match(shown, /value="2"/)
    assert.match(shown, /Votre attestation de quotient familial/)
  })

  test('sans FranceConnect, une commune qui n’accepte pas d’état civil tapé ne demande rien', async () => {
    await setTyped(false)
    const { browser, ask } = await atIncome()
    const before = standIn.asked.length
    const refused = await browser.submit(ask, { ...anne, consent: 'on' })
    assert.equal(refused.statusCode, 422)
    assert.match(wordsOf(refused.body), /que pour les personnes connectées avec FranceConnect/)
    assert.equal(standIn.asked.length, before)
  })

  test('une donnée que la démarche ne prend pas ne se demande pas ; le brouillon d’autrui non plus', async () => {
    const { browser, ask } = await atIncome()
    const other = ask.replace('quotient_familial', 'demandeur_emploi')
    assert.equal((await browser.get(other)).statusCode, 404)
    assert.equal((await guichet.browser().get(ask)).statusCode, 404)
    assert.equal((await browser.get(ask.replace(/demande\/[^/]+/, `demande/${newId()}`))).statusCode, 404)
  })
})
