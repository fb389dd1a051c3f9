import { accepted, refused, type Outcome } from '#kernel/outcome'
import {
  type ActionRefusal,
  type ActionStep,
  availableActions,
  takeAction,
  type Transition,
  type Workflow,
} from '#counter/workflows'
import { listServices } from '#territory/collectivities'
import type { Context } from '#platform/context'
import { enqueue } from '#platform/jobs'
import { outcomeOf, tellsReason } from '../domain/circuit.ts'
import { tellMention } from '../jobs.ts'
import { heldFunctions, mayHandle, mayReadAt } from '../policy.ts'
import type { DepositedFile, Dossier } from '../schema.ts'
import { dropAnswerDraft } from '../store/answer-drafts.ts'
import { insertMentionRows } from '../store/mentions.ts'
import { type Mentioned, mentionedIn } from './mentions.ts'
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

/** What whoever works on a dossier may do, an absent colleague could have done. */
const byAnyAgent = (ctx: Context) => ({ ...byAgent(ctx), isHers: () => true })

/** Becomes its holder. Held by herself already: nothing changes. */
export const takeDossier = (ctx: Context, input: ActInput): Answer<'already_held' | 'already_mine' | 'closed'> =>
  act(ctx, input, {
    ...byAnyAgent(ctx),
    deed: 'take',
    decide: async ({ dossier, standing }) => {
      const { actor } = ctx
      if (dossier.closedAt) return refused('closed')
      if (actor.kind !== 'agent') return refused('already_held')
      const { accountId, name } = actor
      if (dossier.holderAccountId === accountId) return refused('already_mine')
      // Who stands in for its holder may take it over.
      if (dossier.holderAccountId !== null && !standing) return refused('already_held')
      return accepted({
        state: { holderAccountId: accountId, holderName: name },
        events: [{ kind: 'dossier.taken', payload: { accountId, name } }],
      })
    },
  })

/** Gives it back to the service: its holder, or a supervisor for somebody who is away. */
export const releaseDossier = (ctx: Context, input: ActInput): Answer<'not_held' | 'not_yours'> =>
  act(ctx, input, {
    ...byAnyAgent(ctx),
    deed: 'release',
    decide: async ({ dossier, actor, standing }) => {
      if (dossier.holderAccountId === null) return refused('not_held')
      const isHolder = dossier.holderAccountId === actor.accountId || standing !== undefined
      if (!isHolder && !isSupervisor(ctx, dossier)) return refused('not_yours')
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
    ...byAnyAgent(ctx),
    deed: 'transfer',
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
    ...byAnyAgent(ctx),
    deed: 'note',
    decide: async (acting) => {
      const body = readableBody(input.body)
      if (body === undefined) return refused('empty')
      const writing = write(acting, 'note', body, input.files)
      const mentioned = await mentionedIn(acting, body)
      const names = mentioned.map(({ name }) => name)
      const payload = { ...writing.payload, ...(names.length > 0 && { mentioned: names }) }
      return accepted({
        events: [{ kind: 'note.added', payload }],
        writings: [writing],
        besides: () => [...tellMentioned(acting, writing, mentioned), ...dropDraft(acting)],
      })
    },
  })

/** A message to the applicant, with files; she is told by e-mail. It moves nothing. */
export const sendAgentMessage = (ctx: Context, input: WriteInput): Answer<'empty'> =>
  act(ctx, input, {
    ...byAnyAgent(ctx),
    deed: 'message',
    decide: async (acting) => {
      const body = readableBody(input.body)
      if (body === undefined) return refused('empty')
      const writing = write(acting, 'to_applicant', body, input.files)
      return accepted({
        events: [{ kind: 'message.sent', payload: { ...writing.payload, isReason: false } }],
        writings: [writing],
        besides: () => dropDraft(acting),
      })
    },
  })

function tellMentioned({ tx, dossier, actor, now }: Act, { message }: Writing, mentioned: readonly Mentioned[]) {
  if (mentioned.length === 0) return []
  const accountIds = mentioned.map(({ accountId }) => accountId)
  const { collectivityId, id: dossierId } = dossier
  return [
    insertMentionRows(tx, {
      collectivityId,
      dossierId,
      messageId: message.id,
      accountIds,
      byName: actor.name,
      at: now,
    }),
    enqueue(tx, tellMention, { collectivityId, messageId: message.id }),
  ]
}

/** What she was writing has left. */
const dropDraft = ({ ctx, tx, dossier }: Act): Promise<void>[] =>
  ctx.actor.kind === 'agent'
    ? [dropAnswerDraft(tx, { collectivityId: dossier.collectivityId, dossierId: dossier.id }, ctx.actor.accountId)]
    : []

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
    deed: 'act',
    isHers: async (absent, acting) => {
      const [workflow, scope] = await Promise.all([acting.workflow(), acting.scope()])
      const functions = heldFunctions(absent, acting.dossier, workflow.functions)
      const hers = availableActions(workflow, acting.dossier.status, functions, scope)
      return hers.some(({ id }) => id === input.actionId)
    },
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
