import { accepted, refused, type Outcome } from '#kernel/outcome'
import { type ActionRefusal, type ActionStep, takeAction, type Transition, type Workflow } from '#counter/workflows'
import { listServices } from '#territory/collectivities'
import type { Context } from '#platform/context'
import { outcomeOf, tellsReason } from '../domain/circuit.ts'
import { heldFunctions, mayHandle, mayReadAt } from '../policy.ts'
import type { DepositedFile, Dossier } from '../schema.ts'
import { tellProposal, writtenLine } from './moving.ts'
import {
  type Act,
  act,
  type Acted,
  type ActInput,
  type ActRefusal,
  type Decision,
  readableBody,
  write,
  type Writing,
} from './progress.ts'

/** What agents do with a dossier they reach. Somebody else's is not found. */

type Answer<R extends string> = Promise<Outcome<Acted, ActRefusal<R>>>

const byAgent = (ctx: Context) => ({
  mayAct: (dossier: Dossier) => mayHandle(ctx.actor, dossier),
  mayActAt: (dossier: Dossier, workflow: Workflow) => mayReadAt(ctx.actor, dossier, workflow),
})

/** Becomes its holder. Held by herself already: nothing changes. */
export const takeDossier = (ctx: Context, input: ActInput): Answer<'already_held' | 'already_mine' | 'closed'> =>
  act(ctx, input, {
    ...byAgent(ctx),
    decide: async ({ dossier, actor }) => {
      if (dossier.closedAt) return refused('closed')
      if (actor.accountId === null) return refused('already_held')
      if (dossier.holderAccountId === actor.accountId) return refused('already_mine')
      if (dossier.holderAccountId !== null) return refused('already_held')
      return accepted({
        state: { holderAccountId: actor.accountId, holderName: actor.name },
        events: [{ kind: 'dossier.taken', payload: { accountId: actor.accountId, name: actor.name } }],
      })
    },
  })

/** Gives it back to the service: its holder, or a supervisor for somebody who is away. */
export const releaseDossier = (ctx: Context, input: ActInput): Answer<'not_held' | 'not_yours'> =>
  act(ctx, input, {
    ...byAgent(ctx),
    decide: async ({ dossier, actor }) => {
      if (dossier.holderAccountId === null) return refused('not_held')
      if (dossier.holderAccountId !== actor.accountId && !isSupervisor(ctx, dossier)) return refused('not_yours')
      return accepted({
        state: { holderAccountId: null, holderName: null },
        events: [
          {
            kind: 'dossier.released',
            payload: { accountId: dossier.holderAccountId, name: dossier.holderName ?? '' },
          },
        ],
      })
    },
  })

const isSupervisor = ({ actor }: Context, dossier: Dossier): boolean =>
  actor.kind === 'agent' &&
  actor.roles.some(
    ({ role, serviceId }) =>
      (role === 'supervisor' || role === 'administrator') && (serviceId === null || serviceId === dossier.serviceId),
  )

export interface TransferInput extends ActInput {
  readonly serviceId: string
  /** For the agents of the other service. */
  readonly note?: string | undefined
}

/** Gives it to another service of the same collectivity, without a holder. */
export async function transferDossier(
  ctx: Context,
  input: TransferInput,
): Answer<'unknown_service' | 'same_service' | 'closed'> {
  const services = await listServices(ctx.db, input.collectivityId)
  return act(ctx, input, {
    ...byAgent(ctx),
    decide: async (acting) => {
      const { dossier } = acting
      if (dossier.closedAt) return refused('closed')
      if (!services.some(({ id }) => id === input.serviceId)) return refused('unknown_service')
      if (dossier.serviceId === input.serviceId) return refused('same_service')
      const note = readableBody(input.note ?? '')
      const writing = note === undefined ? undefined : write(acting, 'note', note)
      const transferred = { fromServiceId: dossier.serviceId, toServiceId: input.serviceId }
      return accepted({
        state: { serviceId: input.serviceId, holderAccountId: null, holderName: null },
        events: [
          { kind: 'dossier.transferred', payload: transferred },
          ...(writing ? [{ kind: 'note.added' as const, payload: writing.payload }] : []),
        ],
        ...(writing && { writings: [writing] }),
      })
    },
  })
}

export interface WriteInput extends ActInput {
  readonly body: string
  /** Already in the file store. */
  readonly files?: readonly DepositedFile[]
}

/** A note that only agents read. */
export const addNote = (ctx: Context, input: WriteInput): Answer<'empty'> =>
  act(ctx, input, {
    ...byAgent(ctx),
    decide: async (acting) => {
      const body = readableBody(input.body)
      if (body === undefined) return refused('empty')
      const writing = write(acting, 'note', body, input.files)
      return accepted({ events: [{ kind: 'note.added', payload: writing.payload }], writings: [writing] })
    },
  })

/** A message to the applicant, with files; she is told by e-mail. It moves nothing. */
export const sendAgentMessage = (ctx: Context, input: WriteInput): Answer<'empty'> =>
  act(ctx, input, {
    ...byAgent(ctx),
    decide: async (acting) => {
      const body = readableBody(input.body)
      if (body === undefined) return refused('empty')
      const writing = write(acting, 'to_applicant', body, input.files)
      return accepted({
        events: [{ kind: 'message.sent', payload: { ...writing.payload, isReason: false } }],
        writings: [writing],
      })
    },
  })

export interface PerformInput extends ActInput {
  readonly actionId: string
  /** The reason that the applicant reads, or the note that stays inside, as the action asks. */
  readonly text?: string | undefined
  /** Sent with the reason. */
  readonly files?: readonly DepositedFile[]
}

/** Presses a button of the circuit: the dossier moves, the person is told, the clock stops or starts. */
export const performAction = (ctx: Context, input: PerformInput): Answer<ActionRefusal> =>
  act(ctx, input, {
    ...byAgent(ctx),
    decide: async (acting) => {
      const { dossier } = acting
      const [workflow, scope] = await Promise.all([acting.workflow(), acting.scope()])
      const taken = takeAction(
        workflow,
        dossier.status,
        {
          actionId: input.actionId,
          heldFunctions: heldFunctions(ctx.actor, dossier, workflow.functions),
          text: readableBody(input.text ?? ''),
        },
        scope,
      )
      if (!taken.ok) return taken
      const { action, path, status, phase, effects } = taken.value
      const { reasonMessageId, writings } = await writeAlong(acting, taken.value, input.files)
      const moved: Decision['events'][number] = {
        kind: 'dossier.moved',
        payload: {
          from: dossier.status,
          status,
          path: [...path],
          phase,
          outcome: outcomeOf(effects),
          action: { id: action.id, label: action.label },
        },
      }
      const events = [moved, ...writings.map(writtenLine)]
      return accepted({ events, writings, state: { reasonMessageId }, transition: { path, status, phase, effects } })
    },
  })

interface Taken extends Transition {
  readonly action: ActionStep
  readonly text: string | undefined
}

/**
 * What is written with an action. A reason is told when a mail of this move repeats it; otherwise it is a proposal,
 * which agents read and which waits for the move that tells it (a visa).
 */
async function writeAlong(
  acting: Act,
  { action, text, effects }: Taken,
  files: readonly DepositedFile[] = [],
): Promise<{ reasonMessageId: string | null; writings: readonly Writing[] }> {
  const isTold = tellsReason(effects)
  const isReason = action.asks?.kind === 'reason'
  const own = text === undefined ? [] : [write(acting, isReason && isTold ? 'to_applicant' : 'note', text, files)]
  if (isReason) return { reasonMessageId: own[0]?.message.id ?? null, writings: own }
  const told = isTold ? await tellProposal(acting) : undefined
  if (!told) return { reasonMessageId: acting.dossier.reasonMessageId, writings: own }
  return { reasonMessageId: told.message.id, writings: [...own, told] }
}
