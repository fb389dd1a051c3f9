import { test } from 'node:test'
import { catalogue } from './catalogue.ts'

const texts = catalogue({
  fr: { send: 'Envoyer ma demande', step: (n: number, of: number) => `Étape ${n} sur ${of}` },
  en: { send: 'Send my request', step: (n, of) => `Step ${n} of ${of}` },
})

test('un texte se lit dans la langue demandée', (t) => {
  t.assert.equal(texts('fr').send, 'Envoyer ma demande')
  t.assert.equal(texts('en').step(2, 5), 'Step 2 of 5')
})

test('les espaces du français sont insécables, ceux de l’anglais non', (t) => {
  const asked = catalogue({
    fr: { why: 'Pourquoi ?', at: (h: string) => `Ouvert : ${h} ?` },
    en: { why: 'Why ?', at: (h) => h },
  })
  t.assert.equal(asked('fr').why, 'Pourquoi\u00a0?')
  t.assert.equal(asked('fr').at('demain'), 'Ouvert\u00a0: demain\u00a0?')
  t.assert.equal(asked('en').why, 'Why ?')
})

test('l’anglais a les mêmes clés que le français, ou ne compile pas', (t) => {
  // @ts-expect-error a key is missing in English
  catalogue({ fr: { a: 'a', b: 'b' }, en: { a: 'a' } })
  // @ts-expect-error English has a key that French has not
  catalogue({ fr: { a: 'a' }, en: { a: 'a', b: 'b' } })
  // @ts-expect-error a sentence to complete stays one in both languages
  catalogue({ fr: { a: (n: number) => `${n}` }, en: { a: 'a' } })
  // @ts-expect-error nobody reads an unknown key
  t.assert.equal(texts('fr').unknown, undefined)
})
