import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { bookAppointment, holdTime } from '#counter/appointments'
import { momentOf } from '#kernel/calendar'
import { newId } from '#kernel/ids'
import { openBureau } from '../testing.ts'
import { readDay, readTime } from './typed.ts'

const { clock, site, anonymous, signIn } = await openBureau()
const wordsOf = (html: string): string =>
  html
    .replaceAll(/<(script|style|svg)[\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')

const administrator = await signIn('administration.corbas@exemple.fr')
const agent = await signIn('voirie.corbas@exemple.fr')
const agendas = '/bureau/corbas/agendas'
const base = `${agendas}/passeports`
const settings = `${base}/reglages`

const passports = {
  quoi: 'agenda',
  titre: 'Passeports',
  lieu: 'Hôtel de ville',
  'si-complet': 'Appelez le service.',
  delai: '1',
  horizon: '60',
  feries: 'yes',
  ouvert: 'yes',
}

suite('régler un agenda', () => {
  test('de rien à des heures que voient les habitants', async () => {
    const refused = await administrator.post(`${agendas}/nouveau`, { ...passports, lieu: '', delai: 'beaucoup' })
    assert.equal(refused.statusCode, 422)
    assert.match(wordsOf(refused.body), /2 réponses sont à corriger.*Dites où l’on vient/)
    assert.match(refused.body, /value="beaucoup"/)
    const created = await administrator.post(`${agendas}/nouveau`, passports)
    assert.equal(created.headers.location, settings)
    assert.match(wordsOf((await administrator.get(settings)).body), /Aucune heure : il manque/)
    for (const form of [
      { quoi: 'ressource', nom: 'Guichet 1', nature: 'desk' },
      { quoi: 'ressource', nom: 'Guichet 2', nature: 'desk' },
      { quoi: 'motif', motif: 'Remise d’un passeport', duree: '20', pas: '20', places: '1', avant: '', apres: '10' },
      { quoi: 'heures', jours: ['1', '2', '3', '4', '5'], de: '8 h 30', a: '12h', du: '', au: '', pour: '' },
      {
        quoi: 'exception',
        libelle: 'Fêtes',
        nature: 'closed',
        du: '24/12/2026',
        au: '31/12/2026',
        de: '',
        a: '',
        pour: '',
      },
    ]) {
      const saved = await administrator.post(settings, form)
      assert.equal(saved.statusCode, 303, `${form.quoi}: ${wordsOf(saved.body)}`)
    }
    const page = wordsOf((await administrator.get(settings)).body)
    assert.match(page, /lundi, mardi, mercredi, jeudi et vendredi de 8 h 30 à 12 h/)
    assert.match(page, /Fêtes Fermé, du 24 décembre 2026 au 31 décembre 2026/)
    assert.match(page, /Ce que voient les habitants.*mercredi 25 novembre 8 h 30, 8 h 50/)
  })

  test('des heures à l’envers sont refusées, et restent tapées', async () => {
    const refused = await administrator.post(settings, {
      quoi: 'heures',
      jours: ['1', '3'],
      de: '12 h',
      a: '8 h',
      du: '31/02/2027',
      au: '',
      pour: '',
    })
    assert.equal(refused.statusCode, 422)
    assert.match(wordsOf(refused.body), /Écrivez deux heures.*Écrivez des jours qui existent/)
    assert.match(refused.body, /value="31\/02\/2027"/)
    assert.equal((await administrator.post(settings, { quoi: 'autre' })).statusCode, 422)
  })

  test('deux personnes à la fois ne s’effacent pas l’une l’autre', async () => {
    const version = /name="version" value="(\d+)"/.exec((await administrator.get(settings)).body)?.[1] ?? ''
    const change = { ...passports, version }
    assert.equal((await administrator.post(settings, change)).statusCode, 303)
    const second = await administrator.post(settings, { ...change, lieu: 'Ailleurs' })
    assert.equal(second.statusCode, 422)
    assert.match(wordsOf(second.body), /Quelqu’un d’autre a changé ces réglages/)
  })

  test('un agent ne règle rien', async () => {
    assert.equal((await agent.get(settings)).statusCode, 404)
    assert.equal((await agent.post(settings, { quoi: 'flux' })).statusCode, 404)
    assert.doesNotMatch((await agent.get(agendas)).body, /nouveau/)
  })

  test('les heures et les jours comme on les écrit', () => {
    const hours = ['8 h 30', '8h30', '08:30', '8h', '9', '24 h', '25 h', 'midi', '']
    assert.deepEqual(hours.map(readTime), [510, 510, 510, 480, 540, 1440, NaN, NaN, NaN])
    assert.deepEqual(['24/12/2026', '2026-12-24', '31/02/2026', ''].map(readDay), [
      '2026-12-24',
      '2026-12-24',
      '31/02/2026',
      'none',
    ])
  })
})

suite('la journée', () => {
  const at = momentOf('2026-12-01', 510)
  let one = ''

  test('on voit qui vient, le jour et la semaine', async () => {
    const deviceSecret = newId()
    const held = await holdTime(anonymous, {
      collectivityId: site.id,
      agendaSlug: 'passeports',
      startsAt: at,
      deviceSecret,
    })
    assert.ok(held.ok)
    const person = { name: 'Ana <Exemple>', email: 'ana@exemple.fr', phone: null, locale: 'fr' as const }
    const booked = await bookAppointment(anonymous, {
      collectivityId: site.id,
      holdId: held.value.id,
      deviceSecret,
      person,
    })
    assert.ok(booked.ok)
    one = `${base}/rendez-vous/${booked.value.appointmentId}`
    const day = await agent.get(`${base}?jour=2026-12-01`)
    assert.match(wordsOf(day.body), /Mardi 1er décembre 2026 Ouvert de 8 h 30 à 12 h.*8 h 30 Ana &lt;Exemple>/)
    const week = wordsOf((await agent.get(`${base}?jour=2026-12-03&vue=semaine`)).body)
    assert.match(week, /Lundi 30 novembre 2026.*Mardi 1er décembre.*Ana.*Dimanche 6 décembre 2026 Fermé/)
    assert.match(wordsOf((await agent.get(one)).body), /Pris, par la personne/)
  })

  test('on déplace, et l’on dit pourquoi l’on annule', async () => {
    const moved = await agent.post(`${one}/deplacer`, {
      vers: '2026-12-02',
      heure: momentOf('2026-12-02', 510).toISOString(),
    })
    assert.equal(moved.statusCode, 303)
    assert.match(wordsOf((await agent.get(one)).body), /Déplacé du 1er décembre à 8 h 30 au 2 décembre à 8 h 30, par/)
    const refused = await agent.post(`${one}/deplacer`, {
      vers: '2026-12-02',
      heure: momentOf('2026-12-02', 515).toISOString(),
    })
    assert.equal(refused.statusCode, 422)
    const silent = await agent.post(`${one}/annuler`, { raison: ' ' })
    assert.equal(silent.statusCode, 422)
    assert.match(wordsOf(silent.body), /Dites pourquoi/)
  })

  test('après l’heure, on note qui est venu', async () => {
    clock.set(momentOf('2026-12-02', 511))
    const [keeper] = [await signIn('voirie.corbas@exemple.fr')]
    assert.match(wordsOf((await keeper.get(one)).body), /Est-ce que la personne est venue/)
    assert.equal((await keeper.post(`${one}/presence`, { venu: 'non' })).statusCode, 303)
    assert.match(wordsOf((await keeper.get(one)).body), /Absent, noté, par/)
    assert.equal((await keeper.post(`${one}/annuler`, { raison: 'trop tard' })).statusCode, 303)
    assert.match(wordsOf((await keeper.get(one)).body), /Absent/)
  })
})
