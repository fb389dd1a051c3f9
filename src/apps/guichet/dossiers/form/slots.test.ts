import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { everyHandler } from '../../../../handlers.ts'
import { ends, openCircuits, status } from '../../../circuits-testing.ts'
import { type Browser, hiddenFields, wordsOf } from '../../testing.ts'

/** A time that a form asks for: shown, held while it is filled, booked when it is sent. */

const trial = await openCircuits(everyHandler)
const { sql, server, clock, browser, offer, work } = trial
after(() => server.close())

const text = (fr: string) => ({ fr, en: fr })
await offer({
  slug: 'essai-creneau',
  statuses: [
    status('new', [
      {
        kind: 'action',
        id: 'finish',
        label: text('Finir'),
        by: ['instructor'],
        tone: 'accept',
        to: 'good',
        consequences: [text('La demande est finie.')],
      },
    ]),
    ...ends.slice(0, 1),
  ],
  fields: [{ id: 'when', type: 'slot', agenda: 'titres_d_identite', label: text('Quand venez-vous ?') }],
})
const choice = (value: string, fr: string) => ({ value, label: text(fr) })
await offer({
  slug: 'essai-fenetres',
  statuses: [status('new', [{ kind: 'on_delay', id: 'end', after: { days: 9 }, to: 'good' }]), ...ends.slice(0, 1)],
  fields: [
    { id: 'when', type: 'slot', agenda: 'titres_d_identite', label: text('Quand venez-vous ?'), optional: true },
    { id: 'day', type: 'date', label: text('Le jour') },
    { id: 'loud', type: 'yes_no', label: text('Bruyant ?'), optional: true },
    {
      id: 'size',
      type: 'choice',
      label: text('La taille'),
      optional: true,
      options: [choice('big', 'Grande'), choice('small', 'Petite')],
    },
    {
      id: 'needs',
      type: 'choices',
      label: text('Les besoins'),
      optional: true,
      options: [choice('water', 'L’eau'), choice('gas', 'Le gaz')],
    },
    { id: 'price', type: 'amount', label: text('Le prix'), optional: true },
    { id: 'town', type: 'commune', label: text('La commune'), optional: true },
  ],
})
const form = '/corbas/demarches/essai-creneau/demande'
const typed = {
  'who.givenName': 'Ana',
  'who.familyName': 'Exemple',
  email: 'ana.exemple@exemple.fr',
  hall: 'Petite salle',
}
const timesIn = (page: string): string[] => [...page.matchAll(/<option value="([^"]+Z)"/g)].map(([, at = '']) => at)
const heldIn = (page: string): string | undefined => /<option value="([0-9a-f-]{36})"[^>]*selected/.exec(page)?.[1]
const rows = (state: string) =>
  sql<{ id: string }>(`select id from appointments.appointment where status = $1`, [state])

/** Somebody who begins the form and sees its times. */
async function begin(): Promise<{ person: Browser; page: string; body: string }> {
  const person = browser()
  const page = `${form}/nouvelle/you`
  return { person, page, body: (await person.get(page)).body }
}
async function choose(person: Browser, page: string, when: string) {
  const shown = (await person.get(page)).body
  return person.post(page, { ...hiddenFields(shown), ...typed, when })
}
/** Begins, takes the time of that rank, and is on the summary. */
async function held(rank: number) {
  const { person, page, body } = await begin()
  const when = timesIn(body)[rank] ?? assert.fail('no time')
  const summary = String((await choose(person, page, when)).headers['location'])
  assert.match(summary, /verifier-et-envoyer/)
  return { person, when, summary, own: summary.replace('verifier-et-envoyer', 'you') }
}
const send = async (person: Browser, summary: string) => person.submit(summary, { declaration: 'yes' })

suite('un horaire dans un formulaire', () => {
  test('les heures libres sont là, jour par jour, sans script ; on regarde plus loin d’un bouton', async () => {
    const { person, page, body } = await begin()
    assert.match(body, /<optgroup label="[A-Z][a-z]+ \d+ [a-zé]+ 2026"/)
    assert.ok(timesIn(body).length > 10)
    const days = [...body.matchAll(/<option value="(\d{4}-\d{2}-\d{2})"/g)].map(([, day = '']) => day)
    const far = days[20] ?? assert.fail('few days')
    const again = await person.post(page, {
      ...hiddenFields(body),
      ...typed,
      when: '',
      'when.search': far,
      'page-action': 'search:when',
    })
    const further = (await person.get(String(again.headers['location']).split('#')[0] ?? '')).body
    assert.ok(timesIn(further)[0]?.startsWith(far))
    assert.match(further, /value="Petite salle"/)
  })

  test('choisie, l’heure est gardée ; une autre choisie, la première est rendue ; le brouillon abandonné, elle l’est aussi', async () => {
    const { person, when, own } = await held(0)
    assert.equal((await rows('held')).length, 1)
    const page = (await person.get(own)).body
    assert.ok(heldIn(page))
    const other = timesIn(page)[3] ?? ''
    await choose(person, own, other)
    const [now, ...more] = await sql<{ starts_at: Date }>(
      `select starts_at from appointments.appointment where status = 'held'`,
    )
    assert.deepEqual([now?.starts_at.toISOString(), more.length], [other, 0])
    await choose(person, own, '')
    assert.equal((await rows('held')).length, 0)
    await choose(person, own, when)
    await person.post(own.replace(/you$/, 'supprimer-ce-brouillon'), {})
    assert.equal((await rows('held')).length, 0)
  })

  test('deux fenêtres : chacune a choisi son heure, sa date et ses réponses ; elles se lisent comme au récapitulatif', async () => {
    const both = '/corbas/demarches/essai-fenetres/demande'
    const person = browser()
    const times = timesIn((await person.get(`${both}/nouvelle/you`)).body)
    const answers = (when: string, day: string, more: object) => ({
      ...typed,
      when,
      'day.day': day,
      'day.month': '12',
      'day.year': '2026',
      ...more,
    })
    const sent = async (page: string, seen: string, answered: Record<string, string | string[]>) =>
      person.post(page, { ...hiddenFields(seen), ...answered })
    const first = (await person.get(`${both}/nouvelle/you`)).body
    const began = String((await sent(`${both}/nouvelle/you`, first, answers('', '3', {}))).headers['location'])
    const page = began.replace('verifier-et-envoyer', 'you').split('#')[0] ?? ''
    const seen = (await person.get(page)).body
    const left = { loud: 'yes', size: 'big', needs: ['water', 'gas'], price: '12,5', town: '69273' }
    const right = { loud: 'no', size: 'small', needs: ['gas'], price: '20', town: '69199' }
    await sent(page, seen, answers(times[2] ?? '', '4', left))
    await sent(page, seen, answers(times[5] ?? '', '5', right))
    const told = wordsOf((await person.get(page)).body)
    const alert = told.slice(told.indexOf('a aussi été changée dans une autre fenêtre'))
    assert.match(alert, /Quand venez-vous \? : « [a-z]+ \d+ [a-zé]+ 2026 à \d+ h/)
    assert.match(alert, /Le jour : « vendredi 4 décembre 2026 »/)
    assert.match(alert, /Bruyant \? : « Oui »/)
    assert.match(alert, /La taille : « Grande »/)
    assert.match(alert, /Les besoins : « L’eau Le gaz »/)
    assert.match(alert, /Le prix : « 12,50 € »/)
    assert.match(alert, /La commune : « Corbas »/)
    assert.doesNotMatch(alert.slice(0, 1500), /[0-9a-f]{8}-[0-9a-f]{4}|T\d\d:\d\d|« yes »|« big »|69273/)
  })

  test('envoyée, la demande prend l’heure, une seule fois, et la montre', async () => {
    const { person, summary } = await held(1)
    assert.match(wordsOf((await person.get(summary)).body), /Quand venez-vous \? [a-z]+ \d+ [a-zé]+ 2026 à \d+ h/)
    const [first, second] = await Promise.all([send(person, summary), send(person, summary)])
    assert.deepEqual([first.statusCode, second.statusCode], [303, 303])
    const booked = await sql<{ name: string; dossier_id: string }>(
      `select name, dossier_id from appointments.appointment where status = 'booked'`,
    )
    assert.equal(booked.length, 1)
    assert.equal(booked[0]?.name, 'Ana Exemple')
    const [dossier] = await sql('select 1 from dossiers.dossier where id = $1', [booked[0]?.dossier_id])
    assert.ok(dossier)
    await work()
    const mails = await trial.mailsTo(typed.email)
    assert.ok(mails.some(({ subject }) => subject.startsWith('Votre rendez-vous du')))
  })

  test('une heure gardée renouvelée à chaque page reste à elle ; perdue, elle est dite sur son champ, le reste est gardé', async () => {
    const { person, when, own, summary } = await held(2)
    clock.advance(14 * 60_000)
    await choose(person, own, heldIn((await person.get(own)).body) ?? '')
    clock.advance(14 * 60_000)
    const { person: other, page } = await begin()
    // Two counters receive at that time: somebody has the second one.
    const { person: third } = await begin()
    assert.equal((await choose(third, page, when)).statusCode, 303)
    const refused = await choose(other, page, when)
    assert.equal(refused.statusCode, 422)
    assert.match(wordsOf(refused.body), /Choisissez un autre horaire/)
    clock.advance(20 * 60_000)
    // They have left for too long: others take both.
    assert.equal((await choose(other, page, when)).statusCode, 303)
    const { person: fourth } = await begin()
    assert.equal((await choose(fourth, page, when)).statusCode, 303)
    const sent = await send(person, summary)
    assert.notEqual(sent.statusCode, 303)
    assert.match(wordsOf(sent.body), /Vous/)
    const told = await choose(person, own, heldIn((await person.get(own)).body) ?? 'rien')
    assert.equal(told.statusCode, 422)
    assert.match(told.body, /value="Petite salle"/)
    assert.ok(timesIn(told.body).length > 10)
  })

  test('vingt personnes veulent la même : une seule l’a', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, begin))
    const when = timesIn(people[0]?.body ?? '')[5] ?? ''
    const answers = await Promise.all(people.map(({ person, page }) => choose(person, page, when)))
    // Two counters receive at that time.
    assert.equal(answers.filter(({ statusCode }) => statusCode === 303).length, 2)
    assert.equal(answers.filter(({ statusCode }) => statusCode === 422).length, 18)
  })
})
