import type { Context } from '#platform/context'
import type { PersonalData } from '../ports.ts'
import { readAccess, readSecurity } from '../store/own-data.ts'
import { accountData } from './own-data.ts'

const nothing = (): Promise<void> => Promise.resolve()

const dates = {
  at: { fr: 'Le', en: 'On' },
  startsAt: { fr: 'Depuis le', en: 'Since' },
  endsAt: { fr: 'Jusqu’au', en: 'Until' },
  kind: { fr: 'Nature', en: 'Kind' },
  reason: { fr: 'Raison', en: 'Reason' },
}

/**
 * How a person signs in, and what happened at the door of her account. A merge moves none of it: the account that is kept
 * keeps its own factors, those of the other are set aside with it, open nothing, and serve again when the merge is undone.
 * They are erased with the account itself (`accountData`).
 */
export const securityData: PersonalData = {
  name: 'securite',
  title: { fr: 'Comment vous vous connectez', en: 'How you sign in' },
  words: {
    ...dates,
    applications: { fr: 'Application de codes', en: 'Code application' },
    keys: { fr: 'Clés d’accès', en: 'Passkeys' },
    name: { fr: 'Nom donné', en: 'Name given' },
    usedAt: { fr: 'Dernier usage', en: 'Last used' },
    codes: { fr: 'Codes de secours', en: 'Recovery codes' },
    left: { fr: 'Codes qui restent', en: 'Codes left' },
    signIns: { fr: 'Connexions et essais', en: 'Sign-ins and attempts' },
    outcome: { fr: 'Issue', en: 'Outcome' },
    methods: { fr: 'Par', en: 'By' },
    device: { fr: 'Appareil', en: 'Device' },
    network: { fr: 'Réseau (adresse tronquée)', en: 'Network (truncated address)' },
    isNewDevice: { fr: 'Appareil nouveau', en: 'New device' },
    devices: { fr: 'Navigateurs connus', en: 'Known browsers' },
    seenAt: { fr: 'Vu le', en: 'Seen on' },
    events: { fr: 'Changements de vos moyens de connexion', en: 'Changes of your ways to sign in' },
    detail: { fr: 'Détail', en: 'Detail' },
    isBySupport: { fr: 'Par l’assistance', en: 'By support' },
    resets: { fr: 'Retraits demandés par l’assistance', en: 'Removals asked for by support' },
    askedAt: { fr: 'Demandé le', en: 'Asked on' },
    dueAt: { fr: 'Prévu le', en: 'Due on' },
    cancelledAt: { fr: 'Empêché le', en: 'Stopped on' },
    doneAt: { fr: 'Fait le', en: 'Done on' },
    support: { fr: 'Ce que l’assistance a fait', en: 'What support did' },
    act: { fr: 'Acte', en: 'Act' },
  },
  codes: {
    ...(accountData.codes?.['methods'] ? { methods: accountData.codes['methods'] } : {}),
    outcome: {
      success: { fr: 'réussie', en: 'succeeded' },
      wrong_password: { fr: 'mot de passe faux', en: 'wrong password' },
      second_factor_missing: { fr: 'deuxième étape non faite', en: 'second step not made' },
      second_factor_refused: { fr: 'deuxième étape refusée', en: 'second step refused' },
    },
    kind: {
      passkey: { fr: 'clé d’accès', en: 'passkey' },
      security_key: { fr: 'clé de sécurité', en: 'security key' },
      totp_added: { fr: 'application ajoutée', en: 'application added' },
      totp_removed: { fr: 'application retirée', en: 'application removed' },
      passkey_added: { fr: 'clé ajoutée', en: 'passkey added' },
      passkey_removed: { fr: 'clé retirée', en: 'passkey removed' },
      codes_made: { fr: 'codes de secours faits', en: 'recovery codes made' },
      code_used: { fr: 'code de secours employé', en: 'recovery code used' },
      reset_asked: { fr: 'retrait demandé', en: 'removal asked for' },
      reset_cancelled: { fr: 'retrait empêché', en: 'removal stopped' },
      reset_done: { fr: 'retrait fait', en: 'removal done' },
    },
    act: {
      looked_up: { fr: 'compte regardé', en: 'account looked at' },
      waits_lifted: { fr: 'attentes levées', en: 'waits lifted' },
      reset_asked: { fr: 'retrait demandé', en: 'removal asked for' },
      suspended: { fr: 'compte suspendu', en: 'account suspended' },
      resumed: { fr: 'compte rouvert', en: 'account opened again' },
    },
  },
  export: ({ db }, accountId) => db.readTerritory((tx) => readSecurity(tx, accountId)),
  count: () => Promise.resolve([]),
  move: nothing,
  moveBack: nothing,
  erase: nothing,
}

/**
 * What a person was given in collectivities. Rights do not change hands: an account that works, or is a guest, is not the
 * one that a merge closes. Nothing is erased: who had which right over others' data, and when, is the authority's to prove
 * (its history is append-only); the name goes with the account unless she worked there.
 * @param nameOf the name of a collectivity.
 */
export const accessData = (nameOf: (ctx: Context, collectivityId: string) => Promise<string>): PersonalData => ({
  name: 'acces',
  title: { fr: 'Vos accès d’agent ou d’invité', en: 'Your accesses as an agent or a guest' },
  words: {
    ...dates,
    place: { fr: 'Collectivité', en: 'Collectivity' },
    roles: { fr: 'Rôles', en: 'Roles' },
    role: { fr: 'Rôle', en: 'Role' },
    groups: { fr: 'Groupes', en: 'Groups' },
    name: { fr: 'Groupe', en: 'Group' },
    stays: { fr: 'Séjours d’invité', en: 'Stays as a guest' },
    organisation: { fr: 'Organisme', en: 'Organisation' },
    suspensions: { fr: 'Suspensions', en: 'Suspensions' },
    events: { fr: 'Historique', en: 'History' },
  },
  codes: {
    role: {
      agent: { fr: 'agent', en: 'agent' },
      supervisor: { fr: 'responsable', en: 'supervisor' },
      administrator: { fr: 'administration', en: 'administration' },
      elected: { fr: 'mandat d’élu', en: 'elected member' },
    },
    kind: {
      invited: { fr: 'invitation', en: 'invited' },
      role_given: { fr: 'rôle donné', en: 'role given' },
      role_ended: { fr: 'rôle terminé', en: 'role ended' },
      group_joined: { fr: 'entrée dans un groupe', en: 'joined a group' },
      group_left: { fr: 'sortie d’un groupe', en: 'left a group' },
      guest_invited: { fr: 'séjour ouvert', en: 'stay opened' },
      guest_renewed: { fr: 'séjour prolongé', en: 'stay renewed' },
      guest_ended: { fr: 'séjour terminé', en: 'stay ended' },
      sponsor_changed: { fr: 'autre parrainage', en: 'another sponsor' },
      suspended: { fr: 'accès suspendu', en: 'access suspended' },
      resumed: { fr: 'accès rendu', en: 'access given back' },
    },
  },
  export: async (ctx, accountId) => {
    const door = { name: 'personal-data', accountId, subject: accountId }
    const parts = Object.entries(await ctx.db.throughDoor(door, (tx) => readAccess(tx, accountId)))
    const places = new Set(parts.flatMap(([, rows]) => rows.map(({ place }) => String(place))))
    const names = new Map<string, string>()
    for (const place of places) names.set(place, await nameOf(ctx, place))
    return Object.fromEntries(
      parts.map(([part, rows]) => [part, rows.map((row) => ({ ...row, place: names.get(String(row['place'])) }))]),
    )
  },
  count: () => Promise.resolve([]),
  move: nothing,
  moveBack: nothing,
  erase: nothing,
})
