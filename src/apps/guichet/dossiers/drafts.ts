import type { FastifyRequest } from 'fastify'
import type { SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import type { DraftCard } from '../sites/commune-home.page.tsx'

/** The unfinished requests of the visitor on this site. */
export async function draftCards(
  _app: App,
  _request: Pick<FastifyRequest, 'cookies'>,
  _who: SiteVisitor,
): Promise<readonly DraftCard[]> {
  return []
}

export interface DraftSought {
  readonly who: SiteVisitor
  readonly offerId: string
  /** Address of the procedure's page. */
  readonly base: string
}

/** The visitor's latest draft for one procedure. */
export async function latestDraft(
  _app: App,
  _request: Pick<FastifyRequest, 'cookies'>,
  _sought: DraftSought,
): Promise<{ readonly href: string; readonly savedAt: Date } | undefined> {
  return undefined
}
