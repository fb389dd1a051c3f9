import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { dayOf, mondayToFriday } from '#kernel/calendar'
import type { Workflow } from '#counter/workflows'
import type { PageEntries } from '#counter/procedures'
import { carryOut, type CircuitState } from './circuit.ts'
import { pauseClock, promise, resumeClock, sortMoment } from './clock.ts'
import { keepFiles, mergePage, type StoredPage } from './draft.ts'
import { appendToJournal, canonicalJson, derivedId, emptyJournal, type NewEvent, verifyJournal } from './journal.ts'
import { dossierNumber, numberPrefix, readDossierNumber } from './number.ts'
import { afterPrefix, queryTerms, searchTerms } from './terms.ts'

const key = { collectivityId: 'c', dossierId: 'd' }
const agent = { kind: 'agent', accountId: null, name: 'Agent' } as const

const newEvent = fc
  .record({
    id: fc.uuid(),
    name: fc.string(),
    at: fc.date({ min: new Date('1970-01-01'), max: new Date('9000-01-01'), noInvalidDate: true }),
  })
  .map(({ id, name, at }): NewEvent => ({
    id,
    at,
    kind: 'dossier.taken',
    actor: agent,
    payload: { accountId: id, name },
  }))

suite('le journal', () => {
  test('un journal tel qu’il a été écrit est juste', () => {
    fc.assert(
      fc.property(fc.array(newEvent, { maxLength: 12 }), fc.nat(12), (events, cut) => {
        const first = appendToJournal(key, emptyJournal, events.slice(0, cut))
        const second = appendToJournal(key, first.head, events.slice(cut))
        assert.equal(verifyJournal(key, [...first.lines, ...second.lines], second.head), undefined)
      }),
    )
  })

  test('une ligne changée, retirée, déplacée ou tronquée se voit', () => {
    fc.assert(
      fc.property(fc.array(newEvent, { minLength: 2, maxLength: 8 }), fc.nat(), fc.nat(3), (events, seed, kind) => {
        const { lines, head } = appendToJournal(key, emptyJournal, events)
        const at = seed % lines.length
        const spoiled = [...lines]
        const line = spoiled[at]
        assert.ok(line)
        if (kind === 0) spoiled[at] = { ...line, payload: { accountId: line.id, name: `${line.id} changé` } }
        if (kind === 1) spoiled[at] = { ...line, at: new Date(line.at.getTime() + 1) }
        if (kind === 2) spoiled.splice(at, 1)
        if (kind === 3) spoiled.pop()
        assert.notEqual(verifyJournal(key, spoiled, head), undefined)
      }),
    )
  })

  test('le journal d’un autre dossier ne passe pas pour le sien', () => {
    const event: NewEvent = {
      id: 'e',
      at: new Date(0),
      kind: 'dossier.released',
      actor: agent,
      payload: { accountId: 'a', name: '' },
    }
    const { lines, head } = appendToJournal(key, emptyJournal, [event])
    assert.deepEqual(verifyJournal({ ...key, dossierId: 'x' }, lines, head), { fault: 'changed_line', seq: 1 })
  })

  test('la forme canonique ne dépend pas de l’ordre des clés, et survit à JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
        assert.equal(canonicalJson(JSON.parse(text)), text)
      }),
    )
    assert.equal(canonicalJson({ b: 1, a: [{ d: null, c: undefined }] }), '{"a":[{"d":null}],"b":1}')
  })

  test('un identifiant dérivé est toujours le même, et un UUID', () => {
    assert.equal(derivedId('e', 'mail'), derivedId('e', 'mail'))
    assert.notEqual(derivedId('e', 'mail'), derivedId('e', 'sms'))
    assert.match(derivedId('e', 'mail'), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

suite('deux onglets sur un brouillon', () => {
  const blank: StoredPage = { entries: {}, changes: {}, rivals: {} }
  const inputs = ['street', 'note', 'size']
  const entries = fc.record(Object.fromEntries(inputs.map((name) => [name, fc.constantFrom('', 'a', 'b', 'c')])))

  test('ce qu’un autre onglet a changé reste, si celui-ci n’y a pas touché', () => {
    const first = mergePage(blank, { street: 'a', note: 'x' }, 1, 1)
    const other = mergePage(first, { street: 'b', note: 'x' }, 1, 2)
    const again = mergePage(other, { street: 'c', note: 'x' }, 2, 3)
    const mine = mergePage(again, { street: 'a', note: 'y' }, 1, 4)
    assert.deepEqual(mine.entries, { street: 'c', note: 'y' })
    assert.deepEqual(mine.rivalries, [])
  })

  test('quand les deux ont écrit, les deux valeurs sont gardées et la rivalité est dite', () => {
    const first = mergePage(blank, { street: 'a' }, 1, 1)
    const other = mergePage(first, { street: 'b' }, 1, 2)
    const mine = mergePage(other, { street: 'c' }, 1, 3)
    assert.deepEqual(mine.rivalries, [{ input: 'street', mine: 'c', theirs: 'b' }])
    assert.deepEqual([mine.entries['street'], mine.rivals['street']], ['c', 'b'])
    assert.deepEqual(mergePage(mine, { street: 'b' }, 3, 4).rivals, {})
  })

  test('un onglet oublié depuis longtemps ne perd pas ce qu’on y tape, fût-ce une valeur d’avant', () => {
    let stored: StoredPage = blank
    for (const [index, street] of ['c', 'b', '', 'b', 'a', 'b', ''].entries())
      stored = mergePage(stored, { street }, index + 1, index + 2)
    const mine = mergePage(stored, { street: 'c' }, 1, 9)
    assert.equal(mine.entries['street'], 'c')
    assert.deepEqual(mine.rivalries, [{ input: 'street', mine: 'c', theirs: '' }])
  })

  test('rien de ce qu’un onglet vient de taper ne se perd : c’est la valeur gardée, ou celle de l’autre quand il n’a rien changé', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ tab: fc.nat(2), posted: entries, reload: fc.boolean() }), { maxLength: 12 }),
        (saves) => {
          let stored: StoredPage = blank
          let version = 1
          const shown: { version: number; entries: PageEntries }[] = [0, 1, 2].map(() => ({ version: 1, entries: {} }))
          for (const { tab, posted, reload } of saves) {
            const view = shown[tab]
            assert.ok(view)
            const before = stored.entries
            const merged = mergePage(stored, posted, view.version, (version += 1))
            for (const input of inputs) {
              const typed = posted[input]
              const isTyped = (typed ?? '') !== (view.entries[input] ?? '')
              const kept = merged.entries[input] ?? ''
              if (isTyped) assert.equal(kept, typed)
              if (!isTyped && kept !== typed) assert.equal(kept, before[input] ?? '')
              const isReplaced = kept !== (before[input] ?? '') && (before[input] ?? '') !== (view.entries[input] ?? '')
              if (isReplaced) assert.equal(merged.rivals[input], before[input] ?? '')
            }
            stored = merged
            shown[tab] = reload
              ? { version, entries: merged.entries }
              : { version: view.version, entries: view.entries }
            if (!reload) continue
          }
        },
      ),
    )
  })

  test('les fichiers d’une question restent quand la page ne les renvoie pas', () => {
    const ids = new Set(['f1', 'f2'])
    assert.deepEqual(keepFiles({ plan: ['f1'], note: 'x', tags: ['a'] }, { note: 'y' }, ids), {
      plan: ['f1'],
      note: 'y',
    })
    assert.deepEqual(keepFiles({ 'rows.0.plan': ['f1'] }, {}, ids), {})
  })
})

suite('la promesse', () => {
  const tuesday = new Date('2026-11-24T09:00:00Z')

  test('le délai se reporte au jour ouvré suivant', () => {
    assert.equal(promise(tuesday, 10, mondayToFriday).dueOn, '2026-12-04')
    assert.equal(promise(tuesday, 11, mondayToFriday).dueOn, '2026-12-07')
  })

  test('le délai repart avec les jours qui restaient', () => {
    const paused = pauseClock(promise(tuesday, 10, mondayToFriday), tuesday)
    const later = new Date('2026-12-01T22:30:00Z')
    const { clock, pausedDays } = resumeClock(paused, later, mondayToFriday)
    assert.deepEqual([pausedDays, clock.dueOn, clock.pausedAt], [7, '2026-12-11', null])
    assert.equal(sortMoment(paused), 'infinity')
  })

  test('une pause ne rapproche jamais l’échéance, et la décale d’au moins sa durée', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 400 * 24 }), (days, hours) => {
        const start = promise(tuesday, days, mondayToFriday)
        const end = new Date(tuesday.getTime() + hours * 3_600_000)
        const { clock, pausedDays } = resumeClock(pauseClock(start, tuesday), end, mondayToFriday)
        const moved = (Date.parse(clock.dueOn) - Date.parse(start.dueOn)) / 86_400_000
        assert.equal(pausedDays, (Date.parse(dayOf(end)) - Date.parse(dayOf(tuesday))) / 86_400_000)
        assert.ok(moved >= pausedDays && moved <= pausedDays + 5)
      }),
    )
  })
})

suite('le circuit sur un dossier', () => {
  const state: CircuitState = {
    status: 'new',
    phase: 'received',
    outcome: null,
    serviceId: 'roads',
    assignedFunction: 'instructor',
    holderAccountId: 'a',
    holderName: 'Agent',
    dueOn: '2026-12-04',
    clockPausedAt: null,
    closedAt: null,
    marks: {},
  }
  let drawn = 0
  const around = {
    now: new Date('2026-11-24T09:00:00Z'),
    calendar: mondayToFriday,
    bindings: { supervisor: 'head' },
    scope: { answer: () => null },
    submittedAt: new Date('2026-11-20T09:00:00Z'),
    newId: () => `id-${(drawn += 1)}`,
  }
  const move = (effects: Parameters<typeof carryOut>[1]['effects']) =>
    carryOut(state, { path: ['x'], status: 'x', phase: 'examined', effects }, around)

  test('le dossier qui reste à la même fonction garde son agent ; à une autre, il n’en a plus', () => {
    assert.equal(move([{ kind: 'assign', function: 'instructor' }]).state.holderAccountId, 'a')
    const moved = move([{ kind: 'assign', function: 'supervisor' }])
    assert.deepEqual([moved.state.holderAccountId, moved.state.serviceId], [null, 'head'])
    assert.deepEqual(moved.consequences, [
      { kind: 'dossier.assigned', payload: { function: 'supervisor', serviceId: 'head' } },
    ])
  })

  test('un dossier clos n’a plus d’horloge arrêtée', () => {
    const closed = move([
      { kind: 'clock', command: 'pause' },
      { kind: 'close', outcome: 'refused' },
    ])
    assert.deepEqual([closed.state.outcome, closed.state.clockPausedAt], ['refused', null])
    assert.equal(closed.state.closedAt, around.now)
  })

  test('chaque courriel du circuit a sa ligne au journal', () => {
    const said = { subject: { fr: 's' }, body: { fr: 'b' } } satisfies Partial<
      Workflow['statuses'][number]['steps'][number]
    >
    const { consequences, notifications } = move([{ kind: 'notify', ...said }])
    assert.equal(notifications.length, 1)
    assert.deepEqual(consequences, [{ kind: 'applicant.notified', payload: { subject: { fr: 's' } } }])
  })
})

suite('numéros et mots', () => {
  test('trois lettres disent la commune', () => {
    const prefixes = ['Essaiville', 'Saint-Essai', 'La Mulotière', 'Vaux-en-Essai', 'Ry', 'L’Épreuve'].map(numberPrefix)
    assert.deepEqual(prefixes, ['ESS', 'STE', 'MUL', 'VAU', 'RYX', 'EPR'])
    assert.equal(dossierNumber('ESS', 2026, 4187), 'ESS-2026-04187')
    assert.equal(dossierNumber('ESS', 2026, 1_234_567), 'ESS-2026-1234567')
  })

  test('un numéro se lit comme on l’écrit ; son début est un mot comme un autre', () => {
    for (const text of ['ESS-2026-04187', ' ess-2026-04187 ', 'ess 2026 04187', 'Ess2026-04187']) {
      assert.equal(readDossierNumber(text), 'ESS-2026-04187')
    }
    for (const text of ['ESS-2026-041', 'ESS-2026', '04187', 'rue 2026', ''])
      assert.equal(readDossierNumber(text), undefined)
  })

  test('un mot cherché trouve les mots qui commencent ainsi, et eux seuls', () => {
    assert.deepEqual(searchTerms(['ESS-2026-04187', 'Zoé Exemple', null, 'rue à l’Œuf']), [
      'ess',
      '2026',
      '04187',
      'zoe',
      'exemple',
      'rue',
      'oeuf',
    ])
    assert.deepEqual(queryTerms(' Éxem RUE rue '), ['exem', 'rue'])
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/)
    fc.assert(
      fc.property(word, word, (prefix, term) => {
        assert.equal(term >= prefix && term < afterPrefix(prefix), term.startsWith(prefix))
      }),
    )
  })
})
