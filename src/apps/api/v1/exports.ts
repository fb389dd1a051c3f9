import { Type } from 'typebox'
import { askForList, cancelExport, type Export, exportFormats, listMyExports, takeExport } from '#counter/exports'
import { listOffers } from '#counter/procedures'
import { isDay } from '#kernel/calendar'
import { isId } from '#kernel/ids'
import { AppError } from '#kernel/errors'
import { contentDisposition } from '#platform/files'
import { exportColumns, usualColumns } from '../../exports/columns.ts'
import { fileOf } from '../../exports/formats.ts'
import { type Call, declined, type Endpoint, endpoint, given } from './endpoint.ts'
import { Id, Moment, orNull, sent } from './shapes.ts'

/* Lists as files: asked, made by the worker, followed, fetched for a day by the key that asked. */

const ExportShape = Type.Object(
  {
    id: Id,
    state: Type.Enum(['waiting', 'running', 'done', 'failed', 'cancelled', 'expired'], {
      description: 'Un export fait se télécharge pendant un jour, puis il est « expired ».',
    }),
    format: Type.Enum(exportFormats),
    done: Type.Integer({ description: 'Demandes écrites jusqu’ici.' }),
    total: orNull(Type.Integer({ description: 'Null tant qu’elles ne sont pas comptées.' })),
    size: orNull(Type.Integer({ description: 'En octets, une fois fait.' })),
    fault: orNull(Type.String({ description: '`no_access`, `too_many_rows`, `too_large` ou `broken`.' })),
    askedAt: Moment,
    endedAt: orNull(Moment),
    expiresAt: orNull(Moment),
    content: orNull(Type.String({ description: 'Où le télécharger, une fois fait.' })),
  },
  { title: 'Export' },
)

const Asked = sent('ExportAsked', {
  format: Type.Enum(exportFormats),
  state: Type.Optional(Type.Enum(['all', 'late', 'closed'], { description: 'Toutes les demandes si rien n’est dit.' })),
  procedure: Type.Optional(Type.String({ maxLength: 80, description: 'L’adresse d’une démarche : son « slug ».' })),
  from: Type.Optional(Type.String({ format: 'date', description: 'Déposées ce jour ou après.' })),
  to: Type.Optional(Type.String({ format: 'date', description: 'Déposées ce jour ou avant.' })),
  columns: Type.Optional(Type.Array(Type.Enum(exportColumns as [string, ...string[]]), { minItems: 1, maxItems: 40 })),
  answers: Type.Optional(
    Type.Array(Type.String({ maxLength: 80 }), {
      maxItems: 400,
      description: 'Questions du formulaire de cette démarche, par leur identifiant.',
    }),
  ),
})

const shown = (one: Export, base: string) => ({
  id: one.id,
  state: one.state,
  format: one.format,
  done: one.done,
  total: one.total,
  size: one.size,
  fault: one.fault,
  askedAt: one.askedAt.toISOString(),
  endedAt: one.endedAt?.toISOString() ?? null,
  expiresAt: one.expiresAt?.toISOString() ?? null,
  content: one.state === 'done' ? `${base}/exports/${one.id}/content` : null,
})

const views = { all: 'toutes', late: 'en-retard', closed: 'closes' } as const

/** Whether the key reaches a procedure, by its address; one that is bound names one of its own. */
async function reaches({ app, site, program }: Call, slug: string | undefined): Promise<boolean> {
  const { procedures } = program
  if (slug === undefined) return procedures === null
  const offers = await app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id))
  const offer = offers.find((each) => each.slug === slug)
  return offer !== undefined && (procedures === null || procedures.includes(offer.procedureId))
}

const createExport = endpoint({
  method: 'POST',
  path: '/exports',
  operationId: 'createExport',
  tag: 'exports',
  summary: 'Demander une liste de demandes en un fichier',
  description:
    'Le fichier est fait ensuite : suivez-le par son adresse. Une clé liée à des démarches doit en nommer une. Chaque demande d’export laisse une trace, comme celles des agents.',
  scopes: ['exports:make'],
  body: Asked,
  example: { body: { format: 'ods', procedure: 'lampadaire-en-panne', from: '2026-11-01', to: '2026-11-30' } },
  answers: {
    202: { description: 'L’export est demandé.', schema: ExportShape, headers: { Location: 'Son adresse.' } },
  },
  problems: [
    'malformed',
    'unsupported_media_type',
    'too_large',
    'procedure_not_found',
    'idempotency_key_reused',
    'request_in_progress',
  ],
  handle: async (call) => {
    const { ctx, site, body, locale, base } = call
    const { format, state = 'all', procedure, from, to, columns = usualColumns, answers = [] } = body
    if (!(await reaches(call, procedure))) return declined('procedure_not_found')
    const parameters = {
      vue: views[state],
      ...(procedure !== undefined && { demarche: procedure }),
      ...(from !== undefined && isDay(from) && { depuis: from }),
      ...(to !== undefined && isDay(to) && { 'jusqu-au': to }),
    }
    const question = { parameters, columns, answers, fields: [] }
    const title = locale === 'fr' ? 'Demandes' : 'Cases'
    const { id } = await askForList(ctx, { collectivityId: site.id, locale, format, title, question })
    const asked = (await listMyExports(ctx, site.id)).find((each) => each.id === id)
    if (!asked) throw new AppError('unavailable', 'exports.no_export', { detail: id })
    return given(202, shown(asked, base), { location: `${base}/exports/${id}` })
  },
})

const listExports = endpoint({
  method: 'GET',
  path: '/exports',
  operationId: 'listExports',
  tag: 'exports',
  summary: 'Lire les exports de cette clé',
  description: 'Les cinquante derniers, le plus récent d’abord.',
  scopes: ['exports:make'],
  answers: {
    200: {
      description: 'Les exports.',
      schema: Type.Object({ items: Type.Array(ExportShape) }, { title: 'Exports' }),
    },
  },
  problems: [],
  handle: async ({ ctx, site, base }) =>
    given(200, { items: (await listMyExports(ctx, site.id)).map((one) => shown(one, base)) }),
})

const One = Type.Object({ exportId: Id })

const readExport = endpoint({
  method: 'GET',
  path: '/exports/:exportId',
  operationId: 'readExport',
  tag: 'exports',
  summary: 'Suivre un export',
  scopes: ['exports:make'],
  params: One,
  answers: { 200: { description: 'Où il en est.', schema: ExportShape } },
  problems: ['export_not_found'],
  handle: async ({ ctx, site, params, base }) => {
    const found = (await listMyExports(ctx, site.id)).find(({ id }) => id === params.exportId)
    return found ? given(200, shown(found, base)) : declined('export_not_found')
  },
})

const cancel = endpoint({
  method: 'DELETE',
  path: '/exports/:exportId',
  operationId: 'cancelExport',
  tag: 'exports',
  summary: 'Renoncer à un export',
  description: 'Fait déjà, il reste jusqu’à son terme.',
  scopes: ['exports:make'],
  params: One,
  answers: { 204: { description: 'C’est entendu.' } },
  problems: ['export_not_found'],
  handle: async ({ ctx, site, params: { exportId } }) => {
    if (!isId(exportId)) return declined('export_not_found')
    await cancelExport(ctx, { collectivityId: site.id, exportId })
    return given(204)
  },
})

const readContent = endpoint({
  method: 'GET',
  path: '/exports/:exportId/content',
  operationId: 'readExportContent',
  tag: 'exports',
  summary: 'Télécharger un export',
  description: 'Le fichier entier, une fois fait, pendant un jour ; chaque téléchargement est noté.',
  scopes: ['exports:make'],
  params: One,
  answers: { 200: { description: 'Le fichier.', mediaType: 'application/octet-stream' } },
  problems: ['export_not_found', 'export_expired'],
  handle: async ({ app, ctx, site, params: { exportId } }) => {
    if (!isId(exportId)) return declined('export_not_found')
    const taken = await takeExport(ctx, { collectivityId: site.id, exportId })
    const { mediaType, extension } = fileOf(taken.format)
    const content = await app.files.open(taken.digest)
    return given(200, content, {
      'content-type': mediaType,
      'content-disposition': contentDisposition(`demandes-${site.slug}.${extension}`),
      ...(taken.size !== null && { 'content-length': String(taken.size) }),
    })
  },
})

export const exportEndpoints: readonly Endpoint[] = [createExport, listExports, readExport, cancel, readContent]
