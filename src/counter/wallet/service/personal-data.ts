import type { Localized } from '#kernel/localized'
import type { DisclosureSource, PersonalData } from '#identity/accounts'
import { getSite } from '#territory/collectivities'
import type { DocumentKind } from '../schema.ts'
import {
  deleteDocumentsOf,
  listDocumentRows,
  listHandoverRows,
  moveRows,
  moveRowsBack,
  untieHandovers,
} from '../store.ts'
import { forget } from './documents.ts'

/** What each kind is called. */
export const kindNames: Readonly<Record<DocumentKind, Localized>> = {
  identity: { fr: 'pièce d’identité', en: 'proof of identity' },
  address: { fr: 'justificatif de domicile', en: 'proof of address' },
  income: { fr: 'justificatif de ressources', en: 'proof of income' },
  family: { fr: 'document de famille', en: 'family document' },
  other: { fr: 'autre document', en: 'other document' },
}

const mostExported = 10_000

/** The documents that a person keeps, and to whom she gave them. They go with the account. */
export const walletData: PersonalData = {
  name: 'documents',
  title: { fr: 'Vos documents gardés', en: 'Documents you keep' },
  words: {
    documents: { fr: 'Documents', en: 'Documents' },
    given: { fr: 'Ce que vous avez donné', en: 'What you gave' },
    name: { fr: 'Nom', en: 'Name' },
    kind: { fr: 'Sorte', en: 'Kind' },
    addedAt: { fr: 'Gardé le', en: 'Kept on' },
    expiresAt: { fr: 'Effacé le', en: 'Erased on' },
    to: { fr: 'Donné à', en: 'Given to' },
    purpose: { fr: 'Pour', en: 'For' },
    at: { fr: 'Le', en: 'On' },
  },
  codes: { kind: kindNames },
  export: async (ctx, accountId) => {
    const [documents, given] = await ctx.db.readTerritory((tx) =>
      Promise.all([listDocumentRows(tx, accountId, ctx.clock.now()), listHandoverRows(tx, accountId, mostExported)]),
    )
    return {
      documents: documents.map(({ name, kind, size, addedAt, expiresAt }) => ({
        name,
        kind,
        size,
        addedAt,
        expiresAt,
      })),
      given: await Promise.all(
        given.map(async ({ name, purpose, givenTo, at }) => ({
          name,
          to: (await getSite(ctx.db, { id: givenTo })).name,
          purpose,
          at,
        })),
      ),
    }
  },
  count: async (ctx, accountId) => {
    const documents = await ctx.db.readTerritory((tx) => listDocumentRows(tx, accountId, ctx.clock.now()))
    return [{ what: { fr: 'documents gardés', en: 'kept documents' }, count: documents.length }]
  },
  move: (ctx, merge) => ctx.db.withTerritory((tx) => moveRows(tx, merge)),
  moveBack: (ctx, merge) => ctx.db.withTerritory((tx) => moveRowsBack(tx, merge)),
  erase: (ctx, accountId) =>
    ctx.db.withTerritory(async (tx) => {
      await forget(tx, await deleteDocumentsOf(tx, accountId), ctx.clock.now())
      await untieHandovers(tx, accountId)
    }),
}

/** Each document handed over is a line of "who received what". */
export const walletDisclosures: DisclosureSource = {
  name: 'documents',
  list: async (ctx, accountId, limit) => {
    const given = await ctx.db.readTerritory((tx) => listHandoverRows(tx, accountId, limit))
    return Promise.all(
      given.map(async ({ at, givenTo, kind, purpose, isWatermarked }) => ({
        at,
        to: (await getSite(ctx.db, { id: givenTo })).name,
        data: [kindNames[kind]],
        why: {
          fr: `${purpose} : document que vous avez repris${isWatermarked ? ', marqué pour cette démarche' : ''}`,
          en: `${purpose}: a document that you gave again${isWatermarked ? ', marked for this procedure' : ''}`,
        },
      })),
    )
  },
}
