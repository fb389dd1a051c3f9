import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { changeAgenda, createAgenda } from '#counter/appointments'
import { momentOf } from '#kernel/calendar'
import { systemContext } from '#platform/context'
import { gzipped, openGuichet, wordsOf } from '../testing.ts'

const { app, clock, site, sql, browser, sessionOf } = await openGuichet()
const system = systemContext(app, 'essai')

const made = await createAgenda(system, {
  collectivityId: site.id,
  description: {
    title: { fr: 'Passeports' },
    serviceId: null,
    place: 'Hôtel de ville d’essai',
    whenFull: { fr: 'Appelez le service au 04 00 00 00 00.' },
    noticeHours: 24,
    horizonDays: 40,
    closedOnHolidays: true,
    isOpen: true,
  },
})
assert.ok(made.ok)
const slug = made.value
for (const change of [
  { what: 'add_resource', name: 'Guichet 1', nature: 'desk' },
  {
    what: 'add_kind',
    kind: {
      title: { fr: 'Remise d’un passeport' },
      minutes: 15,
      everyMinutes: 15,
      capacity: 1,
      bufferBefore: 0,
      bufferAfter: 0,
    },
  },
  {
    what: 'add_opening',
    opening: { resourceId: null, weekdays: [2], from: 540, to: 600, validFrom: null, validTo: null },
  },
] as const) {
  assert.ok((await changeAgenda(system, { collectivityId: site.id, slug, change })).ok)
}

const choose = `/${site.slug}/rendez-vous/prendre/${slug}`
const tuesday = `${choose}?jour=2026-12-01`
const at = (minutes: number) => momentOf('2026-12-01', minutes).toISOString()
const ana = { nom: 'Ana Exemple', courriel: 'ana@exemple.fr', telephone: '' }

/** Takes a time to its end; gives the address of its page. */
async function taken(visitor: ReturnType<typeof browser>, heure: string): Promise<string> {
  const held = await visitor.post(tuesday, { heure })
  assert.equal(held.statusCode, 303, wordsOf(held.body))
  const booked = await visitor.post(String(held.headers.location), ana)
  assert.equal(booked.statusCode, 303, wordsOf(booked.body))
  return String(booked.headers.location)
}

suite('prendre rendez-vous', () => {
  test('on voit les jours, puis les heures ; ce qui est trop proche n’y est pas', async () => {
    const list = await browser().get(`/${site.slug}/rendez-vous`)
    assert.match(list.body, new RegExp(`href="${choose}"`))
    const days = wordsOf((await browser().get(choose)).body)
    assert.match(days, /Mardi 1er décembre 4 heures libres/)
    assert.doesNotMatch(days, /24 novembre/)
    const page = await browser().get(tuesday)
    assert.match(wordsOf(page.body), /Les heures du mardi 1er décembre 2026 .*Le matin 9 h 9 h 15 9 h 30 9 h 45/)
    assert.ok(gzipped(page.body) < 8000)
  })

  test('une retenue qui n’en est pas une ramène au choix de l’heure', async () => {
    for (const retenue of ['voirie', '2020-01-01', '01a20399-26e0-7c09-9d3e-6bb7987499c9']) {
      const known = await browser().get(`${choose}/vous?retenue=${retenue}`)
      const sent = await browser().post(`${choose}/vous?retenue=${retenue}`, ana)
      for (const answer of [known, sent]) assert.equal(answer.statusCode, 303, `${retenue} ${wordsOf(answer.body)}`)
    }
  })

  test('on retient, on dit qui l’on est, on repart avec son rendez-vous', async () => {
    const visitor = browser()
    const page = await visitor.get(await taken(visitor, at(540)))
    assert.match(wordsOf(page.body), /C’est pris.*mardi 1er décembre 2026 à 9 h.*Ana Exemple.*ana@exemple\.fr/)
    assert.doesNotMatch(wordsOf((await browser().get(tuesday)).body), /Le matin 9 h 9 h 15/)
    const calendar = page.body.match(/href="([^"]+rendez-vous\.ics[^"]*)"/)?.[1] ?? ''
    const file = await visitor.get(calendar.replaceAll('&amp;', '&'))
    assert.match(file.headers['content-type'] ?? '', /^text\/calendar/)
    assert.match(file.body, /DTSTART:20261201T080000Z/)
  })

  test('une heure prise entre-temps est dite, avec les autres', async () => {
    const [first, second] = [browser(), browser()]
    assert.equal((await first.post(tuesday, { heure: at(555) })).statusCode, 303)
    const refused = await second.post(tuesday, { heure: at(555) })
    assert.equal(refused.statusCode, 422)
    assert.match(wordsOf(refused.body), /Cette heure vient d’être prise.*9 h 30/)
    assert.equal((await second.post(tuesday, { heure: 'demain' })).statusCode, 422)
    assert.equal((await second.post(tuesday, { heure: at(547) })).statusCode, 422)
  })

  test('ce qui manque est dit, et ce qui est tapé reste', async () => {
    const visitor = browser()
    const held = await visitor.post(tuesday, { heure: at(570) })
    const step = String(held.headers.location)
    const refused = await visitor.post(step, { nom: '<Ana>', courriel: 'ana@', telephone: '12' })
    assert.equal(refused.statusCode, 422)
    assert.match(wordsOf(refused.body), /2 réponses sont à corriger/)
    assert.match(refused.body, /value="&lt;Ana>"/)
    assert.match(refused.body, /value="ana@"/)
    const unreachable = await visitor.post(step, { nom: 'Ana', courriel: '', telephone: '' })
    assert.match(wordsOf(unreachable.body), /adresse électronique ou un numéro/)
    assert.equal((await browser().get(step)).statusCode, 303, 'un autre navigateur n’a rien retenu')
  })

  test('une heure qui n’est plus gardée et qu’un autre a prise', async () => {
    const [slow, quick] = [browser(), browser()]
    const held = await slow.post(tuesday, { heure: at(585) })
    clock.advance(16 * 60_000)
    await taken(quick, at(585))
    const lost = await slow.post(String(held.headers.location), ana)
    assert.equal(lost.statusCode, 303)
    assert.match(wordsOf((await slow.get(String(lost.headers.location))).body), /Votre heure n’est plus gardée/)
  })

  test('plus rien de libre : ce qu’il faut faire', async () => {
    const december = wordsOf((await browser().get(`${choose}?mois=2026-12&jour=2026-12-02`)).body)
    assert.match(december, /Les jours de décembre 2026/)
    await sql('update appointments.resource set is_open = false')
    assert.match(wordsOf((await browser().get(choose)).body), /Plus aucune heure libre.*Appelez le service au 04 00/)
    await sql('update appointments.resource set is_open = true')
    assert.equal((await browser().get(`/${site.slug}/rendez-vous/prendre/inconnu`)).statusCode, 404)
    assert.equal((await browser().get(`${choose}?mois=hier&jour=2026-99-99`)).statusCode, 200)
  })
})

suite('mon rendez-vous', () => {
  const eighth = `${choose}?jour=2026-12-08`

  test('se déplace et s’annule par son lien, sans compte', async () => {
    const visitor = browser()
    const held = await visitor.post(eighth, { heure: momentOf('2026-12-08', 540).toISOString() })
    const mine = String((await visitor.post(String(held.headers.location), ana)).headers.location)
    const other = browser()
    const page = await other.get(mine)
    assert.equal(page.statusCode, 200)
    const move = (page.body.match(/href="([^"]+deplacer=[^"]+)"/)?.[1] ?? '').replaceAll('&amp;', '&')
    assert.match(wordsOf((await other.get(move)).body), /Pour le moment : mardi 8 décembre 2026 à 9 h/)
    const moved = await other.post(move, { heure: momentOf('2026-12-08', 585).toISOString() })
    assert.equal(moved.statusCode, 303)
    assert.match(wordsOf((await other.get(String(moved.headers.location))).body), /C’est déplacé.*à 9 h 45/)
    const [path = '', query = ''] = mine.split('?')
    const cle = new URLSearchParams(query).get('cle') ?? ''
    assert.equal((await other.get(path)).statusCode, 404, 'sans le secret, il n’existe pas')
    assert.equal((await other.post(`${path}/annuler`, { cle: 'faux' })).statusCode, 404)
    const cancelled = await other.post(`${path}/annuler`, { cle })
    assert.match(
      wordsOf((await other.get(String(cancelled.headers.location))).body),
      /C’est annulé.*Prendre un autre rendez-vous/,
    )
    assert.equal((await other.post(`${path}/annuler`, { cle })).statusCode, 303, 'deux fois ne fait rien de plus')
  })

  test('s’ouvre avec le compte qui l’a pris', async () => {
    const resident = browser().signIn(await sessionOf('camille.demonstration@exemple.fr'))
    const held = await resident.post(eighth, { heure: momentOf('2026-12-08', 555).toISOString() })
    const details = await resident.get(String(held.headers.location))
    assert.match(details.body, /name="courriel"[^>]* value="[^"]+@/)
    const mine = String((await resident.post(String(held.headers.location), ana)).headers.location)
    assert.equal((await resident.get(mine.split('?')[0] ?? '')).statusCode, 200)
  })

  test('l’agenda des agents se lit par son adresse secrète', async () => {
    const plan = await sql<{ id: string; feed_number: number }>(
      'select id, feed_number from appointments.agenda where slug = $1',
      [slug],
    )
    const agenda = { id: plan[0]?.id ?? '', feedNumber: plan[0]?.feed_number ?? 0 }
    const feed = await browser().get(
      `/${site.slug}/agendas/${slug}/${app.appointments.feedKeyOf(agenda)}/rendez-vous.ics`,
    )
    assert.equal(feed.statusCode, 200)
    assert.match(feed.body, /BEGIN:VCALENDAR/)
    assert.equal((await browser().get(`/${site.slug}/agendas/${slug}/faux/rendez-vous.ics`)).statusCode, 404)
  })
})
