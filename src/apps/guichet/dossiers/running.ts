import type { SiteInView, Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import type { CardRequest } from './request-cards.tsx'

/** The requests of who is signed in that are not closed; those of one site only when it is given. */
export async function runningRequests(
  _app: App,
  _who: Visitor & { readonly site?: SiteInView },
): Promise<readonly CardRequest[]> {
  return []
}
