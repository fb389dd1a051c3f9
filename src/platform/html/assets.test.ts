import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildAssets } from './assets.ts'

const source = 'export const a = 1\n'
const { assetHref, files } = buildAssets([{ name: 'search.js', source }])

test('un fichier porte l’empreinte de son contenu', (t) => {
  t.assert.match(assetHref('style.css'), /^\/assets\/style\.[0-9a-f]{10}\.css$/)
  const other = buildAssets([{ name: 'search.js', source: 'export const a = 2\n' }])
  t.assert.notEqual(other.assetHref('search.js'), assetHref('search.js'))
  t.assert.equal(other.assetHref('style.css'), assetHref('style.css'))
  t.assert.throws(() => assetHref('unknown.css'))
})

test('les formes comprimées rendent le même contenu', async (t) => {
  const file = files.get(assetHref('search.js'))
  t.assert.equal(file?.mediaType, 'text/javascript; charset=utf-8')
  t.assert.equal(gunzipSync((await file?.gzip?.()) ?? '').toString(), source)
  t.assert.equal(brotliDecompressSync((await file?.brotli?.()) ?? '').toString(), source)
})

test('la feuille mène aux caractères par leur nom servi', (t) => {
  const css = files.get(assetHref('style.css'))?.body.toString() ?? ''
  const name = css.match(/url\("([^"]+)"\)/)?.[1] ?? ''
  t.assert.equal(files.has(`/assets/${name}`), true)
  t.assert.equal(files.get(`/assets/${name}`)?.brotli, undefined)
})

test('chaque feuille écrite est servie', (t) => {
  const css = ['style.css', 'bureau.css'].map((name) => files.get(assetHref(name))?.body.toString() ?? '').join('')
  const first = {
    tokens: '--brand-base',
    base: 'text-wrap',
    layout: '.wrap{',
    header: '.quay{',
    buttons: '.btn{',
    notices: '.alert{',
    cards: '.card{',
    search: '.hero{',
    procedure: '.facts{',
    form: '.field{',
    choices: '.choice{',
    pictures: '.place-map{',
    tracking: '.talk{',
    navigation: '.crumbs{',
    table: '.rows ',
    guichet: '.hero-title{',
    modes: 'forced-colors',
    bureau: '.rail{',
    filters: '.filter-bar{',
    case: '.case{',
    studio: '.studio{',
    figures: '.kpis{',
  }
  const written = readdirSync(join(import.meta.dirname, 'styles')).map((file) => file.replace('.css', ''))
  t.assert.deepEqual(written.toSorted(), Object.keys(first).toSorted())
  for (const mark of Object.values(first)) t.assert.equal(css.includes(mark), true, mark)
})
