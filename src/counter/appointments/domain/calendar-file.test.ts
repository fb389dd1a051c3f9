import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { type CalendarFile, calendarFile } from './calendar-file.ts'

interface Component {
  readonly name: string
  readonly properties: Map<string, { readonly parameters: Record<string, string>; readonly value: string }>
  readonly components: Component[]
}

/** Reads a file by the grammar of RFC 5545 (3.1 and 3.6), and refuses what it does not allow. */
function parse(text: string): Component {
  assert.ok(text.endsWith('\r\n'))
  assert.doesNotMatch(text.replaceAll('\r\n', ''), /[\r\n]/, 'each line ends with CR and LF')
  const physical = text.slice(0, -2).split('\r\n')
  for (const line of physical) assert.ok(Buffer.byteLength(line) <= 75, line)
  const lines = text
    .replaceAll(/\r\n[ \t]/g, '')
    .slice(0, -2)
    .split('\r\n')
  const root: Component = { name: '', properties: new Map(), components: [] }
  const open = [root]
  for (const line of lines) readLine(open, line)
  assert.equal(open.length, 1, 'each component ends')
  assert.equal(root.components.length, 1)
  return root.components[0] ?? root
}

const contentLine = /^([A-Z-]+)((?:;[A-Z-]+=(?:"[^"\p{Cc}]*"|[^";:,\p{Cc}]*))*):([^\p{Cc}]*)$/u

function readLine(open: Component[], line: string): void {
  const [, name = '', parameters = '', value = ''] =
    contentLine.exec(line) ?? assert.fail(`not a content line: ${line}`)
  const current = open.at(-1)
  assert.ok(current)
  if (name === 'BEGIN') {
    const component: Component = { name: value, properties: new Map(), components: [] }
    current.components.push(component)
    open.push(component)
    return
  }
  if (name === 'END') {
    assert.equal(open.pop()?.name, value)
    return
  }
  assert.ok(!current.properties.has(name), `${name} once`)
  const read = [...parameters.matchAll(/;([A-Z-]+)=("?)([^";]*)\2/g)].map(([, key = '', , given = '']) => [key, given])
  current.properties.set(name, { parameters: Object.fromEntries(read) as Record<string, string>, value })
}

/** A TEXT value (3.3.11) as it was before it was written. */
function unescaped(value: string): string {
  assert.doesNotMatch(value.replaceAll(/\\[\\;,nN]/g, ''), /[\\;,]/, 'what separates is escaped')
  return value.replaceAll(/\\([\\;,nN])/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign))
}

const file: CalendarFile = {
  method: 'PUBLISH',
  name: 'Titres d’identité',
  organizer: { name: 'Mairie "d’essai"', email: 'mairie@exemple.fr' },
  at: new Date('2026-11-24T09:00:00Z'),
  entries: [
    {
      uid: '0193-essai@exemple.fr',
      sequence: 2,
      isCancelled: false,
      startsAt: new Date('2026-12-03T08:00:00Z'),
      endsAt: new Date('2026-12-03T08:30:00Z'),
      summary:
        'Remise ; un titre, très long intitulé avec des accents éèàù qui dépasse de loin les soixante-quinze octets permis',
      location: '1 place d’Essai, 69000',
      description: 'Venez\navec vos pièces',
      url: 'https://exemple.fr/rendez-vous/1?cle=abc',
    },
  ],
}

suite('le fichier d’agenda', () => {
  test('se relit par la grammaire de la norme, et dit ce qu’on y a mis', () => {
    const calendar = parse(calendarFile(file))
    assert.equal(calendar.name, 'VCALENDAR')
    assert.equal(calendar.properties.get('VERSION')?.value, '2.0')
    assert.equal(calendar.properties.get('METHOD')?.value, 'PUBLISH')
    assert.ok(calendar.properties.has('PRODID'))
    const [event] = calendar.components
    assert.equal(event?.name, 'VEVENT')
    const read = (name: string) => event?.properties.get(name)?.value ?? ''
    assert.equal(read('DTSTART'), '20261203T080000Z')
    assert.equal(read('DTEND'), '20261203T083000Z')
    assert.equal(read('DTSTAMP'), '20261124T090000Z')
    assert.equal(read('SEQUENCE'), '2')
    assert.equal(read('STATUS'), 'CONFIRMED')
    assert.equal(read('UID'), '0193-essai@exemple.fr')
    assert.equal(read('ORGANIZER'), 'mailto:mairie@exemple.fr')
    assert.equal(unescaped(read('SUMMARY')), file.entries[0]?.summary)
    assert.equal(unescaped(read('DESCRIPTION')), 'Venez\navec vos pièces')
    assert.equal(read('URL'), 'https://exemple.fr/rendez-vous/1?cle=abc')
  })

  test('une annulation le dit par sa méthode et son état', () => {
    const entries = file.entries.map((entry) => ({ ...entry, isCancelled: true, sequence: 3 }))
    const calendar = parse(calendarFile({ ...file, method: 'CANCEL', entries }))
    assert.equal(calendar.properties.get('METHOD')?.value, 'CANCEL')
    assert.equal(calendar.components[0]?.properties.get('STATUS')?.value, 'CANCELLED')
  })

  test('quels que soient les textes, rien ne s’ajoute et rien ne se perd', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 200 })
    fc.assert(
      fc.property(anything, anything, anything, (summary, location, name) => {
        const entries = file.entries.map((entry) => ({ ...entry, summary, location }))
        const calendar = parse(calendarFile({ ...file, name, entries }))
        assert.equal(calendar.components.length, 1)
        const written = (value: string) =>
          value
            .toWellFormed()
            .replaceAll(/\r\n?/g, '\n')
            .replaceAll(/[^\P{Cc}\n]/gu, ' ')
        const event = calendar.components[0]
        assert.equal(unescaped(event?.properties.get('SUMMARY')?.value ?? ''), written(summary))
        if (location !== '') assert.equal(unescaped(event?.properties.get('LOCATION')?.value ?? ''), written(location))
      }),
    )
  })
})
