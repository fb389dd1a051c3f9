import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { createAccounts } from '#identity/accounts'
import { createOrganisations, createRegister, leaveOrganisation, type PivotIdentity } from '#identity/organisations'
import type { Actor } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { systemContext } from '#platform/context'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import { silentLog } from '#platform/log'
import { createOutbound } from '#platform/outbound'
import { openTestDatabase } from '#platform/testing'
import { startRegisterStandIn } from '../../../../standins/api-entreprise/server.ts'
import {
  confirmMandate,
  createMandates,
  decideMandate,
  doubtMandates,
  listMandates,
  mandateData,
  type MandateMail,
  mandateJobHandlers,
  openMandate,
  readCatalogue,
  reviewMandates,
  revokeMandate,
  withdrawMandate,
} from '../index.ts'
import type { AskInput } from './ask.ts'

const { db, sql } = await openTestDatabase()
const clock = fixedClock(new Date('2027-03-01T08:00:00Z'))
const standIn = await startRegisterStandIn({ token: 'trial' })
const outbound = createOutbound({ allowPrivate: true })
test.after(() => Promise.all([outbound.close(), standIn.close()]))
const secrets = createSecrets('a secret for tests, long enough to be one')
const identities = new Map<string, PivotIdentity>()
const organisations = createOrganisations({
  register: createRegister({ url: standIn.url, token: 'trial', recipient: '10000001700010', reach: outbound.fetch }),
  secrets,
  certifiedIdentity: async (accountId) => identities.get(accountId),
  placeNames: () => ['Paris'],
})
const passwords = createPasswords({ concurrency: 2 })
const accounts = createAccounts({ secrets, passwords, breached: await openBreachedPasswords([]) })
const mandates = createMandates(await readCatalogue())
const base = { db, clock, log: silentLog }
const [bakery, garage, accountants] = ['100000017', '100000025', '100000033']

let count = 0
async function person(name = `Personne ${++count}`) {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}.${++count}@exemple.fr`
  const made = await accounts.createAccount(systemContext(base, 'trial'), {
    email,
    givenName: 'Camille',
    familyName: name,
    password: 'bonjour-traboule-essai',
  })
  assert.ok(made.ok)
  const { accountId } = made.value
  const actor: Actor = { kind: 'account', accountId, name: `Camille ${name}` }
  return { ...base, actor, accountId, email }
}
type Person = Awaited<ReturnType<typeof person>>

async function add(who: Person, number = bakery): Promise<string> {
  const added = await organisations.addOrganisation(who, number ?? '')
  assert.ok(added.ok)
  return added.value.organisationId
}

const thomas: PivotIdentity = {
  familyName: 'Delatour',
  givenNames: ['Thomas'],
  birthDate: '1994-04-16',
  birthPlace: '75111',
  birthCountry: '99100',
}

/** Somebody whom the State and its register know as director of the bakery or the garage. */
async function director(number = bakery): Promise<Person & { organisationId: string }> {
  const who = await person()
  identities.set(who.accountId, thomas)
  const organisationId = await add(who, number)
  assert.ok((await organisations.certifyDirector(who, organisationId)).ok)
  return { ...who, organisationId }
}

/** A director by a document: sure enough to give, not to give herself. */
async function moderated(number: string): Promise<Person & { organisationId: string }> {
  const who = await person()
  const organisationId = await add(who, number)
  await sql(
    `insert into organisations.link (id, organisation_id, account_id, relation, known_by, since, checked_at)
     values (gen_random_uuid(), $1, $2, 'director', 'document', now(), now())`,
    [organisationId, who.accountId],
  )
  return { ...who, organisationId }
}

const asked = (organisationId: string, change: Partial<AskInput> = {}): AskInput => ({
  principal: { organisationId },
  holderOrganisationId: null,
  packageId: 'demarches',
  startsOn: '2027-03-01',
  endsOn: '2027-12-31',
  reason: 'Je gère la boutique.',
  directorEmail: '',
  byPost: false,
  ...change,
})

async function ask(who: Person, input: AskInput): Promise<string> {
  const answer = await mandates.askMandate(who, input)
  assert.ok(answer.ok, JSON.stringify(answer))
  return answer.value.mandateId
}

const decide = async (who: Person, mandateId: string, isApproved = true, reason = '') => {
  const { mandate } = await openMandate(who, mandateId)
  return decideMandate(who, { mandateId, isApproved, reason, textHash: mandate.textHash })
}

const mails: MandateMail[] = []
const handlers = mandateJobHandlers({
  ...base,
  sendMail: async (mail) => void mails.push(mail),
  mandatePage: (id) => `/compte/mandats/${id}`,
})

/** Does the work that waits, as the worker would, and gives the mails that it sent. */
async function work(): Promise<MandateMail[]> {
  const jobs = await sql<{ name: string; payload: unknown }>(
    `select t.identifier as name, j.payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id order by j.id`,
  )
  await sql('delete from graphile_worker._private_jobs')
  for (const { name, payload } of jobs) await handlers.find(({ job }) => job.name === name)?.run(payload)
  return mails.splice(0)
}
const sweep = () => handlers.find(({ job }) => job.name === 'mandates.sweep')?.run({})
const stateOf = async (who: Person, id: string) => (await openMandate(who, id)).mandate.state

suite('demander et approuver', () => {
  test('la dirigeante est prévenue, voit, approuve ; le droit existe de ce moment', async () => {
    const [boss, manager] = [await director(), await person()]
    const organisationId = await add(manager)
    const id = await ask(manager, asked(organisationId))
    assert.deepEqual(await mandates.listCapacities(manager, manager.accountId), [])
    assert.ok((await work()).some(({ to, subject }) => to === boss.email && subject.includes('demande un mandat')))
    assert.equal(await stateOf(manager, id), 'notified')
    assert.equal(await stateOf(boss, id), 'seen')
    assert.ok((await decide(boss, id)).ok)
    const [capacity] = await mandates.listCapacities(manager, manager.accountId)
    assert.deepEqual(
      [capacity?.name, capacity?.rights, capacity?.assurance, capacity?.until],
      ['BOULANGERIE DE LA DEMONSTRATION', ['follow_requests', 'file_requests'], 3, '2027-12-31'],
    )
    assert.ok((await work()).some(({ to }) => to === manager.email))
    const { events } = await openMandate(manager, id)
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['asked', 'notified', 'seen', 'approved'],
    )
  })

  test('refuser demande une raison, que la personne lit', async () => {
    const [boss, manager] = [await director(), await person()]
    const id = await ask(manager, asked(await add(manager)))
    assert.deepEqual(await decide(boss, id, false), { ok: false, refusal: 'reason_missing' })
    assert.ok((await decide(boss, id, false, 'Je ne vous connais pas.')).ok)
    const told = (await work()).find(({ to, subject }) => to === manager.email && subject.includes('refusé'))
    assert.match(told?.paragraphs.join(' ') ?? '', /Je ne vous connais pas/)
  })

  test('sans réponse pendant trente jours, la demande s’éteint', async () => {
    const [boss, manager] = [await director(), await person()]
    const id = await ask(manager, asked(await add(manager)))
    const start = clock.now()
    clock.advance(31 * 86_400_000)
    assert.deepEqual(await decide(boss, id), { ok: false, refusal: 'too_late' })
    await sweep()
    assert.equal(await stateOf(manager, id), 'expired')
    clock.set(start)
  })

  test('un mandat qui finit bientôt se rappelle une fois, et se renouvelle', async () => {
    const [boss, manager] = [await director(), await person()]
    const id = await ask(manager, asked(await add(manager), { endsOn: '2027-03-20' }))
    await decide(boss, id)
    await work()
    await sweep()
    await sweep()
    const reminders = (await work()).filter(({ to, subject }) => to === manager.email && subject.includes('prend fin'))
    assert.equal(reminders.length, 1)
    const next = await ask(
      manager,
      asked(boss.organisationId, { startsOn: '2027-03-21', endsOn: '2027-04-20', renewsId: id }),
    )
    assert.equal((await openMandate(manager, next)).mandate.renewsId, id)
  })

  test('une personne donne mandat à une autre, par son adresse', async () => {
    const [helped, helper] = [await person(), await person()]
    const id = await ask(helper, asked('', { principal: { email: helped.email } }))
    assert.ok((await work()).some(({ to }) => to === helped.email))
    assert.ok((await decide(helped, id)).ok)
    const [capacity] = await mandates.listCapacities(helper, helper.accountId)
    assert.equal(capacity?.kind, 'person')
    assert.equal(capacity?.name, (helped.actor as { name: string }).name)
  })
})

suite('ce qui est refusé', () => {
  test('approuver sa propre demande sans être certifié', async () => {
    const manager = await person()
    const id = await ask(manager, asked(await add(manager)))
    assert.deepEqual(await decide(manager, id), { ok: false, refusal: 'director_needed' })
    const byDocument = await moderated(garage ?? '')
    const own = await ask(byDocument, asked(byDocument.organisationId))
    assert.deepEqual(await decide(byDocument, own), { ok: false, refusal: 'certified_director_needed' })
    const certified = await director()
    const mine = await ask(certified, asked(certified.organisationId))
    assert.ok((await decide(certified, mine)).ok)
  })

  test('approuver celle d’une autre entreprise : elle n’existe pas', async () => {
    const [other, manager] = [await director(garage), await person()]
    const id = await ask(manager, asked(await add(manager, accountants)))
    await assert.rejects(openMandate(other, id), { code: 'mandates.mandate' })
    const input = { mandateId: id, isApproved: true, reason: '', textHash: '0'.repeat(64) }
    await assert.rejects(decideMandate(other, input), { code: 'mandates.mandate' })
    await assert.rejects(revokeMandate(other, { mandateId: id, reason: '' }), { code: 'mandates.mandate' })
    await assert.rejects(withdrawMandate(other, id), { code: 'mandates.mandate' })
  })

  test('une invitation laisse lire, et ne prouve rien', async () => {
    const [manager, invited] = [await person(), await person()]
    const id = await ask(
      manager,
      asked(await add(manager, accountants), { directorEmail: invited.email.toUpperCase() }),
    )
    assert.ok(
      (await work()).some(
        ({ to, paragraphs }) => to === invited.email && paragraphs.join(' ').includes('ne prouve rien'),
      ),
    )
    assert.equal((await openMandate(invited, id)).fault, 'director_needed')
    assert.deepEqual(await decide(invited, id), { ok: false, refusal: 'director_needed' })
  })

  test('un paquet, des dates ou une raison que rien ne permet', async () => {
    const manager = await person()
    const organisationId = await add(manager)
    const refusal = async (change: Partial<AskInput>) => {
      const answer = await mandates.askMandate(manager, asked(organisationId, change))
      return answer.ok
        ? 'accepted'
        : answer.refusal.reason === 'terms'
          ? answer.refusal.faults.join()
          : answer.refusal.reason
    }
    assert.equal(await refusal({ packageId: 'tout' }), 'package_unknown')
    assert.equal(await refusal({ endsOn: '2037-01-01' }), 'too_long')
    assert.equal(await refusal({ endsOn: '' }), 'ends_missing')
    assert.equal(await refusal({ startsOn: '2020-01-01', endsOn: '2020-06-01' }), 'starts_past')
    assert.equal(await refusal({ reason: '' }), 'reason_missing')
    assert.equal(await refusal({ holderOrganisationId: organisationId }), 'holder_not_directed')
    assert.equal(await refusal({ directorEmail: 'quelqu’un' }), 'email_malformed')
    assert.equal(await refusal({ principal: { organisationId: crypto.randomUUID() } }), 'not_a_member')
    assert.equal(await refusal({ principal: { email: manager.email } }), 'same_person')
    assert.equal(await refusal({}), 'accepted')
    assert.equal(await refusal({}), 'already_asked')
  })

  test('approuver un autre texte que celui qui a été lu', async () => {
    const [boss, manager] = [await director(), await person()]
    const id = await ask(manager, asked(await add(manager)))
    const input = { mandateId: id, isApproved: true, reason: '', textHash: 'f'.repeat(64) }
    assert.deepEqual(await decideMandate(boss, input), { ok: false, refusal: 'text_changed' })
  })

  test('deux dirigeants à la fois : un seul décide, l’autre l’apprend', async () => {
    const [one, two, manager] = [await director(garage), await moderated(garage ?? ''), await person()]
    const id = await ask(manager, asked(await add(manager, garage)))
    const answers = await Promise.all([decide(one, id), decide(two, id, false, 'Non merci.')])
    assert.equal(answers.filter(({ ok }) => ok).length, 1)
    assert.deepEqual(
      answers.find(({ ok }) => !ok),
      { ok: false, refusal: 'too_late' },
    )
  })

  test('un second onglet : retirer après l’approbation, approuver après le retrait', async () => {
    const [boss, manager] = [await director(), await person()]
    const id = await ask(manager, asked(await add(manager)))
    assert.ok((await withdrawMandate(manager, id)).ok)
    assert.deepEqual(await decide(boss, id), { ok: false, refusal: 'too_late' })
    assert.deepEqual(await withdrawMandate(manager, id), { ok: false, refusal: 'too_late' })
  })

  test('un dirigeant qui a quitté l’organisation ne décide plus', async () => {
    const [boss, manager] = [await director(), await person()]
    const id = await ask(manager, asked(await add(manager)))
    await leaveOrganisation(boss, boss.organisationId)
    await assert.rejects(openMandate(boss, id), { code: 'mandates.mandate' })
  })

  test('l’historique ne se récrit pas', async () => {
    await assert.rejects(
      db.withTerritory((tx) => tx.sql(`update mandates.event set kind = 'approved'`)),
      /permission denied/,
    )
    await assert.rejects(
      db.withTerritory((tx) => tx.sql(`delete from mandates.mandate`)),
      /permission denied/,
    )
  })
})

suite('confier plus loin', () => {
  /** The bakery entrusts its papers to the accountants; an employee of theirs has them on her account. */
  async function entrusted() {
    const [boss, partner, employee, trainee] = [
      await director(),
      await moderated(accountants ?? ''),
      await person(),
      await person(),
    ]
    await add(partner)
    await add(employee, accountants)
    await add(trainee, accountants)
    const id = await ask(
      partner,
      asked(boss.organisationId, { packageId: 'cabinet', holderOrganisationId: partner.organisationId }),
    )
    assert.ok((await decide(boss, id)).ok)
    return { boss, partner, employee, trainee, id }
  }
  const passing = (sourceId: string, email: string, rights = ['follow_requests', 'file_requests']) => ({
    sourceId,
    email,
    rights,
    startsOn: '2027-03-01',
    endsOn: '2027-06-30',
    reason: 'Dossier suivi par cette personne.',
  })

  test('le cabinet à sa salariée, elle à sa collègue, et pas plus loin', async () => {
    const { partner, employee, trainee, id } = await entrusted()
    const first = await mandates.delegateMandate(partner, passing(id, employee.email))
    assert.ok(first.ok)
    const second = await mandates.delegateMandate(
      employee,
      passing(first.value.mandateId, trainee.email, ['follow_requests']),
    )
    assert.ok(second.ok, JSON.stringify(second))
    const [capacity] = await mandates.listCapacities(trainee, trainee.accountId)
    assert.deepEqual([capacity?.rights, capacity?.until], [['follow_requests'], '2027-06-30'])
    const third = await mandates.delegateMandate(
      trainee,
      passing(second.value.mandateId, employee.email, ['follow_requests']),
    )
    assert.deepEqual(third, { ok: false, refusal: { reason: 'not_delegable' } })
  })

  test('ni plus de droits, ni plus longtemps, ni à quelqu’un d’ailleurs, ni par quelqu’un d’autre', async () => {
    const { boss, partner, employee, trainee, id } = await entrusted()
    const first = await mandates.delegateMandate(partner, passing(id, employee.email, ['follow_requests']))
    assert.ok(first.ok)
    const reason = async (who: Person, input: ReturnType<typeof passing>) => {
      const answer = await mandates.delegateMandate(who, input)
      return answer.ok ? 'accepted' : answer.refusal.reason
    }
    assert.equal(
      await reason(employee, passing(first.value.mandateId, trainee.email, ['file_requests'])),
      'more_rights',
    )
    assert.equal(
      await reason(employee, {
        ...passing(first.value.mandateId, trainee.email, ['follow_requests']),
        endsOn: '2027-07-01',
      }),
      'beyond_dates',
    )
    assert.equal(await reason(partner, passing(id, boss.email)), 'nobody_there')
    assert.equal(await reason(partner, passing(id, 'inconnu@exemple.fr')), 'nobody_there')
    assert.equal(await reason(trainee, passing(id, employee.email)), 'holder_needed')
    assert.equal(await reason(boss, passing(id, employee.email)), 'holder_needed')
  })

  test('révoquer en haut fait tomber toute la chaîne, et chacun l’apprend', async () => {
    const { boss, partner, employee, trainee, id } = await entrusted()
    const first = await mandates.delegateMandate(partner, passing(id, employee.email))
    assert.ok(first.ok)
    const second = await mandates.delegateMandate(employee, passing(first.value.mandateId, trainee.email))
    assert.ok(second.ok)
    await work()
    assert.deepEqual(await revokeMandate(boss, { mandateId: id, reason: 'Fin du contrat.' }), {
      ok: true,
      value: { ended: 3 },
    })
    const ended = new Set([id, first.value.mandateId, second.value.mandateId])
    for (const who of [partner, employee, trainee]) {
      const left = await mandates.listCapacities(who, who.accountId)
      assert.equal(
        left.some(({ mandateId }) => mandateId !== null && ended.has(mandateId)),
        false,
      )
    }
    const told = new Set((await work()).map(({ to }) => to))
    for (const who of [partner, employee, trainee]) assert.ok(told.has(who.email), who.email)
  })

  test('confier pendant qu’on révoque ne laisse rien derrière', async () => {
    const { boss, partner, employee, id } = await entrusted()
    await Promise.all([
      mandates.delegateMandate(partner, passing(id, employee.email)),
      revokeMandate(boss, { mandateId: id, reason: '' }),
    ])
    assert.deepEqual(await mandates.listCapacities(employee, employee.accountId), [])
  })

  test('qui dirige le cabinet agit pour l’entreprise ; qui le quitte ne peut plus', async () => {
    const { partner } = await entrusted()
    const before = await mandates.listCapacities(partner, partner.accountId)
    assert.ok(before.some(({ as, name }) => as === 'mandate' && name.startsWith('BOULANGERIE')))
    await leaveOrganisation(partner, partner.organisationId)
    assert.deepEqual(await mandates.listCapacities(partner, partner.accountId), [])
  })
})

test('un rôle perdu au registre ouvre une revue ; une dirigeante confirme', async () => {
  const [gone, stays, manager] = [await director(), await moderated(bakery ?? ''), await person()]
  const id = await ask(manager, asked(await add(manager)))
  await decide(gone, id)
  await work()
  const linkId = (await openMandate(manager, id)).mandate.decidedLinkId ?? ''
  await doubtMandates(base, { linkId })
  await doubtMandates(base, { linkId })
  const told = (await work()).filter(({ to, subject }) => to === stays.email && subject.includes('à revoir'))
  assert.equal(told.length, 1)
  assert.deepEqual(await confirmMandate(manager, id), { ok: false, refusal: 'director_needed' })
  assert.ok((await confirmMandate(stays, id)).ok)
  assert.equal((await openMandate(manager, id)).mandate.doubtedAt, null)
})

test('chacun ne voit que ce qui le concerne', async () => {
  const [boss, manager, stranger] = [await director(), await person(), await person()]
  const id = await ask(manager, asked(await add(manager)))
  assert.ok((await listMandates(boss)).some(({ mandate }) => mandate.id === id))
  assert.ok((await listMandates(manager)).some(({ mandate }) => mandate.id === id))
  assert.deepEqual(await listMandates(stranger), [])
})

test('qui lit en anglais reçoit ses courriels en anglais', async () => {
  const [boss, manager] = [await director(), await person()]
  await work()
  await sql(`update accounts.account set locale = 'en' where id = $1`, [boss.accountId])
  const id = await ask(manager, asked(await add(manager)))
  const toBoss = (await work()).filter(({ to }) => to === boss.email)
  assert.deepEqual(
    toBoss.map(({ locale, subject }) => [locale, /asks for a mandate for BOULANGERIE/.test(subject)]),
    [['en', true]],
  )
  await decide(boss, id)
  const toManager = (await work()).find(({ to }) => to === manager.email)
  assert.deepEqual([toManager?.locale, toManager?.subject.startsWith('Vous pouvez agir pour')], ['fr', true])
})

suite('un lien qui prend fin', () => {
  const given = async (boss: Person) => {
    const manager = await person()
    const id = await ask(manager, asked(await add(manager)))
    await decide(boss, id)
    const { decidedLinkId } = (await openMandate(manager, id)).mandate
    return { manager, id, linkId: decidedLinkId ?? '' }
  }
  const isDoubted = async (who: Person, id: string) => (await openMandate(who, id)).mandate.doubtedAt !== null

  test('ce que la personne avait donné est à revoir', async () => {
    const boss = await director()
    const { manager, id, linkId } = await given(boss)
    const { organisationId, accountId } = boss
    await reviewMandates(base, { linkId, organisationId, accountId })
    assert.equal(await isDoubted(manager, id), false, 'she still answers for the bakery')
    await leaveOrganisation(boss, organisationId)
    await reviewMandates(base, { linkId, organisationId, accountId })
    assert.equal(await isDoubted(manager, id), true)
  })
})

suite('données d’une personne', () => {
  const people = () => Promise.all([person(), person(), person()])
  const rows = () =>
    sql<Record<string, string | null>>(
      `select id, asked_by, holder_account_id, principal_account_id, decided_by, state from mandates.mandate order by id`,
    )

  /** A mandate between these people, whatever they are to it. */
  async function hold(organisationId: string, by: readonly (string | null)[]): Promise<void> {
    const [asker, holder, principal, decider] = by
    await sql(
      `insert into mandates.mandate (id, principal_organisation_id, principal_account_id, principal_email_key, holder_organisation_id, holder_account_id,
         package, rights, starts_on, ends_on, reason, accepted_text, text_hash, state, asked_by, asked_at, expires_at, decided_by, assurance, depth)
       values (gen_random_uuid(), $1, $2, case when $2::uuid is null then null else 'essai@exemple.fr' end, $3, $4, 'demarches', '{file_requests}', '2027-01-01', '2027-12-31', 'Essai', 'Essai',
         repeat('a', 64), 'approved', $5, now(), now(), $6, 2, 0)`,
      [
        principal === null ? organisationId : null,
        principal,
        holder === null ? organisationId : null,
        holder,
        asker,
        decider,
      ],
    )
  }

  test('fusionner puis défaire rend chaque mandat à qui il était, qui que ce soit qui ait demandé, tenu, donné ou décidé', async () => {
    const organisationId = await add(await person())
    const ctx = systemContext(base, 'trial')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(2), fc.option(fc.nat(2)), fc.option(fc.nat(2)), fc.nat(2)), { maxLength: 6 }),
        async (holdings) => {
          const [from, to, other] = await people()
          const who = [from, to, other].map((each) => each?.accountId ?? '')
          for (const roles of holdings)
            await hold(
              organisationId,
              roles.map((role) => (role === null ? null : (who[role] ?? ''))),
            )
          const before = await rows()
          const merge = { mergeId: randomUUID(), from: who[0] ?? '', to: who[1] ?? '' }
          await mandateData.move(ctx, merge)
          const left = (await rows()).filter((row) => Object.values(row).includes(merge.from))
          await mandateData.moveBack(ctx, merge)
          assert.deepEqual([left, await rows()], [[], before])
        },
      ),
      { numRuns: 12 },
    )
  })

  test('l’export dit ce qui est demandé, tenu et décidé ; fermer un compte y met fin, et garde la preuve', async () => {
    const boss = await director()
    const manager = await person()
    const organisationId = await add(manager)
    const id = await ask(manager, asked(organisationId))
    await decide(boss, id)
    const open = await ask(manager, asked(organisationId, { packageId: 'suivi' }))
    const idsOf = async (who: Person) =>
      ((await mandateData.export(who, who.accountId)) as { id: string }[]).map((each) => each.id)
    assert.deepEqual((await idsOf(manager)).toSorted(), [id, open].toSorted())
    assert.ok((await idsOf(boss)).includes(id))
    await mandateData.erase(systemContext(base, 'trial'), manager.accountId)
    assert.deepEqual([await stateOf(boss, id), await stateOf(boss, open)], ['revoked', 'withdrawn'])
    assert.deepEqual(await mandates.listCapacities(manager, manager.accountId), [])
  })
})
