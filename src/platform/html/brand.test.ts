import { test } from 'node:test'
import fc from 'fast-check'
import { brandStylesheet, checkBrand, contrast } from './brand.ts'

test('le contraste est celui de WCAG', (t) => {
  t.assert.equal(contrast('#000000', '#ffffff'), 21)
  t.assert.equal(contrast('#ffffff', '#ffffff'), 1)
  t.assert.equal(Math.round(contrast('#767676', '#ffffff') * 100) / 100, 4.54)
})

test('une marque trop claire est refusée, une marque lisible est normalisée', (t) => {
  t.assert.deepEqual(checkBrand(' #A63E22 '), { ok: true, value: '#a63e22' })
  t.assert.deepEqual(checkBrand('#06c'), { ok: true, value: '#0066cc' })
  t.assert.deepEqual(checkBrand('#ffcc00'), { ok: false, refusal: 'too_light' })
  t.assert.deepEqual(checkBrand('#777777'), { ok: false, refusal: 'too_light' })
  for (const text of ['red', '#12345', '#a63e22;}', ''])
    t.assert.deepEqual(checkBrand(text), { ok: false, refusal: 'not_a_colour' })
})

test('toute marque acceptée se lit sous du blanc', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
      const hex = `#${value.toString(16).padStart(6, '0')}`
      return checkBrand(hex).ok === contrast(hex, '#ffffff') >= 4.5
    }),
  )
})

test('la feuille d’une marque ne porte que des couleurs vérifiées', (t) => {
  t.assert.equal(brandStylesheet({ base: '#A63E22' }), ':root{--brand-base:#a63e22}')
  t.assert.equal(
    brandStylesheet({ base: '#a63e22', second: '#23564b' }),
    ':root{--brand-base:#a63e22;--second-base:#23564b}',
  )
  t.assert.throws(() => brandStylesheet({ base: '#fff' }))
  t.assert.throws(() => brandStylesheet({ base: 'red}body{display:none' }))
})
