import { certifyIdentity, type MergeRef, type PersonalData, uncertifyIdentity } from '#identity/accounts'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { namesOfIdentity } from '../domain/pivot.ts'
import { areOnePerson } from '../domain/reconcile.ts'
import { deleteLinks, findOwn, listLinks, moveLinks, moveLinksBack } from '../store/links.ts'
import { openIdentity } from './pending.ts'
import type { Tools } from './tools.ts'

/** What this house holds of a person: her national identities, and through them the certificate of her name. */
export const personalData = (tools: Pick<Tools, 'secrets'>): PersonalData => ({
  name: 'identites',
  title: { fr: 'Identités de l’État reliées', en: 'Linked identities of the State' },
  words: {
    provider: { fr: 'Service', en: 'Service' },
    linkedAt: { fr: 'Reliée le', en: 'Linked on' },
    seenAt: { fr: 'Vue pour la dernière fois', en: 'Last seen' },
    subject: { fr: 'Identifiant donné par ce service', en: 'Identifier given by this service' },
    identity: { fr: 'Identité transmise', en: 'Identity handed over' },
    email: { fr: 'Adresse e-mail transmise', en: 'E-mail address handed over' },
  },
  export: async (ctx, accountId) => {
    const rows = await ctx.db.readTerritory((tx) => listLinks(tx, accountId))
    return rows.map(({ id, provider, sealedIdentity, linkedAt, seenAt }) => {
      const identity = openIdentity(tools.secrets, 'state.identity', { id, sealed: sealedIdentity })
      const { subject, email, pivot, pro } = identity ?? {}
      return { provider, linkedAt, seenAt, subject, email, identity: pivot ?? pro }
    })
  },
  count: async (ctx, accountId) => {
    const rows = await ctx.db.readTerritory((tx) => listLinks(tx, accountId))
    return [{ what: { fr: 'identités de l’État', en: 'identities of the State' }, count: rows.length }]
  },
  prevents: async (ctx, { from, to }) => {
    const [one, other] = await ctx.db.readTerritory(async (tx) => [
      await findOwn(tx, from, 'france_connect'),
      await findOwn(tx, to, 'france_connect'),
    ])
    if (areOnePerson(one ?? [], other ?? [])) return undefined
    return {
      fr: 'FranceConnect certifie que ces deux comptes sont ceux de deux personnes différentes.',
      en: 'FranceConnect certifies that these two accounts are those of two different persons.',
    }
  },
  move: (ctx, merge) => move(tools, ctx, merge),
  moveBack: (ctx, { mergeId, from, to }) =>
    ctx.db.withTerritory(async (tx) => {
      await moveLinksBack(tx, mergeId)
      for (const accountId of [from, to]) await certifyAsLinked(tools, tx, accountId)
    }),
  erase: async (ctx, accountId) => {
    await ctx.db.withTerritory((tx) => deleteLinks(tx, accountId))
  },
})

const move = (tools: Pick<Tools, 'secrets'>, ctx: Context, merge: MergeRef): Promise<void> =>
  ctx.db.withTerritory(async (tx) => {
    await moveLinks(tx, merge)
    await certifyAsLinked(tools, tx, merge.to)
  })

/** The certificate follows the link: with one the names are certified, without any they are not. */
async function certifyAsLinked({ secrets }: Pick<Tools, 'secrets'>, tx: Tx, accountId: string): Promise<void> {
  const rows = await listLinks(tx, accountId)
  const row = rows.find(({ provider }) => provider === 'france_connect')
  const identity = row && openIdentity(secrets, 'state.identity', { id: row.id, sealed: row.sealedIdentity })
  if (identity) await certifyIdentity(tx, { accountId, by: 'france_connect', ...namesOfIdentity(identity) })
  else await uncertifyIdentity(tx, accountId)
}
