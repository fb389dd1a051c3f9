import type { PersonalData } from '#identity/accounts'
import type { Context } from '#platform/context'
import { listOwnRows, listOwnRowsHere, listPlaces, moveRows, moveRowsBack, untieRows } from '../store/personal.ts'

const placesOf = (ctx: Context, accountId: string): Promise<string[]> =>
  ctx.db.throughDoor({ name: 'personal-data', accountId, subject: accountId }, (tx) => listPlaces(tx, { accountId }))

const ownOf = (ctx: Context, accountId: string) =>
  ctx.db.throughDoor({ name: 'personal-data', accountId, subject: accountId }, (tx) => listOwnRows(tx, accountId))

/** The appointments of a person in one collectivity. */
export async function appointmentsHere(
  ctx: Context,
  { collectivityId, accountId }: { readonly collectivityId: string; readonly accountId: string | null },
) {
  if (accountId === null) return []
  const rows = await ctx.db.readCollectivity(collectivityId, (tx) => listOwnRowsHere(tx, collectivityId, accountId))
  return rows.map(({ kind, agenda, ...rest }) => ({ agenda: agenda.fr, kind: kind.fr, ...rest }))
}

/** The appointments of a person, in every collectivity. */
export const appointmentData: PersonalData = {
  name: 'rendez-vous',
  title: { fr: 'Vos rendez-vous', en: 'Your appointments' },
  words: {
    agenda: { fr: 'Agenda', en: 'Agenda' },
    kind: { fr: 'Motif', en: 'Subject' },
    startsAt: { fr: 'Quand', en: 'When' },
    place: { fr: 'Où', en: 'Where' },
    status: { fr: 'État', en: 'State' },
    name: { fr: 'Nom', en: 'Name' },
    email: { fr: 'Adresse électronique', en: 'E-mail address' },
    phone: { fr: 'Téléphone', en: 'Phone' },
  },
  codes: { status: { booked: { fr: 'pris', en: 'booked' }, cancelled: { fr: 'annulé', en: 'cancelled' } } },
  export: async (ctx, accountId) =>
    (await ownOf(ctx, accountId)).map(({ kind, agenda, ...rest }) => ({
      agenda: agenda.fr,
      kind: kind.fr,
      ...rest,
    })),
  count: async (ctx, accountId) => [
    { what: { fr: 'rendez-vous', en: 'appointments' }, count: (await ownOf(ctx, accountId)).length },
  ],
  move: async (ctx, merge) => {
    for (const collectivityId of await placesOf(ctx, merge.from)) {
      await ctx.db.withCollectivity(collectivityId, (tx) => moveRows(tx, { ...merge, collectivityId }))
    }
  },
  moveBack: async (ctx, merge) => {
    const door = { name: 'personal-data', accountId: merge.to, subject: merge.mergeId }
    const places = await ctx.db.throughDoor(door, (tx) => listPlaces(tx, { mergeId: merge.mergeId }))
    for (const collectivityId of places) {
      await ctx.db.withCollectivity(collectivityId, (tx) => moveRowsBack(tx, { ...merge, collectivityId }))
    }
  },
  erase: async (ctx, accountId) => {
    for (const collectivityId of await placesOf(ctx, accountId)) {
      await ctx.db.withCollectivity(collectivityId, (tx) => untieRows(tx, collectivityId, accountId))
    }
  },
}
