import type { Context } from '#platform/context'
import type { PersonalData } from '../ports.ts'
import { findById } from '../store/accounts.ts'
import { entomb, findEnding, hasEverWorked } from '../store/endings.ts'
import { listEmailChanges } from '../store/email-changes.ts'
import { listMergesOf } from '../store/merges.ts'
import { listOtherAddresses } from '../store/other-addresses.ts'
import { listChangeRows } from '../store/profile.ts'
import { listEverySession } from '../store/sessions.ts'

const everything = 100_000

/**
 * What this house holds of a person. A merge moves nothing here: names and addresses change with the merge itself,
 * factors stay with the account that is closed, for the day when it is given back, and roles do not change hands.
 */
export const accountData: PersonalData = {
  name: 'compte',
  title: { fr: 'Votre compte', en: 'Your account' },
  words: {
    identity: { fr: 'Identité', en: 'Identity' },
    email: { fr: 'Adresse e-mail', en: 'E-mail address' },
    givenName: { fr: 'Prénom', en: 'Given name' },
    familyName: { fr: 'Nom', en: 'Family name' },
    phone: { fr: 'Téléphone', en: 'Phone' },
    locale: { fr: 'Langue', en: 'Language' },
    createdAt: { fr: 'Ouvert le', en: 'Opened on' },
    identityCertifiedBy: { fr: 'Nom vérifié par', en: 'Name checked by' },
    hasPassword: { fr: 'A un mot de passe', en: 'Has a password' },
    otherAddresses: { fr: 'Autres adresses qui ouvrent le compte', en: 'Other addresses that open the account' },
    changes: { fr: 'Ce que le compte disait avant', en: 'What the account said before' },
    field: { fr: 'Donnée', en: 'Datum' },
    before: { fr: 'Avant', en: 'Before' },
    after: { fr: 'Après', en: 'After' },
    at: { fr: 'Le', en: 'On' },
    emailChanges: { fr: 'Changements d’adresse', en: 'Changes of address' },
    oldEmail: { fr: 'Ancienne adresse', en: 'Old address' },
    newEmail: { fr: 'Nouvelle adresse', en: 'New address' },
    askedAt: { fr: 'Demandé le', en: 'Asked on' },
    outcome: { fr: 'Issue', en: 'Outcome' },
    sessions: { fr: 'Connexions', en: 'Sign-ins' },
    device: { fr: 'Appareil', en: 'Device' },
    methods: { fr: 'Par', en: 'By' },
    signedInAt: { fr: 'Ouverte le', en: 'Opened on' },
    seenAt: { fr: 'Vue le', en: 'Seen on' },
    endedAt: { fr: 'Fermée le', en: 'Closed on' },
    merges: { fr: 'Comptes réunis', en: 'United accounts' },
    otherEmail: { fr: 'Autre adresse', en: 'Other address' },
    state: { fr: 'État', en: 'State' },
    mergedAt: { fr: 'Réunis le', en: 'United on' },
    undoneAt: { fr: 'Séparés le', en: 'Separated on' },
  },
  export: ({ db }, accountId) =>
    db.readTerritory(async (tx) => {
      const stored = await findById(tx, accountId)
      if (!stored) return {}
      const { id: _, passwordHash, ...identity } = stored
      const changes = await listChangeRows(tx, accountId, everything)
      const merges = await listMergesOf(tx, accountId)
      return {
        identity: { ...identity, hasPassword: passwordHash !== null },
        otherAddresses: (await listOtherAddresses(tx, accountId)).map(({ email }) => email),
        changes: changes.map(({ id: _id, ...change }) => change),
        emailChanges: await listEmailChanges(tx, accountId),
        sessions: await listEverySession(tx, accountId),
        merges: merges.map(({ otherEmail, state, mergedAt, undoneAt }) => ({ otherEmail, state, mergedAt, undoneAt })),
      }
    }),
  count: () => Promise.resolve([]),
  move: () => Promise.resolve(),
  moveBack: () => Promise.resolve(),
  erase: eraseOwn,
}

async function eraseOwn(ctx: Context, accountId: string): Promise<void> {
  const door = { name: 'personal-data', accountId, subject: accountId }
  const keepsName = await ctx.db.throughDoor(door, (tx) => hasEverWorked(tx, accountId))
  await ctx.db.withTerritory(async (tx) => {
    const account = await findEnding(tx, accountId)
    if (!account || account.erasedAt) return
    await entomb(tx, { id: accountId, emailKey: account.emailKey, keepsName, at: ctx.clock.now() })
  })
}
