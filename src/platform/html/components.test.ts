import { h } from 'preact'
import { test } from 'node:test'
import {
  Button,
  Checkboxes,
  DateInput,
  dateParts,
  ErrorSummary,
  FileInput,
  Form,
  joinDateParts,
  Prose,
  renderFragment,
  SearchBox,
  TextInput,
} from './index.ts'

test('ce que tape une personne ne devient jamais du code', (t) => {
  const html = renderFragment(h(TextInput, { id: 'a', name: 'a', label: '<b>', value: '"><script>x</script>' }))
  t.assert.doesNotMatch(html, /<script|<b>/)
})

test('un champ refusé garde sa valeur et dit son erreur après son aide', (t) => {
  const html = renderFragment(
    h(TextInput, {
      id: 'zip',
      name: 'zip',
      label: 'Code postal',
      hint: 'Cinq chiffres',
      error: 'Indiquez',
      value: '691',
    }),
  )
  t.assert.match(html, /value="691"/)
  t.assert.match(html, /aria-invalid="true"/)
  t.assert.match(html, /aria-describedby="zip-hint zip-error"/)
})

test('un champ sans remarque n’annonce ni description ni erreur', (t) => {
  const html = renderFragment(h(TextInput, { id: 'a', name: 'a', label: 'A', data: { suggest: '/x' } }))
  t.assert.doesNotMatch(html, /aria-/)
  t.assert.match(html, /data-suggest="\/x"/)
})

test('le résumé des erreurs prend le focus et mène aux champs', (t) => {
  const html = renderFragment(
    h(ErrorSummary, { title: 'À corriger', errors: [{ fieldId: 'zip', message: 'Indiquez' }] }),
  )
  t.assert.match(html, /tabindex="-1"/i)
  t.assert.match(html, /autofocus/i)
  t.assert.match(html, /href="#zip"/)
})

test('une date se remplit en trois cases et se relit en un jour', (t) => {
  const labels = { day: 'Jour', month: 'Mois', year: 'Année' }
  const html = renderFragment(
    h(DateInput, {
      id: 'born',
      name: 'born',
      legend: 'Naissance',
      labels,
      isBirthday: true,
      error: 'Indiquez',
      wrong: ['month'],
    }),
  )
  t.assert.match(html, /id="born"[^>]*name="born-day"/)
  t.assert.match(html, /autocomplete="bday-month"/)
  t.assert.equal(html.match(/aria-invalid/g)?.length, 1, 'only the box at fault is marked')
  t.assert.deepEqual(dateParts('2026-03-07'), { day: '7', month: '3', year: '2026' })
  t.assert.equal(joinDateParts({ day: ' 7', month: '3', year: '2026' }), '2026-03-07')
  t.assert.equal(joinDateParts({ day: '', month: '', year: ' ' }), '')
})

test('l’erreur d’un groupe mène à sa première case', (t) => {
  const choices = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B', reveals: 'détail' },
  ]
  const html = renderFragment(
    h(Checkboxes, { id: 'how', name: 'how', legend: 'Comment', choices, values: ['b'], error: 'Choisissez' }),
  )
  t.assert.match(html, /<input type="checkbox" id="how" name="how" value="a"\/>/)
  t.assert.match(html, /value="b" checked\/>.*<div class="reveal">détail/)
})

test('la touche Entrée n’enlève pas un fichier', (t) => {
  const received = [{ id: 'f1', name: 'plan.pdf' }]
  const file = h(FileInput, {
    id: 'f',
    name: 'f',
    label: 'Plan',
    received,
    remove: { name: 'remove', label: 'Retirer' },
    isRequired: true,
  })
  const html = renderFragment(h(Form, { hasFiles: true, children: file }))
  t.assert.match(html, /enctype="multipart\/form-data"/)
  t.assert.match(html.match(/<button[^>]*>/)?.[0] ?? '', /aria-hidden="true"/)
  t.assert.doesNotMatch(html, /type="file"[^>]*required/, 'a file is there already')
})

test('un bouton indisponible reste atteignable et n’envoie rien', (t) => {
  const html = renderFragment(h(Button, { isUnavailable: true, children: 'Signer' }))
  t.assert.match(html, /type="button"/)
  t.assert.match(html, /aria-disabled="true"/)
  t.assert.doesNotMatch(html, /\sdisabled/)
})

test('la recherche se soumet sans script', (t) => {
  const html = renderFragment(
    h(SearchBox, { id: 'q', action: '/chercher', name: 'q', label: 'Quoi ?', submitLabel: 'Chercher' }),
  )
  t.assert.match(html, /<form[^>]*action="\/chercher"/)
  t.assert.match(html, /<label for="q"/)
})

test('un texte à lire garde ses paragraphes, ses listes et ses liens', (t) => {
  const text =
    'Apportez :\n- une pièce d’identité ;\n- [un justificatif](https://exemple.test/liste?a=1&b=2).\n\nPuis [appelez](tel:0400000000)\nou [lisez la page](/corbas/aide).'
  t.assert.equal(
    renderFragment(h(Prose, { text })),
    '<p>Apportez :</p><ul><li>une pièce d’identité ;</li><li><a href="https://exemple.test/liste?a=1&amp;b=2">un justificatif</a>.</li></ul>' +
      '<p>Puis <a href="tel:0400000000">appelez</a><br/>ou <a href="/corbas/aide">lisez la page</a>.</p>',
  )
})

test('un lien qui mènerait à un script, ou ailleurs sans le dire, reste un texte', (t) => {
  for (const address of [
    'javascript:alert(1)',
    'JaVaScRiPt:x',
    '//exemple.test',
    '/\\exemple.test',
    'data:text/html,x',
    'https://a:b@exemple.test',
    'page',
  ]) {
    const html = renderFragment(h(Prose, { text: `[ici](${address})` }))
    t.assert.doesNotMatch(html, /<a/, address)
  }
  t.assert.doesNotMatch(renderFragment(h(Prose, { text: '![plan](https://exemple.test/p.png) <b>x</b>' })), /<a|<b>/)
})
