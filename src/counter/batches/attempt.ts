import {
  entrustDossier,
  holdDossier,
  performAction,
  releaseDossier,
  sendAgentMessage,
  takeDossier,
  transferDossier,
} from '#counter/dossiers'
import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import { obstacleOf } from './domain.ts'
import type { Deed, Obstacle } from './schema.ts'
import { writtenFor } from './writing.ts'

/** One request, and what protects the act from being done twice. */
export interface Target {
  readonly collectivityId: string
  readonly dossierId: string
  readonly idempotencyKey?: string
  readonly batch?: { readonly id: string; readonly count: number }
  readonly isTrial?: boolean
}

type Said = Promise<{ readonly ok: true } | { readonly ok: false; readonly refusal: { readonly reason: string } }>

function act(ctx: Context, deed: Deed, target: Target): Said {
  switch (deed.kind) {
    case 'take':
      return takeDossier(ctx, target)
    case 'release':
      return releaseDossier(ctx, target)
    case 'entrust':
      return entrustDossier(ctx, { ...target, accountId: deed.accountId })
    case 'transfer':
      return transferDossier(ctx, { ...target, serviceId: deed.serviceId, note: deed.note })
    case 'act':
      return performAction(ctx, { ...target, actionId: deed.actionId, text: deed.text })
    case 'message':
      return sendAgentMessage(ctx, { ...target, body: deed.body })
    case 'hold':
      return holdDossier(ctx, { ...target, reason: deed.reason })
  }
}

/** Does it, or tries it. @returns why not; null when it is done, or could be. */
export async function attempt(ctx: Context, deed: Deed, target: Target): Promise<Obstacle | null> {
  try {
    const written = await writtenFor(ctx, deed, target)
    if (written === 'unfilled') return written
    const said = await act(ctx, written, target)
    return said.ok ? null : obstacleOf(said.refusal.reason)
  } catch (error) {
    // Out of her reach, or gone since: told as such, and the others go on.
    if (error instanceof AppError && (error.kind === 'not_found' || error.kind === 'forbidden')) return 'not_found'
    throw error
  }
}
