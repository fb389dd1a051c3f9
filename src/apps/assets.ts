import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { transformSync } from 'oxc-transform'
import { Type } from 'typebox'
import { notFound } from '#kernel/errors'
import { projectRoot } from '#platform/config'
import type { BrowserModule } from '#platform/html'
import { acceptedEncoding, route, type Route } from '#platform/http'
import type { App } from './app.ts'
import { linkModule } from './link.ts'

/**
 * The scripts of `src/browser`, each a module of its own, their types taken out; and the language of the rules, the same
 * as on the server, which a script imports by its address: `compile`, `evaluate`, `holds`; and what follows a page with
 * them: `follow`.
 */
export async function readBrowserModules(): Promise<BrowserModule[]> {
  const folder = join(projectRoot, 'src/browser')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).toSorted()
  const scripts = await Promise.all(
    names.map(async (name) => ({
      name: name.replace(/\.ts$/, '.js'),
      source: transformSync(name, await readFile(join(folder, name), 'utf8')).code,
    })),
  )
  const expression = linkModule(join(projectRoot, 'src/kernel/expression/compile.ts'))
  const live = linkModule(join(projectRoot, 'src/counter/procedures/domain/live.ts'))
  return [...scripts, { name: 'expression.js', source: expression }, { name: 'live.js', source: live }]
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
