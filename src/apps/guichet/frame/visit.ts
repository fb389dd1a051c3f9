import type { FastifyRequest } from 'fastify'
import { getTerritory } from '#territory/collectivities'
import type { SiteInView, Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import type { Frame } from './frame.ts'
import { frameTexts } from './texts.ts'

type Seen = Pick<Visitor, 'locale' | 'account'> & { readonly site?: SiteInView }

/** What surrounds the page that answers a request. */
export async function frameOf(app: App, request: Pick<FastifyRequest, 'originalUrl'>, who: Seen): Promise<Frame> {
  const territory = await getTerritory(app.db)
  return {
    locale: who.locale,
    assets: app.assets,
    site: who.site,
    territoryName: territory?.name ?? frameTexts(who.locale).tagline,
    accountName: who.account && `${who.account.givenName} ${who.account.familyName}`,
    here: request.originalUrl,
  }
}
