import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { findByTracking, joinDossiers, performAction, readForAgent, sendApplicantMessage } from '#counter/dossiers'
import { everyHandler } from '../../../../handlers.ts'
import { hiddenFields, openBureau } from '../../testing.ts'

const bureau = await openBureau()
const { site, server, sql, app } = bureau
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
const ange = await bureau.signIn('responsable.corbas@exemple.fr')
const boss = bureau.agent(ange.accountId, [{ role: 'supervisor', serviceId: null }], 'Ange Modèle')
after(() => server.close())

const addressOf = (dossierId: string) => `/bureau/corbas/demandes/${dossierId}`
const keyOf = (dossierId: string) => ({ collectivityId: site.id, dossierId })
const linesOf = async (dossierId: string) =>
  (await sql<{ kind: string }>('select kind from dossiers.event where dossier_id = $1 order by seq', [dossierId])).map(
    ({ kind }) => kind,
  )
const trackerOf = (dossierId: string) => bureau.context({ kind: 'tracker', dossierId, name: 'Ana Exemple' })

/** Sends the form of the page of ties. */
async function tie(dossierId: string, typed: Readonly<Record<string, string>>) {
  const address = `${addressOf(dossierId)}/liens`
  const hidden = hiddenFields(await alix.get(address), address)
  return alix.post(address, { ...hidden, ...typed })
}

async function joinByPage(dossierId: string, number: string) {
  const address = `${addressOf(dossierId)}/liens`
  const asked = await tie(dossierId, { autre: number, quoi: 'join' })
  assert.equal(asked.statusCode, 200)
  assert.match(asked.body, /Joindre ces deux demandes/)
  return alix.post(address, { ...hiddenFields(asked, address), prevenir: 'oui' })
}

suite('relier deux demandes', () => {
  test('le lien se lit des deux côtés, s’écrit dans les deux journaux, et se défait', async () => {
    const [one, other] = [await bureau.file(), await bureau.file({ givenName: 'Zoé' })]
    const answer = await tie(one.dossierId, { autre: other.number.toLowerCase(), quoi: 'duplicates' })
    assert.equal(answer.headers.location, `${addressOf(one.dossierId)}?fait=linked`)
    const mine = await alix.get(addressOf(one.dossierId))
    assert.match(mine.body, /Celle-ci en est un double/)
    assert.match(mine.body, new RegExp(`Liée[^.]*${other.number}, par vous`))
    assert.match((await alix.get(addressOf(other.dossierId))).body, /Est un double de celle-ci/)
    const ties = await alix.get(`${addressOf(other.dossierId)}/liens`)
    const undo = `${addressOf(other.dossierId)}/liens/delier`
    const hidden = hiddenFields(ties, undo)
    assert.equal((await alix.post(undo, hidden)).statusCode, 303)
    assert.equal((await alix.post(undo, hidden)).statusCode, 303)
    for (const { dossierId } of [one, other])
      assert.deepEqual((await linesOf(dossierId)).slice(-2), ['dossier.linked', 'dossier.unlinked'])
    assert.doesNotMatch((await alix.get(addressOf(one.dossierId))).body, /en est un double/)
  })

  test('un numéro inconnu, le sien, un lien qui existe déjà : 422, la phrase le dit, rien ne change', async () => {
    const [one, other] = [await bureau.file(), await bureau.file()]
    const wrong = [
      [{ autre: 'COR-2026-99999', quoi: 'relates' }, /Aucune de vos demandes n’a ce numéro/],
      [{ autre: one.number, quoi: 'relates' }, /C’est le numéro de cette demande/],
      [{ autre: '', quoi: 'relates' }, /Tapez le numéro/],
      [{ autre: other.number, quoi: 'rien' }, /Choisissez un lien/],
      [{ autre: one.number, quoi: 'join' }, /C’est le numéro de cette demande/],
    ] as const
    for (const [typed, sentence] of wrong) {
      const answer = await tie(one.dossierId, typed)
      assert.equal(answer.statusCode, 422)
      assert.match(answer.body, sentence)
      assert.ok(answer.body.includes(`value="${typed.autre}"`) || typed.autre === '')
    }
    await tie(one.dossierId, { autre: other.number, quoi: 'relates' })
    assert.match((await tie(other.dossierId, { autre: one.number, quoi: 'relates' })).body, /Ce lien existe déjà/)
  })

  test('qui n’atteint pas la demande ne la relie ni ne la voit', async () => {
    const { dossierId } = await bureau.file()
    for (const path of ['liens']) assert.equal((await civil.get(`${addressOf(dossierId)}/${path}`)).statusCode, 404)
    assert.equal((await civil.post(`${addressOf(dossierId)}/liens`, { autre: 'x', quoi: 'relates' })).statusCode, 404)
  })
})

suite('joindre une demande à une autre', () => {
  test('une seule reste : l’autre est close, ses messages s’y lisent, la date la plus proche vaut, la personne est prévenue', async () => {
    const one = await bureau.file({ givenName: 'Noé' })
    const head = await bureau.file()
    await sql(`update dossiers.dossier set due_on = due_on + 3 where id = $1`, [head.dossierId])
    await sql(`update dossiers.dossier set applicant_email = 'noe@exemple.fr' where id = $1`, [one.dossierId])
    await sendApplicantMessage(trackerOf(one.dossierId), { ...keyOf(one.dossierId), body: 'Toujours en panne' })
    const answer = await joinByPage(one.dossierId, head.number)
    assert.equal(answer.headers.location, `${addressOf(head.dossierId)}?fait=joined`)
    const page = await alix.get(addressOf(head.dossierId))
    assert.match(page.body, /Toujours en panne/)
    assert.match(page.body, /Est jointe à celle-ci/)
    const joined = await alix.get(addressOf(one.dossierId))
    assert.match(joined.body, new RegExp(`Demande jointe à ${head.number}`))
    assert.doesNotMatch(joined.body, /\/actions\//)
    const [first, second] = [
      (await readForAgent(boss, keyOf(one.dossierId))).dossier,
      (await readForAgent(boss, keyOf(head.dossierId))).dossier,
    ]
    assert.equal(second.dueOn, first.dueOn)
    assert.equal(first.joinedTo, head.dossierId)
    assert.ok((await linesOf(one.dossierId)).includes('dossier.joined'))
    assert.ok((await linesOf(head.dossierId)).includes('dossier.gathered'))
    const list = await alix.get(`/bureau/corbas/demandes?vue=toutes&q=${one.number}`)
    assert.match(list.body, /Jointe à une autre/)
  })

  test('le code de suivi reste valable et dit où en est celle qui reste, sans rien dire de qui l’a déposée', async () => {
    const [one, head] = [await bureau.file(), await bureau.file({ givenName: 'Secrète' })]
    await sql(`update dossiers.dossier set applicant_email = 'autre@exemple.fr' where id = $1`, [head.dossierId])
    await joinByPage(one.dossierId, head.number)
    const found = await findByTracking(bureau.anonymous, { code: one.trackingCode, email: 'ana@exemple.fr' })
    assert.ok(found.ok)
    assert.equal(found.value.dossierId, one.dossierId)
    const own = await app.dossiers.readForApplicant(trackerOf(one.dossierId), keyOf(one.dossierId))
    assert.equal(own.joined?.own, null)
    assert.equal(own.joined.closedAt, null)
    const said = JSON.stringify({ joined: own.joined, dossier: { ...own.dossier, lastEventHash: '' } })
    assert.doesNotMatch(said, /Secrète/)
    await sendApplicantMessage(trackerOf(one.dossierId), { ...keyOf(one.dossierId), body: 'Du nouveau ?' })
    assert.match((await alix.get(addressOf(head.dossierId))).body, /Du nouveau \?/)
    assert.ok((await linesOf(head.dossierId)).includes('joined.wrote'))
    await performAction(boss, { ...keyOf(head.dossierId), actionId: 'accept', text: 'Réparé.' })
    const after = await app.dossiers.readForApplicant(trackerOf(one.dossierId), keyOf(one.dossierId))
    assert.ok(after.joined?.closedAt)
    const jobs = await sql(
      `select 1 from graphile_worker._private_jobs j where j.payload ->> 'dossierId' = $1
       and j.payload -> 'template' -> 'subject' ->> 'fr' like 'Une réponse pour%'`,
      [one.dossierId],
    )
    assert.equal(jobs.length, 1)
    const closed = await sendApplicantMessage(trackerOf(one.dossierId), { ...keyOf(one.dossierId), body: 'Merci' })
    assert.deepEqual(closed, { ok: false, refusal: { reason: 'closed' } })
  })

  test('séparée de nouveau, elle reprend là où elle en était ; au-delà de 30 jours, c’est trop tard', async () => {
    const [one, head, late] = [await bureau.file(), await bureau.file(), await bureau.file()]
    await performAction(boss, { ...keyOf(one.dossierId), actionId: 'examine' })
    const before = (await readForAgent(boss, keyOf(one.dossierId))).dossier
    await joinByPage(one.dossierId, head.number)
    await joinByPage(late.dossierId, head.number)
    const page = await alix.get(`${addressOf(head.dossierId)}/liens`)
    const undo = `${addressOf(head.dossierId)}/liens/separer`
    assert.equal((await alix.post(undo, hiddenFields(page, undo))).statusCode, 303)
    const { dossier, actions } = await readForAgent(boss, keyOf(one.dossierId))
    for (const part of ['status', 'phase', 'entered', 'closedAt', 'outcome', 'dueOn'] as const)
      assert.deepEqual(dossier[part], before[part], part)
    assert.equal(dossier.joinedTo, null)
    assert.ok(actions.length > 0)
    assert.deepEqual((await linesOf(head.dossierId)).slice(-1), ['dossier.released_other'])
    await sql(`update dossiers.relation set at = at - interval '31 days' where from_id = $1`, [late.dossierId])
    assert.match((await alix.get(`${addressOf(late.dossierId)}/liens`)).body, /ne se séparent plus/)
  })

  test('deux agents qui joignent chacun l’une à l’autre : un seul y parvient', async () => {
    const [one, other] = [await bureau.file(), await bureau.file()]
    const both = await Promise.all([
      joinDossiers(boss, { ...keyOf(one.dossierId), other: other.number, tells: false }),
      joinDossiers(boss, { ...keyOf(other.dossierId), other: one.number, tells: false }),
    ])
    assert.equal(both.filter(({ ok }) => ok).length, 1)
    const rows = await sql(
      `select 1 from dossiers.relation where kind = 'joined' and from_id = any ($1::uuid[]) and ended_at is null`,
      [[one.dossierId, other.dossierId]],
    )
    assert.equal(rows.length, 1)
  })
})

suite('les demandes qui se ressemblent', () => {
  test('le travail de fond les trouve avec leurs raisons ; on les joint ou on les écarte, rien ne se joint seul', async () => {
    const [one, other] = [await bureau.file(), await bureau.file({ givenName: 'Zoé' })]
    const handler = everyHandler(app).find(({ job }) => job.name === 'dossiers.announce_submission') ?? assert.fail()
    const [event] = await sql<{ id: string }>('select id from dossiers.event where dossier_id = $1', [other.dossierId])
    for (let twice = 0; twice < 2; twice += 1)
      await handler.run({ ...keyOf(other.dossierId), eventId: event?.id ?? '' })
    const page = await alix.get(addressOf(other.dossierId))
    assert.match(page.body, /ressemblent à celle-ci|ressemble à celle-ci/)
    assert.match(page.body, /même démarche, même lieu, même personne/)
    assert.match((await alix.get(addressOf(one.dossierId))).body, new RegExp(other.number))
    const address = `${addressOf(other.dossierId)}/liens`
    const ties = await alix.get(address)
    assert.match(ties.body, new RegExp(one.number))
    await alix.post(`${address}/ecarter`, { autre: one.dossierId })
    assert.doesNotMatch((await alix.get(address)).body, new RegExp(one.number))
    assert.equal((await readForAgent(boss, keyOf(other.dossierId))).dossier.joinedTo, null)
    assert.equal((await civil.post(`${address}/ecarter`, { autre: one.dossierId })).statusCode, 404)
  })
})
