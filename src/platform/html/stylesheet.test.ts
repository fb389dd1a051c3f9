import { test } from 'node:test'
import { minifyStylesheet } from './stylesheet.ts'

test('les commentaires et les blancs inutiles disparaissent', (t) => {
  const css = '/* a */\n.a , .b {\n  color : red ;\n  margin: 0 auto;\n}\n'
  t.assert.equal(minifyStylesheet(css), '.a,.b{color :red;margin:0 auto}')
})

test('les blancs qui ont un sens restent', (t) => {
  const kept = [
    '.a :hover{color:red}',
    '.a > .b + .c{width:calc(1px + (2px * 3))}',
    '@media (width >= 60rem) and (prefers-color-scheme:dark){a{b:c}}',
    '@supports selector(:has(*)){a{b:c}}',
    '.a:not(.b) .c{inset:0 auto}',
  ]
  for (const css of kept) t.assert.equal(minifyStylesheet(css), css)
})

test('les chaînes ne changent pas', (t) => {
  const css = 'a::after{content:"a  ;  /* b */ }" / "";background:url("x y.png")}'
  t.assert.equal(minifyStylesheet(css), css)
})
