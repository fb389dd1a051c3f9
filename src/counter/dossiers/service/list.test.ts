import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newId } from '#kernel/ids'
import { openStages, type Stage } from '../schema.ts'
import { explainList, type Selection, sorts } from '../store/list.ts'
import { sendAgentMessage } from './agent.ts'
import { explainSearch } from '../store/search.ts'
import { followDossier, unfollowDossier } from './following.ts'
import { dossierJobHandlers } from './handlers.ts'
import { countDossiers, listDossiers, listHolders, listLabels, type ListCursor, type ListFilters } from './list.ts'
import { openTrial, silentFiles } from './trial.ts'

const trial = await openTrial()
const { here, there, agentOf, sql, db, clock } = trial
const boss = agentOf(here, [{ role: 'supervisor', serviceId: null }])
const agent = agentOf(here)
const collectivityId = here.id
const many = 20_000

/** A commune with many dossiers, made by the database itself. */
await sql(
  `insert into dossiers.dossier (collectivity_id, id, number, draft_id, procedure_id, revision_number, offer_id,
    workflow_slug, workflow_revision, status, phase, outcome, service_id, holder_account_id, holder_name, applicant_name,
    applicant_email, subject, locale, channel, tracking_digest, submitted_at, updated_at, due_on, due_at, clock_paused_at,
    closed_at, risk_at, last_event_seq, last_event_hash)
  select $1, ('01990000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'ESS-2025-' || lpad(i::text, 5, '0'),
    gen_random_uuid(), case i % 3 when 0 then $4 else $5 end::uuid, 1, gen_random_uuid(), 'simple', 1, 'new',
    case when i % 10 < 6 then 'decided' when i % 10 < 8 then 'received' when i % 10 < 9 then 'examined' else 'waiting_applicant' end,
    case when i % 10 < 6 then 'accepted' end, case i % 4 when 0 then $3 else $2 end::uuid,
    case when i % 5 = 0 then $6::uuid end, case when i % 5 = 0 then 'Agent' end, 'Ana Exemple', 'a@exemple.test',
    'rue ' || i, case when i % 97 = 0 then 'en' else 'fr' end, case when i % 31 = 0 then 'phone' else 'web' end, decode(md5(i::text), 'hex'), moment, moment + (i % 7) * interval '1 day',
    (moment + interval '20 days')::date, case when i % 10 = 9 then 'infinity' else moment + interval '20 days' end,
    case when i % 10 = 9 then moment end, case when i % 10 < 6 then moment + interval '3 days' end,
    case when i % 10 between 6 and 8 then moment + interval '15 days' end, 2, '\\x00'
  from (select i, timestamptz '2026-11-24 08:00Z' - i * interval '31 minutes' as moment
    from generate_series(1, ${many}) as i) as made`,
  [
    collectivityId,
    here.roads,
    here.civil,
    here.offers.simple.procedureId,
    here.offers['with-visa'].procedureId,
    agent.accountId,
  ],
)
/** Two quarters, one of them small; a label that is rare and one that is not; few are pressing. */
const [bourg, gare] = [newId(), newId()]
await sql(
  `with numbered as (select id, row_number() over (order by id) as i from dossiers.dossier where collectivity_id = $1)
  update dossiers.dossier d set priority = case when i % 61 = 0 then 2 when i % 41 = 0 then 1 else 0 end,
    zone_id = case when i % 3 = 0 then $2::uuid when i % 53 = 0 then $3::uuid end,
    labels = case when i % 59 = 0 then '{presse,voirie}' when i % 4 = 0 then '{voirie}' else '{}' end::text[]
  from numbered where d.collectivity_id = $1 and d.id = numbered.id`,
  [collectivityId, bourg, gare],
)
await sql(
  `insert into dossiers.labelled (collectivity_id, dossier_id, label, served_by, stage, submitted_at)
  select collectivity_id, id, unnest(labels), served_by, stage, submitted_at from dossiers.dossier where collectivity_id = $1`,
  [collectivityId],
)
await sql('vacuum analyze dossiers.labelled')
await sql('vacuum analyze dossiers.dossier')

const list = (filters: Partial<ListFilters> = {}, cursor?: ListCursor, ctx = boss) =>
  listDossiers(ctx, { collectivityId, ...filters }, cursor)

interface Row {
  id: string
  channel: string
  locale: string
  holder_account_id: string | null
  stage: Stage
  service_id: string
  held_by: string
  procedure_id: string
  zone_id: string | null
  labels: string[]
  priority: number
  due_at: Date | number
  risk_at: Date | null
  submitted_at: Date
  updated_at: Date
}
const rows = await sql<Row>('select * from dossiers.dossier where collectivity_id = $1', [collectivityId])
const time = (at: Date | number): number => (typeof at === 'number' ? Infinity : at.getTime())

/** The same list made without the database's help. */
function expected(filters: Partial<ListFilters>): string[] {
  const sort = filters.sort ?? 'due'
  const key = (row: Row): number => time(row[`${sort === 'relevance' ? 'submitted' : sort}_at`])
  const stages = filters.stages ?? openStages
  const sign = sort === 'due' ? 1 : -1
  return rows
    .filter((row) => stages.includes(row.stage))
    .filter((row) => !filters.serviceId || row.service_id === filters.serviceId)
    .filter((row) => !filters.procedureId || row.procedure_id === filters.procedureId)
    .filter((row) => !filters.channel || row.channel === filters.channel)
    .filter((row) => !filters.locale || row.locale === filters.locale)
    .filter((row) => !filters.zoneId || row.zone_id === filters.zoneId)
    .filter((row) => !filters.label || row.labels.includes(filters.label))
    .filter((row) => row.priority >= (filters.priority ?? 0))
    .filter((row) => !filters.isHeld || (row.holder_account_id !== null && row.stage !== 'closed'))
    .filter((row) => !filters.submittedBefore || row.submitted_at < filters.submittedBefore)
    .filter((row) => !filters.dueAfter || time(row.due_at) > filters.dueAfter.getTime())
    .filter((row) => !filters.dueBefore || time(row.due_at) <= filters.dueBefore.getTime())
    .filter((row) => filters.holder !== 'me' || row.held_by === boss.accountId)
    .filter((row) => filters.holder !== 'nobody' || row.held_by.startsWith('00000000-0000-0000-0000'))
    .filter((row) => typeof filters.holder !== 'object' || row.held_by === filters.holder.accountId)
    .toSorted((a, b) => sign * (key(a) === key(b) ? (a.id < b.id ? -1 : 1) : key(a) - key(b)))
    .map(({ id }) => id)
}

async function readPages(filters: Partial<ListFilters>, count: number, cursor?: ListCursor): Promise<string[]> {
  const { dossiers, after } = await list(filters, cursor)
  const ids = dossiers.map(({ id }) => id)
  return after && count > 1 ? [...ids, ...(await readPages(filters, count - 1, { after }))] : ids
}

suite('la liste des agents', () => {
  test('chaque tri et chaque filtre, page après page, donne ce que donnerait un tri en mémoire', async () => {
    const filters: Partial<ListFilters>[] = [
      {},
      { stages: ['closed'] },
      { stages: ['received', 'closed'], serviceId: here.civil },
      { procedureId: here.offers.simple.procedureId },
      { holder: 'nobody' },
      { holder: { accountId: agent.accountId }, serviceId: here.roads },
      { holder: 'me' },
    ]
    for (const sort of sorts)
      for (const filter of filters) {
        const wanted = expected({ ...filter, sort })
        const seen = await readPages({ ...filter, sort, limit: 30 }, 4)
        assert.deepEqual(seen, wanted.slice(0, 120), JSON.stringify({ sort, ...filter }))
      }
  })

  test('chaque filtre qui a son ordre donne ce que donnerait un tri en mémoire', async () => {
    const filters: (Partial<ListFilters> & Required<Pick<ListFilters, 'sort'>>)[] = [
      { sort: 'submitted', channel: 'phone' },
      { sort: 'submitted', channel: 'phone', locale: 'en', stages: ['closed'] },
      { sort: 'submitted', locale: 'en' },
      { sort: 'submitted', submittedBefore: new Date('2026-03-01T00:00:00Z'), stages: ['received', 'closed'] },
      { sort: 'due', dueAfter: new Date('2026-08-01T00:00:00Z'), dueBefore: new Date('2026-09-01T00:00:00Z') },
      ...sorts.map((sort) => ({ sort, isHeld: true })),
      { sort: 'due', isHeld: true, serviceId: here.civil, holder: { accountId: agent.accountId } },
    ]
    for (const filter of filters) {
      const { sort, ...asked } = filter
      const isOwnOrder = 'isHeld' in asked
      const seen = await readPages({ ...(isOwnOrder ? filter : asked), limit: 30 }, 4)
      assert.deepEqual(seen, expected({ ...asked, sort }).slice(0, 120), JSON.stringify(filter))
    }
  })

  test('à risque : ouvertes, pas encore en retard, passées le palier de leur propre délai', async () => {
    const { dossiers, sort } = await list({ haste: 'at_risk' })
    assert.equal(sort, 'due')
    assert.ok(dossiers.length > 0)
    assert.ok(
      dossiers.every(
        ({ dueOn, stage, riskAt }) => stage !== 'closed' && dueOn >= '2026-11-24' && riskAt && riskAt <= clock.now(),
      ),
    )
    const counts = await countDossiers(boss, { collectivityId })
    assert.equal(counts.atRisk, (await list({ haste: 'at_risk', limit: 200 })).dossiers.length)
  })

  test('épinglées : les siennes, closes aussi, et rien de ce qu’on n’atteint plus', async () => {
    const inRoads = rows.filter(({ service_id: service }) => service === here.roads)
    const chosen = [inRoads.find(({ stage }) => stage === 'closed'), inRoads.find(({ stage }) => stage === 'received')]
    const ids = chosen.map((row) => row?.id ?? assert.fail())
    for (const dossierId of [...ids, ...ids]) await followDossier(agent, { collectivityId, dossierId })
    const seen = async (ctx = agent) =>
      (await listDossiers(ctx, { collectivityId, isFollowed: true, stages: [...openStages, 'closed'] })).dossiers
    assert.deepEqual(new Set((await seen()).map(({ id }) => id)), new Set(ids))
    assert.equal((await countDossiers(agent, { collectivityId })).followed, 2)
    assert.deepEqual(await seen(boss), [])
    const elsewhere = {
      ...agent,
      actor: { ...agent.actor, roles: [{ role: 'agent' as const, serviceId: here.civil }] },
    }
    assert.deepEqual(await seen(elsewhere as typeof agent), [])
    await assert.rejects(followDossier(elsewhere as typeof agent, { collectivityId, dossierId: ids[0] ?? '' }), {
      code: 'dossiers.no_dossier',
    })
    for (const dossierId of ids) await unfollowDossier(agent, { collectivityId, dossierId })
    assert.deepEqual(await seen(), [])
  })

  test('qui tient des demandes se lit par son nom, pour ses collègues seulement', async () => {
    assert.deepEqual(await listHolders(boss, collectivityId), [{ accountId: agent.accountId, name: 'Agent' }])
    assert.deepEqual(await listHolders(agentOf(there), collectivityId), [])
  })

  test('on revient à la page précédente, et la première n’en a pas', async () => {
    const first = await list({ sort: 'submitted' })
    assert.equal(first.before, undefined)
    const second = await list({ sort: 'submitted' }, { after: first.after ?? '' })
    const back = await list({ sort: 'submitted' }, { before: second.before ?? '' })
    assert.deepEqual(back.dossiers, first.dossiers)
    assert.equal(back.before, undefined)
    assert.equal(back.after, first.after)
  })

  test('un curseur abîmé, ou d’un autre tri, montre la première page', async () => {
    const first = await list()
    const foreign = (await list({ sort: 'updated' })).after ?? ''
    for (const after of ['', 'nimporte', foreign, Buffer.from('due x 2026').toString('base64url')]) {
      assert.deepEqual((await list({}, { after })).dossiers, first.dossiers)
    }
  })

  test('les retards : ouverts, non suspendus, échéance passée, du plus ancien', async () => {
    const { dossiers, sort } = await list({ haste: 'late', sort: 'submitted' })
    assert.equal(sort, 'due')
    assert.equal(dossiers.length, 50)
    assert.ok(dossiers.every((each) => each.stage !== 'closed' && !each.clockPausedAt && each.dueOn < '2026-11-24'))
  })

  test('déposées depuis un jour', async () => {
    const { dossiers, sort } = await list({ submittedSince: new Date('2026-11-23T00:00:00Z') })
    assert.equal(sort, 'submitted')
    assert.ok(dossiers.length > 0 && dossiers.every((each) => each.submittedAt >= new Date('2026-11-23T00:00:00Z')))
  })

  test('l’agent d’un service ne voit que lui ; d’une autre commune, rien ; un identifiant inventé ne trouve rien', async () => {
    const mine = await list({}, undefined, agent)
    assert.ok(mine.dossiers.length > 0 && mine.dossiers.every(({ serviceId }) => serviceId === here.roads))
    assert.deepEqual((await list({ serviceId: here.civil }, undefined, agent)).dossiers, [])
    assert.deepEqual((await list({}, undefined, agentOf(there))).dossiers, [])
    assert.deepEqual((await list({ serviceId: 'x' })).dossiers, [])
    assert.deepEqual((await list({ procedureId: 'x' })).dossiers, [])
    assert.equal((await countDossiers(agentOf(there), { collectivityId })).received, 0)
  })

  test('les comptes sont justes, et s’arrêtent à mille', async () => {
    const counts = await countDossiers(boss, { collectivityId, serviceId: here.civil })
    const inCivil = rows.filter((row) => row.service_id === here.civil)
    const open = inCivil.filter(({ stage }) => stage !== 'closed')
    assert.deepEqual(counts, {
      received: Math.min(1000, inCivil.filter(({ stage }) => stage === 'received').length),
      examined: inCivil.filter(({ stage }) => stage === 'examined').length,
      waitingApplicant: inCivil.filter(({ stage }) => stage === 'waiting_applicant').length,
      decided: 0,
      closed: 1000,
      mine: 0,
      unheld: Math.min(1000, open.filter((row) => row.held_by.startsWith('00000000')).length),
      atRisk: Math.min(
        1000,
        open.filter(
          ({ due_at: due, risk_at: risk }) => time(due) > clock.now().getTime() && risk !== null && risk <= clock.now(),
        ).length,
      ),
      team: Math.min(1000, open.filter((row) => row.holder_account_id !== null).length),
      followed: 0,
      late: Math.min(1000, open.filter((row) => time(row.due_at) <= clock.now().getTime()).length),
      limit: 1000,
    })
  })
})

suite('par quartier, étiquette et urgence', () => {
  test('seuls ou ensemble, page après page, dans la liste comme dans la recherche', async () => {
    const filters: Partial<ListFilters>[] = [
      { zoneId: gare },
      { zoneId: bourg, label: 'voirie' },
      { label: 'presse', stages: ['received', 'closed'] },
      { label: 'voirie', serviceId: here.civil, holder: 'nobody' },
      { label: 'voirie', submittedSince: new Date('2025-11-24T08:00Z') },
      { label: 'presse', zoneId: bourg, priority: 1, stages: [...openStages, 'closed'] },
      { label: 'absente' },
    ]
    for (const filter of filters) {
      const wanted = expected({ ...filter, sort: 'submitted' }).filter((id) => {
        const row = rows.find((each) => each.id === id)
        return !filter.submittedSince || (row !== undefined && row.submitted_at >= filter.submittedSince)
      })
      // Each is read by submission, whatever is asked.
      const seen = await readPages({ ...filter, sort: 'updated', limit: 30 }, 4)
      assert.deepEqual(seen, wanted.slice(0, 120), JSON.stringify(filter))
    }
    for (const sort of sorts)
      for (const priority of [1, 2] as const)
        assert.deepEqual(
          await readPages({ priority, sort, limit: 30 }, 4),
          expected({ priority, sort }).slice(0, 120),
          `${sort} ${priority}`,
        )
    // With a delay, by deadline.
    const late = { label: 'voirie', dueBefore: clock.now() }
    assert.deepEqual(await readPages({ ...late, limit: 30 }, 4), expected({ ...late, sort: 'due' }).slice(0, 120))
    assert.deepEqual(await listLabels(boss, collectivityId), ['presse', 'voirie'])
    assert.deepEqual(await listLabels(agentOf(there), collectivityId), [])
    assert.deepEqual((await list({ zoneId: 'x' })).dossiers, [])
  })
})

suite('les plans', () => {
  const base: Selection = {
    collectivityId,
    services: null,
    stages: openStages,
    sort: 'due',
    direction: 'next',
    from: null,
    limit: 51,
  }
  /** As a session that has planned the statement for any value: what production runs. */
  const planOf = (selection: Selection) =>
    db.readCollectivity(collectivityId, async (tx) => {
      await tx.sql('set local plan_cache_mode = force_generic_plan')
      const { text, parameters } = explainList(selection)
      const lines = await tx.sql<{ 'QUERY PLAN': string }>(`explain (analyze, timing off, buffers) ${text}`, parameters)
      return lines.map((line) => line['QUERY PLAN'])
    })

  const families = {
    service: {},
    holder: { holder: agent.accountId },
    procedure: { procedureId: here.offers.simple.procedureId },
    held: { isHeld: true },
    pressing: { priority: 1 as const },
  }
  for (const sort of sorts)
    for (const [family, filter] of Object.entries(families))
      test(`${family} par ${sort} : une plage d’index par service et par état, sans tri ni parcours de table`, async () => {
        const plan = await planOf({
          ...base,
          ...filter,
          sort,
          stages: ['received', family === 'held' ? 'examined' : 'closed'],
        })
        const text = plan.join('\n')
        assert.match(text, new RegExp(`Index (Only )?Scan (Backward )?using dossier_${family}_${sort} on dossier`))
        assert.doesNotMatch(text, /Seq Scan on dossier/)
        // Below the limit of a range, nothing is sorted: only the merged first lines are.
        const range = plan.findIndex((line) => line.includes(`dossier_${family}_${sort}`))
        const above = plan.slice(0, range).findLastIndex((line) => /Limit/.test(line))
        assert.ok(!plan.slice(above, range).some((line) => /Sort/.test(line)), text)
        const read = /Buffers: shared hit=(\d+)(?: read=(\d+))?/.exec(text)
        assert.ok(Number(read?.[1]) + Number(read?.[2] ?? 0) < 2000, `pages read: ${read?.[0]}`)
      })

  test('par canal, en anglais, ce qu’une personne épingle : chacun par son index', async () => {
    const own: readonly (readonly [string, Partial<Selection>])[] = [
      ['dossier_channel_submitted', { channel: 'phone', sort: 'submitted' }],
      ['dossier_english_submitted', { locale: 'en', sort: 'submitted', stages: ['closed'] }],
      ['dossier_zone_submitted', { zoneId: gare, sort: 'submitted' }],
      ['dossier_service_due', { dueBefore: clock.now() }],
      ['dossier_service_due', { dueAfter: clock.now() }],
      ['dossier_service_submitted', { submittedBefore: clock.now(), sort: 'submitted' }],
    ]
    for (const [index, filter] of own) {
      const text = (await planOf({ ...base, ...filter })).join('\n')
      assert.match(text, new RegExp(`Index (Only )?Scan (Backward )?using ${index} on dossier`))
      assert.doesNotMatch(text, /Seq Scan on dossier/)
    }
  })

  test('une étiquette rare ou commune : une plage de ses propres lignes par service et par état, lue dans l’ordre', async () => {
    for (const [label, stages] of [
      ['presse', openStages] as const,
      ['voirie', ['closed']] as const,
      ['absente', openStages] as const,
    ]) {
      const text = (await planOf({ ...base, sort: 'submitted', label, stages })).join('\n')
      assert.match(text, /Index (Only )?Scan Backward using labelled_by_list on labelled/)
      assert.doesNotMatch(text, /Seq Scan on (labelled|dossier)/)
      const read = /Buffers: shared hit=(\d+)(?: read=(\d+))?/.exec(text)
      assert.ok(Number(read?.[1]) + Number(read?.[2] ?? 0) < 3000, `${label}: ${read?.[0]}`)
    }
  })

  test('les pages lues n’augmentent pas avec la place dans la liste', async () => {
    const pagesOf = async (selection: Selection): Promise<number> => {
      const read = /Buffers: shared hit=(\d+)(?: read=(\d+))?/.exec((await planOf(selection)).join('\n'))
      return Number(read?.[1]) + Number(read?.[2] ?? 0)
    }
    const closed = { ...base, stages: ['closed'] as const, sort: 'submitted' as const }
    const deep = { ...closed, from: { key: '2025-12-01 00:00:00+00', id: newId() } }
    assert.ok((await pagesOf(deep)) <= 1.5 * (await pagesOf(closed)))
  })
})

suite('chercher', () => {
  const handlers = dossierJobHandlers({
    clock: trial.clock,
    db,
    secrets: { hmac: () => Buffer.alloc(32) } as never,
    sendMail: async () => {},
    links: { followDossier: () => 'https://exemple.test/suivi' },
    textOfFile: silentFiles,
    renderReceipt: async () => undefined,
  })
  const index = async (dossierId: string) => {
    const handler = handlers.find(({ job }) => job.name === 'dossiers.index_terms')
    await handler?.run({ collectivityId, dossierId })
    await handler?.run({ collectivityId, dossierId })
  }

  test('par son numéro entier, avant même que ses mots soient écrits', async () => {
    const filed = await trial.file(here)
    const find = async (text: string, ctx = boss) => (await list({ text }, undefined, ctx)).dossiers.map(({ id }) => id)
    assert.deepEqual(await find(filed.number.toLowerCase().replaceAll('-', ' ')), [filed.dossierId])
    assert.deepEqual(await find(filed.number, agentOf(here, [{ role: 'agent', serviceId: here.civil }])), [])
    assert.deepEqual(await find((await trial.file(there)).number), [])
  })

  test('par le début des mots, sans accents, tous exigés, dans ce que l’agent atteint', async () => {
    const filed = await trial.file(here)
    const elsewhere = await trial.file(there)
    await index(filed.dossierId)
    const find = async (text: string, ctx = boss, filters: Partial<ListFilters> = {}) =>
      (await list({ text, ...filters }, undefined, ctx)).dossiers.map(({ id }) => id)
    for (const text of ['exem', 'Déménagement', 'ANA exemple', filed.number, 'paix rue', 'ana@exemple']) {
      assert.deepEqual(await find(text), [filed.dossierId], text)
    }
    assert.deepEqual(await find('ana inconnue'), [])
    assert.deepEqual(await find('mple'), [])
    assert.deepEqual(await find('!'), [])
    assert.deepEqual(await find('exem', agentOf(here, [{ role: 'agent', serviceId: here.civil }])), [])
    assert.deepEqual(await find('exem', boss, { stages: ['closed'] }), [])
    assert.deepEqual(await find('exem', boss, { procedureId: here.offers.simple.procedureId, holder: 'nobody' }), [
      filed.dossierId,
    ])
    assert.deepEqual(await find(elsewhere.number), [])
  })

  test('par les racines, avec une faute, dans un message, par un numéro court : dit pourquoi, le plus sûr d’abord', async () => {
    const told = await trial.file(here)
    const named = await trial.file(here)
    await sendAgentMessage(agent, {
      collectivityId,
      dossierId: told.dossierId,
      body: 'Deux chevaux ont cassé les lampadaires éclairés. Marguerite Bleuet passera.',
    })
    await sql(
      `update dossiers.dossier set applicant_name = 'Marguerite Essai', applicant_phone = '+33612345678' where id = $1`,
      [named.dossierId],
    )
    await index(told.dossierId)
    await index(named.dossierId)
    const page = (text: string) => list({ text, sort: 'relevance' })
    const ids = async (text: string) => (await page(text)).dossiers.map(({ id }) => id)
    for (const text of ['cheval', 'lampadaire', 'éclairée', 'eclairer', 'casser bleuet', 'lampadiares', 'bleute']) {
      assert.deepEqual(await ids(text), [told.dossierId], text)
    }
    const typo = await page('lampadiares')
    assert.deepEqual(
      typo.corrections.map(({ typed, corrected }) => [typed, corrected]),
      [['lampadiares', ['lampadaires']]],
    )
    const [match] = typo.matches.get(told.dossierId) ?? []
    assert.equal(match?.source, 'message')
    // The name says which one it is; the message only speaks of her.
    assert.deepEqual(await ids('marguerite'), [named.dossierId, told.dossierId])
    assert.deepEqual(await ids('margerite'), [named.dossierId, told.dossierId])
    assert.deepEqual(
      (await page('margerite')).corrections.map(({ corrected }) => corrected),
      [['marguerite']],
    )
    for (const text of ['06 12 34', '345678', '+33 6 12 34 56 78'])
      assert.deepEqual(await ids(text), [named.dossierId], text)
    const short = told.number.split('-').at(-1)?.replace(/^0+/, '') ?? ''
    if (short.length > 1) assert.ok((await ids(`ess ${short}`)).includes(told.dossierId))
    assert.deepEqual((await list({ text: 'bleuet' }, undefined, agentOf(there))).dossiers, [])
    assert.deepEqual(
      (await list({ text: 'bleute' }, undefined, agentOf(here, [{ role: 'agent', serviceId: here.civil }]))).dossiers,
      [],
    )
  })

  test('la recherche lit ses index : les mots, les écritures voisines, un dossier à la fois', async () => {
    await sql(
      `insert into dossiers.term (collectivity_id, term, dossier_id, source)
       select $1, 'mot' || (i % 997), id, 0 from (select id, row_number() over () as i from dossiers.dossier
         where collectivity_id = $1) as numbered on conflict do nothing`,
      [collectivityId],
    )
    await sql(
      `insert into dossiers.spelling (collectivity_id, missing, word)
       select $1, md5(i::text), md5(i::text) from generate_series(1, 20000) as i on conflict do nothing`,
      [collectivityId],
    )
    await sql('vacuum analyze dossiers.term')
    await sql('vacuum analyze dossiers.spelling')
    const selection: Selection = { ...searchBase, sort: 'relevance' }
    for (const { text, parameters, indexes } of explainSearch(selection, 'mot12')) {
      const lines = await db.readCollectivity(collectivityId, async (tx) => {
        await tx.sql('set local plan_cache_mode = force_generic_plan')
        return tx.sql<{ 'QUERY PLAN': string }>(`explain (analyze, timing off) ${text}`, parameters)
      })
      const plan = lines.map((line) => line['QUERY PLAN']).join('\n')
      for (const name of indexes) assert.match(plan, new RegExp(`using ${name}`), plan)
      assert.doesNotMatch(plan, /Seq Scan on (term|dossier|spelling)/)
    }
  })
})

const searchBase: Selection = {
  collectivityId,
  services: null,
  stages: [...openStages, 'closed'],
  sort: 'due',
  direction: 'next',
  from: null,
  limit: 51,
}
