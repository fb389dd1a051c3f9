import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { addNote, performAction, sendAgentMessage, takeDossier } from '#counter/dossiers'
import { hiddenFields, openBureau } from '../../testing.ts'

const bureau = await openBureau()
const { site, server, services } = bureau
const roads = services.get('voirie') ?? ''
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
const ange = await bureau.signIn('responsable.corbas@exemple.fr')
const elsewhere = await bureau.signIn('voirie.givors@exemple.fr')
const resident = await bureau.signIn('camille.demonstration@exemple.fr')
const colleague = bureau.agent(ange.accountId, [{ role: 'supervisor', serviceId: null }], 'Ange Modèle')
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
after(() => server.close())

const addressOf = (dossierId: string) => `/bureau/corbas/demandes/${dossierId}`
const keyOf = (dossierId: string) => ({ collectivityId: site.id, dossierId })
const eventsOf = (dossierId: string) =>
  bureau.sql<{ kind: string }>('select kind from dossiers.event where dossier_id = $1 order by seq', [dossierId])
const statusOf = async (dossierId: string) =>
  (await bureau.sql<{ status: string }>('select status from dossiers.dossier where id = $1', [dossierId]))[0]?.status

suite('un dossier', () => {
  test('se lit en français et en anglais : demande, échanges, actions avec leurs conséquences', async () => {
    const { dossierId, number } = await bureau.file()
    const french = await alix.get(addressOf(dossierId))
    assert.equal(french.statusCode, 200)
    for (const text of [
      number,
      'Signaler un lampadaire en panne',
      '27 rue des Essais',
      'Ana Exemple',
      'Prendre en charge',
    ])
      assert.ok(french.body.includes(text), text)
    assert.ok(french.body.includes('&lt;b>Merci') || french.body.includes('&lt;b&gt;Merci'))
    assert.ok(french.body.includes('La personne voit que sa demande est à l’étude.'))
    const english = await alix.inEnglish().get(addressOf(dossierId))
    for (const text of ['Take it', 'Start examining', 'The person sees that the request is being examined.'])
      assert.ok(english.body.includes(text), text)
    assert.ok(!english.body.includes('Prendre en charge'))
  })

  test('personne d’autre ne le voit, à aucune de ses adresses', async () => {
    const { dossierId } = await bureau.file()
    const file = { digest: '', mediaType: 'image/png', size: png.length }
    const stored = await bureau.app.files.put(
      (async function* () {
        yield png
      })(),
      { name: 'a.png' },
    )
    assert.ok(stored.ok)
    const attached = { ...file, digest: stored.value.digest, name: 'a.png' }
    await sendAgentMessage(colleague, { ...keyOf(dossierId), body: 'Avec une pièce', files: [attached] })
    const [row] = await bureau.sql<{ id: string }>('select id from dossiers.attachment where dossier_id = $1', [
      dossierId,
    ])
    const own = `${addressOf(dossierId)}/fichiers/${row?.id}`
    assert.deepEqual((await alix.get(own)).rawPayload, png)
    const before = await eventsOf(dossierId)
    for (const who of [civil, elsewhere, resident]) {
      for (const place of ['corbas', 'givors']) {
        const address = `/bureau/${place}/demandes/${dossierId}`
        for (const page of ['', '/dossier.pdf', `/fichiers/${row?.id}`]) {
          assert.equal((await who.get(address + page)).statusCode, 404, `${place}${page}`)
        }
        for (const act of ['prendre', 'remettre', 'confier', 'actions/accept', 'messages']) {
          const form = { service: roads, message: 'x', text: 'x' }
          const answer = await who.post(`${address}/${act}`, form)
          assert.equal(answer.statusCode, 404, `${place} ${act}`)
        }
      }
    }
    assert.deepEqual(await eventsOf(dossierId), before)
    const stranger = await server.inject({ url: addressOf(dossierId) })
    assert.equal(stranger.statusCode, 303)
    assert.match(String(stranger.headers.location), /^\/connexion\?retour=/)
  })

  test('un fichier d’un autre dossier ne s’ouvre pas sous celui-ci', async () => {
    const [mine, other] = [await bureau.file(), await bureau.file()]
    const stored = await bureau.app.files.put(
      (async function* () {
        yield png
      })(),
      { name: 'b.png' },
    )
    assert.ok(stored.ok)
    const { digest, mediaType, size } = stored.value
    await addNote(colleague, {
      ...keyOf(other.dossierId),
      body: 'note',
      files: [{ digest, mediaType, size, name: 'b.png' }],
    })
    const [row] = await bureau.sql<{ id: string }>('select id from dossiers.attachment where dossier_id = $1', [
      other.dossierId,
    ])
    assert.equal((await alix.get(`${addressOf(mine.dossierId)}/fichiers/${row?.id}`)).statusCode, 404)
  })

  test('se tire en PDF', async () => {
    const { dossierId, number } = await bureau.file()
    const pdf = await alix.get(`${addressOf(dossierId)}/dossier.pdf`)
    assert.equal(pdf.headers['content-type'], 'application/pdf')
    assert.ok(String(pdf.headers['content-disposition']).includes(`${number}.pdf`))
    assert.equal(pdf.rawPayload.subarray(0, 5).toString(), '%PDF-')
  })
})

suite('agir', () => {
  test('prendre, commencer, accepter : chaque geste se fait et se dit', async () => {
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    const steps = [
      ['prendre', {}, 'taken'],
      ['actions/examine', {}, 'moved'],
      ['actions/accept', { text: 'Réparé ce matin.' }, 'moved'],
    ] as const
    for (const [act, typed, done] of steps) {
      const page = await alix.get(address)
      const answer = await alix.post(`${address}/${act}`, { ...hiddenFields(page, `${address}/${act}`), ...typed })
      assert.equal(answer.statusCode, 303, act)
      assert.equal(answer.headers.location, `${address}?fait=${done}`)
    }
    assert.equal(await statusOf(dossierId), 'accepted')
    const closed = await alix.get(address)
    assert.ok(closed.body.includes('Réparé ce matin.'))
    assert.ok(closed.body.includes('Demande close'))
    assert.ok(!closed.body.includes('/actions/'))
  })

  test('refuser sans motif : 422, la phrase mène au champ, et rien n’a bougé', async () => {
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    const hidden = hiddenFields(await alix.get(address), `${address}/actions/refuse`)
    const answer = await alix.post(`${address}/actions/refuse`, { ...hidden, text: '  ' })
    assert.equal(answer.statusCode, 422)
    assert.match(answer.body, /<title>Erreur/)
    assert.match(answer.body, /href="#text-refuse"/)
    assert.match(answer.body, /id="text-refuse"[^>]*aria-invalid/)
    assert.equal(await statusOf(dossierId), 'new')
  })

  test('un double clic n’envoie qu’une fois', async () => {
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    const hidden = hiddenFields(await alix.get(address), `${address}/messages`)
    const parts = [...Object.entries(hidden), ['kind', 'reply'], ['message', 'Bonjour']] as [string, string][]
    const answers = await Promise.all([1, 2, 3].map(() => alix.upload(`${address}/messages`, parts)))
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [303, 303, 303],
    )
    const sent = (await eventsOf(dossierId)).filter(({ kind }) => kind === 'message.sent')
    assert.equal(sent.length, 1)
  })

  test('le second agent lit ce que le premier a fait, garde son texte, et agit de nouveau', async () => {
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    const stale = hiddenFields(await alix.get(address), `${address}/actions/refuse`)
    await takeDossier(colleague, keyOf(dossierId))
    await performAction(colleague, { ...keyOf(dossierId), actionId: 'examine' })
    const answer = await alix.post(`${address}/actions/refuse`, { ...stale, text: 'Voie privée.' })
    assert.equal(answer.statusCode, 409)
    assert.match(answer.body, /La demande a changé pendant que vous écriviez/)
    assert.match(answer.body, /Commencer l’étude par Ange Modèle[^<]*24 novembre à/)
    assert.match(answer.body, /<textarea[^>]*id="text-refuse"[^>]*>Voie privée\.<\/textarea>/)
    const again = hiddenFields(answer, `${address}/actions/refuse`)
    const second = await alix.post(`${address}/actions/refuse`, { ...again, text: 'Voie privée.' })
    assert.equal(second.statusCode, 303)
    assert.equal(await statusOf(dossierId), 'refused')
  })

  test('quand l’action n’est plus possible, le texte attend comme note', async () => {
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    const stale = hiddenFields(await alix.get(address), `${address}/actions/refuse`)
    await performAction(colleague, { ...keyOf(dossierId), actionId: 'accept', text: 'Accordé.' })
    const answer = await alix.post(`${address}/actions/refuse`, { ...stale, text: 'Voie privée.' })
    assert.equal(answer.statusCode, 409)
    assert.match(answer.body, /<textarea[^>]*id="message"[^>]*>Voie privée\.<\/textarea>/)
    assert.match(answer.body, /value="note" checked/)
    assert.equal(await statusOf(dossierId), 'accepted')
  })

  test('une pièce refusée ne retire ni le texte ni les autres pièces, qui partent ensuite', async () => {
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    const hidden = hiddenFields(await alix.get(address), `${address}/messages`)
    const refused = await alix.upload(`${address}/messages`, [
      ...Object.entries(hidden),
      ['kind', 'note'],
      ['message', 'Voir le plan'],
      ['files', { name: 'plan.png', content: png }],
      ['files', { name: 'photo.jpg', content: Buffer.from('MZ not a picture') }],
    ])
    assert.equal(refused.statusCode, 422)
    assert.match(refused.body, /photo\.jpg/)
    assert.match(refused.body, />Voir le plan<\/textarea>/)
    const kept = hiddenFields(refused, `${address}/messages`)
    assert.ok(kept['kept'])
    const stolen = addressOf((await bureau.file()).dossierId)
    const theirs = hiddenFields(await alix.get(stolen), `${stolen}/messages`)
    await alix.upload(`${stolen}/messages`, [
      ...Object.entries({ ...theirs, kept: kept['kept'] ?? '' }),
      ['message', 'x'],
    ])
    const sent = await alix.upload(`${address}/messages`, [
      ...Object.entries(kept),
      ['kind', 'note'],
      ['message', 'Voir le plan'],
    ])
    assert.equal(sent.statusCode, 303)
    const files = await bureau.sql<{ name: string; dossier_id: string }>(
      'select name, dossier_id from dossiers.attachment where name = $1',
      ['plan.png'],
    )
    assert.deepEqual(files, [{ name: 'plan.png', dossier_id: dossierId }])
  })

  test('une pièce gardée se retire ; un message vide le dit', async () => {
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    const hidden = hiddenFields(await alix.get(address), `${address}/messages`)
    const empty = await alix.upload(`${address}/messages`, [
      ...Object.entries(hidden),
      ['kind', 'reply'],
      ['message', ' '],
      ['files', { name: 'plan.png', content: png }],
    ])
    assert.equal(empty.statusCode, 422)
    assert.match(empty.body, /Écrivez votre message/)
    assert.match(empty.body, /plan\.png/)
    const kept = hiddenFields(empty, `${address}/messages`)
    const removed = await alix.upload(`${address}/messages`, [
      ...Object.entries(kept),
      ['message', 'Bonjour'],
      ['remove', '0'],
    ])
    assert.equal(removed.statusCode, 200)
    assert.ok(!removed.body.includes('plan.png'))
    assert.match(removed.body, />Bonjour<\/textarea>/)
  })

  test('confier à un autre service : l’agent revient à sa liste et n’y voit plus le dossier', async () => {
    const { dossierId, number } = await bureau.file()
    const address = addressOf(dossierId)
    const hidden = hiddenFields(await alix.get(address), `${address}/confier`)
    const nowhere = await alix.post(`${address}/confier`, { ...hidden, service: '', note: 'Pour vous' })
    assert.equal(nowhere.statusCode, 422)
    assert.match(nowhere.body, />Pour vous<\/textarea>/)
    const service = services.get('etat-civil') ?? ''
    const answer = await alix.post(`${address}/confier`, { ...hidden, service, note: 'Pour vous' })
    assert.equal(answer.headers.location, '/bureau/corbas/demandes?fait=transferred')
    assert.equal((await alix.get(address)).statusCode, 404)
    assert.ok((await civil.get(address)).body.includes('Pour vous'))
    assert.ok((await civil.get('/bureau/corbas/demandes')).body.includes(number))
  })

  test('deux réponses à la fois : la seconde attend, les deux textes côte à côte, rien n’est perdu', async () => {
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    const stale = hiddenFields(await alix.get(address), `${address}/messages`)
    await sendAgentMessage(colleague, { ...keyOf(dossierId), body: 'Un technicien passe jeudi.' })
    const parts = (hidden: Record<string, string>) =>
      [...Object.entries(hidden), ['kind', 'reply'], ['message', 'Nous passerons lundi.']] as [string, string][]
    const refused = await alix.upload(`${address}/messages`, parts(stale))
    assert.equal(refused.statusCode, 409)
    assert.match(refused.body, /Ce que Ange Modèle a écrit/)
    assert.match(refused.body, /Ce que vous avez écrit/)
    assert.match(refused.body, /<textarea[^>]*id="message"[^>]*>Nous passerons lundi\.<\/textarea>/)
    const again = await alix.upload(`${address}/messages`, parts(hiddenFields(refused, `${address}/messages`)))
    assert.equal(again.statusCode, 303)
  })

  test('la page dit qui d’autre la consulte, et bat pour dire qu’on y est', async () => {
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    await ange.post(`${address}/presence`, { fait: 'ecrit' })
    assert.match((await alix.get(address)).body, /écrit sur cette demande\./)
    const heard = await alix.post(`${address}/presence`, { fait: 'lit' })
    assert.match(String((heard.json() as { text: string }).text), /écrit sur cette demande/)
    await ange.post(`${address}/presence`, { fait: 'part' })
    assert.doesNotMatch((await alix.get(address)).body, /écrit sur cette demande\./)
    assert.equal((await civil.post(`${address}/presence`, { fait: 'lit' })).statusCode, 404)
  })
})
