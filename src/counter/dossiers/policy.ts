import type { Actor, AgentRole } from '#kernel/actor'
import { isReadBy, isShownToApplicant, type Workflow } from '#counter/workflows'
import type { Dossier } from './schema.ts'

/** Which services' dossiers somebody reaches in a collectivity. */
export type Reach = 'all' | readonly string[]

interface DossierScope {
  readonly collectivityId: string
  readonly serviceId: string | null
}

/**
 * What an agent reaches: the whole collectivity by a role without a service, otherwise the services of her roles.
 * Nothing at all outside her collectivity, or for anybody else.
 */
export function reachOf(actor: Actor, collectivityId: string): Reach {
  if (actor.kind !== 'agent' || actor.collectivityId !== collectivityId) return []
  if (actor.roles.some((role) => role.serviceId === null)) return 'all'
  return [...new Set(actor.roles.flatMap((role) => role.serviceId ?? []))]
}

export const reaches = (reach: Reach, serviceId: string | null): boolean =>
  reach === 'all' || (serviceId !== null && reach.includes(serviceId))

/** Whether an agent may read a dossier. */
export const mayRead = (actor: Actor, dossier: DossierScope): boolean =>
  reaches(reachOf(actor, dossier.collectivityId), dossier.serviceId)

/** Whether an agent may act on a dossier: an elected member reads those of her mandate, and leaves no trace in them. */
export const mayHandle = (actor: Actor, dossier: DossierScope): boolean =>
  reaches(workReachOf(actor, dossier.collectivityId), dossier.serviceId)

/** Which services' dossiers an agent acts on. */
export const workReachOf = (actor: Actor, collectivityId: string): Reach =>
  actor.kind === 'agent'
    ? reachOf({ ...actor, roles: actor.roles.filter(({ role }) => role !== 'elected') }, collectivityId)
    : []

/**
 * Whether an agent may read a dossier where it stands: a status may be kept to those who hold some functions, and an
 * elected member holds none.
 */
export const mayReadAt = (
  actor: Actor,
  dossier: DossierScope & { readonly status: string },
  workflow: Workflow,
): boolean =>
  mayRead(actor, dossier) && isReadBy(workflow, dossier.status, heldFunctions(actor, dossier, workflow.functions))

/** Where the person who filed reads that her dossier stands: while a status is hidden from her, the one before it. */
export function standingForApplicant(
  { status, phase, outcome, closedAt, shownAs }: Pick<Dossier, 'status' | 'phase' | 'outcome' | 'closedAt' | 'shownAs'>,
  workflow: Workflow,
): Pick<Dossier, 'status' | 'phase' | 'outcome' | 'closedAt'> {
  if (isShownToApplicant(workflow, status) || shownAs === null) return { status, phase, outcome, closedAt }
  return { ...shownAs, outcome: null, closedAt: null }
}

/**
 * What is kept of it when a dossier goes through some statuses: the last one that the person may read, or what she was
 * reading already.
 */
export function shownAfter(
  before: Pick<Dossier, 'status' | 'phase' | 'shownAs'>,
  path: readonly string[],
  workflow: Workflow,
): Dossier['shownAs'] {
  const last = path.at(-1) ?? before.status
  if (isShownToApplicant(workflow, last)) return null
  const seen = path
    .flatMap((id) => workflow.statuses.find((status) => status.id === id) ?? [])
    .findLast(({ hiddenFromApplicant }) => hiddenFromApplicant !== true)
  if (seen) return { status: seen.id, phase: seen.phase }
  if (before.shownAs) return before.shownAs
  return isShownToApplicant(workflow, before.status) ? { status: before.status, phase: before.phase } : null
}

/** Who may take up again a dossier that had its answer: those who supervise it, and the platform by a rule of the collectivity. */
export const mayReopen = (actor: Actor, dossier: DossierScope): boolean =>
  actor.kind === 'system' || mayHold(actor, dossier)

/** Who may keep a dossier beyond its time: those who supervise it. */
export const mayHold = (actor: Actor, dossier: DossierScope): boolean =>
  actor.kind === 'agent' &&
  mayHandle(
    { ...actor, roles: actor.roles.filter(({ role }) => role === 'supervisor' || role === 'administrator') },
    dossier,
  )

const rank: Readonly<Record<AgentRole['role'], number>> = { elected: 0, agent: 1, supervisor: 2, administrator: 3 }

/** The functions of the circuit that an agent holds on a dossier: those of her role, in the service that has it. */
export function heldFunctions(
  actor: Actor,
  dossier: DossierScope,
  functions: Workflow['functions'],
): readonly string[] {
  if (actor.kind !== 'agent' || !mayHandle(actor, dossier)) return []
  const here = actor.roles.filter((role) => role.serviceId === null || role.serviceId === dossier.serviceId)
  const highest = Math.max(0, ...here.map((role) => rank[role.role]))
  return functions.filter((each) => highest >= rank[each.role]).map((each) => each.id)
}

interface DossierOfSomebody {
  readonly id: string
  readonly accountId: string | null
}

/**
 * Whether it is the applicant's own dossier: by her account, or by the tracking code she proved to know. An agent at work
 * does not act as herself: on the guichet she is an account like everyone.
 */
export function isApplicant(actor: Actor, dossier: DossierOfSomebody): boolean {
  if (actor.kind === 'tracker') return actor.dossierId === dossier.id
  return actor.kind === 'account' && dossier.accountId === actor.accountId
}

interface DraftOfSomebody {
  readonly accountId: string | null
  readonly secretHash: Uint8Array
}

const isOwnAccount = (actor: Actor, draft: DraftOfSomebody): boolean =>
  actor.kind === 'account' && draft.accountId === actor.accountId

const isOwnDevice = (draft: DraftOfSomebody, deviceHash: Uint8Array | undefined): boolean =>
  deviceHash !== undefined && Buffer.from(draft.secretHash).equals(deviceHash)

/** A draft that belongs to an account is read by its account only: the next person at a library's computer sees nothing. */
export const mayReadDraft = (actor: Actor, draft: DraftOfSomebody, deviceHash?: Uint8Array): boolean =>
  draft.accountId === null ? isOwnDevice(draft, deviceHash) : isOwnAccount(actor, draft)

/** Who files a draft: who may read it, or a circuit that made it. */
export const maySubmitDraft = (actor: Actor, draft: DraftOfSomebody, deviceHash?: Uint8Array): boolean =>
  actor.kind === 'system' || mayReadDraft(actor, draft, deviceHash)

/** Who files for somebody else at the desk: the agents of the collectivity, whatever their service; and the platform, for what reaches it by itself. */
export const mayFileFor = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'system' ||
  (actor.kind === 'agent' &&
    actor.collectivityId === collectivityId &&
    actor.roles.some(({ role }) => role !== 'elected'))

/** The device that began a draft may always write in it: what is typed after the session has expired is not lost. */
export const mayWriteDraft = (actor: Actor, draft: DraftOfSomebody, deviceHash?: Uint8Array): boolean =>
  isOwnAccount(actor, draft) || isOwnDevice(draft, deviceHash)

/** A whole export is made on the machine itself, by its command line. */
export const mayExport = (actor: Actor): boolean => actor.kind === 'system'

/** Who may take open dossiers to another revision: those who administer the collectivity, and the platform. */
export const mayRevise = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'system' ||
  (actor.kind === 'agent' &&
    actor.collectivityId === collectivityId &&
    actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null))

/** The keys by which other authorities know a collectivity are the affair of who administers the whole of it. */
export const mayKeepKeys = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)

/** The name under which a journal keeps what came from a partner's tool. */
export const partnerName = 'Passation'

/** Whether a line of a journal was written by what a partner's tool said: it is not told back to it. */
export const isFromPartner = ({ kind, name }: { readonly kind: string; readonly name: string }): boolean =>
  kind === 'system' && name === partnerName

/** Who sees what will be erased of closed requests: those who administer the whole collectivity. */
export const mayPreviewEnds = (actor: Actor, collectivityId: string): boolean => mayKeepKeys(actor, collectivityId)
