import { notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import type { DossierKey } from '../domain/journal.ts'
import { mayFileFor, mayHandle } from '../policy.ts'
import type { DossierFile } from '../schema.ts'
import { loadFile } from './files.ts'
import { type Tools, trackingCodeOf } from './tools.ts'

/**
 * What an agent gives to whom she filed for: the request as it was filed, and the code that opens it. For who filed it, even when
 * another service settles it, and for who works it. Of what a person filed herself, the code is hers alone.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const readDeskReceipt =
  ({ secrets }: Tools) =>
  async (ctx: Context, key: DossierKey): Promise<DossierFile & { readonly trackingCode: string }> => {
    const file = await ctx.db.readCollectivity(key.collectivityId, (tx) => loadFile(tx, key))
    const { actor } = ctx
    const [first] = file?.events ?? []
    const filer = first?.actor.kind === 'agent' ? first.actor.accountId : undefined
    const isMine = actor.kind === 'agent' && filer === actor.accountId
    const isAtDesk = mayFileFor(actor, key.collectivityId) && filer !== undefined
    if (!file || !isAtDesk || !(isMine || mayHandle(actor, file.dossier)) || file.dossier.erasedAt)
      throw notFound('dossiers.no_dossier', key.dossierId)
    return { ...file, trackingCode: trackingCodeOf(secrets, file.dossier.id) }
  }
