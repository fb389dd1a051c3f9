import type { FastifyRequest } from 'fastify'
import { localize } from '#kernel/localized'
import { type Draft, findDrafts, myDrafts, type OwnDraft } from '#counter/dossiers'
import { findOfferById } from '#counter/procedures'
import { getSite } from '#territory/collectivities'
import { type Member, siteInView, type SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import type { DraftCard } from './draft-cards.tsx'
import { deviceSecretOf, discardStep } from './form/state.ts'

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
  request: Pick<FastifyRequest, 'hostname'>,
  who: Member,
): Promise<readonly DraftCard[]> {
  const drafts = await myDrafts(who.context)
  const cards: DraftCard[] = []
  // One commune after the other: a page must not take every connection.
  for (const id of new Set(drafts.map(({ collectivityId }) => collectivityId))) {
    const site = siteInView(request, await getSite(app.db, { id }))
    const here = drafts.filter(({ collectivityId }) => collectivityId === id)
    const own = await cardsOf(app, here, { ...who, site })
    cards.push(...own.map((card) => ({ ...card, place: site.name })))
  }
  return cards.toSorted((a, b) => b.savedAt.getTime() - a.savedAt.getTime())
}

async function cardsAt(app: App, request: Cookies, who: SiteVisitor): Promise<readonly DraftCard[]> {
  const deviceSecret = deviceSecretOf(request)
  const drafts = await findDrafts(who.context, { collectivityId: who.site.id, offerId: null, deviceSecret })
  return drafts.length === 0 ? [] : cardsOf(app, drafts, who)
}

/** Drafts of one site as cards, in their order. */
async function cardsOf(app: App, drafts: readonly OwnDraft[], who: SiteVisitor): Promise<readonly DraftCard[]> {
  const { id, base } = who.site
  const offers = await app.db.readCollectivity(id, (tx) =>
    Promise.all(drafts.map((draft) => findOfferById(tx, id, draft.offerId))),
  )
  return drafts.flatMap((draft, index) => {
    const offer = offers[index]
    if (!offer) return []
    const href = `${base}/demarches/${offer.slug}/demande/${draft.id}`
    return {
      id: draft.id,
      title: localize(offer.revision.definition.title, who.locale),
      href,
      savedAt: draft.updatedAt,
      expiresAt: draft.expiresAt,
      removeAction: `${href}/${discardStep}`,
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
