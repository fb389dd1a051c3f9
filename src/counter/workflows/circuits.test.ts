import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { suite, test } from 'node:test'
import { Value } from 'typebox/value'
import type { Outcome } from '#kernel/outcome'
import { projectRoot } from '#platform/config'
import { checkWorkflow } from './domain/check.ts'
import { answersRead } from './domain/check-form.ts'
import { applicantReply, availableActions, leave, pendingRequest, start, takeAction } from './domain/interpreter.ts'
import { statusOf } from './domain/run.ts'
import { waysOut } from './domain/ways.ts'
import { renderTemplate, unknownVariables } from './domain/template.ts'
import { type Effect, templateVariables, type Transition, Workflow } from './schema/index.ts'

const folder = join(projectRoot, 'data/workflows')
const files = globSync('*.json', { cwd: folder }).toSorted()
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'))
const circuit = (slug: string): Workflow => Value.Parse(Workflow, read(`${slug}.json`))
const nobody = { answer: () => null }
const everybody = ['instructor', 'supervisor']

/** Presses buttons one after the other; `reply` is the applicant's. */
function play(
  slug: string,
  ...moves: readonly (string | readonly [string, string])[]
): Transition & { passed: string[] } {
  const workflow = circuit(slug)
  let here = start(workflow, nobody)
  const passed = [...here.path]
  const effects: Effect[] = [...here.effects]
  for (const move of moves) {
    const [actionId, text] = typeof move === 'string' ? [move, 'Un texte.'] : move
    const next =
      actionId === 'reply'
        ? applicantReply(workflow, here.status, nobody)
        : takeAction(workflow, here.status, { actionId, heldFunctions: everybody, text }, nobody)
    assert.ok(next.ok, `${actionId} in ${here.status}: ${next.ok ? '' : next.refusal}`)
    here = next.value
    passed.push(...here.path)
    effects.push(...here.effects)
  }
  return { ...here, effects, passed }
}

/** Where the answers that a status asks outside lead: one who comes, an opinion, a payment, or nobody in time. */
const answersFromOutside = (workflow: Workflow, status: string) =>
  waysOut(statusOf(workflow, status))
    .filter(({ way }) => ['accepted', 'refused', 'timed_out'].includes(way))
    .map((end) => {
      const left = leave(workflow, status, end, nobody)
      assert.ok(left.ok)
      return left
    })

/** Every text of a definition, wherever it stands. */
function textsOf(value: unknown): { fr: string; en?: string }[] {
  if (typeof value !== 'object' || value === null) return []
  if ('fr' in value) return [value as { fr: string; en?: string }]
  return Object.values(value).flatMap(textsOf)
}

suite('les circuits livrés', () => {
  test('ils sont quatre', () =>
    assert.deepEqual(files, ['simple.json', 'with-documents.json', 'with-payment.json', 'with-visa.json']))

  for (const file of files) {
    const slug = basename(file, '.json')

    test(`${slug} a sa forme, son nom et aucun défaut`, () => {
      assert.deepEqual(Value.Errors(Workflow, read(file)), [])
      assert.equal(circuit(slug).slug, slug)
      assert.deepEqual(checkWorkflow(circuit(slug)), [])
      // What is paid for is worked out by the form; nothing else is asked of it.
      assert.deepEqual(answersRead(circuit(slug)), slug === 'with-payment' ? ['amount_due'] : [])
    })

    test(`${slug} est entier en français et en anglais`, () => {
      const texts = textsOf(read(file))
      assert.ok(texts.length > 40)
      for (const { fr, en } of texts) {
        assert.ok(en, `« ${fr} » has no English`)
        assert.ok(!/[a-z]'[a-zé]/i.test(fr), `straight apostrophe in « ${fr} »`)
        assert.ok(!/[^\u00a0][;:?!»](\s|$)/.test(fr), `missing no-break space in « ${fr} »`)
      }
    })

    test(`${slug} : chaque statut est atteint par ses boutons et ses réponses, et toute marche peut finir`, () => {
      const workflow = circuit(slug)
      const first = start(workflow, nobody)
      const seen = new Set(first.path)
      const stops = new Set([first.status])
      let ends = 0
      for (const stop of stops) {
        const moves: Outcome<Transition, string>[] = availableActions(workflow, stop, everybody).map(({ id }) =>
          takeAction(workflow, stop, { actionId: id, heldFunctions: everybody, text: 'x' }, nobody),
        )
        if (pendingRequest(workflow, stop)) moves.push(applicantReply(workflow, stop, nobody))
        moves.push(...answersFromOutside(workflow, stop))
        if (moves.length === 0) ends += 1
        for (const move of moves) {
          assert.ok(move.ok)
          stops.add(move.value.status)
          for (const id of move.value.path) seen.add(id)
        }
      }
      assert.deepEqual([...seen].toSorted(), workflow.statuses.map(({ id }) => id).toSorted())
      const outcomes = workflow.statuses.filter(({ outcome }) => outcome !== undefined)
      assert.equal(ends, outcomes.length)
      assert.deepEqual(new Set(outcomes.map(({ outcome }) => outcome)), new Set(['accepted', 'refused', 'closed']))
    })

    test(`${slug} : l’agent peut demander une précision, le délai s’arrête puis repart, la personne est prévenue deux fois`, () => {
      const asked = play(slug, 'request_information')
      assert.equal(asked.phase, 'waiting_applicant')
      const kinds = (effects: readonly Effect[]) => effects.map((e) => (e.kind === 'clock' ? e.command : e.kind))
      assert.deepEqual(kinds(asked.effects), ['assign', 'pause', 'notify'])
      const replied = play(slug, 'request_information', 'reply')
      assert.equal(replied.status, 'examination')
      const back = ['assign', 'pause', 'notify', 'resume', 'notify']
      assert.deepEqual(kinds(replied.effects).slice(0, back.length), back)
    })

    test(`${slug} : un refus donne son motif, le délai de deux mois, le tribunal et l’article`, () => {
      const refused = circuit(slug).statuses.filter(({ outcome }) => outcome === 'refused' || outcome === 'closed')
      assert.equal(refused.length, slug === 'with-payment' ? 3 : 2)
      for (const { id, steps } of refused) {
        const [mail] = steps
        assert.ok(mail?.kind === 'notify')
        // Nobody decided that what is not paid is closed: the circuit says why by itself.
        const isDecided = id !== 'unpaid'
        for (const body of [mail.body.fr, mail.body.en]) assert.equal(body?.includes('{reason}'), isDecided)
        assert.match(
          mail.body.fr,
          /deux mois.*tribunal administratif.*R\.\u00a0421-1 du code de justice administrative/s,
        )
        assert.match(mail.body.en ?? '', /two months.*tribunal administratif.*R\. 421-1/s)
      }
      const negative = circuit(slug).statuses.flatMap(({ steps }) =>
        steps.flatMap((step) =>
          step.kind === 'action' && step.tone === 'refuse' && step.id !== 'approve' ? [step] : [],
        ),
      )
      assert.ok(negative.length > 0)
      assert.ok(negative.every(({ asks }) => asks?.kind === 'reason' && asks.required))
    })

    test(`${slug} : chaque courriel salue, porte le numéro, explique le suivi et se remplit sans accolade`, () => {
      const values = Object.fromEntries(templateVariables.map((name) => [name, `<${name}>`]))
      const mails = circuit(slug).statuses.flatMap(({ steps }) =>
        steps.flatMap((step) => (step.kind === 'notify' ? [step] : [])),
      )
      assert.ok(mails.length >= 4)
      for (const { subject, body } of mails) {
        assert.match(subject.fr, /\{number\}/)
        assert.match(body.fr, /^Bonjour \{name\},.*code de suivi.*\{collectivity\}$/s)
        assert.match(body.en ?? '', /^Hello \{name\},.*tracking code.*\{collectivity\}$/s)
        for (const text of [subject.fr, subject.en ?? '', body.fr, body.en ?? '']) {
          assert.deepEqual(unknownVariables(text), [])
          assert.ok(!renderTemplate(text, values).includes('{'))
        }
      }
    })
  }

  test('simple : une demande évidente est acceptée tout de suite', () => {
    const done = play('simple', ['accept', ''])
    assert.deepEqual(done.passed, ['new', 'accepted'])
    assert.deepEqual(done.effects.at(-1), { kind: 'close', outcome: 'accepted' })
  })

  test('avec visa : la réponse proposée revient avec une note, puis part une fois visée', () => {
    const { passed, effects } = play(
      'with-visa',
      'examine',
      'propose_acceptance',
      'send_back',
      'propose_refusal',
      'approve',
    )
    assert.deepEqual(passed, [
      'new',
      'examination',
      'visa_acceptance',
      'returned',
      'examination',
      'visa_refusal',
      'refused',
    ])
    assert.deepEqual(
      effects.map((effect) => (effect.kind === 'assign' ? effect.function : effect.kind)),
      ['instructor', 'supervisor', 'instructor', 'supervisor', 'notify', 'close'],
    )
  })

  test('avec visa : qui propose ne vise pas, qui vise ne propose pas', () => {
    const workflow = circuit('with-visa')
    const names = (status: string, held: string) => availableActions(workflow, status, [held]).map(({ id }) => id)
    assert.deepEqual(names('visa_refusal', 'instructor'), [])
    assert.deepEqual(names('visa_refusal', 'supervisor'), ['approve', 'send_back'])
    assert.deepEqual(names('examination', 'supervisor'), ['request_information'])
  })

  test('avec pièces : pièces demandées, reçues, vérifiées, redemandées, puis dossier complet et décision', () => {
    const { passed, effects } = play(
      'with-documents',
      'request_documents',
      'reply',
      'request_documents',
      'reply',
      'declare_complete',
      'accept',
    )
    const round = ['awaiting_documents', 'documents_received', 'verification']
    assert.deepEqual(passed, ['new', ...round, ...round, 'file_complete', 'examination', 'accepted'])
    assert.deepEqual(
      effects.flatMap((effect) => (effect.kind === 'clock' ? [effect.command] : [])),
      ['pause', 'resume', 'pause', 'resume'],
    )
  })
})
