import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { performAction, reopenDossier, sendApplicantMessage, tellDeadlines } from '#counter/dossiers'
import { newId } from '#kernel/ids'
import { calendarsOf, changeCalendar, createCalendar } from '#territory/calendars'
import { addRoutes } from '#platform/http'
import { contextFor } from '../../app.ts'
import { everyHandler } from '../../../handlers.ts'
import { openCircuits, status } from '../../circuits-testing.ts'
import { bureauRoutes } from '../index.ts'

/** Delays from the rule that an administrator writes to what a person, an agent and a silence make of it. */

const trial = await openCircuits(everyHandler)
const { app, sql, server, site, clock, browser, offer, file, sessionOf, work, sweep, kindsOf } = trial
addRoutes(server, bureauRoutes(app))
after(() => server.close())

const text = (fr: string) => ({ fr, en: `${fr} (en)` })
const camille = browser().signIn(await sessionOf('administration.corbas@exemple.fr'))
const roads = browser().signIn(await sessionOf('voirie.corbas@exemple.fr'))
const grant = {
  kind: 'action',
  id: 'grant',
  label: text('Accorder'),
  tone: 'forward',
  by: ['instructor'],
  consequences: [text('La demande est accordée.')],
  to: 'good',
}
const ask = { ...grant, id: 'ask', label: text('Demander une pièce'), to: 'waiting' }
const waiting = status(
  'waiting',
  [{ kind: 'await_applicant', id: 'piece', to: 'study', invitation: text('Il manque une pièce.') }],
  { phase: 'waiting_applicant', label: text('Pièce attendue') },
)
const statuses = [
  status('study', [grant, ask], { label: text('Instruction') }),
  waiting,
  status('good', [], { outcome: 'accepted' }),
]
const slug = 'essai-delais'
const retention = { accepted: { months: 12, end: 'anonymise' as const } }
const offerId = await offer({ slug, statuses, workflow: { retention } })
const url = `/bureau/corbas/demarches/${slug}/delais`
const day = 86_400_000
const rules = {
  promesse: 'regle',
  'promesse-duree': '10',
  'promesse-unite': 'working_days',
  'promesse-usager': 'oui',
  'promesse-reprise': 'resume',
  'promesse-a-50': '',
  'promesse-a-75': 'holder',
  'promesse-avant': 'supervisors',
  'promesse-avant-jours': '1',
  'but-take_charge': '2',
  'but-take_charge-unite': 'working_days',
  'objectifs-reprise': 'resume',
  silence: 'accept',
  'silence-duree': '2',
  'silence-unite': 'months',
  'silence-texte': 'CRPA, art. L231-1',
  'silence-clore': 'oui',
}
/** As it is read: spaces that do not break are spaces. */
const said = (body: string): string => body.replaceAll(/[\u00a0\u202f]/g, ' ')
const draftVersion = async (): Promise<string> => {
  const page = (await camille.get(url)).body
  return /name="vu" value="(\d+)"/.exec(page)?.[1] ?? ''
}
const dossierOf = async (dossierId: string) => {
  const [row] = await sql<{ due_on: string; risk_at: Date | null; outcome: string | null; closed_at: Date | null }>(
    `select due_on, risk_at, outcome, closed_at from dossiers.dossier where id = $1`,
    [dossierId],
  )
  assert.ok(row)
  return row
}

/** Somebody of the service that has the request, who may do all of it. */
const instructor = async ({ dossierId }: { readonly dossierId: string }) => {
  const found = 'select service_id as "serviceId" from dossiers.dossier where id = $1'
  const [row] = await sql<{ serviceId: string }>(found, [dossierId])
  const roles = (['agent', 'supervisor'] as const).map((role) => ({ role, serviceId: row?.serviceId ?? null }))
  return contextFor(app, { kind: 'agent', accountId: newId(), name: 'Voirie', collectivityId: site.id, roles })
}

suite('les délais d’une démarche', () => {
  test('sans règle, la promesse est celle de l’offre ; la page le dit', async () => {
    const page = await camille.get(url)
    assert.equal(page.statusCode, 200)
    assert.match(said(page.body), /La réponse est promise en 10 jours, le délai de l’offre\./)
    assert.equal((await roads.get(url)).statusCode, 404)
  })

  test('ce qui ne peut pas être est refusé, avec ce qui a été tapé', async () => {
    const wrong = await camille.post(url, { vu: '0', ...rules, 'promesse-duree': 'dix', 'silence-texte': '' })
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /2 choses sont à corriger/)
    assert.match(wrong.body, /value="dix"/)
  })

  test('un brouillon ne change rien ; publié, il vaut pour les demandes à venir, et se lit en phrases', async () => {
    assert.equal((await camille.post(url, { vu: '0', ...rules })).statusCode, 303)
    assert.match(said((await camille.get(url)).body), /La réponse est promise en 10 jours, le délai de l’offre\./)
    const stale = await camille.post(url, { vu: '0', ...rules })
    assert.equal(stale.statusCode, 422)
    assert.match(stale.body, /Quelqu’un d’autre vient de modifier ces délais/)
    assert.equal((await camille.post(`${url}/publier`, { vu: await draftVersion() })).statusCode, 303)
    const page = said((await camille.get(url)).body)
    for (const sentence of [
      /La réponse est promise en 10 jours travaillés\./,
      /Le délai s’arrête quand la personne doit répondre ; ensuite le temps qui restait reprend\./,
      /À 75 % du délai, qui suit la demande en est averti/,
      /Prendre en charge : 2 jours travaillés\./,
      /Sans réponse au bout de 2 mois, la demande est réputée acceptée \(CRPA, art\. L231-1\)\./,
    ])
      assert.match(page, sentence)
  })

  test('un objectif interne a son calendrier, quand il y en a plusieurs', async () => {
    const other = browser().signIn(await sessionOf('administration.corbas@exemple.fr'))
    const slot = 'but-take_charge-calendrier'
    assert.doesNotMatch((await other.get(url)).body, new RegExp(slot))
    const system = contextFor(app, { kind: 'system', name: 'essai' })
    const made = await createCalendar(system, { collectivityId: site.id, name: 'Astreinte' })
    assert.ok(made.ok)
    const { calendars } = await calendarsOf(app.db, site.id)
    const night = calendars.find(({ name }) => name === 'Astreinte')
    assert.match((await other.get(url)).body, new RegExp(slot))
    assert.equal((await other.post(url, { vu: '0', ...rules, [slot]: night?.id ?? '' })).statusCode, 303)
    assert.match(
      said((await other.get(url)).body),
      /Prendre en charge : 2 jours travaillés, sur le calendrier « Astreinte »/,
    )
    await other.post(`${url}/abandonner`, {})
    // Somebody else's, or one that is gone, is that of the procedure.
    assert.equal((await other.post(url, { vu: '0', ...rules, [slot]: newId() })).statusCode, 303)
    assert.doesNotMatch(said((await other.get(url)).body), /sur le calendrier « /)
    await other.post(`${url}/abandonner`, {})
  })

  test('la promesse est gelée : le calendrier qui change ensuite ne la bouge pas, et la page dit pourquoi', async () => {
    const filed = await file(offerId)
    await work()
    const { due_on: dueOn, risk_at: riskAt } = await dossierOf(filed.dossierId)
    assert.equal(dueOn, '2026-12-08')
    assert.ok(riskAt)
    const { calendars } = await calendarsOf(app.db, site.id)
    const [mairie] = calendars
    assert.ok(mairie)
    const system = contextFor(app, { kind: 'system', name: 'essai' })
    const closures = [{ from: '2026-12-01', to: '2026-12-04', label: 'Inventaire' }]
    const input = { collectivityId: site.id, id: mairie.id, seen: mairie.revision }
    const changed = await changeCalendar(system, { ...input, change: { what: 'close', closures } })
    assert.ok(changed.ok)
    const page = said((await roads.get(`/bureau/corbas/demandes/${filed.dossierId}`)).body)
    assert.match(page, /Pourquoi cette date/)
    assert.match(page, /Il est de 10 jours travaillés, sur le calendrier « Mairie »/)
    assert.match(page, /Réponse promise avant la fin du mardi 8 décembre 2026/)
    assert.doesNotMatch(page, /Inventaire/)
    assert.match(page, /Prendre en charge/)
    assert.equal((await dossierOf(filed.dossierId)).due_on, dueOn)
    await changeCalendar(system, {
      ...input,
      seen: mairie.revision + 1,
      change: { what: 'reopen', from: '2026-12-01', to: '2026-12-04' },
    })
  })

  test('prévenir avant le retard : au journal une fois, et un seul courriel le matin', async () => {
    const filed = await file(offerId)
    await work()
    clock.advance(13 * day)
    await sweep()
    await work()
    const kinds = await kindsOf(filed)
    // Two goals at most: the promise at 75 %, then one day before.
    assert.equal(kinds.filter((kind) => kind === 'deadline.neared').length, 2, kinds.join(' '))
    const back = browser().signIn(await sessionOf('voirie.corbas@exemple.fr'))
    const list = said((await back.get('/bureau/corbas/demandes')).body)
    assert.match(list, /, à risque/)
    const tell = everyHandler(app).find(({ job }) => job.name === tellDeadlines.name)
    await tell?.run({})
    await tell?.run({})
    await work()
    const mails = await sql<{ to: string; subject: string }>(
      `select to_address as "to", subject from mail.message where subject like '%délai%'`,
    )
    assert.ok(mails.length > 0)
    assert.equal(new Set(mails.map(({ to }) => to)).size, mails.length)
  })

  test('incomplète puis complète : le silence change de jour, la personne l’apprend et la page l’explique', async () => {
    const filed = await file(offerId)
    await work()
    const asked = await performAction(await instructor(filed), { ...filed, actionId: 'ask' })
    assert.ok(asked.ok, JSON.stringify(asked))
    clock.advance(5 * day)
    const sent = await sendApplicantMessage(trial.resident, { ...filed, body: 'Voici la pièce.' })
    assert.ok(sent.ok)
    await work()
    assert.equal((await kindsOf(filed)).filter((kind) => kind === 'silence.moved').length, 1)
    const told = await sql<{ text: string }>(`select text from mail.message where subject like 'La nouvelle échéance%'`)
    assert.equal(told.length, 1)
    const [row] = await sql<{ day: string; due: string }>(
      `select d.promise -> 'silence' ->> 'dueOn' as day, to_char(c.due_at at time zone 'Europe/Paris', 'YYYY-MM-DD') as due
      from dossiers.dossier d join deadlines.clock c on c.dossier_id = d.id and c.key = 'silence' where d.id = $1`,
      [filed.dossierId],
    )
    // What she is told and what decides are one count.
    assert.equal(row?.day, row?.due)
    const person = browser().signIn(await sessionOf('camille.demonstration@exemple.fr'))
    const page = said((await person.get(`/mes-demandes/${filed.dossierId}`)).body)
    assert.match(page, /Votre demande est complète\. Sans réponse le .*, elle sera réputée acceptée/)
    assert.match(page, /elle le fait repartir de ce jour \(CRPA, art\. L114-5\)/)
    assert.match(said(told[0]?.text ?? ''), /sera réputée acceptée/)
  })

  test('reprise après sa réponse : le délai part de la reprise, rien n’est dit avancé', async () => {
    const filed = await file(offerId)
    await work()
    const agent = await instructor(filed)
    assert.ok((await performAction(agent, { ...filed, actionId: 'grant' })).ok)
    clock.advance(20 * day)
    assert.ok((await reopenDossier(agent, filed)).ok)
    await work()
    const reader = browser().signIn(await sessionOf('voirie.corbas@exemple.fr'))
    const page = said((await reader.get(`/bureau/corbas/demandes/${filed.dossierId}`)).body)
    assert.match(page, /La demande a été reprise le .* : le délai part de ce jour/)
    assert.doesNotMatch(page, /avancée/)
    assert.doesNotMatch(page, /réputée acceptée/)
  })

  test('le silence accepte à son terme, une fois : la personne le lit et demande son attestation', async () => {
    const filed = await file(offerId)
    await work()
    clock.advance(63 * day)
    await sweep()
    await work()
    const kinds = await kindsOf(filed)
    assert.equal(kinds.filter((kind) => kind === 'silence.decided').length, 1)
    const { outcome, closed_at: closedAt } = await dossierOf(filed.dossierId)
    assert.equal(outcome, 'accepted')
    assert.ok(closedAt)
    // Sessions of two months ago are over.
    const person = browser().signIn(await sessionOf('camille.demonstration@exemple.fr'))
    const agent = browser().signIn(await sessionOf('voirie.corbas@exemple.fr'))
    const page = said((await person.get(`/mes-demandes/${filed.dossierId}`)).body)
    assert.match(page, /votre demande est réputée acceptée \(CRPA, art\. L231-1\)/)
    const pdf = await person.get(`/mes-demandes/${filed.dossierId}/attestation.pdf`)
    assert.equal(pdf.statusCode, 200)
    assert.equal(pdf.headers['content-type'], 'application/pdf')
    const admin = browser().signIn(await sessionOf('administration.corbas@exemple.fr'))
    const coming = said((await admin.get('/bureau/corbas/conservation')).body)
    assert.match(coming, /Louer une salle/)
    assert.match(coming, /Acceptées/)
    assert.match(coming, /Noms, réponses, pièces et messages effacés/)
    assert.equal((await agent.get('/bureau/corbas/conservation')).statusCode, 404)
    const list = (await agent.get(`/bureau/corbas/demandes/${filed.dossierId}`)).body
    assert.match(list, /Acceptée par silence/)
    assert.match(list, /Acceptée par le silence de l’administration/)
  })
})
