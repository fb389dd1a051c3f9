import type { Disclosure, DisclosureSource, PersonalData } from '#identity/accounts'
import type { Localized } from '#kernel/localized'
import type { ClaimsSource } from '../ports.ts'
import { listWords, moveConsents, moveConsentsBack } from '../store/consents.ts'
import { deleteEntriesOf } from '../store/entries.ts'
import { endRefreshOf } from '../store/state.ts'

/** What a person said to applications, for her export, for a merge and for the end of her account. */
export const consentData: PersonalData = {
  name: 'applications',
  title: { fr: 'Ce que vous avez accepté de transmettre', en: 'What you agreed to hand over' },
  words: {
    application: { fr: 'Application', en: 'Application' },
    datum: { fr: 'Donnée', en: 'Datum' },
    decision: { fr: 'Votre choix', en: 'Your choice' },
    at: { fr: 'Le', en: 'On' },
    text: { fr: 'Texte accepté', en: 'Text agreed to' },
  },
  export: async (ctx, accountId) => {
    const words = await ctx.db.readTerritory((tx) => listWords(tx, accountId, 10_000))
    return words.map(({ clientName, datum, decision, at, text }) => ({
      application: clientName,
      datum,
      decision,
      at,
      text,
    }))
  },
  count: async (ctx, accountId) => {
    const words = await ctx.db.readTerritory((tx) => listWords(tx, accountId, 10_000))
    const count = new Set(words.map(({ clientId }) => clientId)).size
    return [{ what: { fr: 'applications qui reçoivent des données', en: 'applications that get data' }, count }]
  },
  // Applications knew one account: what they hold of its sign-ins ends, and they ask the other again.
  move: (ctx, merge) =>
    ctx.db.withTerritory(async (tx) => {
      await moveConsents(tx, merge)
      await endRefreshOf(tx, merge.from, null)
    }),
  moveBack: (ctx, { mergeId }) => ctx.db.withTerritory((tx) => moveConsentsBack(tx, mergeId)),
  // What was agreed to stays as evidence, under a number that leads to nobody any more.
  erase: (ctx, accountId) =>
    ctx.db.withTerritory(async (tx) => {
      await endRefreshOf(tx, accountId, null)
      await deleteEntriesOf(tx, accountId)
    }),
}

const why: Localized = { fr: 'Vous l’avez accepté', en: 'You agreed to it' }

/** Who received what by her consent; the words of data come from who gives them. */
export function consentDisclosures(sources: readonly Pick<ClaimsSource, 'data'>[]): DisclosureSource {
  const labels = new Map(sources.flatMap(({ data }) => data.map(({ name, label }) => [name, label] as const)))
  return {
    name: 'applications',
    list: async (ctx, accountId, limit) => {
      const words = await ctx.db.readTerritory((tx) => listWords(tx, accountId, 1000))
      const given = words.filter(({ decision }) => decision === 'given')
      const answers = Map.groupBy(given, ({ clientId, at }) => `${clientId} ${at.toISOString()}`)
      return [...answers.values()].slice(0, limit).flatMap((group): Disclosure[] => {
        const first = group[0]
        if (!first) return []
        const data = group.map(({ datum }) => labels.get(datum) ?? { fr: datum })
        return [{ at: first.at, to: first.clientName, data, why, href: '/compte/applications' }]
      })
    },
  }
}
