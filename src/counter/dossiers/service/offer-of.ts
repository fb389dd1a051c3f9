import { findOffer, findOfferById, listOffers, type Offer } from '#counter/procedures'
import type { Tx } from '#platform/db'

/** What a collectivity offers of a procedure: most often under its own name. */
export async function offerOf(tx: Tx, collectivityId: string, procedure: string): Promise<Offer | undefined> {
  const isIt = (offer: Offer | undefined): offer is Offer =>
    offer?.published === true && offer.revision.definition.slug === procedure
  const usual = await findOffer(tx, collectivityId, procedure)
  if (isIt(usual)) return usual
  const cards = await listOffers(tx, collectivityId)
  const offers = await Promise.all(cards.map(({ id }) => findOfferById(tx, collectivityId, id)))
  return offers.find(isIt)
}
