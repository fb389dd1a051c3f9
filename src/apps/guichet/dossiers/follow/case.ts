import type { FastifyRequest } from 'fastify'
import { notFound } from '#kernel/errors'
import type { Locale } from '#kernel/localized'
import { type Dossier, type Dossiers, type OwnDossierFile } from '#counter/dossiers'
import { type Answers, type Definition, findOfferById, getProcedure, type OfferOptions } from '#counter/procedures'
import { getRevision, type Workflow } from '#counter/workflows'
import { findSite, listCollectivities } from '#territory/collectivities'
import type { Context } from '#platform/context'
import { siteInView, type SiteInView } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { groundUnder, type MapGround } from '../../../maps/index.ts'

/** A request as its applicant follows it, with what gives its words. */
export interface FollowedCase {
  readonly file: OwnDossierFile
  readonly site: SiteInView
  readonly definition: Definition
  readonly workflow: Workflow
  readonly contact: OfferOptions['contact']
  readonly answers: Answers
  readonly communes: readonly { readonly code: string; readonly name: string }[]
  /** Under the places that it names, when its form asks for any. */
  readonly ground: MapGround | undefined
}

export interface CaseKey {
  readonly collectivityId: string
  readonly dossierId: string
}

/** A site as a page that is the same on every host name shows it. */
export async function siteAround(
  app: App,
  request: Pick<FastifyRequest, 'hostname'>,
  collectivityId: string,
): Promise<SiteInView> {
  const site = await findSite(app.db, { id: collectivityId })
  if (!site) throw notFound('collectivities.no_site')
  return siteInView(request, site)
}

/**
 * The request that a key names, for its applicant.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export async function followCase(
  { app, dossiers }: { readonly app: App; readonly dossiers: Dossiers },
  request: Pick<FastifyRequest, 'hostname'>,
  { context, key, locale }: { context: Context; key: CaseKey; locale?: Locale },
): Promise<FollowedCase> {
  const file = await dossiers.readForApplicant(context, key, locale)
  const [site, communes, words] = await Promise.all([
    siteAround(app, request, key.collectivityId),
    listCollectivities(app.db, { kind: 'commune' }),
    wordsOf(app, file.dossier),
  ])
  const answers = Object.fromEntries(Object.entries(file.answers).map(([field, { value }]) => [field, value]))
  const ground = await groundUnder(app, { form: words.definition.form, whose: site })
  return { file, site, communes, answers, ground, ...words }
}

/** The procedure that was filled, the circuit it follows, and whom to ask. */
async function wordsOf(app: App, dossier: Dossier) {
  const { collectivityId, offerId, procedureId, revisionNumber, workflowSlug, workflowRevision } = dossier
  const [revision, circuit, offer] = await app.db.readCollectivity(collectivityId, (tx) =>
    Promise.all([
      getProcedure(tx, procedureId, revisionNumber),
      getRevision(tx, workflowSlug, workflowRevision),
      findOfferById(tx, collectivityId, offerId),
    ]),
  )
  const { definition } = revision
  return { definition, workflow: circuit.workflow, contact: offer?.options.contact ?? definition.defaults.contact }
}
