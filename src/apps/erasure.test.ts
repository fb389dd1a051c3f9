import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { forgetAppointments } from '#counter/appointments'
import { performAction } from '#counter/dossiers'
import { newId } from '#kernel/ids'
import { everyHandler } from '../handlers.ts'
import { contextFor } from './app.ts'
import { openCircuits, status } from './circuits-testing.ts'

/** What the other houses forget with a request; each of their jobs runs twice here, as after a crash. */

const trial = await openCircuits(everyHandler)
const { app, sql, site, clock, resident, server, offer, file, work, sweep, statusOf } = trial
after(() => server.close())

const text = (fr: string) => ({ fr, en: fr })
const accountId = resident.actor.kind === 'account' ? resident.actor.accountId : ''
const agent = contextFor(app, {
  kind: 'agent',
  accountId: newId(),
  name: 'Agent d’essai',
  collectivityId: site.id,
  roles: [{ role: 'agent', serviceId: null }],
})
const action = (id: string, to: string) => ({
  kind: 'action',
  id,
  label: text(id),
  by: ['instructor'],
  tone: 'forward',
  to,
  consequences: [text('La demande avance.')],
})
const pay = (id: string, purpose: unknown) => ({
  kind: 'ask_outside',
  id,
  service: 'payment',
  label: text('Payer'),
  parameters: [
    { id: 'amount', value: 1250 },
    { id: 'purpose', value: purpose },
    { id: 'email', value: ['answer', 'email'] },
  ],
  accepted: 'end',
  refused: 'end',
  timedOut: { after: { days: 90 }, to: 'end' },
})
const statuses = [
  status('first', [pay('named', ['answer', 'hall']), action('next', 'second')]),
  status('second', [pay('same', 'Location d’une salle'), action('finish', 'end')]),
  status('end', [{ kind: 'anonymise' }], { outcome: 'accepted' }),
]
const zelie = {
  'who.givenName': 'Zélie',
  'who.familyName': 'Inventée',
  email: 'zelie.inventee@exemple.fr',
  hall: 'La salle de Zélie',
}

type Key = Awaited<ReturnType<typeof file>>

/** All that the tables of the counter hold of her, by table; mails that were sent have an end of their own. */
async function whereNamed(): Promise<string[]> {
  const tables = await sql<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_type = 'BASE TABLE'
       and table_schema in ('dossiers', 'payments', 'appointments', 'wallet', 'connectors', 'letters', 'procedures')`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await sql(`select 1 from ${name} t where t::text ~ 'Zélie|Inventée|zelie' limit 1`)
    if (rows.length > 0) found.push(name)
  }
  return found.toSorted()
}

/** An appointment of the request, over or ahead. */
async function book({ dossierId }: Key, startsAt: Date): Promise<string> {
  const id = newId()
  await sql(
    `insert into appointments.appointment (collectivity_id, id, agenda_id, resource_id, kind_id, status, starts_at, ends_at,
       occupied, session_id, place, capacity, held_at, account_id, name, email, phone, dossier_id, merge_id, merged_from)
     select k.collectivity_id, $1, k.agenda_id, r.id, k.id, 'booked', $2, $2::timestamptz + interval '20 minutes',
       tstzrange($2, $2::timestamptz + interval '20 minutes'), $1, 1, 1, $2, $3, 'Zélie Inventée',
       'zelie.inventee@exemple.fr', '0612345678', $4, $1, $3
     from appointments.kind k join appointments.resource r
       on r.collectivity_id = k.collectivity_id and r.agenda_id = k.agenda_id
     where k.collectivity_id = $5 order by k.id, r.id limit 1`,
    [id, startsAt, accountId, dossierId, site.id],
  )
  return id
}

/** What was asked of the State and what was handed over while the request was a draft. */
async function gaveBefore({ dossierId }: Key): Promise<string> {
  const [row] = await sql<{ id: string }>('select draft_id as id from dossiers.dossier where id = $1', [dossierId])
  const draftId = row?.id ?? ''
  const [consentId, callId, handoverId] = [newId(), newId(), newId()]
  await sql(
    `insert into connectors.consent (collectivity_id, id, subject_id, datum, fields, text, text_hash, locale, account_id, given_at)
     values ($1, $2, $3, 'quotient_familial', '{value}', 'Oui', '\\x00', 'fr', $4, $5)`,
    [site.id, consentId, draftId, accountId, clock.now()],
  )
  await sql(
    `insert into connectors.fetch (collectivity_id, subject_id, datum, consent_id, state, values_sealed, purpose, asked_at, expires_at)
     values ($1, $2, 'quotient_familial', $3, 'fetched', 'scellé', 'Une salle', $4, $4)`,
    [site.id, draftId, consentId, clock.now()],
  )
  await sql(
    `insert into connectors.call (collectivity_id, id, subject_id, account_id, datum, fields, purpose, outcome, took_ms, at)
     values ($1, $2, $3, $4, 'quotient_familial', '{value}', 'Une salle', 'given', 12, $5)`,
    [site.id, callId, draftId, accountId, clock.now()],
  )
  await sql(`insert into connectors.moved (collectivity_id, merge_id, kind, row_id) values ($1, $2, 'call', $3)`, [
    site.id,
    newId(),
    callId,
  ])
  await sql(
    `insert into wallet.handover (id, account_id, document_id, given_to, draft_id, kind, name, purpose, is_watermarked, at)
     values ($1, $2, $3, $4, $5, 'identity', 'Carte de Zélie.pdf', 'Une salle', true, $6)`,
    [handoverId, accountId, newId(), site.id, draftId, clock.now()],
  )
  await sql('insert into wallet.moved (merge_id, row_id) values ($1, $2)', [newId(), handoverId])
  return draftId
}

async function press(key: Key, actionId: string): Promise<void> {
  assert.ok((await performAction(agent, { ...key, actionId })).ok)
  await work()
}

suite('une demande anonymisée', () => {
  test('n’est plus au nom de personne, dans aucune maison ; les comptes et ce qui s’est passé restent', async () => {
    const key = await file(await offer({ slug: 'essai-oubli', statuses }), zelie)
    const draftId = await gaveBefore(key)
    const past = await book(key, new Date(clock.now().getTime() - 86_400_000))
    await press(key, 'next')
    // Who signed, or gave an opinion.
    await sql(`update dossiers.outside_request set answer = '{"by":"Zélie Inventée"}' where dossier_id = $1`, [
      key.dossierId,
    ])
    await sql(`insert into dossiers.moved (collectivity_id, merge_id, kind, row_id) values ($1, $2, 'dossier', $3)`, [
      site.id,
      newId(),
      key.dossierId,
    ])
    for (const table of ['dossiers.dossier', 'payments.payment', 'appointments.appointment', 'wallet.handover'])
      assert.ok((await whereNamed()).includes(table), table)
    await press(key, 'finish')
    assert.equal(await statusOf(key), 'end')
    await sweep()
    await work()
    assert.deepEqual(await whereNamed(), [])

    const payments = await sql<{ amount: number; purpose: string; payer_email: string | null }>(
      'select amount::int, purpose, payer_email from payments.payment where dossier_id = $1 order by created_at, id',
      [key.dossierId],
    )
    // What the circuit says to everybody stays; what it made of her answers does not.
    assert.deepEqual(
      new Set(payments.map(({ amount, purpose, payer_email }) => `${amount} ${purpose} ${payer_email}`)),
      new Set(['1250 Location d’une salle null', `1250 ${site.name} null`]),
    )
    const [met] = await sql<Record<string, unknown>>(
      `select account_id, merge_id, email, phone, status from appointments.appointment where id = $1`,
      [past],
    )
    assert.deepEqual(met, { account_id: null, merge_id: null, email: null, phone: null, status: 'booked' })
    const left = await sql<Record<string, unknown>>(
      `select (select count(*)::int from connectors.fetch where subject_id = $1) as fetches,
         (select count(*)::int from connectors.consent where subject_id = $1 and account_id is null) as consents,
         (select count(*)::int from connectors.call where subject_id = $1 and account_id is null) as calls,
         (select count(*)::int from wallet.handover where draft_id = $1 and account_id is null) as handovers,
         (select count(*)::int from connectors.moved) + (select count(*)::int from wallet.moved)
           + (select count(*)::int from dossiers.moved) as moved`,
      [draftId],
    )
    assert.deepEqual(left, [{ fetches: 0, consents: 1, calls: 1, handovers: 1, moved: 0 }])
  })

  test('qui est attendu demain l’est encore, sous son nom ; ensuite il est oublié', async () => {
    const key = await file(await offer({ slug: 'essai-oubli-attendu', statuses }), zelie)
    const id = await book(key, new Date(clock.now().getTime() + 86_400_000))
    await press(key, 'next')
    await press(key, 'finish')
    await sweep()
    await work()
    assert.deepEqual(await whereNamed(), ['appointments.appointment'])
    clock.advance(86_400_000)
    await forgetAppointments(app, key)
    assert.deepEqual(await whereNamed(), ['appointments.appointment'])
    clock.advance(30 * 60_000)
    await work()
    assert.deepEqual(await whereNamed(), [])
    assert.equal((await sql('select 1 from appointments.appointment where id = $1', [id])).length, 1)
  })

  test('ne mène plus à celle que son circuit avait ouverte, ni celle-ci à elle ; leur profondeur reste', async () => {
    const [one, other] = [
      await file(await offer({ slug: 'essai-oubli-liens', statuses }), zelie),
      await file(await offer({ slug: 'essai-oubli-autre', statuses }), { hall: 'Autre' }),
    ]
    const errandId = newId()
    const link = (of: Key, to: Key, role: string, depth: number) =>
      sql(
        `insert into dossiers.linked (collectivity_id, dossier_id, errand_id, role, other_collectivity_id, other_dossier_id,
           other_number, depth, at) values ($1, $2, $3, $4, $1, $5, 'COR-1', $6, $7)`,
        [site.id, of.dossierId, errandId, role, to.dossierId, depth, clock.now()],
      )
    await link(one, other, 'filed', 0)
    await link(other, one, 'origin', 1)
    await press(one, 'next')
    await press(one, 'finish')
    await sweep()
    await work()
    const rows = await sql<{ dossier_id: string; depth: number; errand_id: string; other: string; number: string }>(
      `select dossier_id, depth, errand_id, other_dossier_id as other, other_number as number from dossiers.linked
       where dossier_id in ($1, $2) order by depth`,
      [one.dossierId, other.dossierId],
    )
    assert.deepEqual(
      rows.map(({ dossier_id, depth, number }) => [dossier_id, depth, number]),
      [
        [one.dossierId, 0, ''],
        [other.dossierId, 1, ''],
      ],
    )
    for (const row of rows)
      assert.ok(![errandId, one.dossierId, other.dossierId].some((id) => [row.errand_id, row.other].includes(id)))
    assert.notEqual(rows[0]?.errand_id, rows[1]?.errand_id)
  })
})
