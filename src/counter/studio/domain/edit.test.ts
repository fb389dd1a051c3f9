import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { DraftDocument, Edit } from '../schema.ts'
import { blankDocument, blankField, slugFrom } from './blank.ts'
import { applyEdit, touched } from './edit.ts'
import { replay, type Version } from './replay.ts'
import { isDocument } from './shape.ts'
import { isSame } from './tree.ts'

const insist = (document: DraftDocument, edit: Edit): DraftDocument => {
  const done = applyEdit(document, edit)
  if (!done.ok) assert.fail(`${edit.kind}: ${done.refusal}`)
  return done.value.document
}
const blank = blankDocument('Réserver un barnum')
const demande = (document: DraftDocument) => document.definition.form.pages[0]?.fields.map(({ id }) => id)
const addField = (label: string, after: string | null = null): Edit => ({
  kind: 'add_field',
  in: ['demande'],
  item: blankField('text', label),
  after,
})

test('une démarche partie de rien a la forme d’un brouillon', () => {
  assert.ok(isDocument(blank))
  assert.equal(slugFrom('Réserver un barnum !'), 'reserver-un-barnum')
})

test('un champ prend son nom de sa question, et ne le prend jamais deux fois', () => {
  let document = insist(blank, addField('Quel jour ?'))
  document = insist(document, addField('Quel jour ?', 'quel_jour'))
  assert.deepEqual(demande(document), ['quel_jour', 'quel_jour_2'])
  document = insist(document, { kind: 'remove_field', at: ['quel_jour'] })
  document = insist(document, addField('Quel jour ?', 'quel_jour_2'))
  assert.deepEqual(demande(document), ['quel_jour_2', 'quel_jour_3'], 'the name of what was removed is not free')
})

test('un nom ne se change pas, une forme fausse ne s’écrit pas, ce qui n’est plus là ne se touche pas', () => {
  const document = insist(blank, addField('Jour'))
  const refusal = (edit: Edit) => {
    const done = applyEdit(document, edit)
    return done.ok ? 'done' : done.refusal
  }
  assert.equal(refusal({ kind: 'set_field', at: ['jour'], set: { id: 'autre' } }), 'fixed_name')
  assert.equal(refusal({ kind: 'set_field', at: ['jour'], set: { label: 'un texte seul' } }), 'bad_shape')
  assert.equal(refusal({ kind: 'set_field', at: ['parti'], set: { optional: true } }), 'gone')
  assert.equal(refusal({ kind: 'move_page', at: ['demande'], in: [], after: 'vous' }), 'done')
})

test('une question passe d’une page à l’autre, une étape change de rang', () => {
  let document = insist(blank, addField('Jour'))
  document = insist(document, { kind: 'move_field', at: ['jour'], in: ['vous'], after: 'demandeur' })
  assert.deepEqual(
    document.definition.form.pages[1]?.fields.map(({ id }) => id),
    ['demandeur', 'jour', 'courriel'],
  )
  document = insist(document, { kind: 'move_step', at: ['a_l_etude', '0'], in: ['a_l_etude'], after: '1' })
  const statuses = 'statuses' in document.circuit ? document.circuit.statuses : []
  assert.deepEqual(
    statuses[1]?.steps.map((step) => ('id' in step ? step.id : '')),
    ['refuser', 'accepter'],
  )
})

test('les champs d’un bloc de lignes se changent par leur chemin', () => {
  let document = insist(blank, {
    kind: 'add_field',
    in: ['demande'],
    item: blankField('repeated', 'Vos chiens'),
    after: null,
  })
  document = insist(document, {
    kind: 'add_field',
    in: ['demande', 'vos_chiens'],
    item: blankField('choice', 'Race'),
    after: 'nom',
  })
  document = insist(document, {
    kind: 'set_option',
    at: ['vos_chiens', 'race', 'oui'],
    set: { label: { fr: 'Berger' } },
  })
  assert.match(JSON.stringify(document.definition.form.pages[0]), /Berger/)
})

/* Property: two authors at once. */

const start = ['Jour', 'Heure', 'Lieu'].reduce((document, label) => insist(document, addField(label)), blank)
const fields = ['jour', 'heure', 'lieu', 'demandeur', 'courriel']
const text = fc.constantFrom('A', 'B', 'C', 'D').map((fr) => ({ fr }))
const field = fc.constantFrom(...fields)
const page = fc.constantFrom('demande', 'vous')

const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ at: field, label: text }).map(({ at, label }): Edit => ({ kind: 'set_field', at: [at], set: { label } })),
  fc
    .record({ at: field, hint: fc.option(text) })
    .map(({ at, hint }): Edit => ({ kind: 'set_field', at: [at], set: { hint } })),
  fc
    .record({ at: field, into: page, after: fc.option(field) })
    .map(({ at, into, after }): Edit => ({ kind: 'move_field', at: [at], in: [into], after })),
  field.map((at): Edit => ({ kind: 'remove_field', at: [at] })),
  fc.record({ into: page, label: text, after: fc.option(field) }).map(({ into, label, after }): Edit => ({
    kind: 'add_field',
    in: [into],
    item: blankField('text', label.fr),
    after,
  })),
  fc.record({ at: page, title: text }).map(({ at, title }): Edit => ({ kind: 'set_page', at: [at], set: { title } })),
  text.map((title): Edit => ({ kind: 'set_about', set: { title } })),
  fc
    .record({ at: fc.constantFrom('0', '1'), label: text })
    .map(({ at, label }): Edit => ({ kind: 'set_step', at: ['a_l_etude', at], set: { label } })),
  fc.constantFrom('nouvelle', 'a_l_etude').map((status): Edit => ({ kind: 'remove_status', at: [status] })),
)

/** What an accepted change wrote, as one reads it afterwards; undefined where one cannot tell. */
const effect = (document: DraftDocument, edit: Edit, name: string | undefined): unknown => {
  if (edit.kind === 'add_field') return demandeOrVous(document).includes(name ?? '')
  if (edit.kind === 'remove_field') return demandeOrVous(document).includes(edit.at[0] ?? '')
  return 'set' in edit ? touched(document, edit) : undefined
}
const demandeOrVous = ({ definition }: DraftDocument): readonly string[] =>
  definition.form.pages.flatMap((each) => each.fields.map(({ id }) => id))

test('deux personnes à la fois : rien de ce qui fut accepté ne se perd sans avoir été lu', () => {
  const turn = fc.record({ edit: anyEdit, late: fc.nat(4) })
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 12 }), (turns) => {
      const at = new Date(0)
      const versions: Version[] = [{ number: 1, document: start, madeBy: null, madeAt: at }]
      const accepted: { edit: Edit; name: string | undefined }[] = []
      for (const { edit, late } of turns) {
        const seen = versions.slice(Math.max(0, versions.length - 1 - late))
        const done = replay(seen, edit)
        const newest: DraftDocument = versions.at(-1)?.document ?? start
        if (!done.ok) continue
        // What others did since the version that this author saw reads after her change as before.
        for (const each of accepted.slice(accepted.length - seen.length + 1)) {
          const now = effect(newest, each.edit, each.name)
          // Undone since, or never a change: it stands as she saw it.
          if (isSame(now, effect(seen[0]?.document ?? start, each.edit, each.name))) continue
          assert.deepEqual(effect(done.value.document, each.edit, each.name), now)
        }
        assert.ok(isDocument(done.value.document))
        versions.push({ number: versions.length + 1, document: done.value.document, madeBy: 'x', madeAt: at })
        accepted.push({ edit, name: done.value.name })
      }
    }),
    { numRuns: 150 },
  )
})

test('changer deux choses différentes au même moment : les deux restent', () => {
  const versions: Version[] = [{ number: 1, document: start, madeBy: null, madeAt: new Date(0) }]
  const theirs = insist(start, { kind: 'set_field', at: ['jour'], set: { label: { fr: 'Quel jour ?' } } })
  versions.push({ number: 2, document: theirs, madeBy: 'ana', madeAt: new Date(1) })
  const mine = replay(versions, { kind: 'set_field', at: ['jour'], set: { hint: { fr: 'Un samedi' } } })
  assert.match(JSON.stringify(mine), /Quel jour.*Un samedi/)
  const rival = replay(versions, { kind: 'set_field', at: ['jour'], set: { label: { fr: 'Jour voulu' } } })
  assert.deepEqual(rival, {
    ok: false,
    refusal: {
      reason: 'changed',
      before: { label: { fr: 'Jour' } },
      now: { label: { fr: 'Quel jour ?' } },
      by: 'ana',
      at: new Date(1),
    },
  })
  const removal = replay(versions, { kind: 'remove_page', at: ['demande'] })
  assert.equal(removal.ok, false, 'the page holds what was written meanwhile')
})

test('une modification laisse intact le document d’où elle part', () => {
  fc.assert(
    fc.property(anyEdit, (edit) => {
      const before = JSON.stringify(start)
      applyEdit(start, edit)
      touched(start, edit)
      assert.equal(JSON.stringify(start), before)
    }),
  )
})

/* Rows. */

const rowsOf = (label: string): Edit => ({
  kind: 'add_field',
  in: ['demande'],
  item: blankField('repeated', label),
  after: null,
})
const refusalOf = (document: DraftDocument, edit: Edit): string => {
  const done = applyEdit(document, edit)
  return done.ok ? 'done' : done.refusal
}
const rowNames = (document: DraftDocument, name: string): readonly string[] | undefined => {
  const field = document.definition.form.pages.flatMap(({ fields: all }) => all).find(({ id }) => id === name)
  return field && 'fields' in field ? field.fields.map(({ id }) => id) : undefined
}

test('une question entre dans des lignes et en sort : elle retrouve son nom, que nulle autre n’a pris', () => {
  let document = insist(insist(blank, addField('Jour')), rowsOf('Enfants'))
  document = insist(document, { kind: 'move_field', at: ['jour'], in: ['demande', 'enfants'], after: 'nom' })
  assert.deepEqual(rowNames(document, 'enfants'), ['nom', 'jour'])
  assert.ok(!demande(document)?.includes('jour'))
  document = insist(document, addField('Jour'))
  assert.ok(demande(document)?.includes('jour_2'), 'answers of before are kept under the name that it left')
  document = insist(document, { kind: 'move_field', at: ['enfants', 'jour'], in: ['vous'], after: null })
  assert.equal(document.definition.form.pages[1]?.fields[0]?.id, 'jour')
  assert.deepEqual(rowNames(document, 'enfants'), ['nom'])
})

test('un nom déjà pris là où elle va, ou qui y a servi, n’est pas le sien', () => {
  let document = insist(insist(blank, addField('Nom')), rowsOf('Enfants'))
  const moved = applyEdit(document, { kind: 'move_field', at: ['nom'], in: ['demande', 'enfants'], after: null })
  assert.ok(moved.ok)
  assert.equal(moved.value.name, 'nom_2')
  document = insist(moved.value.document, {
    kind: 'move_field',
    at: ['enfants', 'nom_2'],
    in: ['demande'],
    after: null,
  })
  assert.ok(demande(document)?.includes('nom'), 'back under its own name')
  document = insist(document, { kind: 'remove_field', at: ['enfants', 'nom'] })
  const again = applyEdit(document, { kind: 'move_field', at: ['nom'], in: ['demande', 'enfants'], after: null })
  assert.ok(again.ok)
  assert.equal(again.value.name, 'nom_2')
})

test('des lignes n’entrent dans d’autres qu’une fois, ni en elles-mêmes ; un bloc partagé n’y entre pas', () => {
  let document = ['Un', 'Deux', 'Trois'].reduce((each, label) => insist(each, rowsOf(label)), blank)
  document = insist(document, { kind: 'move_field', at: ['deux'], in: ['demande', 'un'], after: null })
  assert.deepEqual(rowNames(document, 'un'), ['deux', 'nom'])
  const into = (at: readonly string[], parent: readonly string[]) =>
    refusalOf(document, { kind: 'move_field', at, in: ['demande', ...parent], after: null })
  assert.equal(into(['trois'], ['un', 'deux']), 'bad_nesting')
  assert.equal(into(['un'], ['trois']), 'bad_nesting')
  assert.equal(into(['un'], ['un']), 'bad_nesting')
  assert.equal(into(['un', 'deux'], ['un', 'deux']), 'bad_nesting')
  assert.equal(into(['un', 'nom'], ['un', 'deux']), 'done')
  document = insist(document, {
    kind: 'add_field',
    in: ['demande'],
    item: { id: 'bloc', type: 'block', block: 'identite', label: { fr: 'Bloc' } },
    after: null,
  })
  assert.equal(into(['bloc'], ['trois']), 'bad_nesting')
})

test('où qu’elles aillent, les questions restent toutes là, et le brouillon garde sa forme', () => {
  const begun = ['Un', 'Deux'].reduce((each, label) => insist(each, rowsOf(label)), start)
  const labels = (document: DraftDocument): string[] => {
    const all = (list: readonly { label: { fr: string } }[]): string[] =>
      list.flatMap((each) => [
        each.label.fr,
        ...('fields' in each ? all(each.fields as readonly { label: { fr: string } }[]) : []),
      ])
    return document.definition.form.pages.flatMap((each) => all(each.fields)).toSorted()
  }
  const places = ['demande', 'vous', 'demande/un', 'demande/deux', 'demande/un/deux', 'demande/deux/un']
  const move = fc.record({
    at: fc.constantFrom('jour', 'heure', 'lieu', 'un', 'deux', 'un/deux', 'deux/un', 'un/jour', 'deux/jour', 'un/nom'),
    into: fc.constantFrom(...places),
    after: fc.option(field),
  })
  fc.assert(
    fc.property(fc.array(move, { maxLength: 15 }), (moves) => {
      let document = begun
      for (const { at, into, after } of moves) {
        const done = applyEdit(document, { kind: 'move_field', at: at.split('/'), in: into.split('/'), after })
        if (done.ok) document = done.value.document
      }
      assert.ok(isDocument(document))
      assert.deepEqual(labels(document), labels(begun))
    }),
    { numRuns: 200 },
  )
})
