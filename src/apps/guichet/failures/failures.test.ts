import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { projectRoot } from '#platform/config'
import { buildAssets } from '#platform/html'
import type { Failure } from '#platform/http'
import { failurePage } from './failure.page.tsx'
import { sentenceOfCode } from './sentences.ts'
import { failureTexts } from './texts.ts'

/** Codes that stop a command or a start: told on the terminal, never on a page. */
const onTerminal = /^(config|installation|library|process)\.|^db\.(embedded_|migration_failed|newer_schema)|^mail\.\$/

const codes = new Set(
  globSync('src/**/*.{ts,tsx}', { cwd: projectRoot, exclude: ['**/*.test.ts', '**/trial.ts', '**/testing.ts'] })
    .map((file) => readFileSync(join(projectRoot, file), 'utf8'))
    .flatMap((source) => [
      ...source.matchAll(/new AppError\(\s*'[a-z_]+',\s*['`]([a-z_]+\.[a-z_]\w*)['`]/g),
      ...source.matchAll(/notFound\('([a-z_]+\.[a-z_]+)'/g),
      ...source.matchAll(/\[\d{3}, '(http\.[a-z_]+)'\]/g),
    ])
    .map(([, code = '']) => code)
    .filter((code) => !onTerminal.test(code)),
)

const frame = {
  assets: buildAssets(),
  site: undefined,
  territoryName: 'Territoire d’essai',
  accountName: undefined,
  here: '/ici?q=1',
}
const failureOf = (code: string, status: number): Failure => ({ code, status, reference: 'abc123' })

suite('les pages d’échec', () => {
  test('il y a des codes à couvrir', () => assert.ok(codes.size > 25, String(codes.size)))

  test('chaque code prévu a sa phrase, en français et en anglais', () => {
    const without = [...codes].filter((code) => !(code in sentenceOfCode))
    assert.deepEqual(without, [])
    for (const sentence of Object.values(sentenceOfCode)) {
      for (const locale of ['fr', 'en'] as const) {
        const texts = failureTexts(locale)
        assert.notEqual(texts[sentence], '', sentence)
        assert.notEqual(texts[`${sentence}_body`], '', sentence)
      }
      assert.notEqual(failureTexts('fr')[sentence], failureTexts('en')[sentence], sentence)
    }
  })

  test('une page d’échec dit quoi faire ; la référence n’est donnée que quand la faute est nôtre', () => {
    for (const [status, code] of [
      [404, 'http.not_found'],
      [403, 'collectivities.not_operator'],
      [410, 'dossiers.draft_expired'],
      [413, 'http.too_large'],
      [422, 'inconnu.code'],
    ] as const) {
      const page = failurePage({ ...frame, locale: 'fr' }, failureOf(code, status))
      assert.match(page, /<h1>[^<]+<\/h1><p class="lead">[^<]+<\/p>/, code)
      assert.doesNotMatch(page, /abc123/, code)
    }
    assert.match(failurePage({ ...frame, locale: 'en' }, failureOf('http.bug', 500)), /give this reference: abc123/)
  })

  test('trop d’essais : l’attente est dite en mots', () => {
    const page = failurePage({ ...frame, locale: 'fr' }, { ...failureOf('http.too_many', 429), retryAfterSeconds: 150 })
    assert.match(page, /Réessayez dans 3\u00a0minutes/)
  })

  test('une page d’échec dit quel compte est ouvert et en propose un autre, seulement s’il y en a un', () => {
    const account = { givenName: 'Camille', familyName: 'Essai', email: 'camille@exemple.fr', retour: '/bureau/x' }
    for (const [status, code] of [
      [403, 'collectivities.not_operator'],
      [404, 'http.not_found'],
      [500, 'http.bug'],
    ] as const) {
      const page = failurePage({ ...frame, locale: 'fr' }, failureOf(code, status), account)
      assert.match(page, /Compte ouvert\s: Camille Essai \(camille@exemple\.fr\)/)
      assert.match(
        page,
        /<form[^>]*action="\/deconnexion"[^]*name="retour" value="\/bureau\/x"[^]*Utiliser un autre compte/,
      )
      assert.doesNotMatch(failurePage({ ...frame, locale: 'fr' }, failureOf(code, status)), /autre compte/)
    }
  })

  test('une adresse hostile reste du texte', () => {
    const page = failurePage({ ...frame, locale: 'fr', here: '/"><script>x</script>' }, failureOf('http.bug', 500))
    assert.doesNotMatch(page, /<script>x/)
  })
})
