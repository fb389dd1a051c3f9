import { Type } from 'typebox'
import { countPeriod } from '#counter/dossiers'
import { listOffers } from '#counter/procedures'
import { addDays, dayOf, endOfDay } from '#kernel/calendar'
import { declined, type Endpoint, endpoint, given } from './endpoint.ts'
import { Id, orNull } from './shapes.ts'

const count = (description: string) => Type.Integer({ description })
const Day = Type.String({ format: 'date' })

const Figures = Type.Object(
  {
    procedureId: Id,
    slug: orNull(Type.String({ description: 'Null quand la démarche n’est plus proposée.' })),
    received: count('Déposées dans la période.'),
    open: count('Encore ouvertes.'),
    accepted: count('Closes, acceptées.'),
    refused: count('Closes, refusées.'),
    closed: count('Closes autrement.'),
    late: count('Ouvertes, et promises pour avant maintenant.'),
    medianDays: orNull(Type.Number({ description: 'Des demandes closes : la moitié a pris moins.' })),
    ninetiethDays: orNull(Type.Number({ description: 'Neuf sur dix ont pris moins.' })),
  },
  { title: 'Figures' },
)

const longest = 366

const readStatistics = endpoint({
  method: 'GET',
  path: '/statistics',
  operationId: 'readStatistics',
  tag: 'statistics',
  summary: 'Compter les demandes d’une période',
  description:
    'Celles qui ont été déposées entre deux jours, compris, à l’heure de Paris, et ce qu’elles sont devenues. Un an au plus ; les trente derniers jours si rien n’est dit.',
  scopes: ['statistics:read'],
  query: Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) }, { additionalProperties: false }),
  answers: {
    200: {
      description: 'Par démarche ; celles sans demande n’y sont pas.',
      schema: Type.Object({ from: Day, to: Day, items: Type.Array(Figures) }, { title: 'Statistics' }),
    },
  },
  problems: ['invalid_request'],
  handle: async ({ app, ctx, site, program, query }) => {
    const to = query.to ?? dayOf(ctx.clock.now())
    const from = query.from ?? addDays(to, -30)
    if (from > to || addDays(from, longest) < to)
      return declined('invalid_request', { errors: [{ pointer: '/query/from', detail: `${from} … ${to}` }] })
    const period = { from: new Date(endOfDay(addDays(from, -1)).getTime() + 1), until: endOfDay(to) }
    const [figures, offers] = await Promise.all([
      countPeriod(ctx, { collectivityId: site.id, ...period }),
      app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
    ])
    const slugs = new Map(offers.map(({ procedureId, slug }) => [procedureId, slug]))
    const items = figures
      .filter(({ procedureId }) => program.procedures === null || program.procedures.includes(procedureId))
      .map((each) => ({ ...each, slug: slugs.get(each.procedureId) ?? null }))
    return given(200, { from, to, items })
  },
})

export const statisticEndpoints: readonly Endpoint[] = [readStatistics]
