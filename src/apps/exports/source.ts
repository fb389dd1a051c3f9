import { countWhole, type ListFilters, type Walked, walkDossiers } from '#counter/dossiers'
import type { Export, Source } from '#counter/exports'
import { type Field, findOffer, getProcedure } from '#counter/procedures'
import { getRevision, type InternalField } from '#counter/workflows'
import { findStanding } from '#identity/accounts'
import { findProgramActor } from '#identity/keys'
import { AppError } from '#kernel/errors'
import { localize } from '#kernel/localized'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { Cell, Column, Row } from '#platform/sheets'
import { getSite, listServices, type Site } from '#territory/collectivities'
import { type App, contextFor } from '../app.ts'
import { type ListQuery, readListQuery } from '../bureau/dossiers/list/query.ts'
import { readChoices } from '../bureau/dossiers/list/read.ts'
import { filtersFor } from '../bureau/dossiers/list/selection.ts'
import { answerCell, exportedFields } from './answers.ts'
import { contentOf, fileOf, mostPrinted, tooMany } from './formats.ts'
import { asksPeople, columnCell, columnTitle, type ExportColumn, isExportColumn, type Reading } from './columns.ts'

/** A column of an export: its head, and the cell of each request. */
interface Plan {
  readonly column: Column
  readonly cell: (reading: Reading) => Cell
}

/** What an export reads, once it is known who asks and what. */
interface Plans {
  readonly plans: readonly Plan[]
  readonly parts: { readonly people: boolean; readonly answers: boolean; readonly fields: boolean }
}

/**
 * What an export is made of: the list as its agent may see it at this moment.
 * @throws AppError `forbidden exports.no_access` when she works there no more.
 */
export const exportSource =
  (app: App) =>
  async (asked: Export): Promise<Source> => {
    const { collectivityId, locale, question } = asked
    const [site, ctx] = await Promise.all([getSite(app.db, { id: collectivityId }), contextOf(app, asked)])
    const query = readListQuery(question.parameters)
    const filters = await filtersOf(app, { site, ctx, locale, query })
    const { plans, parts } = await plansOf(app, asked, query)
    const services = await listServices(app.db, collectivityId)
    const about = {
      services: new Map(services.map(({ id, name }) => [id, localize(name, locale)])),
      now: app.clock.now(),
      locale,
    }
    const total = await countWhole(ctx, filters)
    if (asked.format === 'pdf' && (total ?? 0) > mostPrinted) throw tooMany()
    const paper = { collectivityName: site.name, brandBase: site.brand?.base ?? '', createdAt: about.now }
    const rows = (told: (done: number) => Promise<void>) =>
      rowsOf(ctx, { pages: walkDossiers(ctx, filters, parts), plans, about, told, collectivityId })
    const columns = plans.map(({ column }) => column)
    return {
      total,
      ...fileOf(asked.format),
      content: (told) =>
        contentOf(asked.format, { title: asked.title, columns, rows: rows(told), language: locale }, paper),
    }
  }

/** The agent as she is now, or the program: who has lost her roles since, or its key, takes nothing out. */
async function contextOf(app: App, { collectivityId, accountId, accountName, keyId }: Export): Promise<Context> {
  if (keyId !== null) {
    const actor = await findProgramActor(app, { collectivityId, keyId, scope: 'exports:make' })
    if (!actor) throw new AppError('forbidden', 'exports.no_access')
    return contextFor(app, actor)
  }
  const { roles } = await findStanding(app, { collectivityId, accountId })
  const working = roles.filter(({ role }) => role !== 'elected')
  if (working.length === 0) throw new AppError('forbidden', 'exports.no_access')
  return contextFor(app, { kind: 'agent', accountId, name: accountName, collectivityId, roles: working })
}

interface Seen {
  readonly site: Site
  readonly ctx: Context
  readonly locale: Export['locale']
  readonly query: ListQuery
}

async function filtersOf(app: App, { site, ctx, locale, query }: Seen): Promise<ListFilters> {
  const roles = ctx.actor.kind === 'agent' ? ctx.actor.roles : []
  return filtersFor(query, site.id, await readChoices(app, { site, roles, locale, context: ctx }))
}

async function plansOf(app: App, { collectivityId, locale, question }: Export, query: ListQuery): Promise<Plans> {
  const columns = question.columns.filter(isExportColumn)
  const own = columns.map((name) => planOfColumn(name, locale))
  const { fields, internal } =
    query.procedure === undefined
      ? { fields: [], internal: [] }
      : await app.db.readCollectivity(collectivityId, (tx) => formOf(tx, collectivityId, query.procedure ?? ''))
  const answers = fields.filter(({ id }) => question.answers.includes(id))
  const agents = internal.filter(({ id }) => question.fields.includes(id))
  const plans = [
    ...own,
    ...answers.map((field) => planOfAnswer(field, locale)),
    ...agents.map((field) => planOfField(field, locale)),
  ]
  const parts = { people: asksPeople(columns), answers: answers.length > 0, fields: agents.length > 0 }
  return { plans, parts }
}

/** What one may choose of a procedure: the questions of its form, and the agents' own fields. */
export async function formOf(
  tx: Tx,
  collectivityId: string,
  slug: string,
): Promise<{ readonly fields: readonly Field[]; readonly internal: readonly InternalField[] }> {
  const offer = await findOffer(tx, collectivityId, slug)
  if (!offer) return { fields: [], internal: [] }
  const { definition, workflow: pinned } = offer.revision
  const { workflow } = await getRevision(tx, pinned.slug, pinned.revision)
  return { fields: exportedFields(definition.form), internal: workflow.internal ?? [] }
}

const planOfColumn = (name: ExportColumn, locale: Export['locale']): Plan => ({
  column: { id: name, title: columnTitle(name, locale) },
  cell: (reading) => columnCell(name, reading),
})

const planOfAnswer = (field: Field, locale: Export['locale']): Plan => ({
  column: { id: `reponse.${field.id}`, title: localize(field.label, locale) },
  cell: ({ walked }) => answerCell(field, walked.answers[field.id]?.value, locale),
})

const planOfField = ({ id, label, type }: InternalField, locale: Export['locale']): Plan => ({
  column: { id: `agents.${id}`, title: localize(label, locale) },
  cell: ({ walked }) => {
    const value = walked.fields[id]
    if (value === undefined || value === null) return null
    if (typeof value === 'number') return type === 'amount' ? { cents: value } : value
    if (typeof value === 'boolean') return value
    return typeof value === 'string' ? value : JSON.stringify(value)
  },
})

interface Rows {
  readonly pages: AsyncIterable<readonly Walked[]>
  readonly plans: readonly Plan[]
  readonly about: Pick<Reading, 'services' | 'now' | 'locale'>
  readonly told: (done: number) => Promise<void>
  readonly collectivityId: string
}

type Revisions = Pick<Reading, 'workflow' | 'definition'>

async function* rowsOf(ctx: Context, { pages, plans, about, told, collectivityId }: Rows): AsyncGenerator<Row> {
  // By revision: a procedure has a few, however many requests follow them.
  const known = new Map<string, Revisions>()
  let done = 0
  for await (const page of pages) {
    await learn(ctx, known, { page, collectivityId })
    for (const walked of page) {
      const revisions = known.get(revisionOf(walked))
      if (!revisions) continue
      const reading = { walked, ...revisions, ...about }
      yield plans.map(({ cell }) => cell(reading))
    }
    done += page.length
    await told(done)
  }
}

const revisionOf = ({ line }: Walked): string =>
  `${line.procedureId} ${line.revisionNumber} ${line.workflowSlug} ${line.workflowRevision}`

async function learn(
  ctx: Context,
  known: Map<string, Revisions>,
  { page, collectivityId }: { readonly page: readonly Walked[]; readonly collectivityId: string },
): Promise<void> {
  const unknown = page.filter((walked) => !known.has(revisionOf(walked)))
  const first = new Map(unknown.map((walked) => [revisionOf(walked), walked.line]))
  if (first.size === 0) return
  await ctx.db.readCollectivity(collectivityId, async (tx) => {
    for (const [name, line] of first) {
      const { workflow } = await getRevision(tx, line.workflowSlug, line.workflowRevision)
      const { definition } = await getProcedure(tx, line.procedureId, line.revisionNumber)
      known.set(name, { workflow, definition })
    }
  })
}
