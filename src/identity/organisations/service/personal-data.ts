import type { PersonalData } from '#identity/accounts'
import { endLink } from './mine.ts'
import { listLinksOf } from '../store/links.ts'
import {
  listOwnLinks,
  listPlacesAsked,
  listPlacesMoved,
  moveAsked,
  moveAskedBack,
  moveLinks,
  moveLinksBack,
} from '../store/personal.ts'

/** The organisations of a person, and what she asked collectivities to check. At the end of an account every link ends; its history stays, as evidence of what was done. */
export const organisationData: PersonalData = {
  name: 'organisations',
  title: { fr: 'Vos organisations', en: 'Your organisations' },
  words: {
    organisation: { fr: 'Organisation', en: 'Organisation' },
    knownBy: { fr: 'Comment le lien est connu', en: 'How the link is known' },
    role: { fr: 'Fonction', en: 'Function' },
    since: { fr: 'Depuis', en: 'Since' },
    endedAt: { fr: 'Terminé le', en: 'Ended on' },
  },
  export: (ctx, accountId) => ctx.db.readTerritory((tx) => listOwnLinks(tx, accountId)),
  count: async (ctx, accountId) => {
    const links = await ctx.db.readTerritory((tx) => listLinksOf(tx, accountId))
    const count = new Set(links.map(({ organisationId }) => organisationId)).size
    return [{ what: { fr: 'organisations', en: 'organisations' }, count }]
  },
  move: async (ctx, merge) => {
    await ctx.db.withTerritory((tx) => moveLinks(tx, merge))
    const door = { name: 'personal-data', accountId: merge.from, subject: merge.from }
    for (const collectivityId of await ctx.db.throughDoor(door, (tx) => listPlacesAsked(tx, merge.from))) {
      await ctx.db.withCollectivity(collectivityId, (tx) => moveAsked(tx, { ...merge, collectivityId }))
    }
  },
  moveBack: async (ctx, merge) => {
    await ctx.db.withTerritory((tx) => moveLinksBack(tx, merge))
    const door = { name: 'personal-data', accountId: merge.to, subject: merge.mergeId }
    for (const collectivityId of await ctx.db.throughDoor(door, (tx) => listPlacesMoved(tx, merge.mergeId))) {
      await ctx.db.withCollectivity(collectivityId, (tx) => moveAskedBack(tx, { ...merge, collectivityId }))
    }
  },
  erase: (ctx, accountId) =>
    ctx.db.withTerritory(async (tx) => {
      for (const link of await listLinksOf(tx, accountId)) await endLink(tx, ctx, link)
    }),
}
