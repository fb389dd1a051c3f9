import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Context } from '#platform/context'
import { addNote, performAction, releaseDossier, sendAgentMessage, takeDossier, transferDossier } from './agent.ts'
import { sendApplicantMessage } from './applicant.ts'
import { readForAgent } from './files.ts'
import { beatOn } from './presence.ts'
import type { ActInput } from './progress.ts'
import { linkDossiers } from './relations.ts'
import { openTrial } from './trial.ts'

const trial = await openTrial()
const { here, clock, agentOf } = trial
const every = [{ role: 'supervisor' as const, serviceId: null }]
const camille = agentOf(here, every, 'Camille')
const noe = agentOf(here, every, 'Noé')

const filed = async () => ({ collectivityId: here.id, dossierId: (await trial.file(here)).dossierId })
const other = await trial.file(here)

type Deed = (
  ctx: Context,
  input: ActInput,
) => Promise<{ readonly ok: boolean; readonly refusal?: { readonly reason: string } }>

type Name = 'take' | 'transfer' | 'note' | 'message' | 'act' | 'link'

const deeds: Readonly<Record<Name, Deed>> = {
  take: takeDossier,
  transfer: (ctx, input) => transferDossier(ctx, { ...input, serviceId: here.civil }),
  note: (ctx, input) => addNote(ctx, { ...input, body: 'Une note' }),
  message: (ctx, input) => sendAgentMessage(ctx, { ...input, body: 'Bonjour' }),
  act: (ctx, input) => performAction(ctx, { ...input, actionId: 'examine' }),
  link: (ctx, input) => linkDossiers(ctx, { ...input, other: other.number, tie: 'relates' }),
}

/** For each deed of the first one, those that the second one is refused: the same thing. */
const refusedAfter: Readonly<Record<Name, readonly Name[]>> = {
  take: ['take'],
  transfer: ['take', 'transfer', 'act'],
  note: ['act'],
  message: ['message', 'act'],
  act: ['transfer', 'message', 'act'],
  link: ['link'],
}

suite('deux agents à la fois', () => {
  for (const first of Object.keys(deeds) as Name[])
    for (const second of Object.keys(deeds) as Name[]) {
      const isRefused = refusedAfter[first].includes(second)
      test(`${first} puis ${second} : ${isRefused ? 'la même chose, refusée' : 'deux choses, faites'}`, async () => {
        const key = await filed()
        const { version: seenVersion } = (await readForAgent(camille, key)).dossier
        assert.ok((await deeds[first](noe, key)).ok)
        const done = await deeds[second](camille, { ...key, seenVersion })
        assert.equal(done.ok, !isRefused, JSON.stringify(done.refusal))
        const strict = await deeds.note(camille, { ...key, expectedVersion: seenVersion })
        assert.equal(strict.refusal?.reason, 'changed_meanwhile')
        assert.equal((await readForAgent(camille, key)).journalFault, undefined)
      })
    }

  test('partis au même instant, un message et une note restent tous les deux', async () => {
    const key = await filed()
    const { version: seenVersion } = (await readForAgent(camille, key)).dossier
    const both = await Promise.all([
      deeds.message(noe, { ...key, seenVersion }),
      deeds.note(camille, { ...key, seenVersion }),
    ])
    assert.deepEqual(
      both.map(({ ok }) => ok),
      [true, true],
    )
    assert.equal((await readForAgent(camille, key)).messages.length, 2)
  })

  test('la personne écrit pendant qu’on lui répond : la réponse attend d’être relue', async () => {
    const key = await filed()
    const { version: seenVersion } = (await readForAgent(camille, key)).dossier
    const tracker = trial.as({ kind: 'tracker', dossierId: key.dossierId, name: 'Ana Exemple' })
    await sendApplicantMessage(tracker, { ...key, body: 'Je précise' })
    const done = await sendAgentMessage(camille, { ...key, seenVersion, body: 'Réponse' })
    assert.ok(!done.ok && done.refusal.reason === 'changed_meanwhile')
    assert.ok((await releaseDossier(camille, { ...key, seenVersion })).ok === false)
  })
})

suite('être là', () => {
  test('chacun voit les autres, jamais soi ; on part, ou on se tait une minute, et l’on n’y est plus', async () => {
    const key = await filed()
    assert.deepEqual((await beatOn(camille, { ...key, doing: 'reads' })).others, [])
    const seen = await beatOn(noe, { ...key, doing: 'writes' })
    assert.deepEqual(
      seen.others.map(({ name, doing }) => [name, doing]),
      [['Camille', 'reads']],
    )
    assert.deepEqual(
      (await readForAgent(camille, key)).present.map(({ name, doing }) => [name, doing]),
      [['Noé', 'writes']],
    )
    await beatOn(noe, { ...key, doing: 'leaves' })
    assert.deepEqual((await readForAgent(camille, key)).present, [])
    clock.advance(61_000)
    assert.deepEqual((await beatOn(noe, { ...key, doing: 'reads' })).others, [])
  })

  test('une personne élue, un autre service, une autre commune : ni trace, ni nouvelle', async () => {
    const key = await filed()
    const elected = agentOf(here, [{ role: 'elected', serviceId: null }])
    const elsewhere = agentOf(here, [{ role: 'agent', serviceId: here.civil }])
    for (const who of [elected, elsewhere, agentOf(trial.there, every), trial.anonymous])
      await assert.rejects(beatOn(who, { ...key, doing: 'reads' }), { code: 'dossiers.no_dossier' })
    assert.deepEqual((await readForAgent(camille, key)).present, [])
  })
})
