import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  askForList,
  cancelExport,
  exportFormats,
  listMyExports,
  mayExportLists,
  type Question,
  takeExport,
} from '#counter/exports'
import { localize } from '#kernel/localized'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { sendAttachment } from '../../attachments/index.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { isExportColumn, usualColumns } from '../../exports/columns.ts'
import { fileOf } from '../../exports/formats.ts'
import { formOf } from '../../exports/source.ts'
import { chipLabel } from '../dossiers/list/filters.tsx'
import {
  filtersOf,
  ListAddress,
  listParameters,
  type ListQuery,
  listSearch,
  readListQuery,
} from '../dossiers/list/query.ts'
import { readChoices, readFilterValues } from '../dossiers/list/read.ts'
import { listTexts, viewTexts } from '../dossiers/list/texts.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { ExportsPage } from './exports.page.tsx'
import { NewExportPage, type NewExportProps } from './new-export.page.tsx'
import { exportTexts } from './texts.ts'

const Site = { site: Type.String({ maxLength: 80 }) }
const One = Type.Object({ ...Site, export: Type.String({ format: 'uuid' }) })
const url = '/bureau/:site/exports'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/exports`
const listOf = ({ site }: AgentVisitor, query: ListQuery): string => `/bureau/${site.slug}/demandes${listSearch(query)}`

/** Lists as files: asked from the list, made by the worker, taken by who asked. */
export const exportRoutes = (app: App): Route[] => [...askRoutes(app), ...ownRoutes(app)]

function askRoutes(app: App): Route[] {
  const guard = agentWho(app, mayExportLists)
  return [
    route({
      method: 'GET',
      url: `${url}/nouveau`,
      guard,
      schema: { params: Type.Object(Site), querystring: ListAddress },
      handle: (request, reply, who) => {
        const typed = { format: 'csv_tableur', columns: usualColumns, answers: [], fields: [] }
        return showNew({ app, request, reply, who }, readListQuery(request.query), { typed, faults: {} })
      },
    }),
    route({
      method: 'POST',
      url: `${url}/nouveau`,
      guard,
      schema: { params: Type.Object(Site), querystring: ListAddress, body: FormBody },
      handle: async (request, reply, who) => {
        const exchange = { app, request, reply, who }
        const query = readListQuery(request.query)
        const typed = typedFrom(request.body)
        const format = exportFormats.find((each) => each === typed.format)
        const faults = { format: format === undefined, columns: typed.columns.length === 0 }
        if (format === undefined || faults.columns) return showNew(exchange, query, { typed, faults })
        await askForList(who.context, {
          collectivityId: who.site.id,
          locale: who.locale,
          format,
          title: await titleOf(exchange, query),
          question: questionOf(query, typed),
        })
        return seeOther(reply, `${baseOf(who)}?fait=demande`)
      },
    }),
  ]
}

function ownRoutes(app: App): Route[] {
  const guard = agentWho(app, mayExportLists)
  const Done = Type.Object({ fait: Type.Optional(Type.Union([Type.Literal('demande'), Type.Literal('annule')])) })
  return [
    route({
      method: 'GET',
      url,
      guard,
      schema: { params: Type.Object(Site), querystring: Done },
      handle: async (request, reply, who) => {
        const { locale, context, site } = who
        const exports = await listMyExports(context, site.id)
        const list = `/bureau/${site.slug}/demandes`
        const main = ExportsPage({ locale, base: baseOf(who), list, exports, done: request.query.fait })
        const content = {
          title: exportTexts(locale).title,
          main,
          menu: 'exports',
          scripts: ['bureau-exports.js'],
        } as const
        return sendPage(reply, framedPage(frameOf(app, request, who), content))
      },
    }),
    route({
      method: 'GET',
      url: `${url}/:export/fichier`,
      guard,
      schema: { params: One },
      handle: async (request, reply, who) => {
        const taken = await takeExport(who.context, { collectivityId: who.site.id, exportId: request.params.export })
        const { mediaType, extension } = fileOf(taken.format)
        const day = taken.askedAt.toISOString().slice(0, 10)
        const name = `demandes-${who.site.slug}-${day}.${extension}`
        return sendAttachment(app.files, reply, { digest: taken.digest, name, mediaType, size: taken.size ?? 0 })
      },
    }),
    route({
      method: 'POST',
      url: `${url}/:export/annuler`,
      guard,
      schema: { params: One },
      handle: async (request, reply, who) => {
        await cancelExport(who.context, { collectivityId: who.site.id, exportId: request.params.export })
        return seeOther(reply, `${baseOf(who)}?fait=annule`)
      },
    }),
  ]
}

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

type Typed = NewExportProps['typed']

const manyIn = (body: FormBody, name: string): readonly string[] =>
  (Object.hasOwn(body, name) ? [body[name] ?? []].flat() : []).slice(0, 400)

const typedFrom = (body: FormBody): Typed => ({
  format: typedIn(body, 'format'),
  columns: manyIn(body, 'colonnes').filter(isExportColumn),
  answers: manyIn(body, 'reponses'),
  fields: manyIn(body, 'champs'),
})

const questionOf = (query: ListQuery, { columns, answers, fields }: Typed): Question => ({
  parameters: Object.fromEntries(listParameters(query)),
  columns,
  answers,
  fields,
})

/** "Demandes : en retard, Démarche : Signaler un lampadaire en panne". */
async function titleOf({ app, who }: Exchange, query: ListQuery): Promise<string> {
  const { locale } = who
  const [choices, values] = await Promise.all([readChoices(app, who), readFilterValues(app, who, query)])
  const option = ({ slug, name }: { readonly slug: string; readonly name: string }) => ({ value: slug, label: name })
  const named = {
    services: choices.services.map(option),
    procedures: choices.procedures.map(option),
    zones: choices.zones.map(option),
    ...values,
  }
  const said = filtersOf(query).map((name) => chipLabel({ locale, base: '', query, choices: named }, name))
  return [`${listTexts(locale).title} : ${viewTexts(locale)[query.view].toLowerCase()}`, ...said].join(', ')
}

async function showNew(
  exchange: Exchange,
  query: ListQuery,
  { typed, faults }: Pick<NewExportProps, 'typed' | 'faults'>,
): Promise<FastifyReply> {
  const { app, request, reply, who } = exchange
  const { locale, site } = who
  const title = await titleOf(exchange, query)
  const { fields, internal } = await app.db.readCollectivity(site.id, (tx) =>
    query.procedure === undefined
      ? Promise.resolve({ fields: [], internal: [] })
      : formOf(tx, site.id, query.procedure),
  )
  const choice = ({
    id,
    label,
  }: {
    readonly id: string
    readonly label: { readonly fr: string; readonly en?: string }
  }) => ({
    value: id,
    label: localize(label, locale),
  })
  const procedure = (await readChoices(app, who)).procedures.find(({ slug }) => slug === query.procedure)?.name
  const main = NewExportPage({
    locale,
    action: `${baseOf(who)}/nouveau${listSearch(query)}`,
    title,
    list: listOf(who, query),
    procedure,
    answers: fields.map(choice),
    fields: internal.map(choice),
    typed,
    faults,
  })
  const isRefused = faults.format === true || faults.columns === true
  const content = { title: exportTexts(locale).new_title, main, menu: 'exports', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}
