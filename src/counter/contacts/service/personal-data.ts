import type { PersonalData } from '#identity/accounts'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { nameOf } from '../domain/names.ts'
import type { Contact } from '../schema.ts'
import { findContactRows, linkContactRow, listConsentRows } from '../store/contacts.ts'
import { listOwnLookupRows } from '../store/lookups.ts'
import { listMergePlaces, listOwnContactRows, moveRows, moveRowsBack, untieRows } from '../store/personal.ts'

const through = <T>(ctx: Context, accountId: string, read: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.db.throughDoor({ name: 'personal-data', accountId, subject: accountId }, read)

async function ownOf(ctx: Context, accountId: string) {
  const keys = await through(ctx, accountId, (tx) => listOwnContactRows(tx, accountId))
  return Promise.all(
    keys.map(({ collectivityId, contactId }) =>
      ctx.db.readCollectivity(collectivityId, async (tx) => {
        const [found, consents] = await Promise.all([
          findContactRows(tx, collectivityId, [contactId]),
          listConsentRows(tx, collectivityId, [contactId]),
        ])
        return { contacts: found, consents }
      }),
    ),
  )
}

const exported = (contact: Contact) => ({
  name: nameOf(contact),
  birthDate: contact.birthDate,
  address: contact.address,
  emails: contact.emails,
  phones: contact.phones,
  preferredChannel: contact.preferredChannel,
  since: contact.createdAt,
})

/** What one collectivity wrote down of a person by her account. */
export async function contactHere(
  ctx: Context,
  { collectivityId, accountId }: { readonly collectivityId: string; readonly accountId: string | null },
) {
  if (accountId === null) return []
  const keys = await through(ctx, accountId, (tx) => listOwnContactRows(tx, accountId))
  const ids = keys.filter((each) => each.collectivityId === collectivityId).map(({ contactId }) => contactId)
  const found = await ctx.db.readCollectivity(collectivityId, (tx) => findContactRows(tx, collectivityId, ids))
  return found.map(exported)
}

/** What collectivities wrote down of a person, once it is proved to be her; and who looked at it. */
export const contactData: PersonalData = {
  name: 'usager-connu',
  title: { fr: 'Ce que les collectivités savent de vous', en: 'What the authorities know about you' },
  words: {
    contacts: { fr: 'Fiches', en: 'Records' },
    consents: { fr: 'Vos accords pour être joint ou jointe', en: 'Your consents to be contacted' },
    lookups: { fr: 'Qui a consulté vos données', en: 'Who looked at your data' },
    name: { fr: 'Nom', en: 'Name' },
    birthDate: { fr: 'Date de naissance', en: 'Date of birth' },
    address: { fr: 'Adresse', en: 'Address' },
    emails: { fr: 'Adresses électroniques', en: 'E-mail addresses' },
    phones: { fr: 'Téléphones', en: 'Phones' },
    preferredChannel: { fr: 'Moyen préféré', en: 'Preferred way' },
    since: { fr: 'Depuis', en: 'Since' },
    motive: { fr: 'Motif', en: 'Reason' },
    agent: { fr: 'Par', en: 'By' },
    at: { fr: 'Quand', en: 'When' },
  },
  export: async (ctx, accountId) => {
    const own = await ownOf(ctx, accountId)
    const lookups = await through(ctx, accountId, (tx) => listOwnLookupRows(tx, accountId, 10_000))
    return {
      contacts: own.flatMap(({ contacts }) => contacts.map(exported)),
      consents: own.flatMap(({ consents }) => consents),
      lookups: lookups.map(({ motive, agentName, at }) => ({ motive, agent: agentName, at })),
    }
  },
  count: async (ctx, accountId) => [
    {
      what: { fr: 'fiches tenues par des collectivités', en: 'records kept by authorities' },
      one: { fr: 'fiche tenue par une collectivité', en: 'record kept by an authority' },
      count: (await through(ctx, accountId, (tx) => listOwnContactRows(tx, accountId))).length,
    },
  ],
  move: async (ctx, merge) => {
    const own = await through(ctx, merge.from, (tx) => listOwnContactRows(tx, merge.from))
    for (const collectivityId of new Set(own.map((each) => each.collectivityId)))
      await ctx.db.withCollectivity(collectivityId, (tx) => moveRows(tx, { ...merge, collectivityId }))
  },
  moveBack: async (ctx, merge) => {
    for (const collectivityId of await through(ctx, merge.to, (tx) => listMergePlaces(tx, merge.mergeId)))
      await ctx.db.withCollectivity(collectivityId, (tx) => moveRowsBack(tx, { ...merge, collectivityId }))
  },
  // The collectivity's own record stays, and is nobody's account.
  erase: async (ctx, accountId) => {
    const own = await through(ctx, accountId, (tx) => listOwnContactRows(tx, accountId))
    for (const collectivityId of new Set(own.map((each) => each.collectivityId)))
      await ctx.db.withCollectivity(collectivityId, (tx) => untieRows(tx, collectivityId, accountId))
  },
}

/**
 * Ties a contact to the account whose person claimed one of its requests with the code that she was given: that code is her
 * proof. One that is tied already stays as it is.
 */
export async function linkByCode(
  ctx: Pick<Context, 'db' | 'clock'>,
  claimed: { readonly collectivityId: string; readonly contactId: string; readonly accountId: string },
): Promise<void> {
  const { accountId } = claimed
  await ctx.db.withCollectivity(claimed.collectivityId, (tx) =>
    linkContactRow(tx, claimed, { accountId, how: 'code', at: ctx.clock.now() }),
  )
}
