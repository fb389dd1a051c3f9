import { dayOf } from '#kernel/calendar'
import {
  aroundForm,
  findListed,
  type FormReading,
  type Listed,
  listedValues,
  nothingListed,
  type Offer,
  readForm,
} from '#counter/procedures'
import { type CalendarBook, calendarsOf } from '#territory/calendars'
import { getSite, listCollectivities, type Site } from '#territory/collectivities'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { Draft } from '../schema.ts'

/** What a form is read against besides what was typed. Remembered by its house; asked for before the transaction. */
export interface Facts {
  readonly site: Site
  readonly calendars: CalendarBook
  readonly isCommune: (insee: string) => boolean
}

export async function factsOf(ctx: Pick<Context, 'db'>, collectivityId: string): Promise<Facts> {
  const [site, communes, calendars] = await Promise.all([
    getSite(ctx.db, { id: collectivityId }),
    listCollectivities(ctx.db, { kind: 'commune' }),
    calendarsOf(ctx.db, collectivityId),
  ])
  return { site, calendars, isCommune: (insee) => communes.some(({ code }) => code === insee) }
}

/** What was chosen of lists and records, asked of the database when the form has any. */
export function listedIn(
  tx: Tx,
  { collectivityId, entries }: Draft,
  { revision }: Pick<Offer, 'revision'>,
  now: Date,
): Promise<Listed> {
  const values = listedValues(revision.definition.form, entries)
  return values.length === 0
    ? Promise.resolve(nothingListed)
    : findListed(tx, { collectivityId, values, today: dayOf(now) })
}

/** What was typed in a draft, read as answers now. */
export const readDraftForm = (
  draft: Draft,
  { revision, options }: Pick<Offer, 'revision' | 'options'>,
  { site, listed, isCommune }: Facts & { readonly listed: Listed },
  now: Date,
): FormReading =>
  readForm(revision.definition.form, draft.entries, {
    today: dayOf(now),
    postalCodes: site.postalCodes,
    isCommune,
    attachments: new Map(draft.attachments.map((each) => [each.id, each])),
    isListed: listed.isListed,
    around: aroundForm({ today: dayOf(now), options }),
  })
