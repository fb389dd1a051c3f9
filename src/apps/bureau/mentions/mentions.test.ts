import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { hiddenFields, openBureau } from '../testing.ts'

const bureau = await openBureau()
const { server, sql } = bureau
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
const ange = await bureau.signIn('responsable.corbas@exemple.fr')
after(() => server.close())

const page = '/bureau/corbas/mentions'
const addressOf = (dossierId: string) => `/bureau/corbas/demandes/${dossierId}`
const nameOf = async (accountId: string) => {
  const [row] = await sql<{ name: string }>(
    `select given_name || ' ' || family_name as name from accounts.account where id = $1`,
    [accountId],
  )
  return row?.name ?? assert.fail(accountId)
}
async function note(dossierId: string, message: string) {
  const address = `${addressOf(dossierId)}/messages`
  const hidden = hiddenFields(await alix.get(addressOf(dossierId)), address)
  return alix.upload(address, Object.entries({ ...hidden, kind: 'note', message }))
}

suite('nommer un collègue', () => {
  test('il trouve la note dans ses mentions, compte à l’appui, jusqu’à ce qu’il l’ait lue', async () => {
    const { dossierId, number } = await bureau.file()
    assert.equal((await note(dossierId, `Qu’en penses-tu @${await nameOf(ange.accountId)} ?`)).statusCode, 303)
    assert.match((await ange.get('/bureau/corbas/demandes')).body, /mentions"[^>]*>.*?<span class="count">1<\/span>/s)
    const shown = await ange.get(page)
    assert.match(shown.body, new RegExp(number))
    assert.match(shown.body, /À lire/)
    await ange.post(`${addressOf(dossierId)}/presence`, { fait: 'lit' })
    assert.doesNotMatch((await ange.get(page)).body, /À lire/)
    await note(dossierId, `Encore @${await nameOf(ange.accountId)}`)
    assert.equal((await ange.post(page, {})).statusCode, 303)
    assert.doesNotMatch((await ange.get(page)).body, /À lire/)
  })

  test('ni soi-même, ni qui n’atteint pas la demande ; une personne élue n’a pas cette page', async () => {
    const { dossierId } = await bureau.file()
    await note(dossierId, `@${await nameOf(civil.accountId)} @${await nameOf(alix.accountId)}`)
    assert.equal((await sql('select 1 from dossiers.mention where dossier_id = $1', [dossierId])).length, 0)
    assert.doesNotMatch((await civil.get(page)).body, /À lire/)
  })
})

suite('ce qu’on écrivait', () => {
  test('se retrouve sur la page, ailleurs aussi, et s’efface une fois envoyé ou vidé', async () => {
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    const keep = (message: string) => alix.post(`${address}/brouillon`, { kind: 'reply', message })
    assert.equal((await keep('Je commence une réponse')).statusCode, 204)
    const found = await alix.get(address)
    assert.match(found.body, />Je commence une réponse<\/textarea>/)
    assert.match(found.body, /Voici ce que vous écriviez/)
    assert.doesNotMatch((await ange.get(address)).body, /Je commence une réponse/)
    const hidden = hiddenFields(found, `${address}/messages`)
    await alix.upload(`${address}/messages`, Object.entries({ ...hidden, kind: 'reply', message: 'Réponse finie' }))
    assert.doesNotMatch((await alix.get(address)).body, /Je commence une réponse/)
    await keep('Autre')
    await keep('')
    assert.doesNotMatch((await alix.get(address)).body, />Autre<\/textarea>/)
    assert.equal((await civil.post(`${address}/brouillon`, { kind: 'reply', message: 'x' })).statusCode, 404)
  })
})
