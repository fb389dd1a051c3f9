import { timingSafeEqual } from 'node:crypto'
import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { applicantReply, getRevision, isShownToApplicant, pendingRequest, type Workflow } from '#counter/workflows'
import { getSite } from '#territory/collectivities'
import type { Locale } from '#kernel/localized'
import { readCode, sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import { outcomeOf } from '../domain/circuit.ts'
import type { DossierKey } from '../domain/journal.ts'
import type { AnyJournalEvent } from '../events.ts'
import { isApplicant, standingForApplicant } from '../policy.ts'
import type { DossierFile } from '../schema.ts'
import { findOwnCollectivity, findTracked, listOwnRows, type OwnDossier } from '../store/dossiers.ts'
import type { WriteInput } from './agent.ts'
import { type CaseTasks, caseTasks, loadFile } from './files.ts'
import { act, type Acted, type ActRefusal, type Decision, readableBody, write } from './progress.ts'
import { type Tools, trackingCodeOf, trackingDigestOf } from './tools.ts'

/** What residents do with their own dossiers. Somebody else's is not found. */

export interface TrackingInput {
  readonly code: string
  readonly email: string
}

/** Enough to give the person the actor `tracker`. */
export interface TrackedDossier {
  readonly collectivityId: string
  readonly dossierId: string
  readonly applicantName: string
}

const emailKey = (email: string): Buffer => sha256(email.trim().toLowerCase())
const nobody = sha256('')

/**
 * The dossier that a tracking code opens, whatever the commune. A wrong code and a wrong address are told alike, by
 * the same work.
 */
export async function findByTracking(ctx: Context, input: TrackingInput): Promise<Outcome<TrackedDossier, 'unknown'>> {
  const code = readCode(input.code) ?? ''
  const digest = trackingDigestOf(code)
  const door = { name: 'tracking', accountId: null, subject: digest.toString('hex').slice(0, 16) }
  const found = await ctx.db.throughDoor(door, (tx) => findTracked(tx, digest))
  const isHers = timingSafeEqual(found ? emailKey(found.applicantEmail) : nobody, emailKey(input.email))
  if (!found || !isHers) return refused('unknown')
  const { collectivityId, dossierId, applicantName } = found
  return accepted({ collectivityId, dossierId, applicantName })
}

const mostOwn = 200

/** A person's own dossiers in every commune of the territory, the latest first; 200 at most. */
export async function myDossiers(ctx: Context): Promise<readonly OwnDossier[]> {
  const { actor } = ctx
  if (actor.kind !== 'account') return []
  const door = { name: 'my-dossiers', accountId: actor.accountId, subject: actor.accountId }
  return ctx.db.throughDoor(door, (tx) => listOwnRows(tx, actor.accountId, mostOwn))
}

/**
 * Which commune has a dossier of the person's own account.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export async function getMyDossierKey(ctx: Context, dossierId: string): Promise<DossierKey> {
  const { actor } = ctx
  if (actor.kind !== 'account' || !isId(dossierId)) throw notFound('dossiers.no_dossier', dossierId)
  const door = { name: 'my-dossiers', accountId: actor.accountId, subject: dossierId }
  const collectivityId = await ctx.db.throughDoor(door, (tx) => findOwnCollectivity(tx, actor.accountId, dossierId))
  if (collectivityId === undefined) throw notFound('dossiers.no_dossier', dossierId)
  return { collectivityId, dossierId }
}

export interface OwnDossierFile extends DossierFile, CaseTasks {
  /** Shown again when it is asked for. */
  readonly trackingCode: string
}

/**
 * The dossier as its applicant may read it: without notes, nor what agents do among themselves.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const readForApplicant =
  ({ secrets }: Tools) =>
  async (ctx: Context, key: DossierKey, locale: Locale = 'fr'): Promise<OwnDossierFile> => {
    const { name: collectivity } = await getSite(ctx.db, { id: key.collectivityId })
    return ctx.db.readCollectivity(key.collectivityId, async (tx) => {
      const file = await loadFile(tx, key)
      if (!file || !isApplicant(ctx.actor, file.dossier)) throw notFound('dossiers.no_dossier', key.dossierId)
      const { dossier } = file
      const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
      const reader = { kind: 'applicant' as const }
      const tasks = await caseTasks(tx, { ctx, dossier, workflow, reader, locale, collectivity })
      return { ...publicPart(file, workflow), ...tasks, trackingCode: trackingCodeOf(secrets, dossier.id) }
    })
  }

/** Without what agents write and do among themselves, nor the statuses that are hidden from the person. */
export function publicPart(file: DossierFile, workflow: Workflow): DossierFile {
  const shared = new Set(workflow.internal?.flatMap(({ id, shared: isShared }) => (isShared === true ? [id] : [])))
  const messages = file.messages.filter(({ direction }) => direction !== 'note')
  const read = new Set(messages.map(({ id }) => id))
  return {
    ...file,
    dossier: { ...file.dossier, ...standingForApplicant(file.dossier, workflow) },
    fields: file.fields.filter(({ field }) => shared.has(field)),
    messages,
    events: file.events.filter(({ visibility }) => visibility === 'public').flatMap((event) => seen(event, workflow)),
    attachments: file.attachments.filter(({ messageId }) => messageId === null || read.has(messageId)),
  }
}

/** A move as the person reads it: without the statuses that are hidden from her; nothing when it led to one. */
function seen(event: AnyJournalEvent, workflow: Workflow): AnyJournalEvent[] {
  if (event.kind !== 'dossier.moved') return [event]
  if (!isShownToApplicant(workflow, event.payload.status)) return []
  const path = event.payload.path.filter((id) => isShownToApplicant(workflow, id))
  return [{ ...event, payload: { ...event.payload, path } }]
}

/**
 * What the applicant writes, with files. When her reply is awaited the circuit moves on, and the clock starts again with
 * the time that was left.
 */
export const sendApplicantMessage = (
  ctx: Context,
  input: WriteInput,
): Promise<Outcome<Acted, ActRefusal<'empty' | 'closed'>>> =>
  act(ctx, input, {
    mayAct: (dossier) => isApplicant(ctx.actor, dossier),
    decide: async (acting) => {
      const { dossier } = acting
      const files = input.files ?? []
      const body = readableBody(input.body) ?? (files.length > 0 ? '' : undefined)
      if (body === undefined) return refused('empty')
      if (dossier.closedAt) return refused('closed')
      const writing = write(acting, 'from_applicant', body, files)
      const writings = [writing]
      const received: Decision['events'][number] = { kind: 'message.received', payload: writing.payload }
      const workflow = await acting.workflow()
      const asks = pendingRequest(workflow, dossier.status)?.asks ?? 'reply'
      // Asked to correct or to give documents, she may still write: the case goes on once she has done it.
      if (!pendingRequest(workflow, dossier.status) || asks !== 'reply')
        return accepted({ events: [received], writings })
      const reply = applicantReply(workflow, dossier.status, await acting.scope())
      if (!reply.ok) return accepted({ events: [received], writings })
      const { request: _, ...transition } = reply.value
      const moved: Decision['events'][number] = {
        kind: 'dossier.moved',
        payload: {
          from: dossier.status,
          status: transition.status,
          path: [...transition.path],
          phase: transition.phase,
          outcome: outcomeOf(transition.effects),
          action: null,
        },
      }
      return accepted({ events: [received, moved], writings, transition })
    },
  })
