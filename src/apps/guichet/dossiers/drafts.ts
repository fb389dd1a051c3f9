import type { FastifyRequest } from 'fastify'
import { localize } from '#kernel/localized'
import { type Draft, findDrafts } from '#counter/dossiers'
import { findOfferById } from '#counter/procedures'
import { getSite, listCollectivities } from '#territory/collectivities'
import type { Member, SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import type { DraftCard } from './draft-cards.tsx'
import { deviceSecretOf } from './form/state.ts'

type Cookies = Pick<FastifyRequest, 'cookies'>

/** Drafts are looked for only when there is a reason to: most visitors have neither an account nor a draft. */
const mayHaveDrafts = (request: Cookies, who: SiteVisitor): boolean =>
  who.account !== undefined || deviceSecretOf(request) !== undefined

/** The unfinished requests of the visitor on this site, each with its way back and its way out. */
export async function draftCards(app: App, request: Cookies, who: SiteVisitor): Promise<readonly DraftCard[]> {
  return mayHaveDrafts(request, who) ? cardsAt(app, request, who) : []
}

/** The unfinished requests of an account in every commune. */
export async function everyDraftCard(
  app: App,
  request: Cookies & Pick<FastifyRequest, 'hostname'>,
  who: Member,
): Promise<readonly DraftCard[]> {
  const open = await listCollectivities(app.db, { isOpen: true })
  const host = request.hostname.toLowerCase()
  const cards: DraftCard[] = []
  // One after the other: a page must not take every connection.
  for (const { id } of open) {
    const site = await getSite(app.db, { id })
    const base = site.hosts.includes(host) ? '' : `/${site.slug}`
    cards.push(...(await cardsAt(app, request, { ...who, site: { ...site, base } })))
  }
  return cards.toSorted((a, b) => b.savedAt.getTime() - a.savedAt.getTime())
}

async function cardsAt(app: App, request: Cookies, who: SiteVisitor): Promise<readonly DraftCard[]> {
  const { id, base } = who.site
  const deviceSecret = deviceSecretOf(request)
  const drafts = await findDrafts(who.context, { collectivityId: id, offerId: null, deviceSecret })
  if (drafts.length === 0) return []
  const offers = await app.db.readCollectivity(id, (tx) =>
    Promise.all(drafts.map((draft) => findOfferById(tx, id, draft.offerId))),
  )
  return drafts.flatMap((draft, index) => {
    const offer = offers[index]
    if (!offer) return []
    return {
      id: draft.id,
      title: localize(offer.revision.definition.title, who.locale),
      href: `${base}/demarches/${offer.slug}/demande/${draft.id}`,
      savedAt: draft.updatedAt,
      expiresAt: draft.expiresAt,
    }
  })
}

export interface DraftSought {
  readonly who: SiteVisitor
  readonly offerId: string
  /** Address of the procedure's page. */
  readonly base: string
}

/** The visitor's latest draft for one procedure. */
export async function latestDraft(
  request: Cookies,
  { who, offerId, base }: DraftSought,
): Promise<{ readonly href: string; readonly savedAt: Date } | undefined> {
  if (!mayHaveDrafts(request, who)) return undefined
  const deviceSecret = deviceSecretOf(request)
  const drafts = await findDrafts(who.context, { collectivityId: who.site.id, offerId, deviceSecret })
  const latest: Draft | undefined = drafts[0]
  return latest && { href: `${base}/demande/${latest.id}`, savedAt: latest.updatedAt }
}
