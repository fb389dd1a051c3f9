import { localize } from '#kernel/localized'
import type { DisclosureSource, MergeRef, PersonalData } from '#identity/accounts'
import { getSite } from '#territory/collectivities'
import type { Context } from '#platform/context'
import { findDatum } from '../domain/catalogue.ts'
import {
  forgetSubjectRows,
  listOwnCalls,
  listOwnConsents,
  listPlaces,
  listPlacesOfMerge,
  moveRows,
  moveRowsBack,
  type OwnCall,
  untieRows,
} from '../store/personal.ts'

const mostExported = 10_000

const doorOf = (accountId: string) => ({ name: 'state-data', accountId, subject: accountId })

const placesOf = (ctx: Context, accountId: string): Promise<string[]> =>
  ctx.db.throughDoor(doorOf(accountId), (tx) => listPlaces(tx, accountId))

const townOf = async (ctx: Context, id: string): Promise<string> => (await getSite(ctx.db, { id })).name

/** What was asked of the State for a person, and to what she agreed. At the end of an account both stay, without her name. */
export const connectorData: PersonalData = {
  name: 'donnees-de-l-etat',
  title: { fr: 'Ce que nous avons demandé à l’État pour vous', en: 'What we asked the State for you' },
  words: {
    calls: { fr: 'Demandes à l’État', en: 'Questions to the State' },
    consents: { fr: 'Vos accords', en: 'What you agreed to' },
    town: { fr: 'Collectivité', en: 'Authority' },
    datum: { fr: 'Donnée', en: 'Datum' },
    purpose: { fr: 'Pour', en: 'For' },
    outcome: { fr: 'Résultat', en: 'Result' },
    at: { fr: 'Le', en: 'On' },
    text: { fr: 'Texte', en: 'Text' },
    givenAt: { fr: 'Donné le', en: 'Given on' },
    revokedAt: { fr: 'Retiré le', en: 'Taken back on' },
  },
  export: async (ctx, accountId) => {
    const [calls, consents] = await ctx.db.throughDoor(doorOf(accountId), (tx) =>
      Promise.all([listOwnCalls(tx, accountId, mostExported), listOwnConsents(tx, accountId)]),
    )
    return {
      calls: await Promise.all(
        calls.map(async ({ collectivityId, datum, purpose, outcome, at }) => {
          const known = findDatum(datum)
          return {
            town: await townOf(ctx, collectivityId),
            datum: known ? localize(known.title, 'fr') : datum,
            purpose,
            outcome,
            at,
          }
        }),
      ),
      consents: await Promise.all(
        consents.map(async ({ collectivityId, ...consent }) => ({
          town: await townOf(ctx, collectivityId),
          ...consent,
        })),
      ),
    }
  },
  count: async (ctx, accountId) => {
    const calls = await ctx.db.throughDoor(doorOf(accountId), (tx) => listOwnCalls(tx, accountId, mostExported))
    return [{ what: { fr: 'demandes à l’État', en: 'questions to the State' }, count: calls.length }]
  },
  move: async (ctx, merge) => {
    for (const collectivityId of await placesOf(ctx, merge.from)) await inTown(ctx, collectivityId, merge, moveRows)
  },
  moveBack: async (ctx, merge) => {
    const door = { name: 'state-data', accountId: merge.to, subject: merge.mergeId }
    const places = await ctx.db.throughDoor(door, (tx) => listPlacesOfMerge(tx, merge.mergeId))
    for (const collectivityId of places) await inTown(ctx, collectivityId, merge, moveRowsBack)
  },
  erase: async (ctx, accountId) => {
    for (const collectivityId of await placesOf(ctx, accountId))
      await ctx.db.withCollectivity(collectivityId, (tx) => untieRows(tx, collectivityId, accountId))
  },
}

const inTown = (ctx: Context, collectivityId: string, merge: MergeRef, work: typeof moveRows): Promise<void> =>
  ctx.db.withCollectivity(collectivityId, (tx) => work(tx, { ...merge, collectivityId }))

/** Each question to the State, answered or not, is a line of "who received what". */
export const connectorDisclosures: DisclosureSource = {
  name: 'donnees-de-l-etat',
  list: async (ctx, accountId, limit) => {
    const calls = await ctx.db.throughDoor(doorOf(accountId), (tx) => listOwnCalls(tx, accountId, limit))
    return Promise.all(
      calls.map(async (call) => ({ at: call.at, to: await townOf(ctx, call.collectivityId), ...said(call) })),
    )
  },
}

function said({ datum, fields, purpose, outcome }: OwnCall) {
  const known = findDatum(datum)
  const given = outcome === 'given'
  return {
    data: (known?.fields ?? []).filter(({ id }) => fields.includes(id)).map(({ label }) => label),
    why: {
      fr: `${purpose} : demandé à ${known?.holder.fr ?? 'l’État'}, ${given ? 'qui a répondu' : 'sans réponse utile'}`,
      en: `${purpose}: asked of ${known?.holder.en ?? 'the State'}, ${given ? 'which answered' : 'without a useful answer'}`,
    },
  }
}

/**
 * The request of this draft names nobody any more: neither do the words and the questions that it had to the State. Asked again, it
 * changes nothing.
 */
export const forgetSubject = (
  { db }: Pick<Context, 'db'>,
  { collectivityId, subjectId }: { readonly collectivityId: string; readonly subjectId: string },
): Promise<void> => db.withCollectivity(collectivityId, (tx) => forgetSubjectRows(tx, collectivityId, subjectId))
