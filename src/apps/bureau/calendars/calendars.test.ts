import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { calendarsOf } from '#territory/calendars'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
after(() => bureau.server.close())
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const url = '/bureau/corbas/calendriers'
const bookNow = () => calendarsOf(bureau.db, bureau.site.id)
const defaultNow = async () => {
  const found = (await bookNow()).calendars.find(({ isDefault }) => isDefault)
  assert.ok(found)
  return found
}
const week = {
  monday: '8h30-12h, 13h30-17h',
  tuesday: '8h30-12h',
  wednesday: '8h30-12h',
  thursday: '8h30-12h',
  friday: '8h30 à 12h et 13h30 à 16h',
  saturday: '',
  sunday: '',
}

suite('les calendriers d’une collectivité', () => {
  test('sans rien écrire, la mairie a celui de ses horaires affichés, et ses jours fermés à venir se lisent', async () => {
    const page = await camille.get(url)
    assert.equal(page.statusCode, 200)
    assert.match(page.body, /Suit les horaires affichés de la mairie/)
    assert.match(page.body, /Noël/)
    const calendar = await defaultNow()
    assert.equal(calendar.isDerived, true)
    assert.equal(calendar.revision, 1)
    assert.equal(calendar.definition.weeks[0]?.hours.sunday, undefined)
  })

  test('les horaires s’écrivent comme on les dit ; ce qui n’en est pas est refusé, gardé tel que tapé', async () => {
    const { id, revision } = await defaultNow()
    const wrong = await camille.post(`${url}/${id}`, {
      quoi: 'semaine',
      vu: String(revision),
      ...week,
      monday: 'matin',
    })
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /value="matin"/)
    assert.match(wrong.body, /Écrivez des horaires qui se suivent/)
    const crossed = { quoi: 'semaine', vu: String(revision), ...week, monday: '8h-12h, 11h-17h' }
    assert.equal((await camille.post(`${url}/${id}`, crossed)).statusCode, 422)
    const never = Object.fromEntries(Object.keys(week).map((name) => [name, '']))
    const closed = await camille.post(`${url}/${id}`, { quoi: 'semaine', vu: String(revision), ...never })
    assert.match(closed.body, /Laissez au moins un jour travaillé/)
    const right = await camille.post(`${url}/${id}`, { quoi: 'semaine', vu: String(revision), ...week })
    assert.equal(right.statusCode, 303)
    const after_ = await defaultNow()
    assert.equal(after_.revision, revision + 1)
    assert.equal(after_.isDerived, false)
    assert.deepEqual(after_.definition.weeks[0]?.hours.friday, [
      ['08:30', '12:00'],
      ['13:30', '16:00'],
    ])
  })

  test('deux onglets : le second ne défait pas ce que le premier a changé', async () => {
    const { id, revision } = await defaultNow()
    const closing = { quoi: 'fermer', vu: String(revision), pourquoi: 'Pont', du: '15/05/2027', au: '' }
    assert.equal((await camille.post(`${url}/${id}`, closing)).statusCode, 303)
    const second = await camille.post(`${url}/${id}`, { ...closing, pourquoi: 'Autre', du: '16/05/2027' })
    assert.equal(second.statusCode, 422)
    assert.match(second.body, /Quelqu’un d’autre vient de modifier/)
    const { calendar } = (await bookNow()).byId(id)
    assert.deepEqual(calendar.dayState('2027-05-15').because, { kind: 'closure', label: 'Pont' })
  })

  test('un fichier iCalendar ferme ses journées entières, une fois', async () => {
    const { id, revision, definition } = await defaultNow()
    const lines = [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'DTSTART;VALUE=DATE:20261224',
      'DTEND;VALUE=DATE:20261227',
      'SUMMARY:Fêtes\\, fermeture',
      ' annuelle',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'DTSTART:20261201T090000Z',
      'SUMMARY:Réunion',
      'END:VEVENT',
      'END:VCALENDAR',
    ]
    const content = Buffer.from(lines.join('\r\n'))
    const send = (seen: number) =>
      camille.upload(`${url}/${id}/fichier?vu=${seen}`, [['fichier', { name: 'conges.ics', content }]])
    assert.equal((await send(revision)).statusCode, 303)
    assert.equal((await send(revision + 1)).statusCode, 303)
    const { closures } = (await defaultNow()).definition
    assert.equal(closures.length, definition.closures.length + 1)
    assert.deepEqual(
      closures.find(({ from }) => from === '2026-12-24'),
      { from: '2026-12-24', to: '2026-12-26', label: 'Fêtes, fermetureannuelle' },
    )
    const bad = await camille.upload(`${url}/${id}/fichier?vu=${revision + 2}`, [
      ['fichier', { name: 'x.ics', content: Buffer.from('bonjour') }],
    ])
    assert.equal(bad.statusCode, 422)
    assert.match(bad.body, /Choisissez un fichier \.ics/)
  })

  test('un service peut compter sur un autre calendrier, et revenir à celui de tous', async () => {
    const added = await camille.post(url, { nom: 'État civil' })
    const id = String(added.headers.location).split('/').at(-1) ?? ''
    assert.equal((await camille.post(url, { nom: 'état civil' })).statusCode, 422)
    const serviceId = bureau.services.get('etat-civil') ?? ''
    assert.ok(serviceId)
    await camille.post(`${url}/services`, { [serviceId]: id })
    assert.equal((await bookNow()).of({ serviceId }).name, 'État civil')
    assert.equal((await bookNow()).of({ serviceId: null }).name, 'Mairie')
    assert.match((await camille.get(url)).body, /Quel service compte sur quel calendrier/)
    await camille.post(`${url}/services`, { [serviceId]: '' })
    assert.equal((await bookNow()).of({ serviceId }).name, 'Mairie')
  })

  test('l’année se lit mois par mois, dans les deux langues', async () => {
    const { id } = await defaultNow()
    const page = await camille.get(`${url}/${id}/annee?annee=2027`)
    assert.equal(page.statusCode, 200)
    assert.match(page.body, /samedi 15 mai \(Pont\)/)
    assert.match(page.body, /\(Ascension\)/)
    assert.match((await camille.inEnglish().get(`${url}/${id}/annee?annee=2027`)).body, /Working days/)
  })

  test('pour les autres agents, ces pages n’existent pas', async () => {
    const { id } = await defaultNow()
    assert.equal((await alix.get(url)).statusCode, 404)
    assert.equal((await alix.get(`${url}/${id}`)).statusCode, 404)
    assert.equal((await alix.post(`${url}/${id}`, { quoi: 'fermer', vu: '1', du: '24/12/2027' })).statusCode, 404)
    assert.equal((await camille.get(`${url}/${bureau.site.id}`)).statusCode, 404)
  })
})
