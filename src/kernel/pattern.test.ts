import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { readPattern } from './pattern.ts'

const matches = (source: string, text: string): boolean => {
  const read = readPattern(source)
  assert.ok(read.ok, source)
  return read.value.matches(text)
}
const refusal = (source: string): string | undefined => {
  const read = readPattern(source)
  return read.ok ? undefined : read.refusal
}

suite('un motif que l’auteur donne', () => {
  test('vaut pour le texte entier, comme l’attribut du même nom', () => {
    assert.equal(matches('\\d{5}', '69960'), true)
    assert.equal(matches('\\d{5}', '699600'), false)
    assert.equal(matches('a|bc', 'bc'), true)
    assert.equal(matches('a|bc', 'abc'), false)
    assert.equal(matches('', ''), true)
  })

  test('lit les classes, les lettres accentuées, les regards en avant et les bords de mots', () => {
    assert.equal(matches('[A-Za-zÀ-ÿ’ -]+', 'L’Isle-d’Abeau'), true)
    assert.equal(matches('\\p{L}+', 'Éléonore'), true)
    assert.equal(matches('(?!0)\\d{3}', '012'), false)
    assert.equal(matches('(?=.*\\d)[a-z\\d]{4}', 'ab1c'), true)
    assert.equal(matches('(?=.*\\d)[a-z\\d]{4}', 'abcd'), false)
    assert.equal(matches('un\\b.*', 'un pont'), true)
    assert.equal(matches('un\\b.*', 'unité'), false)
    assert.equal(matches('.', '😀'), true)
    assert.equal(matches('\\uD83D\\uDE00', '😀'), true)
    assert.equal(matches('[^\\]]\\]', 'a]'), true)
    assert.equal(matches('(?<ville>Lyon) [1-9]e', 'Lyon 3e'), true)
  })

  test('faux, qui relit ce qu’il a lu, ou trop long une fois développé, est refusé', () => {
    assert.equal(refusal('('), 'bad')
    assert.equal(refusal('a)|(b'), 'bad')
    assert.equal(refusal('(a)\\1'), 'unsupported')
    assert.equal(refusal('(?<x>a)\\k<x>'), 'unsupported')
    assert.equal(refusal('(?<=a)b'), 'unsupported')
    assert.equal(refusal('(?:a{50}){50}'), 'too_large')
    assert.equal(refusal('(?:){999999999}a{0,99999}'), 'too_large')
    assert.equal(refusal('(?:){999999999}'), undefined)
  })

  test('fait pour durer sans fin répond comme les autres', () => {
    const long = 'a'.repeat(500)
    for (const source of ['(a+)+b', '(?:a|a)*b', `${'a?'.repeat(80)}b`, `${'a*'.repeat(40)}b`, '(?=(?:a+)+b)a*'])
      assert.equal(matches(source, long), false, source)
    assert.equal(matches('a?'.repeat(80) + 'a'.repeat(80), 'a'.repeat(80)), true)
  })
})

/** Patterns over a few letters, so that texts often match. */
const pattern: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\d', '^', '$', '\\b', '\\B', '1'),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,}', '*?'))
      .map(([one, sign]) => `(?:${one})${sign}`),
    fc.tuple(tie('node'), tie('node')).map(([one, two]) => one + two),
    fc.tuple(tie('node'), tie('node')).map(([one, two]) => `(${one}|${two})`),
  ),
})).node

suite('le motif et le moteur de JavaScript', () => {
  test('répondent pareil', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' '), maxLength: 6 })
    const property = fc.property(pattern, text, (source, written) => {
      fc.pre(source.length <= 60)
      assert.equal(
        matches(source, written),
        new RegExp(`^(?:${source})$`, 'u').test(written),
        `${source} « ${written} »`,
      )
    })
    fc.assert(property, { numRuns: 2000 })
  })
})
