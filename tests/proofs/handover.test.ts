import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import { performAction, readForAgent, sendAgentMessage, sendApplicantMessage } from '#counter/dossiers'
import type { Decision } from '#counter/handover'
import { findOffer } from '#counter/procedures'
import type { Context } from '#platform/context'
import { replay } from '#platform/webhooks'
import { type JournalRow, journalFaults } from './journal.ts'
import {
  acquaint,
  hurry,
  insist,
  openSide,
  pause,
  procedure,
  type Side,
  storeFile,
  until,
  type Victim,
} from './two-platforms.ts'

/*
 * Two platforms hand requests over to each other, both ways, while everything on both is killed at random. Whoever acts there does what
 * people and programs do: presses again, under the same key. In the end nothing is lost, nothing is there twice.
 */

const cases = 40
const atOnce = 8

/** What one request goes through. */
type Fate = 'settled' | 'refused' | 'returned' | 'taken_back'

interface Case {
  readonly number: number
  readonly giver: Side
  readonly taker: Side
  readonly fate: Fate
  readonly email: string
  dossierId: string
  handoverId: string
  twinId: string
  /** Words of each message that was written, and digests of each file. */
  readonly words: string[]
  readonly digests: string[]
}

let here: Side
let there: Side
const done: Case[] = []

const fateOf = (number: number): Fate =>
  number % 8 === 3 ? 'refused' : number % 8 === 5 ? 'returned' : number % 8 === 7 ? 'taken_back' : 'settled'

suite('deux plateformes qui meurent', { skip: existsSync('/proc/self/stat') ? false : 'kills by /proc' }, () => {
  before(async () => {
    here = await openSide('d’ici')
    there = await openSide('de là-bas')
    await acquaint(here, there)
  })

  after(async () => {
    for (const side of [here, there]) await side?.close()
  })

  test(`${cases} demandes, dans les deux sens, vont à leur fin pendant que tout meurt`, async () => {
    const started = performance.now()
    const work = new AbortController()
    const kills = killAtRandom(work.signal)
    const time = passQuickly(work.signal)
    let next = 0
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (next < cases) done.push(await live(next++))
      }),
    ).finally(() => work.abort())
    await Promise.all([kills, time])
    await Promise.all([here, there].map(untilQuiet))
    say(`${done.length} requests in ${seconds(started)} s`)
    assert.equal(done.length, cases)
  })

  test('des deux côtés : chaque passation une fois, au même point, avec les mêmes messages et les mêmes fichiers', async () => {
    for (const each of done) await checkCase(each)
    for (const side of [here, there]) {
      const [count] = await side.all<{ handovers: number; twins: number; filed: number }>(
        `select (select count(*) from handover.handover)::int as handovers,
          (select count(*) from dossiers.dossier where channel = 'partner')::int as twins,
          (select count(*) from dossiers.dossier where applicant_email like '%@passation.test')::int as filed`,
      )
      const given = done.filter(({ giver }) => giver === side).length
      assert.deepEqual(count, { handovers: cases, twins: cases - given, filed: given })
      const twice = await side.all(
        `select words from (select body as words from dossiers.message where body ~ '^\\[') m group by words having count(*) > 1`,
      )
      assert.deepEqual(twice, [])
    }
    say(`${done.flatMap(({ words }) => words).length} messages, ${done.flatMap(({ digests }) => digests).length} files`)
  })

  test('la personne est prévenue une fois de chaque message, par un seul côté', async () => {
    for (const side of [here, there]) {
      const mails = await side.all<{ to: string; text: string }>(
        `select to_address as to, text from mail.message where to_address like '%@passation.test'`,
      )
      const own = new Set(done.filter(({ giver }) => giver === side).map(({ email }) => email))
      assert.deepEqual(
        mails.filter(({ to }) => !own.has(to)),
        [],
        'written to by who did not take her request',
      )
      const told = Map.groupBy(
        mails.flatMap(({ text }) => text.match(/\[\d+ agent\]/g) ?? []),
        (words) => words,
      )
      assert.deepEqual(
        [...told.values()].filter(({ length }) => length > 1),
        [],
      )
    }
  })

  test('les journaux des deux côtés se relisent, maillon par maillon', async () => {
    for (const side of [here, there]) {
      const lines = await side.all<JournalRow>('select * from dossiers.event order by dossier_id, seq')
      const heads = await side.all<{ id: string; seq: number; hash: Buffer }>(
        'select id, last_event_seq as seq, last_event_hash as hash from dossiers.dossier',
      )
      assert.deepEqual(journalFaults(lines, heads), [])
    }
  })

  test('ce qui est mort faute de réponse repart d’un geste de l’exploitation', async () => {
    await there.kill('all')
    const late = await Promise.all(
      Array.from({ length: 4 }, (_, index) => give(newCase(cases + index, { giver: here, taker: there }))),
    )
    await untilDead(here, late.length)
    await there.start()
    const to = { collectivityId: here.site.id, subscriptionId: here.partnerId }
    const again = await here.app.db.withCollectivity(here.site.id, (tx) => replay(tx, to, {}, new Date()))
    assert.equal(again, late.length)
    for (const each of late) {
      each.twinId = await until('an offer that had died arrives', () => twinOf(each))
    }
    await Promise.all([here, there].map(untilQuiet))
    const [count] = await there.all<{ twins: number }>(
      'select count(*)::int as twins from handover.handover where id = any($1)',
      [late.map(({ handoverId }) => handoverId)],
    )
    assert.equal(count?.twins, late.length)
    say(`${again} messages had died and were sent anew`)
  })
})

function newCase(number: number, { giver, taker }: Pick<Case, 'giver' | 'taker'>): Case {
  const email = `personne${number}@passation.test`
  const nothing = { dossierId: '', handoverId: '', twinId: '' }
  return { number, giver, taker, fate: fateOf(number), email, ...nothing, words: [], digests: [] }
}

/** One request from its filing to its end on both sides. */
async function live(number: number): Promise<Case> {
  const sides = number % 5 < 3 ? { giver: here, taker: there } : { giver: there, taker: here }
  const one = await give(newCase(number, sides))
  one.twinId = await until(`request ${number} arrives`, () => twinOf(one))
  if (one.fate === 'refused') await decide(one, 'refuse')
  else {
    await decide(one, 'accept')
    await until(`request ${number} is known to be accepted`, () => isAt(one, one.giver, 'accepted'))
    await converse(one)
    if (one.fate === 'settled') await settle(one)
    else await decide(one, one.fate === 'returned' ? 'return' : 'take_back')
  }
  for (const side of [one.giver, one.taker])
    await until(`request ${number} ends ${one.fate} at ${side.name}`, () => isAt(one, side, one.fate))
  return one
}

/** Files a request with a document, and hands it over with a word. */
async function give(one: Case): Promise<Case> {
  const { giver: side, number } = one
  const collectivityId = side.site.id
  const file = await documentOf(one, side, `photo ${number}`)
  one.dossierId = await insist(`filing ${number}`, async () => {
    const offer = await side.app.db.readCollectivity(collectivityId, (tx) => findOffer(tx, collectivityId, procedure))
    const filed = await side.app.dossiers.fileFor(side.system, {
      collectivityId,
      of: { offerId: offer?.id ?? '' },
      filled: { inputs: answersOf(one) },
      files: [{ ...file, fieldId: null }],
      channel: 'web',
      idempotencyKey: `proof:${number}`,
    })
    if (!filed.ok) throw new Error(JSON.stringify(filed.refusal))
    return filed.value.dossierId
  })
  await insist(`offering ${number}`, async () => {
    const { partnerId } = side
    const key = { collectivityId, dossierId: one.dossierId, partnerId, idempotencyKey: `offer:${number}` }
    const offered = await side.app.handovers.offer(side.agent, { ...key, note: said(one, 'mot') })
    if (!offered.ok && !(await handoverIn(one))) throw new Error(JSON.stringify(offered.refusal))
  })
  one.handoverId = await until(`hand-over ${number}`, () => handoverIn(one))
  return one
}

const answersOf = ({ number, email }: Case) => ({
  problem: 'off',
  'place.line': `${number + 1} rue des Essais`,
  'place.postalCode': '69960',
  'place.city': 'Corbas',
  'applicant.givenName': 'Ana',
  'applicant.familyName': `Exemple ${number}`,
  email,
})

const said = (one: Case, what: string): string => {
  const words = `[${one.number} ${what}]`
  if (!one.words.includes(words)) one.words.push(words)
  return words
}

async function documentOf(one: Case, side: Side, name: string) {
  const file = await storeFile(side, name)
  one.digests.push(file.digest)
  return file
}

async function handoverIn({ giver, dossierId }: Case): Promise<string | undefined> {
  const rows = await giver.all<{ id: string }>('select id from handover.handover where dossier_id = $1', [dossierId])
  return rows[0]?.id
}

async function twinOf({ taker, handoverId }: Case): Promise<string | undefined> {
  const asked = 'select dossier_id as id from handover.handover where id = $1'
  return (await taker.all<{ id: string | null }>(asked, [handoverId]))[0]?.id ?? undefined
}

async function isAt({ handoverId }: Case, side: Side, state: string): Promise<true | undefined> {
  const rows = await side.all<{ state: string }>('select state from handover.handover where id = $1', [handoverId])
  return rows[0]?.state === state ? true : undefined
}

const byDecision = { accept: 'accepted', refuse: 'refused', return: 'returned', take_back: 'taken_back' } as const

async function decide(one: Case, decision: Decision): Promise<void> {
  const side = decision === 'take_back' ? one.giver : one.taker
  const dossierId = decision === 'take_back' ? one.dossierId : one.twinId
  const key = { collectivityId: side.site.id, dossierId, handoverId: one.handoverId }
  const reason = decision === 'accept' ? '' : said(one, decision)
  await insist(`${decision} of ${one.number}`, async () => {
    const decided = await side.app.handovers.decide(side.agent, {
      ...key,
      decision,
      reason,
      idempotencyKey: `${decision}:${one.number}`,
    })
    if (!decided.ok && !(await isAt(one, side, byDecision[decision]))) throw new Error(JSON.stringify(decided.refusal))
  })
}

/** Both write, each with a document. */
async function converse(one: Case): Promise<void> {
  const { giver, taker, number } = one
  const ask = { collectivityId: taker.site.id, dossierId: one.twinId, body: said(one, 'agent') }
  const files = [await documentOf(one, taker, `plan ${number}`)]
  await insist(`question ${number}`, async () => {
    assert.ok((await sendAgentMessage(taker.agent, { ...ask, files, idempotencyKey: `ask:${number}` })).ok)
  })
  const person: Context = { ...giver.system, actor: { kind: 'tracker', dossierId: one.dossierId, name: 'Ana' } }
  const answer = { collectivityId: giver.site.id, dossierId: one.dossierId, body: said(one, 'personne') }
  const hers = [await documentOf(one, giver, `réponse ${number}`)]
  await insist(`answer ${number}`, async () => {
    assert.ok((await sendApplicantMessage(person, { ...answer, files: hers, idempotencyKey: `answer:${number}` })).ok)
  })
  await until(`answer ${number} arrives`, () => holds(taker, one.twinId, '%personne]'))
  await until(`question ${number} arrives`, () => holds(giver, one.dossierId, '%agent]'))
}

async function holds(side: Side, dossierId: string, words: string): Promise<true | undefined> {
  const asked = 'select 1 from dossiers.message where dossier_id = $1 and body like $2'
  return (await side.all(asked, [dossierId, words])).length > 0 ? true : undefined
}

/** Goes through the circuit to its end, with a last word and a document. */
async function settle(one: Case): Promise<void> {
  const { taker, number } = one
  const key = { collectivityId: taker.site.id, dossierId: one.twinId }
  const files = [await documentOf(one, taker, `fin ${number}`)]
  await insist(`the end of ${number}`, async () => {
    const file = await readForAgent(taker.agent, key)
    if (file.dossier.closedAt) return
    const last = file.actions.find(({ id }) => id === 'accept')
    const action = last ?? file.actions.find(({ asks }) => !asks?.required) ?? file.actions[0]
    const idempotencyKey = `act:${number}:${action?.id}`
    const words = last ? { text: said(one, 'fin'), files } : {}
    const acted = await performAction(taker.agent, { ...key, actionId: action?.id ?? '', ...words, idempotencyKey })
    assert.ok(acted.ok && last, 'one step more')
  })
}

/** What is written of one request, and its files, on one side. */
async function heldBy(side: Side, dossierId: string) {
  const bodies = await side.all<{ body: string }>('select body from dossiers.message where dossier_id = $1', [
    dossierId,
  ])
  const files = await side.all<{ digest: string }>(
    'select digest from dossiers.attachment where dossier_id = $1 order by 1',
    [dossierId],
  )
  return {
    words: bodies.flatMap(({ body }) => body.match(/\[\d+ [^\]]+\]/g) ?? []).toSorted(),
    digests: files.map(({ digest }) => digest),
  }
}

async function checkCase(one: Case): Promise<void> {
  const { giver, taker, number, fate } = one
  const expected = { words: one.words.toSorted(), digests: one.digests.toSorted() }
  assert.deepEqual(await heldBy(giver, one.dossierId), expected, `${number} (${fate}) where it was filed`)
  assert.deepEqual(await heldBy(taker, one.twinId), expected, `${number} (${fate}) at the other's`)
  const rows = await Promise.all(
    [giver, taker].map((side) =>
      side.all<{ state: string; sent: number; received: number }>(
        'select state, sent, received from handover.handover where id = $1',
        [one.handoverId],
      ),
    ),
  )
  const [[mine], [theirs]] = [rows[0] ?? [], rows[1] ?? []]
  assert.deepEqual([mine?.state, theirs?.state], [fate, fate])
  assert.deepEqual([mine?.sent, mine?.received], [theirs?.received, theirs?.sent], `${number} lost a message`)
}

/** A process dies each time that two requests more came to their end; each side dies whole once. */
async function killAtRandom(stop: AbortSignal): Promise<void> {
  const whole = new Map<number, Side>([
    [6, there],
    [12, here],
  ])
  for (let turn = 1; !stop.aborted; turn++) {
    while (!stop.aborted && done.length < turn * 2) await pause(100)
    if (stop.aborted) return
    await pause(randomInt(1500))
    const dying = whole.get(turn)
    const side = dying ?? (randomInt(2) === 0 ? here : there)
    const one: Victim = dying ? 'all' : ((['web', 'worker', 'database'] as const)[randomInt(3)] ?? 'web')
    say(`${side.name}: ${await side.kill(one)} killed, ${done.length} requests at their end`)
    if (dying) await side.start()
  }
}

async function passQuickly(stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await pause(1500)
    for (const side of [here, there]) await hurry(side).catch(() => {})
  }
}

/** Waits until nothing is left to send nor to do; fails with what is. */
async function untilQuiet(side: Side): Promise<void> {
  let left: readonly { readonly what: string }[] = []
  await until(`${side.name} is quiet`, async () => {
    await hurry(side)
    left = await side.all<{ what: string }>(
      `select task_identifier || ' ' || attempts || ' ' || coalesce(locked_by, 'free') || ' ' || coalesce(left(last_error, 200), '') as what
         from graphile_worker.jobs where run_at < now() + interval '20 minutes' and attempts < max_attempts
       union all select 'delivery ' || type || ' ' || coalesce(left(last_error, 200), '') from webhooks.delivery
         where state = 'waiting' and subscription_id in (select subscription_id from handover.partner)
       union all select 'message ' || type from handover.message where direction = 'in' and done_at is null`,
    )
    return left.length === 0 ? true : undefined
  }).catch((error: unknown) => {
    throw new Error(left.map(({ what }) => what).join('\n'), { cause: error })
  })
}

/** Three days pass: each attempt fails, the last too. */
async function untilDead(side: Side, count: number): Promise<void> {
  await until('messages die', async () => {
    await hurry(side)
    await side.all(`update webhooks.delivery set tries = 9 where state = 'waiting' and tries between 1 and 8`)
    const dead = await side.all(`select 1 from webhooks.delivery where state = 'dead'`)
    return dead.length === count ? true : undefined
  })
}

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1)
const say = (line: string): void => void process.stdout.write(`  ${line}\n`)
