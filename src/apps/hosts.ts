import { listHosts } from '#territory/collectivities'
import type { App } from './app.ts'

/** First segments of addresses that are the same on every host name. */
const globalSegments = new Set([
  'api',
  'assets',
  'autorisation',
  'bureau',
  'communes',
  'compte',
  'confirmer',
  'connexion',
  'deconnexion',
  'healthz',
  'inscription',
  'installation',
  'langue',
  'mes-demandes',
  'mot-de-passe',
  'oidc',
  'suivi',
])

export interface HostDirectory {
  /** The address that routing sees: on a collectivity's own host name, its site is at the root. */
  readonly rewrite: (request: { url: string; host: string }) => string
  stop(): void
}

const refreshEvery = 5000

/** Knows which host names are declared for which collectivities, and learns of changes within seconds. */
export async function createHostDirectory(app: App): Promise<HostDirectory> {
  let slugs = await listHosts(app.db)
  const timer = setInterval(() => {
    listHosts(app.db).then(
      (fresh) => {
        slugs = fresh
      },
      (error: unknown) => app.log.warn({ error: String(error) }, 'host names not refreshed'),
    )
  }, refreshEvery)
  timer.unref()
  return {
    rewrite: ({ url, host }) => {
      if (slugs.size === 0) return url
      const slug = slugs.get(host.toLowerCase().replace(/:\d+$/, ''))
      return slug === undefined || isGlobal(url) ? url : `/${slug}${url === '/' ? '' : url}`
    },
    stop: () => clearInterval(timer),
  }
}

const isGlobal = (url: string): boolean => globalSegments.has(/^\/([^/?]*)/.exec(url)?.[1] ?? '')
