import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { transformSync } from 'oxc-transform'
import { Type } from 'typebox'
import { notFound } from '#kernel/errors'
import { projectRoot } from '#platform/config'
import type { BrowserModule } from '#platform/html'
import { route, type Route } from '#platform/http'
import type { App } from './app.ts'

/** The scripts of `src/browser`, each a module of its own, their types taken out. */
export async function readBrowserModules(): Promise<BrowserModule[]> {
  const folder = join(projectRoot, 'src/browser')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).toSorted()
  return Promise.all(
    names.map(async (name) => ({
      name: name.replace(/\.ts$/, '.js'),
      source: transformSync(name, await readFile(join(folder, name), 'utf8')).code,
    })),
  )
}

/** Styles, typeface and scripts: compressed once, kept for ever by browsers under names that change with the content. */
export const assetRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/assets/:name',
    guard: async () => {},
    schema: { params: Type.Object({ name: Type.String({ maxLength: 120 }) }) },
    handle: (request, reply) => {
      const file = app.assets.files.get(`/assets/${request.params.name}`)
      if (!file) throw notFound('http.no_asset')
      void reply.headers({
        'content-type': file.mediaType,
        'cache-control': file.cacheControl,
        vary: 'accept-encoding',
        // Already compressed: the server must not do it again.
        'x-no-compression': '1',
      })
      const accepted = String(request.headers['accept-encoding'] ?? '')
      if (file.brotli && accepted.includes('br')) return reply.header('content-encoding', 'br').send(file.brotli)
      if (file.gzip && accepted.includes('gzip')) return reply.header('content-encoding', 'gzip').send(file.gzip)
      return reply.send(file.body)
    },
  }),
]
