import { Type } from 'typebox'
import { type AgentDossierFile, listDossiers, type ListFilters, readForAgent, stages } from '#counter/dossiers'
import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { listServices } from '#territory/collectivities'
import { caseLines, caseView } from './case-views.ts'
import { nextLink, readCursor, writeCursor } from './cursor.ts'
import { type Call, declined, type Endpoint, endpoint, given } from './endpoint.ts'
import { offerOf } from './procedures.ts'
import { Case, CaseLine, Id, listOf, Moment, pageQuery, Stage } from './shapes.ts'

/** The version of a case, as ETags carry it. */
export const tagOf = (version: number): string => `"${version}"`

type Reading = Pick<Call, 'app' | 'ctx' | 'site' | 'program' | 'locale'>

/**
 * A case that the key reaches, by its services and its procedures; another one is not found.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export async function fileOf({ ctx, site, program, locale }: Reading, dossierId: string): Promise<AgentDossierFile> {
  const file = await readForAgent(ctx, { collectivityId: site.id, dossierId }, locale)
  const isReached = program.procedures === null || program.procedures.includes(file.dossier.procedureId)
  if (!isReached) throw notFound('dossiers.no_dossier', dossierId)
  return file
}

const Filters = Type.Object(
  {
    ...pageQuery,
    stage: Type.Optional(Type.Array(Stage, { description: 'Répétable ; toutes si rien n’est dit.' })),
    procedure: Type.Optional(Type.String({ maxLength: 80, description: 'L’adresse d’une démarche.' })),
    service: Type.Optional(Type.String({ maxLength: 80, description: 'L’adresse d’un service.' })),
    submittedSince: Type.Optional(Moment),
    isLate: Type.Optional(Type.Boolean({ description: 'Celles dont le jour promis est passé.' })),
    q: Type.Optional(
      Type.String({ maxLength: 200, description: 'Débuts de mots : numéro, personne, courriel, objet, démarche.' }),
    ),
    sort: Type.Optional(
      Type.Enum(['submitted', 'due', 'updated'], {
        description:
          'Les dernières déposées (d’office), le jour promis le plus proche, les dernières changées. Seul le premier ordre ne bouge pas pendant qu’on le lit.',
      }),
    ),
  },
  { additionalProperties: false },
)

const listCases = endpoint({
  method: 'GET',
  path: '/cases',
  operationId: 'listCases',
  tag: 'cases',
  summary: 'Lister les demandes',
  description:
    'Celles que la clé atteint. Le curseur tient pendant que d’autres écrivent : rien n’est sauté ni donné deux fois dans l’ordre de dépôt. Une page peut être plus courte que sa limite sans être la dernière.',
  scopes: ['cases:read'],
  query: Filters,
  answers: {
    200: {
      description: 'Une page.',
      schema: listOf('Cases', CaseLine),
      headers: { Link: 'L’adresse de la page suivante (`rel="next"`).' },
    },
  },
  problems: ['bad_cursor', 'procedure_not_found'],
  handle: async (call) => {
    const { cursor, limit = 50, ...asked } = call.query
    const after = cursor === undefined ? undefined : readCursor(cursor, asked)
    if (cursor !== undefined && after === undefined) return declined('bad_cursor')
    const filters = await filtersOf(call, asked)
    if (filters === undefined) return declined('procedure_not_found')
    const page = await listDossiers(call.ctx, { ...filters, limit }, after === undefined ? undefined : { after })
    const reached = page.dossiers.filter(
      ({ procedureId }) => call.program.procedures === null || call.program.procedures.includes(procedureId),
    )
    const next = page.after === undefined ? undefined : writeCursor(page.after, asked)
    return given(200, { items: await caseLines(call, reached), next: next ?? null }, nextLink(call.url, next))
  },
})

interface Wanted {
  readonly stage?: readonly (typeof stages)[number][] | undefined
  readonly procedure?: string | undefined
  readonly service?: string | undefined
  readonly submittedSince?: string | undefined
  readonly isLate?: boolean | undefined
  readonly q?: string | undefined
  readonly sort?: 'submitted' | 'due' | 'updated' | undefined
}

/** The filters of the house; undefined for a procedure that is not there. */
async function filtersOf(
  call: Pick<Call, 'app' | 'site' | 'program'>,
  asked: Wanted,
): Promise<Omit<ListFilters, 'limit'> | undefined> {
  const { app, site, program } = call
  const offer = asked.procedure === undefined ? undefined : await offerOf(call, asked.procedure)
  if (asked.procedure !== undefined && !offer) return undefined
  // A key bound to one procedure reads that one's range of the index.
  const only = program.procedures?.length === 1 ? program.procedures[0] : undefined
  return {
    collectivityId: site.id,
    stages: asked.stage ?? stages,
    sort: asked.sort ?? 'submitted',
    procedureId: offer?.revision.procedureId ?? only,
    serviceId: await serviceOf({ app, site }, asked.service),
    submittedSince: asked.submittedSince === undefined ? undefined : new Date(asked.submittedSince),
    haste: asked.isLate === true ? 'late' : undefined,
    text: asked.q,
  }
}

/** An unknown name finds nothing, as an unknown id does. */
async function serviceOf({ app, site }: Pick<Call, 'app' | 'site'>, slug: string | undefined) {
  if (slug === undefined) return undefined
  return (await listServices(app.db, site.id)).find((service) => service.slug === slug)?.id ?? site.id
}

export const CaseParams = Type.Object({ caseId: Id })

const getCase = endpoint({
  method: 'GET',
  path: '/cases/:caseId',
  operationId: 'getCase',
  tag: 'cases',
  summary: 'Lire une demande',
  description:
    'Avec ses réponses, ses messages, ses fichiers, et ce que cette clé peut faire maintenant. L’ETag porte la version : donnez-le à `If-Match` pour n’agir que sur ce que vous avez lu.',
  scopes: ['cases:read'],
  params: CaseParams,
  answers: { 200: { description: 'La demande.', schema: Case, headers: { ETag: 'La version de la demande.' } } },
  problems: ['case_not_found'],
  handle: async (call) => {
    if (!isId(call.params.caseId)) return declined('case_not_found')
    const file = await fileOf(call, call.params.caseId)
    return given(200, await caseView(call, file), { etag: tagOf(file.dossier.version) })
  },
})

export const caseEndpoints: readonly Endpoint[] = [listCases, getCase]
