import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { performAction, readForAgent, takeDossier } from '#counter/dossiers'
import { saveReply } from '#counter/replies'
import { everyHandler } from '../../../handlers.ts'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
const { site, server, services, sql } = bureau
const roads = services.get('voirie') ?? ''
after(() => server.close())

const list = '/bureau/corbas/demandes'
const desk = '/bureau/corbas/lots'
const many = 200
const filed: string[] = []
for (let index = 0; index < many; index += 1) filed.push((await bureau.file()).dossierId)
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const boss = await bureau.signIn('responsable.corbas@exemple.fr')
const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
const byAlix = bureau.agent(alix.accountId, [{ role: 'agent', serviceId: roads }], 'Alix Exemple')
const keyOf = (dossierId: string) => ({ collectivityId: site.id, dossierId })
const nth = (index: number) => filed[index] ?? assert.fail()
const handler = everyHandler(bureau.app).find(({ job }) => job.name === 'batches.run') ?? assert.fail()
const idOf = (location: unknown) => /lots\/([0-9a-f-]{36})/.exec(String(location))?.[1] ?? assert.fail()
const run = (batchId: string) => handler.run({ collectivityId: site.id, batchId })

const choose = async (ids: readonly string[], who = alix) => {
  const answer = await who.post(desk, { demande: ids })
  assert.equal(answer.statusCode, 303)
  return idOf(answer.headers.location)
}

suite('agir sur plusieurs demandes', () => {
  test('un refus groupé de 200 dont 3 ne peuvent pas l’être : dit avant, fait une fois, dit après', async () => {
    for (const index of [0, 1]) await performAction(byAlix, { ...keyOf(nth(index)), actionId: 'accept' })
    await performAction(byAlix, { ...keyOf(nth(2)), actionId: 'request_information', text: 'Quel numéro ?' })
    const chosen = await alix.post(`${desk}?vue=toutes`, { tout: 'oui' })
    const id = idOf(chosen.headers.location)
    const form = await alix.get(`${desk}/${id}`)
    assert.match(form.body, /Que faire de ces 200 demandes/)
    assert.match(form.body, /value="act:refuse"/)

    const empty = await alix.post(`${desk}/${id}`, { action: 'act:refuse', 'texte-refuse': ' ' })
    assert.equal(empty.statusCode, 422)
    assert.match(empty.body, /href="#texte-refuse"/)

    const tried = await alix.post(`${desk}/${id}`, {
      action: 'act:refuse',
      'texte-refuse': 'Ce lampadaire n’est pas à la commune.',
    })
    assert.equal(tried.statusCode, 303)
    const preview = await alix.get(`${desk}/${id}`)
    const impossible = [...preview.body.matchAll(/tag warn/g)].length
    assert.match(preview.body, /se fera pour 19[78] demandes/)
    assert.equal(impossible, many - Number(/se fera pour (\d+) demandes/.exec(preview.body)?.[1]))
    assert.match(preview.body, /Déjà close/)
    assert.match(preview.body, /Ce lampadaire n’est pas à la commune/)
    const { dossier: untouched } = await readForAgent(byAlix, keyOf(nth(10)), 'fr')
    assert.equal(untouched.closedAt, null)

    assert.equal((await alix.post(`${desk}/${id}/lancer`, {})).statusCode, 303)
    assert.equal((await alix.post(`${desk}/${id}/lancer`, {})).statusCode, 303)
    assert.match((await alix.get(`${desk}/${id}`)).body, /data-progress/)
    await run(id)
    const result = await alix.get(`${desk}/${id}`)
    assert.match(result.body, /C’est fait/)
    assert.match(result.body, /19[78] faites, [23] impossibles \(.*déjà close/)
    const { dossier, events } = await readForAgent(byAlix, keyOf(nth(10)), 'fr')
    assert.equal(dossier.outcome, 'refused')
    assert.equal(events.filter(({ kind }) => kind === 'dossier.batched').length, 1)
    assert.ok(events.some(({ kind, actor }) => kind === 'dossier.moved' && actor.name === 'Alix Exemple'))
    assert.match((await alix.get(`${list}/${nth(10)}`)).body, /Action groupée/)
  })

  test('un ouvrier qui meurt au milieu recommence : rien n’est fait deux fois', async () => {
    const ids = [await bureau.file(), await bureau.file(), await bureau.file()].map(({ dossierId }) => dossierId)
    const again = await bureau.signIn('voirie.corbas@exemple.fr')
    const id = await choose(ids, again)
    await again.post(`${desk}/${id}`, { action: 'message', message: 'Nous passons demain.' })
    await again.post(`${desk}/${id}/lancer`, {})
    await run(id)
    // As if it had died after the acts and before their marks.
    await sql(`update batches.item set state = 'waiting', reason = null where batch_id = $1`, [id])
    await sql(`update batches.batch set state = 'running', finished_at = null where id = $1`, [id])
    await Promise.all([run(id), run(id)])
    for (const dossierId of ids) {
      const { messages } = await readForAgent(byAlix, keyOf(dossierId), 'fr')
      assert.equal(messages.filter(({ body }) => body === 'Nous passons demain.').length, 1)
    }
    assert.match((await again.get(`${desk}/${id}`)).body, /3 faites/)
  })

  test('confier à un collègue, prendre, remettre, changer de service : chacun dit ce qu’il ne peut pas', async () => {
    const [first, second] = [(await bureau.file()).dossierId, (await bureau.file()).dossierId]
    const chief = await bureau.signIn('responsable.corbas@exemple.fr')
    await takeDossier(byAlix, keyOf(first))
    const entrusting = await choose([first, second], chief)
    const wrong = await chief.post(`${desk}/${entrusting}`, { action: 'entrust', agent: 'personne' })
    assert.match(wrong.body, /href="#agent"/)
    await chief.post(`${desk}/${entrusting}`, { action: 'entrust', agent: alix.accountId })
    const preview = await chief.get(`${desk}/${entrusting}`)
    assert.match(preview.body, /se fera pour 1 demande, elle est impossible pour 1/)
    assert.match(preview.body, /Déjà suivie par cette personne/)
    await chief.post(`${desk}/${entrusting}/lancer`, {})
    await run(entrusting)
    assert.equal((await readForAgent(byAlix, keyOf(second), 'fr')).dossier.holderAccountId, alix.accountId)
    assert.match((await chief.get(`${list}/${second}`)).body, /Confiée à Alix Exemple/)

    const elsewhere = await choose([second], chief)
    const civilAgent = { action: 'entrust', agent: civil.accountId }
    await chief.post(`${desk}/${elsewhere}`, civilAgent)
    assert.match((await chief.get(`${desk}/${elsewhere}`)).body, /ne travaille pas dans son service/)
    await chief.post(`${desk}/${elsewhere}/lancer`, {})
    assert.match((await chief.get(`${desk}/${elsewhere}`)).body, /Ce qui arrivera/)

    for (const action of ['release', 'take'])
      for (const word of [await choose([second], chief)]) {
        await chief.post(`${desk}/${word}`, { action })
        await chief.post(`${desk}/${word}/lancer`, {})
        await run(word)
      }
    assert.equal((await readForAgent(byAlix, keyOf(second), 'fr')).dossier.holderAccountId, boss.accountId)
    const moving = await choose([second], chief)
    await chief.post(`${desk}/${moving}`, {
      action: 'transfer',
      service: services.get('etat-civil') ?? '',
      note: 'Pour vous',
    })
    await chief.post(`${desk}/${moving}/lancer`, {})
    await run(moving)
    await assert.rejects(readForAgent(byAlix, keyOf(second), 'fr'), { code: 'dossiers.no_dossier' })
    assert.match((await chief.get(desk)).body, /Elles sont confiées au service/)
  })

  test('on n’agit que sur ce qu’on atteint ; le lot d’un autre n’existe pas ; rien de coché ne fait rien', async () => {
    const fresh = await bureau.signIn('voirie.corbas@exemple.fr')
    const foreign = await bureau.signIn('etat-civil.corbas@exemple.fr')
    const nothing = await foreign.post(desk, { demande: [nth(20), nth(21)] })
    assert.match(String(nothing.headers.location), /fait=nothing_chosen/)
    const id = await choose([nth(20)], fresh)
    assert.equal((await foreign.get(`${desk}/${id}`)).statusCode, 404)
    assert.equal((await foreign.post(`${desk}/${id}/lancer`, {})).statusCode, 404)
    assert.equal((await fresh.get(`${desk}/pas-un-lot`)).statusCode, 404)
    const elected = bureau.agent(fresh.accountId, [{ role: 'elected', serviceId: null }])
    const { chooseBatch } = await import('#counter/batches')
    await assert.rejects(chooseBatch(elected, { collectivityId: site.id, dossierIds: [nth(20)], search: '' }), {
      code: 'batches.not_allowed',
    })
  })

  test('une réponse type se remplit pour chacune, dans sa langue ; on lit les premières, et celles à qui un mot manque', async () => {
    const fresh: string[] = []
    for (let index = 0; index < 3; index += 1) fresh.push((await bureau.file()).dossierId)
    const at = (index: number) => fresh[index] ?? assert.fail()
    const kept = await saveReply(byAlix, {
      collectivityId: site.id,
      name: 'Passage prévu',
      serviceId: roads,
      procedureId: null,
      status: null,
      channel: null,
      keptBy: 'agents',
      body: { fr: 'Bonjour {name}, pour {number} nous passons bientôt.', en: 'Hello {name}, about {number}.' },
      ofForm: new Set(),
    })
    assert.ok(kept.ok)
    await sql(`update dossiers.dossier set locale = 'en' where id = $1`, [at(1)])
    const id = await choose([at(0), at(1)])
    const form = await alix.get(`${desk}/${id}`)
    assert.match(form.body, /Passage prévu/)
    const taken = await alix.post(`${desk}/${id}`, {
      action: 'message',
      message: 'Voici.',
      modele: kept.value.id,
      geste: 'reprendre',
    })
    assert.equal(taken.statusCode, 200)
    assert.match(taken.body, /Voici\.\n\nBonjour \{name\}, pour \{number\}/)
    assert.match(taken.body, /Hello \{name\}/)
    const message = 'Voici. Bonjour {name}, pour {number} nous passons bientôt.'
    await alix.post(`${desk}/${id}`, { action: 'message', message, anglais: 'Hello {name}, about {number}.' })
    const numbers = await sql<{ id: string; number: string; name: string }>(
      'select id, number, applicant_name as name from dossiers.dossier where id = any ($1)',
      [[at(0), at(1)]],
    )
    const of = (dossierId: string) => numbers.find((each) => each.id === dossierId) ?? assert.fail()
    const preview = await alix.get(`${desk}/${id}`)
    assert.match(preview.body, /Ce que liront les premières personnes/)
    assert.ok(preview.body.includes(`Bonjour ${of(at(0)).name}, pour ${of(at(0)).number}`))
    assert.ok(preview.body.includes(`Hello ${of(at(1)).name}, about ${of(at(1)).number}`))
    await alix.post(`${desk}/${id}/lancer`, {})
    await run(id)
    await run(id)
    const bodies = await sql<{ body: string }>(
      'select body from dossiers.message where dossier_id = any ($1) order by body',
      [[at(0), at(1)]],
    )
    assert.deepEqual(
      bodies.map(({ body }) => body),
      [
        `Hello ${of(at(1)).name}, about ${of(at(1)).number}.`,
        `Voici. Bonjour ${of(at(0)).name}, pour ${of(at(0)).number} nous passons bientôt.`,
      ],
    )
    // Nobody is sent braces.
    const lacking = await choose([at(2)])
    await alix.post(`${desk}/${lacking}`, { action: 'message', message: 'Votre {answer.chat} est là.' })
    const warned = await alix.get(`${desk}/${lacking}`)
    assert.match(warned.body, /Il lui manque un mot que le texte nomme/)
    assert.doesNotMatch(warned.body, /lancer"><[^>]*>[^<]*Faire/)
    // Another team's answer is nobody's to take.
    const elsewhere = await alix.post(`${desk}/${lacking}`, {
      action: 'message',
      modele: filed[0] ?? '',
      geste: 'reprendre',
    })
    assert.equal(elsewhere.statusCode, 404)
  })

  test('qui a perdu son rôle entre-temps ne fait plus rien : c’est dit', async () => {
    const target = (await bureau.file()).dossierId
    const fresh = await bureau.signIn('voirie.corbas@exemple.fr')
    const id = await choose([target], fresh)
    await fresh.post(`${desk}/${id}`, { action: 'take' })
    await fresh.post(`${desk}/${id}/lancer`, {})
    await sql(`update accounts.agent_role set ends_at = $2 where account_id = $1`, [alix.accountId, bureau.clock.now()])
    await run(id)
    const [item] = await sql<{ state: string; reason: string }>(
      'select state, reason from batches.item where batch_id = $1',
      [id],
    )
    assert.deepEqual({ ...item }, { state: 'refused', reason: 'not_found' })
  })
})
