import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Actor } from '#kernel/actor'
import { newId } from '#kernel/ids'
import { isCertified } from '../domain/links.ts'
import { addForeignOrganisation } from './foreign.ts'
import {
  declareDomains,
  directorsOf,
  getMyOrganisation,
  leaveOrganisation,
  listPeople,
  myOrganisations,
} from './mine.ts'
import { decideVerification, listVerifications, namedProofs, openProof } from './moderation.ts'
import { askContactCode, askLetter, listMyProofs, sendDocument } from './proofs.ts'
import { organisationJobHandlers } from './handlers.ts'
import { organisationData } from './personal-data.ts'
import { noteProfessional } from './pro-connect.ts'
import type { OrganisationMail } from '../mails.ts'
import { startRegisterStandIn } from '../../../../standins/api-entreprise/server.ts'
import { bakery, openTrial, thomas } from './trial.ts'

const trial = await openTrial(await startRegisterStandIn({ token: 'trial' }))
const { organisations, identities, person, sql, clock, standIn, db } = trial
const here = newId()
const there = newId()

const moderator = (collectivityId: string, role: 'agent' | 'supervisor' = 'supervisor') => {
  const actor: Actor = {
    kind: 'agent',
    accountId: newId(),
    name: 'Ange Modèle',
    collectivityId,
    roles: [{ role, serviceId: null }],
  }
  return trial.as(actor)
}

/** No commune is open in this database: the collectivity that looks after an organisation is set by hand. */
const lookAfter = (organisationId: string, collectivityId = here) =>
  sql(`update organisations.organisation set looked_after_by = $2 where id = $1`, [organisationId, collectivityId])

async function add(ctx: Awaited<ReturnType<typeof person>>, number = bakery): Promise<string> {
  const added = await organisations.addOrganisation(ctx, number)
  assert.ok(added.ok, JSON.stringify(added))
  await lookAfter(added.value.organisationId)
  return added.value.organisationId
}

suite('ajouter une organisation', () => {
  test('elle est déclarée, et ne donne aucun droit', async () => {
    const me = await person()
    const id = await add(me)
    const [mine] = await myOrganisations(me)
    assert.equal(mine?.organisation.id, id)
    assert.deepEqual([mine?.best.knownBy, mine?.best.relation], ['declared', 'member'])
    // Her sessions say from now on that she may act for somebody: an application then asks.
    assert.deepEqual(await sql('select acts_for_others as "is" from accounts.account where id = $1', [me.accountId]), [
      { is: true },
    ])
    await assert.rejects(listPeople(me, id), { code: 'organisations.organisation' })
  })

  test('deux personnes, deux fois : une seule organisation, un lien chacune', async () => {
    const [one, two] = [await person(), await person()]
    const ids = await Promise.all([add(one, '100000025'), add(two, '100 000 025 00013'), add(one, '100000025')])
    assert.equal(new Set(ids).size, 1)
    assert.equal((await myOrganisations(one)).length, 1)
  })

  test('une entreprise cessée et un numéro inconnu sont refusés avec leur raison', async () => {
    const me = await person()
    const refusals = await Promise.all(
      ['350051447', '000000000', '123'].map((number) => organisations.addOrganisation(me, number)),
    )
    assert.deepEqual(
      refusals.map((answer) => !answer.ok && answer.refusal.reason),
      ['ceased', 'malformed', 'malformed'],
    )
  })

  test('quitter met fin à tous les liens, et s’écrit', async () => {
    const me = await person()
    const id = await add(me)
    await leaveOrganisation(me, id)
    assert.deepEqual(await myOrganisations(me), [])
    const events = await sql<{ kind: string }>(
      `select kind from organisations.link_event where account_id = $1 order by at, id`,
      [me.accountId],
    )
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['linked', 'ended'],
    )
  })

  test('l’organisation de quelqu’un d’autre n’existe pas pour moi', async () => {
    const id = await add(await person())
    await assert.rejects(getMyOrganisation(await person(), id), { kind: 'not_found' })
  })
})

suite('dirigeante certifiée', () => {
  test('FranceConnect et le registre concordent sur cinq critères', async () => {
    const me = await person()
    identities.set(me.accountId, thomas)
    const link = await organisations.certifyDirector(me, await add(me))
    assert.ok(link.ok)
    assert.equal(isCertified(link.value), true)
    assert.equal(link.value.role, 'PRESIDENT')
  })

  test('sans FranceConnect, avec un autre nom, ou un lieu absent du registre : refus en mots', async () => {
    const me = await person()
    const id = await add(me)
    assert.deepEqual(await organisations.certifyDirector(me, id), { ok: false, refusal: { reason: 'no_identity' } })
    identities.set(me.accountId, { ...thomas, birthDate: '1994-04-17' })
    const other = await organisations.certifyDirector(me, id)
    assert.ok(!other.ok && other.refusal.reason === 'not_director')
    assert.equal(other.refusal.comparison?.birth_date, 'other')
    identities.set(me.accountId, thomas)
    const missing = await organisations.certifyDirector(me, await add(me, '100000058'))
    assert.ok(!missing.ok && missing.refusal.reason === 'not_director')
    assert.deepEqual(
      [missing.refusal.comparison?.birth_place, missing.refusal.comparison?.birth_country],
      ['missing', 'missing'],
    )
  })

  test('une réponse ancienne du registre ne prouve rien', async () => {
    const me = await person()
    identities.set(me.accountId, thomas)
    const id = await add(me)
    clock.advance(30 * 3_600_000)
    standIn.fail('provider_unavailable_error')
    const refusal = await organisations.certifyDirector(me, id)
    assert.deepEqual(refusal, { ok: false, refusal: { reason: 'unavailable' } })
  })

  test('elle seule dit quelles adresses sont celles de l’entreprise', async () => {
    const [director, colleague] = [await person(), await person('vente@boulangerie-exemple.fr')]
    identities.set(director.accountId, thomas)
    const organisationId = await add(director)
    const domains = ['boulangerie-exemple.fr']
    assert.deepEqual(await declareDomains(director, { organisationId, domains }), {
      ok: false,
      refusal: 'certified_director_needed',
    })
    await organisations.certifyDirector(director, organisationId)
    assert.deepEqual(await declareDomains(director, { organisationId, domains: ['gmail.com'] }), {
      ok: false,
      refusal: 'public_domain',
    })
    assert.ok((await declareDomains(director, { organisationId, domains })).ok)
    await add(colleague)
    assert.equal((await getMyOrganisation(colleague, organisationId)).best.knownBy, 'email_domain')
    assert.ok((await listPeople(director, organisationId)).some(({ accountId }) => accountId === colleague.accountId))
  })

  test('quand le registre ne la nomme plus, elle ne peut plus rien et la collectivité est appelée', async () => {
    const me = await person()
    identities.set(me.accountId, { ...thomas, familyName: 'Modele', givenNames: ['Claude'], birthDate: '1970-02-03' })
    const path = '/v3/infogreffe/rcs/unites_legales/100000033/mandataires_sociaux'
    const officer = { type: 'personne_physique', fonction: 'GERANT', nom: 'MODELE', prenom: 'CLAUDE' }
    const born = { date_naissance: '1970-02-03', lieu_naissance: 'PARIS', code_pays_naissance: 'FR' }
    standIn.answer(path, { status: 200, payload: { data: [{ data: { ...officer, ...born } }] } })
    const id = await add(me, '100000033')
    assert.ok((await organisations.certifyDirector(me, id)).ok)
    standIn.answer(path, { status: 200, payload: { data: [] } })
    clock.advance(31 * 86_400_000)
    const check = organisationJobHandlers({ ...trial.base, ...organisations.tools, sendMail: async () => {} }).at(-1)
    await check?.run({})
    await check?.run({})
    const { best, links } = await getMyOrganisation(me, id)
    assert.equal(best.knownBy, 'declared')
    assert.ok(links.some(({ doubtedAt }) => doubtedAt !== null))
    assert.deepEqual(await db.readTerritory((tx) => directorsOf(tx, id)), [])
    const review = (await listVerifications(moderator(here), here)).open.find(
      ({ organisationId }) => organisationId === id,
    )
    assert.equal(review?.method, 'review')
    const decided = {
      collectivityId: here,
      verificationId: review?.id ?? '',
      isAccepted: true,
      reason: 'Vu l’extrait Kbis.',
    }
    assert.ok((await decideVerification(moderator(here), decided)).ok)
    assert.equal((await getMyOrganisation(me, id)).best.knownBy, 'register')
  })
})

suite('code par la poste', () => {
  async function letter() {
    const me = await person()
    const id = await add(me)
    await sql(`update organisations.verification set state = 'expired' where state in ('waiting', 'sent')`)
    assert.ok((await askLetter(me, id)).ok)
    const waiting = (await listVerifications(moderator(here), here)).open.find((each) => each.organisationId === id)
    const printed = await organisations.printLetter(moderator(here), {
      collectivityId: here,
      verificationId: waiting?.id ?? '',
    })
    assert.ok(printed.ok)
    return { me, id, code: printed.value.code, verificationId: waiting?.id ?? '' }
  }

  test('qui ouvre le courrier répond de l’organisation, une fois', async () => {
    const { me, id, code } = await letter()
    const link = await organisations.enterCode(me, {
      organisationId: id,
      code: code.toLowerCase().replaceAll('-', ' '),
    })
    assert.ok(link.ok)
    assert.deepEqual([link.value.knownBy, isCertified(link.value)], ['post', false])
    const again = await organisations.enterCode(me, { organisationId: id, code })
    assert.deepEqual(again, { ok: false, refusal: 'no_code' })
  })

  /** So many wrong codes at once; gives how many were compared. */
  async function guess(who: Awaited<ReturnType<typeof person>>, organisationId: string, times: number) {
    const tries = Array.from({ length: times }, (_, index) =>
      organisations.enterCode(who, { organisationId, code: `AAAA-BBBB-CC${10 + index}` }),
    )
    const refusals = (await Promise.all(tries)).map((answer) => !answer.ok && answer.refusal)
    return refusals.filter((refusal) => refusal === 'wrong_code').length
  }

  test('cinq essais à la même personne, même tous à la fois ; la lettre d’une autre n’en souffre pas', async () => {
    const { me, id, code } = await letter()
    const other = await person()
    await add(other)
    assert.equal(await guess(other, id, 8), 5)
    assert.deepEqual(await organisations.enterCode(other, { organisationId: id, code }), {
      ok: false,
      refusal: 'no_attempts_left',
    })
    assert.ok((await organisations.enterCode(me, { organisationId: id, code })).ok)
  })

  test('de nombreux comptes n’ont pas plus de trente essais par jour ; le lendemain, la lettre vaut toujours', async () => {
    const { me, id, code } = await letter()
    clock.advance(86_400_000)
    let compared = 0
    for (let count = 0; count < 7; count++) {
      const other = await person()
      await add(other)
      compared += await guess(other, id, 5)
    }
    assert.equal(compared, 30)
    assert.deepEqual(await organisations.enterCode(me, { organisationId: id, code }), {
      ok: false,
      refusal: 'too_many_today',
    })
    clock.advance(86_400_000)
    assert.ok((await organisations.enterCode(me, { organisationId: id, code })).ok)
  })

  test('réimprimer éteint l’ancien code ; rien ne garde le code', async () => {
    const { me, id, code, verificationId } = await letter()
    const rows = await sql<{ row: string }>(`select v::text as row from organisations.verification v where id = $1`, [
      verificationId,
    ])
    assert.doesNotMatch(rows[0]?.row ?? '', new RegExp(code.replaceAll('-', '-?')))
    const again = await organisations.printLetter(moderator(here), { collectivityId: here, verificationId })
    assert.ok(again.ok)
    assert.deepEqual(await organisations.enterCode(me, { organisationId: id, code }), {
      ok: false,
      refusal: 'wrong_code',
    })
    assert.ok((await organisations.enterCode(me, { organisationId: id, code: again.value.code })).ok)
  })

  test('après son terme, il ne vaut plus rien', async () => {
    const { me, id, code } = await letter()
    clock.advance(46 * 86_400_000)
    assert.deepEqual(await organisations.enterCode(me, { organisationId: id, code }), {
      ok: false,
      refusal: 'code_expired',
    })
  })
})

suite('modération', () => {
  const file = { digest: 'a'.repeat(64), name: 'kbis.pdf', mediaType: 'application/pdf', size: 1000 }

  test('une autre collectivité, un agent, et la personne elle-même ne décident pas', async () => {
    const me = await person()
    const id = await add(me, 'W691000017')
    assert.ok((await sendDocument(me, id, file)).ok)
    assert.deepEqual(await sendDocument(me, id, file), { ok: false, refusal: 'already_asked' })
    const row = (await listVerifications(moderator(here), here)).open.find((each) => each.organisationId === id)
    assert.ok(row)
    const decision = { collectivityId: here, verificationId: row.id, isAccepted: true, reason: '' }
    await assert.rejects(listVerifications(moderator(there), here), { kind: 'not_found' })
    await assert.rejects(listVerifications(moderator(here, 'agent'), here), { kind: 'not_found' })
    await assert.rejects(decideVerification(moderator(there), { ...decision, collectivityId: there }), {
      kind: 'not_found',
    })
    await assert.rejects(openProof(moderator(there), { ...decision, collectivityId: there }), { kind: 'not_found' })
    const actor: Actor = {
      kind: 'agent',
      accountId: me.accountId,
      name: '',
      collectivityId: here,
      roles: [{ role: 'supervisor', serviceId: null }],
    }
    assert.deepEqual(await decideVerification(trial.as(actor), decision), { ok: false, refusal: 'own_request' })
    assert.deepEqual(await decideVerification(moderator(here), { ...decision, isAccepted: false }), {
      ok: false,
      refusal: 'reason_missing',
    })
    assert.ok((await decideVerification(moderator(here), decision)).ok)
    assert.deepEqual(await decideVerification(moderator(here), decision), { ok: false, refusal: 'already_decided' })
    assert.equal((await getMyOrganisation(me, id)).best.knownBy, 'document')
    assert.equal((await listMyProofs(me, id))[0]?.state, 'accepted')
    // Whoever empties the file store leaves it, whatever the collectivity.
    assert.deepEqual([...(await namedProofs(db, [file.digest, 'b'.repeat(64)]))], [file.digest])
  })

  test('une entreprise étrangère passe par un document et quelqu’un qui le lit', async () => {
    const me = await person()
    const input = { collectivityId: here, name: 'Beispiel GmbH', country: 'DE', number: 'HRB 12345', address: [], file }
    assert.deepEqual(await addForeignOrganisation(me, { ...input, country: 'FR' }), { ok: false, refusal: 'country' })
    const added = await addForeignOrganisation(me, input)
    assert.ok(added.ok)
    assert.equal((await getMyOrganisation(me, added.value.organisationId)).best.knownBy, 'declared')
    const row = (await listVerifications(moderator(here), here)).open.find(({ method }) => method === 'foreign')
    await decideVerification(moderator(here), {
      collectivityId: here,
      verificationId: row?.id ?? '',
      isAccepted: true,
      reason: '',
    })
    assert.equal((await getMyOrganisation(me, added.value.organisationId)).best.knownBy, 'document')
  })
})

test('le contact officiel d’une association reçoit un code', async () => {
  const me = await person()
  const id = await add(me, 'W691000017')
  assert.ok((await askContactCode(me, id)).ok)
  const mails: OrganisationMail[] = []
  const handlers = organisationJobHandlers({
    ...trial.base,
    ...organisations.tools,
    sendMail: async (mail) => void mails.push(mail),
  })
  const [row] = await sql<{ id: string }>(
    `select id from organisations.verification where method = 'official_contact' and state = 'waiting'`,
  )
  const job = handlers.find(({ job: { name } }) => name === 'organisations.mail_contact_code')
  await job?.run({ collectivityId: here, verificationId: row?.id })
  await job?.run({ collectivityId: here, verificationId: row?.id })
  assert.deepEqual(
    mails.map(({ to }) => to),
    ['bureau@amis-exemple.fr'],
  )
  const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(mails[0]?.paragraphs.join(' ') ?? '')?.[0] ?? ''
  const link = await organisations.enterCode(me, { organisationId: id, code })
  assert.equal(link.ok && link.value.knownBy, 'official_contact')
})

suite('ProConnect', () => {
  const seen = (accountId: string, siret: string, isCertifiedDirector = false) =>
    noteProfessional({ ...trial.base, ...organisations.tools }, { accountId, siret, isCertifiedDirector })
  const knownOf = async (who: Awaited<ReturnType<typeof person>>) =>
    (await myOrganisations(who)).flatMap(({ organisation, links }) =>
      links.map(({ knownBy, relation }) => [organisation.siren, knownBy, relation]),
    )

  test('une professionnelle vue avec son SIRET est connue comme membre, une fois, sans rien pouvoir donner', async () => {
    const me = await person()
    await seen(me.accountId, '10000003300017')
    await seen(me.accountId, '10000003300017')
    assert.deepEqual(await knownOf(me), [['100000033', 'pro_connect', 'member']])
    const [mine] = await myOrganisations(me)
    await assert.rejects(listPeople(me, mine?.organisation.id ?? ''), { kind: 'not_found' })
  })

  test('certifiée dirigeante par ProConnect, elle répond de l’organisation, sans pouvoir se servir elle-même', async () => {
    const me = await person()
    await seen(me.accountId, '10000003300017', true)
    assert.deepEqual(
      new Set((await knownOf(me)).map(([, knownBy, relation]) => `${knownBy} ${relation}`)),
      new Set(['pro_connect_director director', 'pro_connect member']),
    )
    const [mine] = await myOrganisations(me)
    assert.equal(mine?.links.some(isCertified), false)
    assert.equal(
      (await listPeople(me, mine?.organisation.id ?? '')).some(({ accountId }) => accountId === me.accountId),
      true,
    )
  })

  test('un registre en panne fait recommencer plus tard ; un numéro inconnu, non', async () => {
    const me = await person()
    standIn.fail('timeout_error')
    await assert.rejects(seen(me.accountId, '55204944776279'), { code: 'organisations.register' })
    await seen(me.accountId, '73282932000074')
    assert.deepEqual(await knownOf(me), [])
  })
})

suite('données d’une personne', () => {
  const linksNow = () => sql(`select id, account_id, ended_at from organisations.link order by id`)

  test('fusionner puis défaire rend chaque lien, quels que soient ceux que les deux comptes avaient', async () => {
    const ids = await Promise.all(
      ['100000017', '100000025', '100000033'].map(async (number) => add(await person(), number)),
    )
    const ways = ['register', 'document', 'post', 'declared']
    const ctx = trial.as({ kind: 'system', name: 'trial' })
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.nat(2), fc.nat(3), fc.nat(1), fc.boolean()), { maxLength: 12, selector: String }),
        async (holdings) => {
          const who = [(await person()).accountId, (await person()).accountId]
          for (const [organisation, way, owner, isEnded] of holdings)
            await sql(
              `insert into organisations.link (id, organisation_id, account_id, relation, known_by, since, checked_at, ended_at)
               values (gen_random_uuid(), $1, $2, 'member', $3, now(), now(), $4)`,
              [ids[organisation], who[owner], ways[way], isEnded ? new Date() : null],
            )
          const before = await linksNow()
          const merge = { mergeId: newId(), from: who[0] ?? '', to: who[1] ?? '' }
          await organisationData.move(ctx, merge)
          const [both] = await sql<{ count: number }>(
            `select count(distinct (organisation_id, known_by))::int as count from organisations.link
             where account_id = any ($1) and ended_at is null`,
            [who],
          )
          const [got] = await sql<{ count: number }>(
            `select count(*)::int as count from organisations.link where account_id = $1 and ended_at is null`,
            [merge.to],
          )
          await organisationData.moveBack(ctx, merge)
          assert.deepEqual([got, await linksNow()], [both, before])
        },
      ),
      { numRuns: 15 },
    )
  })

  test('ce qui est demandé aux collectivités suit la fusion, et revient quand on la défait', async () => {
    const organisation = await add(await person(), '100000017')
    const [from, to] = [(await person()).accountId, (await person()).accountId]
    const [here, there] = [newId(), newId()]
    const ask = async (place: string, by: string, method: string, state = 'waiting') => {
      const id = newId()
      await sql(
        `insert into organisations.verification (collectivity_id, id, organisation_id, asked_by, method, state, asked_at)
         values ($1, $2, $3, $4, $5, $6, now())`,
        [place, id, organisation, by, method, state],
      )
      return id
    }
    const document = await ask(here, from, 'document')
    const letter = await ask(there, from, 'post', 'sent')
    const old = await ask(there, from, 'document', 'refused')
    const twin = await ask(here, from, 'post')
    await ask(here, to, 'post')
    const askers = async () =>
      Object.fromEntries(
        (
          await sql<{ id: string; by: string }>(
            'select id, asked_by as by from organisations.verification where asked_by = any ($1)',
            [[from, to]],
          )
        ).map(({ id, by }) => [id, by]),
      )
    const before = await askers()
    const ctx = trial.as({ kind: 'system', name: 'trial' })
    const merge = { mergeId: newId(), from, to }
    await organisationData.move(ctx, merge)
    await organisationData.move(ctx, merge)
    assert.deepEqual(await askers(), { ...before, [document]: to, [letter]: to, [old]: to, [twin]: from })
    const later = await ask(there, to, 'foreign')
    await organisationData.moveBack(ctx, merge)
    assert.deepEqual(await askers(), { ...before, [later]: to })
  })

  test('l’export nomme chaque organisation ; fermer le compte met fin aux liens et garde leur histoire', async () => {
    const me = await person()
    const id = await add(me, '100000025')
    const exported = (await organisationData.export(me, me.accountId)) as { organisation: string; knownBy: string }[]
    assert.deepEqual(
      exported.map(({ organisation, knownBy }) => [organisation, knownBy]),
      [['GARAGE FICTIF', 'declared']],
    )
    await organisationData.erase(trial.as({ kind: 'system', name: 'trial' }), me.accountId)
    await assert.rejects(getMyOrganisation(me, id), { kind: 'not_found' })
    const kept = await sql<{ kind: string }>(
      `select kind from organisations.link_event where account_id = $1 order by at, id`,
      [me.accountId],
    )
    assert.deepEqual(
      kept.map(({ kind }) => kind),
      ['linked', 'ended'],
    )
  })
})
