import { localize } from '#kernel/localized'
import { type DossierPage, listDossiers } from '#counter/dossiers'
import { getProcedure, listOffers } from '#counter/procedures'
import { getRevision } from '#counter/workflows'
import { listServices } from '#territory/collectivities'
import { dayOf } from '#kernel/calendar'
import { formats } from '#platform/i18n'
import type { AgentVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { deadlineOf, holderOf, stateChip } from '../wording.ts'
import type { RowView } from './list.page.tsx'
import { type ListAddress, type ListQuery, listSearch } from './query.ts'
import { cursorIn, type Directory, filtersFor } from './selection.ts'

/** A choice of a filter: what the address says, and its name. */
export interface Named {
  readonly slug: string
  readonly id: string
  readonly name: string
}

export interface Choices extends Directory {
  /** Those that this agent reaches. */
  readonly services: readonly Named[]
  readonly procedures: readonly (Named & { readonly procedureId: string })[]
}

/** The services and procedures that an agent can choose by. */
export async function readChoices(app: App, { site, roles, locale }: AgentVisitor): Promise<Choices> {
  const [services, offers] = await Promise.all([
    listServices(app.db, site.id),
    app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
  ])
  const isEverywhere = roles.some(({ serviceId }) => serviceId === null)
  return {
    services: services
      .filter(({ id }) => isEverywhere || roles.some(({ serviceId }) => serviceId === id))
      .map(({ id, slug, name }) => ({ id, slug, name: localize(name, locale) })),
    procedures: offers
      .map(({ id, procedureId, slug, title }) => ({ id, procedureId, slug, name: localize(title, locale) }))
      .toSorted((a, b) => a.name.localeCompare(b.name, locale)),
  }
}

/** One page of a list. */
export function readPage(
  who: AgentVisitor,
  query: ListQuery,
  choices: Choices,
  address: Pick<ListAddress, 'apres' | 'avant'>,
): Promise<DossierPage> {
  return listDossiers(who.context, filtersFor(query, who.site.id, choices), cursorIn(address))
}

/** Address of a case as this list opens it: one comes back to the same list, and goes on to the next line. */
export function caseHref(base: string, caseId: string, line: { search: string; rank: number }): string {
  return `${base}/${caseId}${line.search === '' ? '?' : `${line.search}&`}rang=${line.rank}`
}

/** The query string of a list at the page that was asked. */
export const searchAt = (query: ListQuery, { apres, avant }: Pick<ListAddress, 'apres' | 'avant'>): string =>
  listSearch(query, {
    ...(apres !== undefined && { after: apres }),
    ...(apres === undefined && avant !== undefined && { before: avant }),
  })

/** The lines of a page, in words. Revisions are remembered by their houses: nothing is asked for each line. */
export async function readRows(
  app: App,
  who: AgentVisitor,
  page: DossierPage,
  at: { readonly base: string; readonly search: string },
): Promise<RowView[]> {
  const { locale, site } = who
  const now = app.clock.now()
  const format = formats(locale)
  return app.db.readCollectivity(site.id, (tx) =>
    Promise.all(
      page.dossiers.map(async (dossier, rank): Promise<RowView> => {
        const [{ workflow }, { definition }] = await Promise.all([
          getRevision(tx, dossier.workflowSlug, dossier.workflowRevision),
          getProcedure(tx, dossier.procedureId, dossier.revisionNumber),
        ])
        const title = localize(definition.title, locale)
        const isTitle = dossier.subject === title || dossier.subject === definition.title.fr
        return {
          href: caseHref(at.base, dossier.id, { search: at.search, rank }),
          number: dossier.number,
          subject: isTitle ? title : dossier.subject,
          procedure: isTitle ? undefined : title,
          person: dossier.applicantName,
          state: stateChip(dossier, workflow, locale),
          due: deadlineOf(dossier, now, locale),
          received: { label: format.dayMonth(dossier.submittedAt), day: dayOf(dossier.submittedAt) },
          holder: holderOf(dossier, who.account.accountId, locale),
          isClosed: dossier.closedAt !== null,
        }
      }),
    ),
  )
}
