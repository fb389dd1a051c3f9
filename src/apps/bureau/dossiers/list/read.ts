import { type Locale, localize } from '#kernel/localized'
import { listZones } from '#counter/dispatch'
import { type DossierPage, listDossiers, listHolders, listLabels } from '#counter/dossiers'
import { findOffer, getProcedure, listOffers } from '#counter/procedures'
import { getRevision } from '#counter/workflows'
import { listServices } from '#territory/collectivities'
import { slugify } from '#kernel/normalise'
import { dayOf } from '#kernel/calendar'
import type { SelectOption } from '#platform/html'
import { formats } from '#platform/i18n'
import type { AgentVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { priorityChip } from '../../dispatch/priority.ts'
import { deadlineOf, holderOf, stateChip } from '../wording.ts'
import type { RowView } from './columns.tsx'
import { type ListAddress, type ListQuery, listSearch } from './query.ts'
import { channelIn, cursorIn, type Directory, filtersFor } from './selection.ts'
import { channelTexts, languageNames, listTexts } from './texts.ts'

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
  readonly zones: readonly Named[]
}

/** What the filters of a page let choose besides. */
export interface FilterValues {
  readonly statuses: readonly SelectOption[]
  readonly holders: readonly SelectOption[]
  readonly labels: readonly SelectOption[]
}

/** Who holds requests here, and the statuses of the procedure that the list is narrowed to. */
export async function readFilterValues(
  app: App,
  { site, locale, context }: AgentVisitor,
  query: ListQuery,
): Promise<FilterValues> {
  const [holders, labels, statuses] = await Promise.all([
    listHolders(context, site.id),
    listLabels(context, site.id),
    query.procedure === undefined ? [] : readStatuses(app, site.id, query.procedure, locale),
  ])
  return {
    statuses,
    holders: holders.map(({ accountId, name }) => ({ value: accountId, label: name })),
    labels: labels.map((label) => ({ value: label, label })),
  }
}

const readStatuses = (app: App, collectivityId: string, procedure: string, locale: Locale): Promise<SelectOption[]> =>
  app.db.readCollectivity(collectivityId, async (tx) => {
    const offer = await findOffer(tx, collectivityId, procedure)
    if (!offer) return []
    const { slug, revision } = offer.revision.workflow
    const { workflow } = await getRevision(tx, slug, revision)
    return workflow.statuses.map(({ id, label }) => ({ value: id, label: localize(label, locale) }))
  })

/** The services and procedures that an agent can choose by. */
export async function readChoices(
  app: Pick<App, 'db'>,
  { site, roles, locale, context }: Pick<AgentVisitor, 'site' | 'roles' | 'locale' | 'context'>,
): Promise<Choices> {
  const [services, zones, offers] = await Promise.all([
    listServices(app.db, site.id),
    listZones(context, site.id),
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
    zones: zones.map(({ id, name }) => ({ id, name, slug: slugify(name) })),
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
  at: { readonly base: string; readonly search: string; readonly choices: Choices },
): Promise<RowView[]> {
  const services = new Map(at.choices.services.map(({ id, name }) => [id, name]))
  const zones = new Map(at.choices.zones.map(({ id, name }) => [id, name]))
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
          id: dossier.id,
          href: caseHref(at.base, dossier.id, { search: at.search, rank }),
          number: dossier.number,
          subject: isTitle ? title : dossier.subject,
          procedure: title,
          isTitle,
          person: dossier.applicantName,
          isUnreached: dossier.isUnreached && dossier.closedAt === null,
          state: stateChip(dossier, workflow, locale),
          priority: dossier.closedAt === null ? priorityChip(dossier.priority, locale) : undefined,
          due: deadlineOf(dossier, now, locale),
          received: { label: format.dayMonth(dossier.submittedAt), day: dayOf(dossier.submittedAt) },
          updated: { label: format.dayMonth(dossier.updatedAt), day: dayOf(dossier.updatedAt) },
          service: services.get(dossier.serviceId ?? ''),
          zone: zones.get(dossier.zoneId ?? ''),
          labels: dossier.labels,
          channel: channelTexts(locale)[channelIn(dossier.channel)],
          language: languageNames[dossier.locale],
          holder: holderOf(dossier, who.account.accountId, locale),
          isClosed: dossier.closedAt !== null,
          ...whyOf(page.matches.get(dossier.id) ?? [], locale),
        }
      }),
    ),
  )
}

/** What the filters name and that is not there, in words: a procedure that is no longer offered, a service one does not reach. */
export function missingIn(
  query: ListQuery,
  choices: Choices,
  { statuses }: FilterValues,
  locale: Locale,
): readonly string[] {
  const texts = listTexts(locale)
  const { procedure, service, status, zone } = query
  const isOffered = procedure === undefined || choices.procedures.some(({ slug }) => slug === procedure)
  const isReached = service === undefined || choices.services.some(({ slug }) => slug === service)
  const hasZone = zone === undefined || choices.zones.some(({ slug }) => slug === zone)
  const hasStatus = !isOffered || status === undefined || statuses.some(({ value }) => value === status)
  return [
    ...(isOffered ? [] : [texts.missingProcedure(procedure)]),
    ...(isReached ? [] : [texts.missingService(service)]),
    ...(hasZone ? [] : [texts.missingZone(zone)]),
    ...(hasStatus ? [] : [texts.missingStatus(status)]),
  ]
}

type Matched = NonNullable<ReturnType<DossierPage['matches']['get']>>

/** Why a search found a request: words marked where they are seen, told where they are not. */
function whyOf(matches: Matched, locale: Locale): Pick<RowView, 'found' | 'why'> {
  const texts = listTexts(locale)
  const wordsIn = (source: Matched[number]['source']): string[] =>
    matches.filter((each) => each.source === source).map(({ term }) => term)
  const told = (words: readonly string[], tell: (words: string) => string): readonly string[] =>
    words.length === 0 ? [] : [tell(words.join(', '))]
  const inFiles = matches.filter(({ source }) => source === 'file')
  return {
    found: new Set([...wordsIn('number'), ...wordsIn('person'), ...wordsIn('subject'), ...wordsIn('procedure')]),
    why: [
      ...told(wordsIn('answer'), texts.whyAnswer),
      ...told(wordsIn('message'), texts.whyMessage),
      ...[...Map.groupBy(inFiles, ({ fileName }) => fileName)].map(([name, some]) =>
        texts.whyFile(name ?? '', some.map(({ term }) => term).join(', ')),
      ),
    ],
  }
}
