import { test } from 'node:test'
import { formats } from './formats.ts'

const fr = formats('fr')
const en = formats('en')
/** No-break spaces are wanted in pages and in the way of assertions. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

test('une date s’écrit en entier, le premier du mois en « 1er »', (t) => {
  t.assert.equal(fr.fullDate('2026-11-24'), 'mardi 24 novembre 2026')
  t.assert.equal(fr.fullDate('2026-12-01'), 'mardi 1er décembre 2026')
  t.assert.equal(fr.date('2026-12-01'), '1er décembre 2026')
  t.assert.equal(fr.nearDate('2026-12-01'), 'mardi 1er décembre')
  t.assert.equal(fr.month('2026-12-01'), 'décembre 2026')
  t.assert.equal(en.fullDate('2026-12-01'), 'Tuesday 1 December 2026')
})

test('une heure est celle de Paris, été comme hiver', (t) => {
  t.assert.equal(plain(fr.time(new Date('2026-11-24T13:02:00Z'))), '14 h 02')
  t.assert.equal(plain(fr.time(new Date('2026-07-24T12:00:00Z'))), '14 h')
  t.assert.equal(plain(fr.dateTime(new Date('2026-11-24T13:02:00Z'))), '24 novembre à 14 h 02')
  t.assert.equal(plain(fr.fullDateTime(new Date('2026-11-23T23:30:00Z'))), '24 novembre 2026 à 0 h 30')
  t.assert.equal(en.dateTime(new Date('2026-11-24T07:02:00Z')), '24 November at 08:02')
  t.assert.match(fr.time(new Date('2026-11-24T13:02:00Z')), /\u00a0/, 'an hour is not cut at the end of a line')
})

test('une échéance se dit en mots', (t) => {
  const now = new Date('2026-11-24T22:59:00Z')
  const words = ['2026-11-21', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'].map((day) =>
    plain(fr.deadline(day, now)),
  )
  t.assert.deepEqual(words, ['en retard de 3 jours', 'hier', 'aujourd’hui', 'demain', 'dans 2 jours'])
  t.assert.equal(
    plain(fr.deadline('2026-11-25', new Date('2026-11-24T23:01:00Z'))),
    'aujourd’hui',
    'it is past midnight in Paris',
  )
  t.assert.equal(plain(en.deadline('2026-11-21', now)), '3 days late')
  t.assert.equal(plain(en.deadline('2026-11-26', now)), 'in 2 days')
  t.assert.equal(plain(fr.deadline('2027-03-29', '2027-03-27')), 'dans 2 jours', 'across the change of hour')
})

test('les jours d’une conversation ont un titre', (t) => {
  t.assert.equal(fr.dayHeading('2026-11-24', '2026-11-24'), 'Aujourd’hui')
  t.assert.equal(fr.dayHeading('2026-11-23', '2026-11-24'), 'Hier')
  t.assert.equal(fr.dayHeading('2026-11-20', '2026-11-24'), 'Vendredi 20 novembre 2026')
  t.assert.equal(en.dayHeading('2026-11-23', '2026-11-24'), 'Yesterday')
})

test('montants, nombres, tailles et listes', (t) => {
  t.assert.equal(plain(fr.euros(1250)), '12,50 €')
  t.assert.equal(plain(fr.euros(1200)), '12 €')
  t.assert.equal(plain(fr.euros(-123_456)), '-1 234,56 €')
  t.assert.equal(en.euros(1250), '€12.50')
  t.assert.equal(plain(fr.number(12_345.6)), '12 345,6')
  const sizes = [512, 240_400, 999_999, 1_240_000, 3_000_000_000].map((size) => plain(fr.fileSize(size)))
  t.assert.deepEqual(sizes, ['512 octets', '240 ko', '1 Mo', '1,2 Mo', '3 Go'])
  t.assert.equal(plain(en.fileSize(1_240_000)), '1.2 MB')
  t.assert.equal(fr.list(['a', 'b', 'c']), 'a, b et c')
  t.assert.equal(en.list(['a', 'b', 'c']), 'a, b and c')
})

test('le singulier de zéro est français', (t) => {
  t.assert.equal(plain(fr.plural(0, 'demande', 'demandes')), '0 demande')
  t.assert.equal(plain(en.plural(0, 'request', 'requests')), '0 requests')
  t.assert.equal(plain(fr.plural(2, 'demande', 'demandes')), '2 demandes')
})
