import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { findRecord, offerProcedure } from '#counter/procedures'
import { newId } from '#kernel/ids'
import { listServices } from '#territory/collectivities'
import { letterTemplates } from '../../tests/support/letter-templates.ts'
import { everyHandler } from '../handlers.ts'
import { ends, openCircuits, status } from './circuits-testing.ts'
import { wordsOf } from './guichet/testing.ts'

/** Work that circuits ask of other houses, done as in service, each job twice. */

const trial = await openCircuits(everyHandler, { OFFICE_COMMAND: 'aucun-libreoffice-ici' })
const { app, sql, db, server, site, system, browser, token, offer, file, work, statusOf } = trial
after(() => server.close())

const text = (fr: string) => ({ fr, en: fr })
const finish = {
  kind: 'action',
  id: 'finish',
  label: text('Finir'),
  by: ['instructor'],
  tone: 'accept',
  to: 'good',
  consequences: [text('La demande est finie.')],
}
const internal = [{ id: 'made', label: text('Fait'), type: 'text' }] as const
const withDeeds = (slug: string, deeds: readonly unknown[], fields: readonly unknown[] = []) =>
  offer({
    slug,
    statuses: [status('new', [...deeds, finish]), ...ends.slice(0, 1)],
    workflow: { internal: [...internal] },
    fields,
  })
const remarksOf = async (dossierId: string): Promise<(readonly [string, string | undefined])[]> => {
  const found = `select payload from dossiers.event where dossier_id = $1 and kind = 'errand.settled' order by seq`
  const rows = await sql<{ payload: { state: string; remark?: string } }>(found, [dossierId])
  return rows.map(({ payload }) => [payload.state, payload.remark] as const)
}
const fieldOf = async (dossierId: string): Promise<string> => {
  const found = `select value #>> '{}' as value from dossiers.internal_value where dossier_id = $1 and field = 'made'`
  return (await sql<{ value: string }>(found, [dossierId]))[0]?.value ?? ''
}

suite('un document que le circuit remplit', () => {
  const document = (readBy: string) => ({
    kind: 'generate_document',
    id: 'letter',
    template: 'arrete',
    name: text('Arrêté {number}'),
    readBy,
  })

  test('est joint à la demande ; sans LibreOffice, tel qu’il est, et le journal le dit', async () => {
    async function* content() {
      yield letterTemplates.odt
    }
    const stored = await app.files.put(content(), { name: 'arrete.odt' })
    assert.ok(stored.ok)
    const kept = { ...stored.value, name: 'arrete.odt' }
    assert.ok((await app.letters.save(system, { collectivityId: site.id, name: 'Arrêté', file: kept })).ok)
    const { dossierId } = await file(await withDeeds('essai-document', [document('applicant')]))
    assert.deepEqual(await remarksOf(dossierId), [['done', 'no_office']])
    const page = (await browser().signIn(token).get(`/mes-demandes/${dossierId}`)).body
    assert.match(wordsOf(page), /Arrêté COR-2026-\d{5}\.odt/)
    const rows = await sql('select 1 from dossiers.attachment where dossier_id = $1', [dossierId])
    assert.equal(rows.length, 1)
  })

  test('pour les agents seulement, la personne ne le voit pas', async () => {
    const { dossierId } = await file(await withDeeds('essai-document-interne', [document('agents')]))
    const page = (await browser().signIn(token).get(`/mes-demandes/${dossierId}`)).body
    assert.doesNotMatch(wordsOf(page), /Arrêté/)
    assert.equal((await sql('select 1 from dossiers.attachment where dossier_id = $1', [dossierId])).length, 1)
  })

  test('d’un modèle qui n’existe pas, échoue sans arrêter la demande', async () => {
    const { dossierId } = await file(
      await withDeeds('essai-sans-modele', [{ ...document('agents'), template: 'aucun' }]),
    )
    assert.deepEqual(await remarksOf(dossierId), [['failed', 'no_letter']])
    assert.equal(await statusOf({ dossierId }), 'new')
  })
})

suite('une fiche', () => {
  const card = (more: object = {}) => ({
    kind: 'card',
    id: 'keep',
    list: 'salles',
    values: [
      { id: 'nom', value: ['answer', 'hall'] },
      { id: 'places', value: 80 },
    ],
    into: 'made',
    ...more,
  })

  test('est écrite une fois, et son nom va dans le champ des agents', async () => {
    const { dossierId } = await file(await withDeeds('essai-fiche', [card()]))
    const id = await fieldOf(dossierId)
    const record = await db.readCollectivity(site.id, (tx) => findRecord(tx, site.id, id))
    assert.deepEqual([record?.label, record?.values], ['Grande salle', { nom: 'Grande salle', places: 80 }])
    assert.equal((await sql(`select 1 from procedures.record where list = 'salles'`)).length, 1)
    const change = card({ record: ['answer', 'hall'], values: [{ id: 'places', value: 120 }] })
    const changed = await file(await withDeeds('essai-fiche-changee', [change]), { hall: id })
    assert.deepEqual(await remarksOf(changed.dossierId), [['done', undefined]])
    const after_ = await db.readCollectivity(site.id, (tx) => findRecord(tx, site.id, id))
    assert.deepEqual([after_?.label, after_?.values], ['Grande salle', { nom: 'Grande salle', places: 120 }])
  })

  test('que rien ne désigne n’est pas inventée', async () => {
    const wrong = card({ record: ['answer', 'hall'] })
    const { dossierId } = await file(await withDeeds('essai-fiche-inconnue', [wrong]))
    assert.deepEqual(await remarksOf(dossierId), [['failed', 'no_record']])
  })
})

suite('une demande qui en ouvre une autre', () => {
  const create = (procedure: string, more: object = {}) => ({
    kind: 'create_case',
    id: 'open',
    procedure,
    answers: [{ id: 'hall', value: ['answer', 'hall'] }],
    into: 'made',
    ...more,
  })
  const address = { id: 'place', type: 'address', label: text('Adresse') }
  const others = async (dossierId: string) =>
    sql<{ role: string; other_number: string; other_dossier_id: string; other_collectivity_id: string }>(
      'select role, other_number, other_dossier_id, other_collectivity_id from dossiers.linked where dossier_id = $1',
      [dossierId],
    )

  test('dans la même collectivité : les réponses suivent, chacune connaît l’autre, une seule fois', async () => {
    await withDeeds('essai-suite', [], [address])
    const typed = { 'place.line': '1 rue des Essais', 'place.postalCode': '69960', 'place.city': 'Corbas' }
    const { dossierId } = await file(await withDeeds('essai-ouvrir', [create('essai-suite')], [address]), typed)
    assert.deepEqual(await remarksOf(dossierId), [['done', undefined]])
    const [link, ...more] = await others(dossierId)
    assert.ok(link && more.length === 0)
    assert.equal(await fieldOf(dossierId), link.other_number)
    const [back] = await others(link.other_dossier_id)
    assert.deepEqual([link.role, back?.role, back?.other_dossier_id], ['filed', 'origin', dossierId])
    const [sheet] = await sql<{ answers: Record<string, { value: unknown }> }>(
      'select answers from dossiers.answer_sheet where dossier_id = $1',
      [link.other_dossier_id],
    )
    assert.deepEqual(sheet?.answers['place']?.value, {
      line: '1 rue des Essais',
      postalCode: '69960',
      city: 'Corbas',
    })
    assert.deepEqual(sheet?.answers['hall']?.value, 'Grande salle')
    const page = await browser().signIn(token).get(`/mes-demandes/${link.other_dossier_id}`)
    assert.match(wordsOf(page.body), /Cette demande vient d’une autre : COR-/)
    // Asked again after a crash between the filing and its note.
    const [errand] = await sql<{ id: string }>('select id from dossiers.errand where dossier_id = $1', [dossierId])
    const again = await app.dossiers.fileCase(system, {
      from: { collectivityId: site.id, dossierId },
      errandId: errand?.id ?? '',
      collectivityId: site.id,
      procedure: 'essai-suite',
      values: {},
    })
    assert.equal(again.ok && again.value.dossierId, link.other_dossier_id)
  })

  test('dans une autre, par son code ; sans adresse là-bas, elle n’est pas ouverte, et le journal dit pourquoi', async () => {
    const [other] = await sql<{ id: string; code: string }>(
      `select id, code from collectivities.collectivity where kind = 'commune' and is_open and id <> $1 limit 1`,
      [site.id],
    )
    assert.ok(other)
    const step = create('essai-ailleurs', { collectivity: other.code })
    await withDeeds('essai-ailleurs', [])
    const first = await file(await withDeeds('essai-ouvrir-ailleurs', [step]))
    assert.deepEqual(await remarksOf(first.dossierId), [['failed', 'no_offer']])
    const [service] = await listServices(db, other.id)
    const bindings = { instructor: service?.id ?? '' }
    assert.ok(
      (await offerProcedure(system, { collectivityId: other.id, procedureSlug: 'essai-ailleurs', bindings })).ok,
    )
    const second = await file(await withDeeds('essai-ouvrir-ailleurs-bis', [step]))
    const [link] = await others(second.dossierId)
    assert.equal(link?.other_collectivity_id, other.id)
  })

  test('faite pour un organisme, l’autre l’est aussi, même si la personne n’en a plus la charge', async () => {
    await withDeeds('essai-suite-organisme', [])
    const { dossierId } = await file(await withDeeds('essai-organisme', []))
    const actingFor = {
      kind: 'organisation',
      key: 'organisation:essai',
      name: 'Association Exemple',
      number: null,
      as: 'director',
      mandateId: null,
    }
    await sql('update dossiers.dossier set acting_for = $1 where id = $2', [JSON.stringify(actingFor), dossierId])
    const filed = await app.dossiers.fileCase(system, {
      from: { collectivityId: site.id, dossierId },
      errandId: newId(),
      collectivityId: site.id,
      procedure: 'essai-suite-organisme',
      values: { hall: 'Grande salle' },
    })
    assert.ok(filed.ok)
    const found = 'select acting_for, applicant_name from dossiers.dossier where id = $1'
    const [other] = await sql<{ acting_for: unknown; applicant_name: string }>(found, [filed.value.dossierId])
    assert.deepEqual(other?.acting_for, actingFor)
    assert.match(other?.applicant_name ?? '', /, pour Association Exemple$/)
  })

  test('incomplète, elle n’est pas ouverte et ne laisse pas de brouillon', async () => {
    await withDeeds('essai-exigeante', [], [{ id: 'why', type: 'text', label: text('Pourquoi') }])
    const { dossierId } = await file(await withDeeds('essai-ouvrir-incomplete', [create('essai-exigeante')]))
    assert.deepEqual(await remarksOf(dossierId), [['failed', 'incomplete: why']])
    assert.equal((await sql(`select 1 from dossiers.draft where submitted_dossier_id is null`)).length, 0)
  })

  test('deux circuits qui s’ouvrent l’un l’autre s’arrêtent', async () => {
    const offerId = await withDeeds('essai-boucle', [create('essai-boucle')])
    const { dossierId } = await file(offerId)
    await work()
    let [last, count] = [dossierId, 0]
    for (;;) {
      const next = (await others(last)).find(({ role }) => role === 'filed')
      if (!next) break
      last = next.other_dossier_id
      count += 1
    }
    assert.equal(count, 5)
    assert.deepEqual(await remarksOf(last), [['failed', 'too_deep']])
  })
})
