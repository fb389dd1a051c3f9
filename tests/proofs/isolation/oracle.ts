import type { LedgerLine } from './ledger.ts'
import type { Actor, Marker, Target, World } from './world.ts'

/** Who may read and change what, told from the rules and not from the code. */
export interface Oracle {
  mayRead(actor: Actor, marker: Marker): boolean
  mayHandle(actor: Actor, target: Pick<Target, 'dossierId'>): boolean
  mayChangeDossier(actor: Actor, dossierId: string): boolean
  mayChangeDraft(actor: Actor, draftId: string): boolean
  /** Whether somebody writes procedures for a commune, or for the territory. */
  mayWriteFor(actor: Actor, ownerId: string | null): boolean
  /** Whether somebody may write a row of the desk's tables that is about no request: settings, lists, contacts, registers. */
  mayWriteAtDesk(actor: Actor, line: Pick<LedgerLine, 'table' | 'tenantId' | 'accountId'>): boolean
}

/** What a whole commune's administrator alone settles; a schema's name stands for all its tables. */
const settings: readonly string[] = [
  'calendars',
  'keys',
  'contacts.discreet_service',
  'deadlines.draft',
  'deadlines.rule_set',
  'dispatch.draft',
  'dispatch.revision',
  'dispatch.zone',
  'handover.matter',
  'handover.partner',
  'hubee.stream',
  'handover.request_there',
  'mailbox.box',
  'open311.service',
  'archives.reading',
  'privacy',
  'retention.draft',
  'retention.rule_set',
  'satisfaction.setting',
  'webhooks.subscription',
]

/** What an agent keeps for herself; nobody else writes it. */
const ownThings: readonly string[] = ['batches', 'exports', 'views.column_choice', 'dossiers.notice_choice']

/** What the agents of a commune write together. */
const sharedThings: readonly string[] = [
  'contacts',
  'dispatch',
  'dossiers.likeness',
  'dossiers.relation',
  'hubee',
  'mailbox',
  'mailroom',
  'replies',
  'views',
]

const holds = (list: readonly string[], table: string): boolean =>
  list.includes(table) || list.includes(table.split('.')[0] ?? '')

interface DossierRow {
  readonly id: string
  readonly tenant: string
  readonly account: string | null
  readonly draft: string
  readonly services: readonly (string | null)[]
}

/** As things stand now; a dossier that was transferred was rightly read by its former service. */
export async function askOracle(world: World): Promise<Oracle> {
  const rows = await world.sql<DossierRow>(
    `select d.id, d.collectivity_id as tenant, d.account_id as account, d.draft_id as draft,
       array_append(array(select nullif(e.payload ->> key, '')::uuid from dossiers.event e,
         unnest('{serviceId,toServiceId,fromServiceId}'::text[]) as key where e.dossier_id = d.id and e.payload ? key), d.service_id) as services
     from dossiers.dossier d`,
  )
  const dossiers = new Map(rows.map((row) => [row.id, row]))
  const drafts = new Map(world.targets.map((target) => [target.draftId, target]))
  const targetOf = new Map(
    world.targets.flatMap((target) => (target.dossierId ? [[target.dossierId, target] as const] : [])),
  )

  const mayHandle: Oracle['mayHandle'] = ({ roles }, { dossierId }) => {
    const dossier = dossierId === undefined ? undefined : dossiers.get(dossierId)
    if (!dossier) return false
    return roles.some(
      (role) =>
        role.tenantId === dossier.tenant && (role.serviceId === null || dossier.services.includes(role.serviceId)),
    )
  }
  const isApplicant = (actor: Actor, dossierId: string): boolean =>
    actor.tracked === dossierId ||
    (actor.accountId !== undefined && dossiers.get(dossierId)?.account === actor.accountId)
  /** The browser that filled the form keeps the receipt, unless an account does. */
  const ownsForm = (actor: Actor, target: Target): boolean =>
    target.accountId === null ? actor.device === target.device : actor.accountId === target.accountId

  /** A draft that somebody sent meanwhile is a dossier. */
  const mayReadSent = (actor: Actor, target: Target): boolean => {
    const dossier = rows.find((row) => row.draft === target.draftId)
    return dossier !== undefined && (mayHandle(actor, { dossierId: dossier.id }) || isApplicant(actor, dossier.id))
  }

  const mayWriteFor: Oracle['mayWriteFor'] = ({ roles, isOperator }, ownerId) =>
    ownerId === null
      ? isOperator
      : roles.some(
          ({ tenantId, serviceId, role }) => tenantId === ownerId && serviceId === null && role === 'administrator',
        )
  const worksFor = ({ roles }: Actor, tenant: string): boolean =>
    roles.some(({ tenantId, role }) => tenantId === tenant && role !== 'elected')
  const worksOrReads = ({ roles }: Actor, tenant: string): boolean => roles.some(({ tenantId }) => tenantId === tenant)

  return {
    mayHandle,
    mayWriteFor,
    mayWriteAtDesk(actor, { table, tenantId, accountId }) {
      if (tenantId === null) return false
      // Who runs the platform ends a key that leaked, whoever made it.
      if (holds(['keys'], table) && actor.isOperator) return true
      // A record is tied to an account, or untied, by the person whose account it is; what she asks about her data is hers.
      if (holds(['contacts', 'privacy'], table) && accountId !== null && actor.accountId === accountId) return true
      // Whoever has an account may ask: the request itself is judged by its account, these follow it.
      if (table === 'privacy.event' || table === 'privacy.number') return actor.accountId !== undefined
      if (holds(settings, table)) return mayWriteFor(actor, tenantId)
      // An elected member reads, and chooses what her own lists show.
      if (table === 'views.column_choice') return actor.accountId === accountId && worksOrReads(actor, tenantId)
      if (holds(ownThings, table)) return actor.accountId === accountId && worksFor(actor, tenantId)
      return holds(sharedThings, table) && worksFor(actor, tenantId)
    },
    mayRead(actor, marker) {
      const { target, secrecy } = marker
      switch (secrecy) {
        case 'operator':
          return actor.isOperator
        case 'account':
          return mayKnow(actor, marker)
        case 'draft':
          return target !== undefined && (ownsForm(actor, target) || mayReadSent(actor, target))
        case 'inside':
          return target !== undefined && mayHandle(actor, target)
        case 'proof':
          return target?.dossierId !== undefined && (isApplicant(actor, target.dossierId) || ownsForm(actor, target))
        case 'file':
          return (
            target?.dossierId !== undefined &&
            (mayHandle(actor, target) || isApplicant(actor, target.dossierId) || ownsForm(actor, target))
          )
      }
    },
    mayChangeDossier: (actor, dossierId) => mayHandle(actor, { dossierId }) || isApplicant(actor, dossierId),
    mayChangeDraft(actor, draftId) {
      const target = drafts.get(draftId)
      return target !== undefined && (ownsForm(actor, target) || actor.device === target.device)
    },
  }

  /** Oneself; colleagues of the same commune know each other; agents know the people whose dossiers they handle, and they them. */
  function mayKnow(actor: Actor, { accountId }: Marker): boolean {
    if (actor.accountId === accountId) return true
    const other = world.actors.find((each) => each.accountId === accountId)
    if (!other) return false
    const isColleague = other.roles.some(({ tenantId }) => actor.roles.some((role) => role.tenantId === tenantId))
    const handles = rows.some((row) => row.account === accountId && mayHandle(actor, { dossierId: row.id }))
    const isHandledBy = rows.some((row) => {
      const target = targetOf.get(row.id)
      const isOwn = isApplicant(actor, row.id) || (target !== undefined && ownsForm(actor, target))
      return isOwn && mayHandle(other, { dossierId: row.id })
    })
    return isColleague || handles || isHandledBy
  }
}
