import {
  type Decision as Dispatched,
  dispatch,
  findPublishedPlan,
  hasPlan,
  keepDecision,
  listAway,
  type Moment,
  rankOf,
} from '#counter/dispatch'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { newId } from '#kernel/ids'
import { listCollectivities } from '#territory/collectivities'
import { type Context, systemContext } from '#platform/context'
import { enqueue, handleJob, type JobHandler } from '#platform/jobs'
import { dispatchFacts } from '../domain/dispatch-facts.ts'
import type { DossierKey } from '../domain/journal.ts'
import { dispatchDossier, surfaceUrgent } from '../jobs.ts'
import { mayHold } from '../policy.ts'
import type { Dossier } from '../schema.ts'
import { findAnswers } from '../store/answers.ts'
import { listPressingRows, loadsOf } from '../store/loads.ts'
import { answersOf } from './circuit-scope.ts'
import { type Act, act, type Acted, type ActInput, type ActRefusal, type Decision } from './progress.ts'

type Tools = Pick<Context, 'db' | 'clock' | 'log'>

/** What rules do with dossiers by themselves, for the worker. Each may run more than once. */
export const dispatchHandlers = (tools: Tools): JobHandler[] => [
  handleJob(dispatchDossier, (job) => dispatchByRules(tools, job)),
  handleJob(surfaceUrgent, () => surfaceAll(tools)),
]

interface Caused extends DossierKey {
  readonly eventId: string
}

/** Once a dossier is filed. It costs the submission nothing: the job that announces it asks. */
export const askDispatch = ({ db }: Pick<Context, 'db'>, { collectivityId, dossierId, eventId }: Caused) =>
  db.withCollectivity(collectivityId, async (tx) => {
    if (!(await hasPlan(tx, collectivityId))) return
    const payload = { collectivityId, dossierId, eventId, moment: 'filed' as const }
    await enqueue(tx, dispatchDossier, payload, { key: `dispatch:${eventId}` })
  })

/** Where a dossier goes by the rules of its collectivity. Run again, it does nothing. */
async function dispatchByRules(tools: Tools, job: Caused & { readonly moment: Moment }): Promise<void> {
  const { collectivityId, dossierId, eventId, moment } = job
  await act(
    systemContext(tools, 'Répartition'),
    { collectivityId, dossierId, idempotencyKey: `dispatch:${eventId}` },
    { mayAct: () => true, decide: (acting) => decideBy(acting, moment) },
  )
}

/**
 * Asks the rules again, all of them: for who supervises its service.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const dispatchAgain = (
  ctx: Context,
  input: ActInput,
): Promise<Outcome<Acted, ActRefusal<'no_plan' | 'closed' | 'same'>>> =>
  act(ctx, input, {
    mayAct: (dossier) => mayHold(ctx.actor, dossier),
    decide: (acting) => decideBy(acting, 'again'),
  })

async function decideBy(
  acting: Act,
  moment: Moment | 'again',
): Promise<Outcome<Decision, 'no_plan' | 'closed' | 'same'>> {
  const { tx, dossier, now } = acting
  const { collectivityId } = dossier
  if (dossier.closedAt) return refused('closed')
  const revision = await findPublishedPlan(tx, collectivityId)
  if (!revision) return refused('no_plan')
  const answers = answersOf(await findAnswers(tx, collectivityId, dossier.id))
  const found = await dispatch(tx, {
    collectivityId,
    plan: revision.plan,
    facts: dispatchFacts(dossier, answers, await acting.scope()),
    moment,
    at: now,
    loadsOf,
  })
  // Somebody who was faster keeps it.
  const isTaken = dossier.holderAccountId !== null && moment !== 'again'
  const state = stateAfter(dossier, found, isTaken)
  if (found.decidedBy.length === 0 && !isChanged(dossier, state)) return refused('same')
  const trace = isTaken ? { ...found.trace, because: 'already_held' as const } : found.trace
  const holderId = state.holderAccountId === dossier.holderAccountId ? null : state.holderAccountId
  return accepted({
    state,
    events: [
      {
        kind: 'dossier.dispatched',
        payload: {
          revision: revision.number,
          moment,
          rules: [...found.decidedBy],
          fromServiceId: dossier.serviceId,
          serviceId: state.serviceId,
          holder: isTaken ? null : found.holder,
          priority: state.priority,
          labels: [...state.labels],
        },
      },
    ],
    besides: () =>
      keepDecision(
        tx,
        { collectivityId, dossierId: dossier.id },
        { id: newId(), at: now, revision: revision.number, trace, holderId },
      ),
  })
}

type Given = Pick<Dossier, 'serviceId' | 'holderAccountId' | 'holderName' | 'priority' | 'labels'>

/** A priority only rises, and labels are added to: what agents put there stays. */
function stateAfter(dossier: Dossier, found: Dispatched, isTaken: boolean): Given {
  const serviceId = isTaken ? dossier.serviceId : found.serviceId
  const stays = isTaken || (found.holder === null && serviceId === dossier.serviceId)
  return {
    serviceId,
    holderAccountId: stays ? dossier.holderAccountId : (found.holder?.accountId ?? null),
    holderName: stays ? dossier.holderName : (found.holder?.name ?? null),
    priority: Math.max(dossier.priority, rankOf(found.priority)),
    labels: [...new Set([...dossier.labels, ...found.labels])],
  }
}

const isChanged = (before: Given, after: Given): boolean =>
  before.serviceId !== after.serviceId ||
  before.holderAccountId !== after.holderAccountId ||
  before.priority !== after.priority ||
  before.labels.length !== after.labels.length

const day = 86_400_000

/**
 * What is urgent, or promised within a day, in the hands of somebody who is away: without a substitute for it, it goes back to
 * her team within the minute.
 */
async function surfaceAll(tools: Tools): Promise<void> {
  const now = tools.clock.now()
  const before = new Date(now.getTime() + day)
  for (const { id: collectivityId } of await listCollectivities(tools.db)) {
    const left = await tools.db.readCollectivity(collectivityId, async (tx) => {
      const away = await listAway(tx, collectivityId, now)
      const each = await Promise.all(
        away.map(async (absent) => {
          const { accountId } = absent
          const pressing = await listPressingRows(tx, collectivityId, accountId, before)
          return pressing
            .filter((dossier) => !absent.isCovered(dossier))
            .map(({ id }) => ({ dossierId: id, accountId }))
        }),
      )
      return each.flat()
    })
    for (const { dossierId, accountId } of left) await surface(tools, { collectivityId, dossierId }, accountId)
  }
}

const surface = (tools: Tools, key: DossierKey, absentId: string) =>
  act(systemContext(tools, 'Absences'), key, {
    mayAct: () => true,
    decide: async ({ dossier }) => {
      if (dossier.holderAccountId !== absentId) return refused('same')
      const name = dossier.holderName ?? ''
      return accepted({
        state: { holderAccountId: null, holderName: null, priority: Math.max(1, dossier.priority) },
        events: [{ kind: 'dossier.surfaced', payload: { accountId: absentId, name } }],
      })
    },
  })
