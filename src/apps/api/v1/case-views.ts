import { type AgentDossierFile, answersOf, type Attachment, type ListedDossier } from '#counter/dossiers'
import { getProcedure, listOffers } from '#counter/procedures'
import { getRevision, statusOf } from '#counter/workflows'
import type { Tx } from '#platform/db'
import { listServices, type Service } from '#territory/collectivities'
import type { Call } from './endpoint.ts'

type Seen = Pick<Call, 'app' | 'site' | 'base'>

/** What lines of cases say besides their rows: names by id, asked once for all of them. */
interface Names {
  readonly services: ReadonlyMap<string, Service>
  /** By procedure, its address here. */
  readonly slugs: ReadonlyMap<string, string>
}

async function namesIn({ app, site }: Seen): Promise<Names> {
  const [services, offers] = await Promise.all([
    listServices(app.db, site.id),
    app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
  ])
  return {
    services: new Map(services.map((service) => [service.id, service])),
    slugs: new Map(offers.map(({ procedureId, slug }) => [procedureId, slug])),
  }
}

type Row = Omit<ListedDossier, 'isRemoved' | 'isUnreached' | 'key' | 'phase' | 'assignedFunction' | 'zoneId' | 'labels'>

async function lineOf(tx: Tx, row: Row, { base }: Seen, { services, slugs }: Names) {
  const [{ workflow }, { definition }] = await Promise.all([
    getRevision(tx, row.workflowSlug, row.workflowRevision),
    getProcedure(tx, row.procedureId, row.revisionNumber),
  ])
  const service = row.serviceId === null ? undefined : services.get(row.serviceId)
  return {
    id: row.id,
    number: row.number,
    href: `${base}/cases/${row.id}`,
    procedure: {
      id: row.procedureId,
      slug: slugs.get(row.procedureId) ?? definition.slug,
      title: definition.title,
    },
    subject: row.subject,
    applicantName: row.applicantName,
    status: { id: row.status, label: statusOf(workflow, row.status).label },
    stage: row.stage,
    outcome: row.outcome,
    service: service ? { id: service.id, slug: service.slug, name: service.name } : null,
    holder: row.holderName,
    submittedAt: row.submittedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    dueOn: row.dueOn,
    isClockStopped: row.clockPausedAt !== null,
    closedAt: row.closedAt?.toISOString() ?? null,
  }
}

/** Lines of a list. Revisions are remembered by their houses: nothing is asked for each line. */
export async function caseLines(seen: Seen, rows: readonly ListedDossier[]) {
  const names = await namesIn(seen)
  return seen.app.db.readCollectivity(seen.site.id, (tx) =>
    Promise.all(rows.map((row) => lineOf(tx, row, seen, names))),
  )
}

export const fileView = ({ id, name, mediaType, size, fieldId, messageId, at }: Attachment, href: string) => ({
  id,
  name,
  mediaType,
  size,
  field: fieldId,
  messageId,
  addedAt: at.toISOString(),
  href,
})

/** The whole of a case. */
export async function caseView(seen: Seen, file: AgentDossierFile) {
  const { dossier } = file
  const stage = dossier.closedAt ? ('closed' as const) : dossier.phase
  const names = await namesIn(seen)
  const line = await seen.app.db.readCollectivity(seen.site.id, (tx) => lineOf(tx, { ...dossier, stage }, seen, names))
  return {
    ...line,
    channel: dossier.channel,
    version: dossier.version,
    locale: dossier.locale,
    applicant: {
      name: dossier.applicantName,
      email: dossier.applicantEmail || null,
      phone: dossier.applicantPhone,
    },
    answers: answersOf(file.answers),
    fields: Object.fromEntries(file.fields.map(({ field, value }) => [field, value])),
    messages: file.messages.map(({ id, direction, authorName, body, at }) => ({
      id,
      direction,
      author: authorName,
      body,
      at: at.toISOString(),
    })),
    files: file.attachments.map((each) => fileView(each, `${line.href}/files/${each.id}`)),
    actions: file.actions.map(({ id, label, asks, consequences }) => ({
      id,
      label,
      asks: asks ? { kind: asks.kind, isRequired: asks.required, label: asks.label } : null,
      consequences,
    })),
  }
}
