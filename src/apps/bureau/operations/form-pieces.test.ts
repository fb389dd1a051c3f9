import assert from 'node:assert/strict'
import { test } from 'node:test'
import { galleryPages, render } from '#platform/html'
import { FormPieces } from './form-pieces.tsx'

test('la galerie montre une donnée de l’État dans chacun de ses états, et les documents gardés', () => {
  const { form } = galleryPages({ assetHref: (name) => `/assets/${name}`, formPieces: FormPieces() })
  assert.ok(form)
  const html = render(form)
  assert.equal(html.match(/id="etat-[a-z_]+"/g)?.length, 4)
  assert.equal(new Set(html.match(/ id="[^"]+"/g)).size, html.match(/ id="[^"]+"/g)?.length)
  assert.equal(html.match(/value="reuse:piece:/g)?.length, 2)
})
