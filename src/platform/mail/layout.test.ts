import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mailHtml, type MailLayout, mailText, readMailAddress } from '#platform/mail'

const layout: MailLayout = {
  language: 'fr',
  title: 'Votre demande est arrivée',
  collectivityName: 'Ville de Démonstration',
  brandBase: '#23564b',
  paragraphs: [
    'Bonjour,',
    {
      facts: [
        { label: 'Numéro', text: '2026-00042' },
        { label: 'Code de suivi', text: 'K7QM-2FXD' },
      ],
    },
    { quote: 'Pouvez-vous envoyer le plan ?\nMerci.' },
  ],
  action: { label: 'Suivre ma demande', href: 'https://exemple.fr/suivi?a=1&b=2' },
  footer: ['Vous recevez ce message car vous avez déposé une demande.'],
}

test('la version texte dit tout ce que dit la page', () => {
  assert.equal(
    mailText(layout),
    `Ville de Démonstration

Votre demande est arrivée
=========================

Bonjour,

Numéro\u00a0: 2026-00042
Code de suivi\u00a0: K7QM-2FXD

> Pouvez-vous envoyer le plan ?
> Merci.

Suivre ma demande\u00a0: 
https://exemple.fr/suivi?a=1&b=2

-- 
Vous recevez ce message car vous avez déposé une demande.
`,
  )
})

test('la page a sa langue, son titre, un seul h1, sa couleur et son bouton', () => {
  const html = mailHtml(layout)
  assert.match(html, /<html lang="fr">/)
  assert.match(html, /<title>Votre demande est arrivée<\/title>/)
  assert.equal(html.match(/<h1/g)?.length, 1)
  assert.match(html, /background:#23564b/)
  assert.match(html, /<a href="https:\/\/exemple\.fr\/suivi\?a=1&amp;b=2"/)
  assert.doesNotMatch(html, /<table|<img|<script/)
})

test('aucun texte ne devient du balisage', () => {
  const clean = mailHtml({
    ...layout,
    footer: ['x'],
    paragraphs: ['x', { facts: [{ label: 'x', text: 'x' }] }, { quote: 'x' }],
  })
  const tags = (html: string) => html.match(/<[^>]*>/g)?.filter((tag) => tag !== '<br>')
  const hostile = fc.oneof(
    fc.string(),
    fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=y>', '&lt;', "'"),
  )
  fc.assert(
    fc.property(hostile, (text) => {
      const html = mailHtml({
        ...layout,
        title: text,
        collectivityName: text,
        footer: [text],
        paragraphs: [text, { facts: [{ label: text, text }] }, { quote: text }],
      })
      assert.deepEqual(tags(html), tags(clean))
    }),
  )
})

test('un bouton ne mène qu’à une adresse web, et une couleur inconnue laisse celle de la plateforme', () => {
  const action = { label: 'x', href: 'javascript:alert(1)' }
  assert.throws(() => mailHtml({ ...layout, action }), TypeError)
  assert.throws(() => mailText({ ...layout, action }), TypeError)
  assert.match(mailHtml({ ...layout, brandBase: 'red;}</style>' }), /background:#a63e22/)
})

test('une adresse est une adresse, seule', () => {
  for (const good of ['zoe@exemple.fr', ' a.b+c@sous.exemple.fr ', "o'neil@exemple.fr", 'agent@localhost']) {
    assert.deepEqual(readMailAddress(good), { ok: true, value: good.trim() })
  }
  for (const bad of [
    '',
    'zoe',
    'zoe@',
    '@exemple.fr',
    'a@b@c.fr',
    'a b@c.fr',
    'a@-b.fr',
    'a@b..fr',
    `${'a'.repeat(65)}@b.fr`,
    'a@b.fr,c@d.fr',
    '<a@b.fr>',
  ]) {
    assert.deepEqual(readMailAddress(bad), { ok: false, refusal: 'not_an_address' }, bad)
  }
})
