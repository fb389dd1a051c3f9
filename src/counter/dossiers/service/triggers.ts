import { createHmac } from 'node:crypto'
import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { doGlobally, waitOf } from '#counter/workflows'
import { isSameSecret, type Secrets } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { DossierKey } from '../domain/journal.ts'
import { endWait, moveByItself } from './moving.ts'
import { act, type Acted } from './progress.ts'

/** Signed calls by which another program moves a case, or does a global action on it. */

export interface TriggerCall extends DossierKey {
  /** A step `trigger` of the status the case is at, or a global action that is called. */
  readonly step: string
  /** Chosen by who calls: the same call made twice is one. */
  readonly idempotencyKey: string
}

/**
 * Moves a case because another program says so.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found dossiers.no_dossier`.
 */
export async function triggerDossier(
  ctx: Context,
  { collectivityId, dossierId, step, idempotencyKey }: TriggerCall,
): Promise<Outcome<Acted, 'not_awaited'>> {
  if (ctx.actor.kind !== 'system') throw new AppError('forbidden', 'dossiers.not_allowed')
  const done = await act(
    ctx,
    { collectivityId, dossierId, idempotencyKey: `trigger:${step}:${idempotencyKey}`.slice(0, 200) },
    {
      mayAct: () => true,
      decide: async (acting) => {
        const { dossier } = acting
        const [workflow, scope] = await Promise.all([acting.workflow(), acting.scope()])
        if (waitOf(workflow, dossier.status, step, 'trigger'))
          return endWait(acting, { step, way: 'done', entered: dossier.entered, because: 'call' })
        const isCalled = workflow.actions?.some(({ id, on }) => id === step && on.kind === 'call')
        if (isCalled !== true) return refused('not_awaited')
        const global = doGlobally(workflow, dossier.status, step, scope)
        if (!global.ok) return global
        const { action: _, ...transition } = global.value
        return accepted(await moveByItself(acting, transition, { kind: 'call', step, way: 'done' }))
      },
    },
  )
  return done.ok ? done : refused('not_awaited')
}

/** `sha256=` and the HMAC-SHA-256 of a body's bytes in hexadecimal, as webhooks commonly sign. */
export const signatureOf = (secret: string, body: Buffer): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/** What signs the answer to one request asked outside, and to no other: given to who is asked, with where to answer. */
export const outsideSecretOf = (secrets: Secrets, requestId: string): string =>
  secrets.hmac('dossiers.outside', requestId).toString('hex')

/** What signs the calls of one step or global action of one case. */
export const triggerSecretOf = (
  secrets: Secrets,
  { dossierId, step }: Pick<TriggerCall, 'dossierId' | 'step'>,
): string => secrets.hmac('dossiers.trigger', `${dossierId} ${step}`).toString('hex')

/** Whether a body was signed with a secret; a signature that is missing or badly written is a wrong one. */
export const isSigned = (secret: string, body: Buffer, signature: string | undefined): boolean =>
  signature !== undefined && isSameSecret(signature, signatureOf(secret, body))
