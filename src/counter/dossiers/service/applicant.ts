import { timingSafeEqual } from 'node:crypto'
import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import {
  applicantReply,
  getRevision,
  isShownToApplicant,
  pendingRequest,
  type Transition,
  type Workflow,
} from '#counter/workflows'
import { getSite } from '#territory/collectivities'
import type { Locale } from '#kernel/localized'
import { readCode, sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { outcomeOf } from '../domain/circuit.ts'
import type { DossierKey } from '../domain/journal.ts'
import type { AnyJournalEvent, EventPayload, JournalActor } from '../events.ts'
import { isApplicant, standingForApplicant } from '../policy.ts'
import { isSamePerson } from '../domain/relations.ts'
import type { Dossier, DossierFile } from '../schema.ts'
import { findDossierRow, findOwnCollectivity, findTracked, listOwnRows, type OwnDossier } from '../store/dossiers.ts'
import { lockInOrder } from '../store/relations.ts'
import type { WriteInput } from './agent.ts'
import { type CaseTasks, caseTasks, loadFile } from './files.ts'
import { tellHead } from './joining.ts'
import { type Act, type Acted, type ActRefusal, actWithin, type Decision, readableBody, write } from './progress.ts'
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

/** Addresses are compared without their capitals, in the same time whatever they are. */
export const emailKey = (email: string): Buffer => sha256(email.trim().toLowerCase())
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
  // Who gave no address is not known by a blank one.
  if (!found || !isHers || found.applicantEmail === '') return refused('unknown')
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

/** Where the request stands that hers is treated with: in its own words, which may be of another procedure. */
export interface JoinedStanding extends Pick<
  Dossier,
  'workflowSlug' | 'workflowRevision' | 'status' | 'phase' | 'outcome' | 'closedAt' | 'dueOn'
> {
  /** When she follows that one too: its number, and its id when it is of her account. */
  readonly own: { readonly number: string; readonly dossierId: string | null } | null
}

export interface OwnDossierFile extends DossierFile, CaseTasks {
  /** The one that it is treated with, if any. */
  readonly joined: JoinedStanding | undefined
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
      const [tasks, joined] = await Promise.all([
        caseTasks(tx, { ctx, dossier, workflow, reader, locale, collectivity }),
        joinedStanding(tx, dossier),
      ])
      return { ...publicPart(file, workflow), ...tasks, joined, trackingCode: trackingCodeOf(secrets, dossier.id) }
    })
  }

/** Nothing of who filed it: she may be a stranger. */
async function joinedStanding(tx: Tx, dossier: Dossier): Promise<JoinedStanding | undefined> {
  if (dossier.joinedTo === null) return undefined
  const head = await findDossierRow(tx, dossier.collectivityId, dossier.joinedTo)
  if (!head) return undefined
  const { workflowSlug, workflowRevision, dueOn, number, id } = head
  const { workflow } = await getRevision(tx, workflowSlug, workflowRevision)
  const isHers = dossier.accountId !== null && dossier.accountId === head.accountId
  return {
    ...standingForApplicant(head, workflow),
    workflowSlug,
    workflowRevision,
    dueOn,
    own: isSamePerson(dossier, head) ? { number, dossierId: isHers ? id : null } : null,
  }
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
    former: file.former.map((former) => ({ ...former, fields: [] })),
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
  receiveFromApplicant(ctx, input, { mayAct: (dossier) => isApplicant(ctx.actor, dossier) })

/** How a message of the person reaches her request. */
export interface FromApplicant {
  readonly mayAct: (dossier: Dossier) => boolean
  /** By which way, when it is not written on the page of the request. */
  readonly by?: EventPayload<'message.received'>['by']
  /** Who wrote it, when that is not who brings it. */
  readonly author?: (dossier: Dossier) => JournalActor
  /** Whose line it is in the journal. */
  readonly signedBy?: (dossier: Dossier) => JournalActor
}

/** A message of the person, by whatever way it comes: it is told to the request that hers is treated with, too. */
export const receiveFromApplicant = (
  ctx: Context,
  input: WriteInput,
  { mayAct, by, author, signedBy }: FromApplicant,
): Promise<Outcome<Acted, ActRefusal<'empty' | 'closed'>>> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const head = await lockWithHead(tx, input)
    const done = await actWithin<'empty' | 'closed'>(ctx, tx, input, {
      mayAct,
      ...(signedBy && { signedBy }),
      decide: (acting) => {
        const signed = author ? { ...acting, actor: author(acting.dossier) } : acting
        return decideMessage(signed, input, { head, by })
      },
    })
    const one = done.ok && head ? await findDossierRow(tx, input.collectivityId, input.dossierId) : undefined
    if (one && head) await tellHead(ctx, tx, one, { head, key: input.idempotencyKey })
    return done
  })

/** The one that it is treated with, while that one is open: both are locked, in the order of every act on two. */
async function lockWithHead(tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<Dossier | undefined> {
  const { joinedTo = null } = (await findDossierRow(tx, collectivityId, dossierId)) ?? {}
  if (joinedTo === null) return undefined
  await lockInOrder(tx, collectivityId, [dossierId, joinedTo])
  const head = await findDossierRow(tx, collectivityId, joinedTo)
  return head?.closedAt === null ? head : undefined
}

async function decideMessage(
  acting: Act,
  input: WriteInput,
  { head, by }: { readonly head: Dossier | undefined; readonly by: FromApplicant['by'] },
): Promise<Outcome<Decision, 'empty' | 'closed'>> {
  const { dossier } = acting
  const files = input.files ?? []
  const body = readableBody(input.body) ?? (files.length > 0 ? '' : undefined)
  if (body === undefined) return refused('empty')
  if (dossier.closedAt && !head) return refused('closed')
  const writing = write(acting, 'from_applicant', body, files)
  const writings = [writing]
  const received: Decision['events'][number] = {
    kind: 'message.received',
    payload: { ...writing.payload, ...(by && { by }) },
  }
  const moved = head ? undefined : await movedByReply(acting)
  return accepted(
    moved
      ? { events: [received, moved.line], writings, transition: moved.transition }
      : { events: [received], writings },
  )
}

/** How her message moves the circuit; undefined when it was not waiting for it. */
async function movedByReply(
  acting: Act,
): Promise<{ readonly line: Decision['events'][number]; readonly transition: Transition } | undefined> {
  const { dossier } = acting
  const workflow = await acting.workflow()
  const asks = pendingRequest(workflow, dossier.status)?.asks ?? 'reply'
  // Asked to correct or to give documents, she may still write: the case goes on once she has done it.
  if (!pendingRequest(workflow, dossier.status) || asks !== 'reply') return undefined
  const reply = applicantReply(workflow, dossier.status, await acting.scope())
  if (!reply.ok) return undefined
  const { request: _, ...transition } = reply.value
  const line: Decision['events'][number] = {
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
  return { line, transition }
}
