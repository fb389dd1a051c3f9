import { Type } from 'typebox'
import { readFeed, readFeedPlace } from '#counter/dossiers'
import { nextLink } from './cursor.ts'
import { declined, type Endpoint, endpoint, given } from './endpoint.ts'
import { Id, Moment } from './shapes.ts'

const JournalLine = Type.Object(
  {
    id: Id,
    caseId: Id,
    number: Type.String(),
    version: Type.Integer({ description: 'La place de la ligne dans le journal de sa demande, à partir de 1.' }),
    at: Moment,
    kind: Type.String({ examples: ['dossier.submitted', 'dossier.moved', 'message.received'] }),
    isPublic: Type.Boolean({ description: 'La personne lit que c’est arrivé.' }),
    by: Type.Object({ kind: Type.String(), name: Type.String() }),
    payload: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Ce que dit la ligne. Les textes n’y sont pas, seulement leur empreinte : lisez la demande.',
    }),
  },
  { title: 'JournalLine' },
)

const Events = Type.Object(
  {
    items: Type.Array(JournalLine),
    next: Type.String({
      description: 'À donner comme « cursor », tout de suite ou plus tard : la lecture reprend juste après.',
    }),
    isMore: Type.Boolean({ description: 'Il y en a d’autres à lire tout de suite.' }),
  },
  { title: 'Events' },
)

const listEvents = endpoint({
  method: 'GET',
  path: '/events',
  operationId: 'listEvents',
  tag: 'events',
  summary: 'Suivre ce qui se passe',
  description:
    'Les lignes des journaux de toutes les demandes que la clé atteint, dans l’ordre du temps. Rien n’est sauté : ce qui vient d’arriver paraît au bout d’un quart de minute. Gardez « next » : c’est votre place.',
  scopes: ['events:read'],
  query: Type.Object(
    {
      cursor: Type.Optional(Type.String({ maxLength: 200 })),
      since: Type.Optional(Moment),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: '200 si rien n’est dit.' })),
    },
    { additionalProperties: false },
  ),
  answers: { 200: { description: 'Une page, qui peut être vide.', schema: Events } },
  problems: ['bad_cursor'],
  handle: async ({ ctx, site, program, query, url }) => {
    const { cursor, since, limit = 200 } = query
    const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8')
    if (after !== undefined && !readFeedPlace(after)) return declined('bad_cursor')
    const page = await readFeed(ctx, {
      collectivityId: site.id,
      after,
      since: since === undefined ? undefined : new Date(since),
      procedures: program.procedures,
      limit,
    })
    const next = Buffer.from(page.next).toString('base64url')
    const items = page.lines.map((line) => ({
      id: line.id,
      caseId: line.dossierId,
      number: line.number,
      version: line.seq,
      at: line.at.toISOString(),
      kind: line.kind,
      isPublic: line.visibility === 'public',
      by: { kind: line.actorKind, name: line.actorName },
      payload: line.payload,
    }))
    return given(200, { items, next, isMore: page.isMore }, nextLink(url, next))
  },
})

export const eventEndpoints: readonly Endpoint[] = [listEvents]
