import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from 'typebox'
import { notFound } from '#kernel/errors'
import { projectRoot } from '#platform/config'
import type { BrowserModule } from '#platform/html'
import { acceptedEncoding, asPartOfPage, route, type Route } from '#platform/http'
import type { App } from './app.ts'
import { gatherScripts, linkModule, stripScript } from './link.ts'

/** What only some fields of a form use. A page that uses two of them or more takes all four in one file. */
const fieldScripts = ['form-rules.js', 'list-search.js', 'place.js', 'signature.js'] as const

/**
 * The scripts of `src/browser`, each a module of its own, their types taken out; and `rules.js`, the language of the rules
 * and what follows a page with them, the same as on the server, which a script imports by its address: `compile`,
 * `evaluate`, `holds`, `follow`.
 */
export async function readBrowserModules(): Promise<BrowserModule[]> {
  const folder = join(projectRoot, 'src/browser')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).toSorted()
  const scripts = new Map(names.map((name) => [name.replace(/\.ts$/, '.js'), stripScript(join(folder, name))]))
  const rules = linkModule(
    join(projectRoot, 'src/kernel/expression/compile.ts'),
    join(projectRoot, 'src/counter/procedures/domain/live.ts'),
  )
  return [
    ...[...scripts].map(([name, source]) => ({ name, source })),
    { name: 'form-fields.js', source: gatherScripts(fieldScripts.map((name) => scripts.get(name) ?? '')) },
    { name: 'rules.js', source: rules },
  ]
}

/** Compresses what browsers ask for, one file after the other and beside the work of pages: the first visitor does not wait for it. */
export async function packAssets({ assets }: Pick<App, 'assets'>): Promise<void> {
  for (const { brotli } of assets.files.values()) await brotli?.()
}

/** Styles, typeface and scripts: compressed once, when first asked, kept for ever by browsers under names that change with the content. */
export const assetRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/assets/:name',
    guard: async () => {},
    schema: { params: Type.Object({ name: Type.String({ maxLength: 120 }) }) },
    handle: async (request, reply) => {
      const file = app.assets.files.get(`/assets/${request.params.name}`)
      if (!file) throw notFound('http.no_asset')
      // A picture may be opened by itself, as a document.
      if (!file.mediaType.startsWith('image/')) asPartOfPage(reply)
      void reply.headers({
        'content-type': file.mediaType,
        'cache-control': file.cacheControl,
        vary: 'accept-encoding',
      })
      const encoding = acceptedEncoding(request)
      if (file.brotli && encoding === 'br') return reply.header('content-encoding', encoding).send(await file.brotli())
      if (file.gzip && encoding === 'gzip') return reply.header('content-encoding', encoding).send(await file.gzip())
      return reply.send(file.body)
    },
  }),
]
