import type { PersonalData } from '#identity/accounts'
import { isOpen } from '../domain/states.ts'
import { changeMandate, lockMandateRow } from '../store/mandates.ts'
import { listOwnMandates, listToEnd, moveMandates, moveMandatesBack } from '../store/personal.ts'
import { endWithAllBelow, tell } from './decide.ts'

/**
 * The mandates of a person. At the end of an account those that she holds or gave for herself end, with what was passed on
 * from them; their text and history stay: they prove who acted for whom.
 */
export const mandateData: PersonalData = {
  name: 'mandats',
  title: { fr: 'Vos mandats', en: 'Your mandates' },
  words: {
    text: { fr: 'Texte', en: 'Text' },
    state: { fr: 'État', en: 'State' },
    startsOn: { fr: 'Premier jour', en: 'First day' },
    endsOn: { fr: 'Dernier jour', en: 'Last day' },
    askedAt: { fr: 'Demandé le', en: 'Asked on' },
    decidedAt: { fr: 'Décidé le', en: 'Decided on' },
  },
  export: (ctx, accountId) => ctx.db.readTerritory((tx) => listOwnMandates(tx, accountId)),
  count: async (ctx, accountId) => {
    const mandates = await ctx.db.readTerritory((tx) => listOwnMandates(tx, accountId))
    return [{ what: { fr: 'mandats', en: 'mandates' }, count: mandates.length }]
  },
  move: (ctx, merge) => ctx.db.withTerritory((tx) => moveMandates(tx, merge)),
  moveBack: (ctx, merge) => ctx.db.withTerritory((tx) => moveMandatesBack(tx, merge)),
  erase: (ctx, accountId) =>
    ctx.db.withTerritory(async (tx) => {
      for (const { id } of await listToEnd(tx, accountId)) {
        const mandate = await lockMandateRow(tx, id)
        if (mandate?.state === 'approved') await endWithAllBelow(tx, ctx, mandate, '')
        if (mandate && isOpen(mandate.state)) {
          await changeMandate(tx, id, { state: 'withdrawn' })
          await tell(tx, ctx, mandate, { about: 'withdrawn' })
        }
      }
    }),
}
