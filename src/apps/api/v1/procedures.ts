import { Type } from 'typebox'
import { findOffer, listOffers, type Offer, type OfferCard } from '#counter/procedures'
import { getRevision } from '#counter/workflows'
import { answersSchema } from './answers-schema.ts'
import { type Call, declined, type Endpoint, endpoint, given } from './endpoint.ts'
import { listOf, Procedure, ProcedureDetail } from './shapes.ts'

const reaches = ({ program }: Pick<Call, 'program'>, procedureId: string): boolean =>
  program.procedures === null || program.procedures.includes(procedureId)

/** What a collectivity offers under a slug, for a key that reaches it. */
export async function offerOf(call: Pick<Call, 'app' | 'site' | 'program'>, slug: string): Promise<Offer | undefined> {
  const { app, site } = call
  const offer = await app.db.readCollectivity(site.id, (tx) => findOffer(tx, site.id, slug))
  return offer?.published && reaches(call, offer.revision.procedureId) ? offer : undefined
}

const lineOf = (offer: OfferCard, revision: number) => ({
  id: offer.procedureId,
  slug: offer.slug,
  title: offer.title,
  summary: offer.summary,
  revision,
  deadlineDays: offer.deadlineDays,
  feeCents: offer.feeCents,
})

const listProcedures = endpoint({
  method: 'GET',
  path: '/procedures',
  operationId: 'listProcedures',
  tag: 'procedures',
  summary: 'Lister les démarches proposées',
  scopes: ['procedures:read'],
  answers: {
    200: { description: 'Toutes, dans l’ordre de la collectivité.', schema: listOf('Procedures', Procedure) },
  },
  problems: [],
  handle: async (call) => {
    const { app, site } = call
    const items = await app.db.readCollectivity(site.id, async (tx) => {
      const cards = (await listOffers(tx, site.id)).filter(({ procedureId }) => reaches(call, procedureId))
      const offers = await Promise.all(cards.map(({ slug }) => findOffer(tx, site.id, slug)))
      return cards.map((card, index) => lineOf(card, offers[index]?.revision.number ?? 0))
    })
    return given(200, { items, next: null })
  },
})

const getProcedure = endpoint({
  method: 'GET',
  path: '/procedures/:procedure',
  operationId: 'getProcedure',
  tag: 'procedures',
  summary: 'Lire une démarche, son formulaire et ses états',
  description:
    '« answers » est le JSON Schema des réponses. Il dit ce que le formulaire sait dire seul ; ce qui dépend d’autres réponses est vérifié au dépôt.',
  scopes: ['procedures:read'],
  params: Type.Object({ procedure: Type.String({ description: 'Son adresse : `lampadaire-en-panne`.' }) }),
  answers: { 200: { description: 'La démarche.', schema: ProcedureDetail } },
  problems: ['procedure_not_found'],
  handle: async (call) => {
    const offer = await offerOf(call, call.params.procedure)
    if (!offer) return declined('procedure_not_found')
    const { app, site } = call
    const { definition, procedureId, number, workflow: pinned } = offer.revision
    const { workflow } = await app.db.readCollectivity(site.id, (tx) => getRevision(tx, pinned.slug, pinned.revision))
    return given(200, {
      id: procedureId,
      slug: offer.slug,
      title: definition.title,
      summary: definition.summary,
      revision: number,
      deadlineDays: offer.options.deadlineDays,
      feeCents: offer.options.feeCents,
      answers: answersSchema(definition.form),
      statuses: workflow.statuses.map(({ id, label, phase, outcome = null }) => ({ id, label, phase, outcome })),
    })
  },
})

export const procedureEndpoints: readonly Endpoint[] = [listProcedures, getProcedure]
