import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { everyHandler } from '../handlers.ts'
import { asking, ends, openCircuits, status } from './circuits-testing.ts'
import { wordsOf } from './guichet/testing.ts'

/** From a circuit that asks somebody to come to the same circuit that goes on: everything but the browser. */

const trial = await openCircuits(everyHandler)
const { sql, server, clock, browser, token, offer, file, work, statusOf, kindsOf, requestOf, mailsTo } = trial
after(() => server.close())

const come = await offer({
  slug: 'essai-venir',
  statuses: [status('waiting', [asking('appointment', { agenda: 'titres_d_identite' })]), ...ends],
})
const email = 'camille.demonstration@exemple.fr'
const visitor = () => browser().signIn(token)

/** Chooses the first time by the link of the request's page. */
async function choose(dossierId: string): Promise<string> {
  const page = (await visitor().get(`/mes-demandes/${dossierId}`)).body
  const link = /href="([^"]*\/rendez-vous\/choisir\/[^"]+)"/.exec(page)?.[1] ?? assert.fail('no link')
  const booked = await (await holdBy(link)).book()
  assert.equal(booked.statusCode, 303)
  return String(booked.headers['location'])
}

/** Keeps the first time, as somebody does who is still to say who comes. */
async function holdBy(link: string) {
  const person = visitor()
  const days = String((await person.get(link)).headers['location'])
  const shown = (await person.get(days)).body
  const day = /href="([^"]*jour=[^"]+)"/.exec(shown)?.[1]?.replaceAll('&amp;', '&') ?? assert.fail(wordsOf(shown))
  const times = (await person.get(day)).body
  const time = /name="heure" value="([^"]+)"/.exec(times)?.[1] ?? assert.fail('no time')
  const held = await person.post(day, { heure: time })
  const details = String(held.headers['location'])
  const book = () => person.post(details, { nom: 'Camille Exemple', courriel: email, telephone: '' })
  return { startsAt: time, book }
}

suite('un rendez-vous demandé par un circuit', () => {
  test('la personne reçoit l’adresse où choisir ; l’heure choisie, la demande avance', async () => {
    const key = await file(come)
    const [mail] = (await mailsTo(email)).filter(({ subject }) => subject.startsWith('Choisissez'))
    assert.match(mail?.text ?? '', /rendez-vous\/choisir\//)
    assert.equal(await statusOf(key), 'waiting')
    await choose(key.dossierId)
    await work()
    assert.equal(await statusOf(key), 'good')
    const page = (await visitor().get(`/mes-demandes/${key.dossierId}`)).body
    assert.match(wordsOf(page), /Rendez-vous le .* à .* Voir, déplacer ou annuler/)
    assert.doesNotMatch(wordsOf(page), /Choisissez votre rendez-vous/)
    const mine = wordsOf((await visitor().get('/mes-demandes')).body)
    assert.match(mine, /Mes rendez-vous .* à .* Déposer une demande de carte/)
    assert.match((await visitor().get('/corbas')).body, /href="\/corbas\/rendez-vous"[^>]*>Prendre rendez-vous/)
  })

  test('annulé avant que le circuit l’apprenne, il laisse la question ouverte, et un autre y répond', async () => {
    const key = await file(come)
    const mine = await choose(key.dossierId)
    const person = visitor()
    const [address = '', query = ''] = mine.split('?')
    await person.post(`${address}/annuler`, { cle: new URLSearchParams(query).get('cle') ?? '' })
    await work()
    assert.equal(await statusOf(key), 'waiting')
    const [cancelled] = (await mailsTo(email)).filter(({ subject }) => subject.endsWith('annulé'))
    assert.match(cancelled?.text ?? '', /rendez-vous\/choisir\//)
    await choose(key.dossierId)
    await work()
    assert.equal(await statusOf(key), 'good')
  })

  test('un agenda qui n’existe pas est dit aux agents, et le temps passe comme pour les autres', async () => {
    const nowhere = await offer({
      slug: 'essai-nulle-part',
      statuses: [status('waiting', [asking('appointment', { agenda: 'nulle_part' })]), ...ends],
    })
    const key = await file(nowhere)
    assert.equal(await statusOf(key), 'waiting')
    assert.equal((await kindsOf(key)).filter((kind) => kind === 'outside.not_asked').length, 1)
    await sql('update dossiers.timer set due_at = $1 where dossier_id = $2', [clock.now(), key.dossierId])
    await trial.sweep()
    await work()
    assert.equal(await statusOf(key), 'bad')
  })

  const timeOut = async (requestId: string) => {
    await sql(`update dossiers.timer set due_at = $1 where subject = $2`, [clock.now(), requestId])
    await trial.sweep()
    await work()
  }
  const linkOf = async (dossierId: string) =>
    /href="([^"]*\/rendez-vous\/choisir\/[^"]+)"/.exec((await visitor().get(`/mes-demandes/${dossierId}`)).body)?.[1] ??
    assert.fail('no link')
  const bookedFor = (requestId: string) =>
    sql(`select from appointments.appointment where request_id = $1 and status = 'booked'`, [requestId])

  test('le délai passé, le lien le dit et ne prend plus rien ; une heure gardée entre-temps est rendue', async () => {
    const key = await file(come)
    const requestId = await requestOf(key)
    const link = await linkOf(key.dossierId)
    const details = await holdBy(link)
    await timeOut(requestId)
    assert.equal(await statusOf(key), 'bad')
    const late = await visitor().get(link)
    assert.equal(late.statusCode, 410)
    assert.match(wordsOf(late.body), /Ce rendez-vous n’est plus attendu .* Aucune heure n’a été prise/)
    const booked = await details.book()
    assert.equal(booked.statusCode, 410)
    assert.match(wordsOf(booked.body), /n’est plus attendu/)
    assert.equal((await bookedFor(requestId)).length, 0)
    assert.equal(
      (await sql(`select from appointments.appointment where status = 'held' and starts_at = $1`, [details.startsAt]))
        .length,
      0,
    )
    assert.doesNotMatch((await visitor().get(`/mes-demandes/${key.dossierId}`)).body, /rendez-vous\/choisir/)
  })

  test('une heure prise juste avant que le délai passe répond encore : la demande avance', async () => {
    const key = await file(come)
    const requestId = await requestOf(key)
    await sql(`update dossiers.timer set due_at = $1 where subject = $2`, [clock.now(), requestId])
    const link = await choose(key.dossierId)
    // Time comes first, before the circuit hears of the appointment.
    await trial.sweep()
    await work()
    assert.equal(await statusOf(key), 'good')
    assert.equal((await visitor().get(link)).statusCode, 200)
    assert.equal((await kindsOf(key)).filter((kind) => kind === 'outside.settled').length, 1)
    assert.equal((await bookedFor(requestId)).length, 1)
  })

  test('propriété de course : prise et délai en même temps, l’un ou l’autre, jamais un rendez-vous que plus rien n’attend', async () => {
    for (let round = 0; round < 6; round += 1) {
      const key = await file(come)
      const requestId = await requestOf(key)
      const details = await holdBy(await linkOf(key.dossierId))
      await Promise.all([details.book(), timeOut(requestId)])
      await work()
      const isBooked = (await bookedFor(requestId)).length === 1
      assert.equal(await statusOf(key), isBooked ? 'good' : 'bad', `round ${round}`)
    }
  })

  test('une demande que son service fait avancer autrement n’attend plus de rendez-vous', async () => {
    const other = await offer({
      slug: 'essai-autrement',
      statuses: [
        status('waiting', [
          asking('appointment', { agenda: 'titres_d_identite' }),
          {
            kind: 'on_delay',
            after: { days: 3 },
            id: 'sooner',
            to: 'bad',
          },
        ]),
        ...ends,
      ],
    })
    const key = await file(other)
    const link = await linkOf(key.dossierId)
    await sql(`update dossiers.timer set due_at = $1 where dossier_id = $2 and subject = 'sooner'`, [
      clock.now(),
      key.dossierId,
    ])
    await trial.sweep()
    await work()
    assert.equal(await statusOf(key), 'bad')
    assert.equal((await visitor().get(link)).statusCode, 410)
  })
})
