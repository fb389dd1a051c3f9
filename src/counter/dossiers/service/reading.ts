import { dayOf } from '#kernel/calendar'
import { type FormReading, type Offer, readForm } from '#counter/procedures'
import { getSite, listCollectivities, type Site } from '#territory/collectivities'
import type { Context } from '#platform/context'
import type { Draft } from '../schema.ts'

/** What a form is read against besides what was typed. Remembered by its house; asked for before the transaction. */
export interface Facts {
  readonly site: Site
  isCommune(insee: string): boolean
}

export async function factsOf(ctx: Pick<Context, 'db'>, collectivityId: string): Promise<Facts> {
  const [site, communes] = await Promise.all([
    getSite(ctx.db, { id: collectivityId }),
    listCollectivities(ctx.db, { kind: 'commune' }),
  ])
  return { site, isCommune: (insee) => communes.some(({ code }) => code === insee) }
}

/** What was typed in a draft, read as answers now. */
export const readDraftForm = (draft: Draft, offer: Pick<Offer, 'revision'>, facts: Facts, now: Date): FormReading =>
  readForm(offer.revision.definition.form, draft.entries, {
    today: dayOf(now),
    postalCodes: facts.site.postalCodes,
    isCommune: (insee) => facts.isCommune(insee),
    attachments: new Map(draft.attachments.map((each) => [each.id, each])),
  })
