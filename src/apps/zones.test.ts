import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { dayOf, timeOf } from '#kernel/calendar'
import { addRoutes, FormBody, route } from '#platform/http'
import { formats } from '#platform/i18n'
import { byClocksOf, calendarsOf, changeCalendar } from '#territory/calendars'
import { everyHandler } from '../handlers.ts'
import { atSite } from './access/index.ts'
import { contextFor } from './app.ts'
import { bureauRoutes } from './bureau/index.ts'
import { openCircuits, status } from './circuits-testing.ts'

/** A commune overseas: what its people and its agents read is of there, whatever clocks the machine goes by. */

const trial = await openCircuits(everyHandler)
const { app, server, site, clock, browser, sessionOf, offer, file, work, sql } = trial
addRoutes(server, bureauRoutes(app))
addRoutes(server, [
  route({
    method: 'POST',
    url: '/:site/heure',
    guard: atSite(app),
    schema: { body: FormBody },
    handle: async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return { day: dayOf(clock.now()), time: timeOf(clock.now()) }
    },
  }),
])
after(() => server.close())

const { calendars } = await calendarsOf(app.db, site.id)
const [mairie] = calendars
assert.ok(mairie)
const system = contextFor(app, { kind: 'system', name: 'essai' })
const change = { what: 'describe', name: 'Mairie', zone: 'Pacific/Noumea', holidays: 'metropole', hasGoodFriday: false }
const moved = await changeCalendar(system, {
  collectivityId: site.id,
  id: mairie.id,
  seen: mairie.revision,
  change: { ...change, what: 'describe' },
})
assert.ok(moved.ok, JSON.stringify(moved))
const said = (body: string): string => body.replaceAll(/[\u00a0\u202f]/g, ' ')

const word = (fr: string) => ({ fr, en: fr })
const grant = { kind: 'action', id: 'grant', label: word('Accorder'), tone: 'forward', by: ['instructor'], to: 'good' }
const statuses = [
  status('study', [{ ...grant, consequences: [word('Elle est accordée.')] }]),
  status('good', [], { outcome: 'accepted' }),
]

suite('l’heure de la collectivité', () => {
  test('après qu’un formulaire est lu, la page va encore par les heures de là-bas ; ailleurs, par celles de Paris', async () => {
    // Nine in the morning of 24 November in UTC: ten in Paris, eight in the evening in Nouméa.
    const there = await browser().post('/corbas/heure', { x: 'y'.repeat(3000) })
    assert.deepEqual(JSON.parse(there.body), { day: '2026-11-24', time: '20:00' })
    const here = await browser().post('/bron/heure', {})
    assert.deepEqual(JSON.parse(here.body), { day: '2026-11-24', time: '10:00' })
    assert.equal(timeOf(clock.now()), '10:00')
  })

  test('un jour reste ce jour sous toutes les heures', async () => {
    await byClocksOf(app.db, site.id, async () => {
      assert.equal(formats('fr').date('2026-11-24'), '24 novembre 2026')
      assert.equal(said(formats('fr').dateTime(new Date('2026-11-24T15:30:00Z'))), '25 novembre à 2 h 30')
    })
  })

  test('déposée à Nouméa le 25 à deux heures du matin : la personne, l’agent et le courriel disent le 25', async () => {
    const offerId = await offer({ slug: 'essai-ailleurs', statuses })
    clock.advance(6.5 * 3_600_000)
    const { dossierId } = await file(offerId)
    await work()
    const person = browser().signIn(await sessionOf('camille.demonstration@exemple.fr'))
    assert.match(said((await person.get(`/mes-demandes/${dossierId}`)).body), /mercredi 25 novembre 2026/)
    const agent = browser().signIn(await sessionOf('voirie.corbas@exemple.fr'))
    assert.match(said((await agent.get(`/bureau/corbas/demandes/${dossierId}`)).body), /25 novembre.{0,30}2 h 30/s)
    const [mail] = await sql<{ text: string }>(
      `select text from mail.message where subject like '%est bien arrivée' order by created_at desc limit 1`,
    )
    assert.match(said(mail?.text ?? ''), /25 novembre 2026 à 2 h 30/)
  })
})
