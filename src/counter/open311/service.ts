import {
  type Dossier,
  type Dossiers,
  findDossierFor,
  type FileForRefusal,
  mayKeepKeys,
  offerOf,
} from '#counter/dossiers'
import { findLatestDefinition, listOffers, listProcedures } from '#counter/procedures'
import { findStatus, getRevision } from '#counter/workflows'
import { AppError } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { inputsOf, missingIn, placeOf, serviceOf } from './domain.ts'
import type { PublicRequest, Report, RequestFilter, Service } from './schema.ts'
import { insertRequestRow, listRequestRows, listServiceRows, replaceServiceRows, type RequestRow } from './store.ts'

/** What a collectivity opens to other programs, in the words of the standard; none: it opened nothing. */
export const openServices = async (tx: Tx, collectivityId: string): Promise<readonly Service[]> => {
  const services: Service[] = []
  for (const procedure of await listServiceRows(tx, collectivityId)) {
    const offer = await offerOf(tx, collectivityId, procedure)
    // One that is not offered any more is no service, whatever was opened.
    if (offer && placeOf(offer.revision.definition)) services.push(serviceOf(offer.revision.definition))
  }
  return services
}

export interface Openable {
  readonly procedure: string
  readonly title: string
  readonly isOpen: boolean
}

function allow(ctx: Context, collectivityId: string): void {
  if (!mayKeepKeys(ctx.actor, collectivityId)) throw new AppError('forbidden', 'open311.not_allowed')
}

/**
 * Procedures of places that a collectivity offers, and whether each is open.
 * @throws AppError `forbidden open311.not_allowed`
 */
export const listOpenable = async (ctx: Context, collectivityId: string): Promise<readonly Openable[]> => {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const [offers, library, open] = await Promise.all([
      listOffers(tx, collectivityId),
      listProcedures(tx),
      listServiceRows(tx, collectivityId),
    ])
    const offered = new Set(offers.map(({ procedureId }) => procedureId))
    const found: Openable[] = []
    for (const { slug } of library.filter((each) => offered.has(each.procedureId))) {
      const definition = await findLatestDefinition(tx, slug)
      if (definition && placeOf(definition))
        found.push({ procedure: slug, title: localize(definition.title, 'fr'), isOpen: open.includes(slug) })
    }
    return found
  })
}

/**
 * Opens these procedures to other programs, and closes the rest.
 * @throws AppError `forbidden open311.not_allowed`
 */
export const chooseOpen = async (
  ctx: Context,
  collectivityId: string,
  procedures: readonly string[],
): Promise<void> => {
  const openable = new Set((await listOpenable(ctx, collectivityId)).map(({ procedure }) => procedure))
  const chosen = procedures.filter((each) => openable.has(each))
  await ctx.db.withCollectivity(collectivityId, (tx) => replaceServiceRows(tx, collectivityId, chosen, ctx.clock.now()))
}

export type ReportRefusal =
  | { readonly reason: 'no_service' | 'no_place' | 'not_for_this_key' }
  | { readonly reason: 'attribute'; readonly code: string }
  | { readonly reason: 'filing'; readonly refusal: FileForRefusal }

interface Reporting {
  readonly collectivityId: string
  readonly report: Report
  readonly once: string
  /** Ids of those that the program's key is bound to; null: all. */
  readonly procedures: readonly string[] | null
}

/**
 * Files a report through the one way that all requests go. Sent again under the same key, it gives the same number.
 * @param ctx of the program, by its key.
 */
export async function fileReport(
  dossiers: Pick<Dossiers, 'fileFor'>,
  ctx: Context,
  { collectivityId, report, once, procedures }: Reporting,
): Promise<Outcome<{ readonly number: string }, ReportRefusal>> {
  const offer = await ctx.db.readCollectivity(collectivityId, async (tx) => {
    const isOpen = (await listServiceRows(tx, collectivityId)).includes(report.service)
    return isOpen ? offerOf(tx, collectivityId, report.service) : undefined
  })
  if (!offer) return refused({ reason: 'no_service' })
  const { definition, procedureId } = offer.revision
  if (procedures !== null && !procedures.includes(procedureId)) return refused({ reason: 'not_for_this_key' })
  const missing = missingIn(serviceOf(definition), report)
  if (missing !== undefined) return refused({ reason: 'attribute', code: missing })
  const hasPoint = report.latitude !== undefined && report.longitude !== undefined
  if (report.address === '' && !hasPoint) return refused({ reason: 'no_place' })
  const filed = await dossiers.fileFor(ctx, {
    collectivityId,
    of: { offerId: offer.id },
    filled: { inputs: inputsOf(definition, report) },
    channel: 'api',
    person: { name: [report.givenName, report.familyName].filter((part) => part !== '').join(' ') || 'Open311' },
    takesIncomplete: true,
    idempotencyKey: once,
  })
  if (!filed.ok) return refused({ reason: 'filing', refusal: filed.refusal })
  const { dossierId, number } = filed.value
  await ctx.db.withCollectivity(collectivityId, (tx) =>
    insertRequestRow(tx, collectivityId, {
      dossierId,
      number,
      service: report.service,
      address: report.address === '' ? null : report.address,
      latitude: report.latitude ?? null,
      longitude: report.longitude ?? null,
      requestedAt: ctx.clock.now(),
    }),
  )
  return accepted({ number })
}

/** What was filed so, as everybody may read it: 100 at most, the last first; none of what was removed or erased. */
export async function listReports(
  tx: Tx,
  collectivityId: string,
  filter: RequestFilter,
): Promise<readonly PublicRequest[]> {
  const rows = await listRequestRows(tx, collectivityId, filter, 100)
  const shown: PublicRequest[] = []
  for (const row of rows) {
    const found = await findDossierFor(tx, { collectivityId, dossierId: row.dossierId })
    if (!found || found.dossier.removedAt !== null || found.dossier.erasedAt !== null) continue
    const request = await publicly(tx, row, found.dossier)
    const isWanted = filter.status === undefined || (filter.status === 'closed') === request.isClosed
    if (isWanted) shown.push(request)
  }
  return shown
}

async function publicly(tx: Tx, row: RequestRow, dossier: Dossier): Promise<PublicRequest> {
  const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
  const status = findStatus(workflow, dossier.shownAs?.status ?? dossier.status)
  const { dossierId: _id, ...place } = row
  return {
    ...place,
    isClosed: dossier.closedAt !== null,
    status: status ? localize(status.publicLabel, 'fr') : '',
    updatedAt: dossier.updatedAt,
    expectedOn: dossier.dueOn,
  }
}
