import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { dayOf, deadline, mondayToFriday } from '#kernel/calendar'
import { makePromise } from '#counter/deadlines'
import type { Workflow } from '#counter/workflows'
import type { PageEntries } from '#counter/procedures'
import { carryOut, type CircuitState } from './circuit.ts'
import { type PromiseClock, sortMoment, standAt } from './clock.ts'
import { keepFiles, mergePage, type StoredPage } from './draft.ts'
import { appendToJournal, canonicalJson, derivedId, emptyJournal, type NewEvent, verifyJournal } from './journal.ts'
import { dossierNumber, numberPrefix, readDossierNumber } from './number.ts'
import {
  beginning,
  exactly,
  isOneFaultAway,
  phonePieces,
  queryWords,
  type Range,
  rangesOf,
  shortNumber,
  termsOf,
  textsIn,
  withOneMissing,
} from './terms.ts'

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
  const counted = { ref: { id: 'c', number: 1 }, name: 'Mairie', calendar: mondayToFriday }
  const promised = (days: number): PromiseClock => {
    const { promised: promise, day } = makePromise(undefined, days, counted, { at: tuesday })
    return { dueOn: day, clockPausedAt: null, promise }
  }
  const standing = { status: 'x', isApplicantAwaited: false, isOutsideAwaited: false, isCircuitPaused: false }
  const at = (now: Date) => ({ now, calendar: mondayToFriday })
  const pause = (clock: PromiseClock, now: Date) =>
    standAt(clock, { ...standing, isCircuitPaused: true }, at(now)).clock
  const resume = (clock: PromiseClock, now: Date) => standAt(clock, standing, at(now))

  test('le délai se reporte au jour ouvré suivant', () => {
    assert.equal(promised(10).dueOn, '2026-12-04')
    assert.equal(promised(11).dueOn, '2026-12-07')
  })

  test('le délai repart avec les jours qui restaient', () => {
    const paused = pause(promised(10), tuesday)
    const { clock, pausedDays, change } = resume(paused, new Date('2026-12-01T22:30:00Z'))
    assert.deepEqual([pausedDays, clock.dueOn, clock.clockPausedAt, change], [7, '2026-12-11', null, 'resumed'])
    assert.equal(sortMoment(paused), 'infinity')
    assert.deepEqual(sortMoment(clock), new Date('2026-12-11T22:59:59.999Z'))
  })

  test('une pause ne rapproche jamais l’échéance, qui compte les jours puis cherche un jour ouvré, une fois', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 400 * 24 }), (days, hours) => {
        const start = promised(days)
        const end = new Date(tuesday.getTime() + hours * 3_600_000)
        const { clock, pausedDays } = resume(pause(start, tuesday), end)
        assert.equal(pausedDays, (Date.parse(dayOf(end)) - Date.parse(dayOf(tuesday))) / 86_400_000)
        assert.ok(clock.dueOn >= start.dueOn)
        assert.equal(clock.dueOn, deadline(dayOf(tuesday), days + pausedDays, mondayToFriday))
      }),
    )
  })

  test('avancée parce qu’une autre demande était due plus tôt, elle garde cette avance en revenant d’une pause', () => {
    const forward = { ...promised(10), dueOn: '2026-12-01' }
    const { clock } = resume(pause(forward, tuesday), new Date('2026-11-26T09:00:00Z'))
    assert.equal(clock.dueOn, '2026-12-03')
  })

  test('déposée avant que les promesses soient gardées, son circuit seul l’arrête', () => {
    const old = { dueOn: '2026-12-04', clockPausedAt: null, promise: null }
    const paused = pause(old, tuesday)
    assert.equal(paused.clockPausedAt, tuesday)
    assert.equal(resume(paused, new Date('2026-11-25T09:00:00Z')).clock.dueOn, '2026-12-07')
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
    promise: null,
    closedAt: null,
    marks: {},
  }
  let drawn = 0
  const around = {
    now: new Date('2026-11-24T09:00:00Z'),
    calendar: mondayToFriday,
    promiseCalendar: mondayToFriday,
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

  test('les mots d’un dossier, chacun là où il dit le plus, sans accents', () => {
    const terms = termsOf([
      { source: 'answer', text: 'Zoé a vu un trou rue à l’Œuf' },
      { source: 'number', text: 'ESS-2026-04187' },
      { source: 'person', text: 'Zoé Exemple' },
      { source: 'subject', text: null },
    ])
    assert.deepEqual(
      terms.map(({ term, source }) => `${source} ${term}`),
      [
        ...['ess', '2026', '04187'].map((term) => `number ${term}`),
        ...['zoe', 'exemple'].map((term) => `person ${term}`),
        ...['vu', 'un', 'trou', 'rue', 'oeuf'].map((term) => `answer ${term}`),
      ],
    )
    assert.equal(shortNumber('ESS-2026-04187'), 'ESS-2026-4187')
    const long = Array.from({ length: 2000 }, (_, index) => `mot${index}`).join(' ')
    assert.equal(termsOf([{ source: 'message', text: long }]).length, 400)
  })

  test('un téléphone se trouve par un morceau, comme on l’écrit', () => {
    const pieces = phonePieces('+33 6 12 34 56 78').split(' ')
    assert.deepEqual(pieces.slice(0, 2), ['0612345678', '612345678'])
    assert.equal(pieces.at(-1), '5678')
    for (const typed of ['06 12 34', '+33 6 12 34', '12.34.56', '5678']) {
      const [word] = queryWords(typed)
      assert.ok(word && pieces.some((piece) => piece.startsWith(word.term)), typed)
    }
    assert.equal(phonePieces(null), '')
  })

  test('les textes d’une réponse, quelle que soit sa forme, sans fin', () => {
    assert.deepEqual(textsIn({ line: '27 rue', parts: ['a', { city: 'Essai' }], count: 3, empty: null }), [
      '27 rue',
      'a',
      'Essai',
      '3',
    ])
    const deep: Record<string, unknown> = {}
    deep['self'] = deep
    assert.deepEqual(textsIn(deep), [])
  })

  test('un mot cherché trouve les mots qui commencent ainsi, et eux seuls ; le mot exact, lui seul', () => {
    assert.deepEqual(
      queryWords(' Éxem RUE rue ').map(({ term }) => term),
      ['exem', 'rue'],
    )
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/)
    const holds = ({ lowest, highest }: Range, term: string) => term >= lowest && term < highest
    fc.assert(
      fc.property(word, word, (prefix, term) => {
        assert.equal(holds(beginning(prefix), term), term.startsWith(prefix))
        assert.equal(holds(exactly(prefix), term), term === prefix)
      }),
    )
  })

  test('une racine qui commence le mot le remplace ; une autre s’y ajoute ; trop courte, elle ne compte pas', () => {
    const ranges = (term: string, lexeme: string | null) =>
      rangesOf({ term, written: term }, lexeme).map(({ lowest }) => lowest)
    assert.deepEqual(ranges('lampadaires', 'lampadair'), ['lampadair'])
    assert.deepEqual(ranges('chevaux', 'cheval'), ['chevaux', 'cheval'])
    assert.deepEqual(ranges('rues', 'ru'), ['rues'])
    assert.deepEqual(ranges('pour', null), ['pour'])
  })

  test('deux mots à une faute l’un de l’autre ont toujours une écriture en commun', () => {
    const word = fc.stringMatching(/^[a-z]{4,12}$/)
    const letter = fc.stringMatching(/^[a-z]$/)
    fc.assert(
      fc.property(word, letter, fc.nat(11), fc.nat(3), (whole, other, at, kind) => {
        const place = at % whole.length
        const [before, after] = [whole.slice(0, place), whole.slice(place)]
        const swapped = before + (after[1] ?? '') + (after[0] ?? '') + after.slice(2)
        const typed =
          [before + other + after, before + after.slice(1), before + other + after.slice(1), swapped][kind] ?? ''
        assert.ok(isOneFaultAway(whole, typed))
        assert.ok(withOneMissing(typed).some((each) => withOneMissing(whole).includes(each)))
      }),
    )
    assert.ok(!isOneFaultAway('lampadaire', 'lampe'))
    assert.ok(!isOneFaultAway('trou', 'roue'))
  })
})
