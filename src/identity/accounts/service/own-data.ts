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
    givenName: { fr: 'Prénom', en: 'Given name' },
    familyName: { fr: 'Nom', en: 'Family name' },
    identityCertifiedBy: { fr: 'Nom vérifié par', en: 'Name checked by' },
    email: { fr: 'Adresse e-mail', en: 'E-mail address' },
    phone: { fr: 'Téléphone', en: 'Phone' },
    locale: { fr: 'Langue', en: 'Language' },
    hasPassword: { fr: 'A un mot de passe', en: 'Has a password' },
    createdAt: { fr: 'Ouvert le', en: 'Opened on' },
    otherAddresses: { fr: 'Autres adresses qui ouvrent le compte', en: 'Other addresses that open the account' },
    changes: { fr: 'Ce que le compte disait avant', en: 'What the account said before' },
    emailChanges: { fr: 'Changements d’adresse', en: 'Changes of address' },
    at: { fr: 'Le', en: 'On' },
    field: { fr: 'Donnée', en: 'Datum' },
    before: { fr: 'Avant', en: 'Before' },
    after: { fr: 'Après', en: 'After' },
    oldEmail: { fr: 'Ancienne adresse', en: 'Old address' },
    newEmail: { fr: 'Nouvelle adresse', en: 'New address' },
    askedAt: { fr: 'Demandé le', en: 'Asked on' },
    sessions: { fr: 'Connexions', en: 'Sign-ins' },
    signedInAt: { fr: 'Ouverte le', en: 'Opened on' },
    seenAt: { fr: 'Vue le', en: 'Seen on' },
    endedAt: { fr: 'Terminé le', en: 'Ended on' },
    outcome: { fr: 'Issue', en: 'Outcome' },
    methods: { fr: 'Par', en: 'By' },
    device: { fr: 'Appareil', en: 'Device' },
    merges: { fr: 'Comptes réunis', en: 'United accounts' },
    otherEmail: { fr: 'Autre adresse', en: 'Other address' },
    mergedAt: { fr: 'Réunis le', en: 'United on' },
    undoneAt: { fr: 'Séparés le', en: 'Separated on' },
    state: { fr: 'État', en: 'State' },
  },
  codes: {
    identityCertifiedBy: { france_connect: { fr: 'FranceConnect' }, pro_connect: { fr: 'ProConnect' } },
    locale: { fr: { fr: 'français', en: 'French' }, en: { fr: 'anglais', en: 'English' } },
    field: {
      givenName: { fr: 'prénom', en: 'given name' },
      familyName: { fr: 'nom', en: 'family name' },
      phone: { fr: 'téléphone', en: 'phone' },
      locale: { fr: 'langue', en: 'language' },
      email: { fr: 'adresse e-mail', en: 'e-mail address' },
    },
    outcome: {
      done: { fr: 'fait', en: 'made' },
      cancelled: { fr: 'annulé', en: 'cancelled' },
      taken: { fr: 'impossible', en: 'impossible' },
      expired: { fr: 'sans suite', en: 'came to nothing' },
    },
    methods: {
      password: { fr: 'mot de passe', en: 'password' },
      link: { fr: 'lien par mail', en: 'link by mail' },
      totp: { fr: 'code d’application', en: 'code of an application' },
      recovery_code: { fr: 'code de secours', en: 'recovery code' },
      passkey: { fr: 'clé d’accès', en: 'passkey' },
      security_key: { fr: 'clé de sécurité', en: 'security key' },
      france_connect: { fr: 'FranceConnect' },
      pro_connect: { fr: 'ProConnect' },
    },
    state: {
      moving: { fr: 'en cours', en: 'under way' },
      done: { fr: 'réunis', en: 'united' },
      undoing: { fr: 'séparation en cours', en: 'being separated' },
      undone: { fr: 'séparés', en: 'separated' },
    },
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
