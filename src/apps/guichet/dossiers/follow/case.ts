import type { FastifyRequest } from 'fastify'
import { notFound } from '#kernel/errors'
import type { Locale, Localized } from '#kernel/localized'
import { explainPromise, type PromiseExplained } from '#counter/deadlines'
import { type Dossier, type Dossiers, type JoinedStanding, type OwnDossierFile } from '#counter/dossiers'
import { type Answers, type Definition, findOfferById, getProcedure, type OfferOptions } from '#counter/procedures'
import { getRevision, statusOf, type Workflow } from '#counter/workflows'
import { goBy } from '#territory/calendars'
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
  /** Why an answer was promised for that day. */
  readonly why: PromiseExplained | undefined
  readonly communes: readonly { readonly code: string; readonly name: string }[]
  /** Under the places that it names, when its form asks for any. */
  readonly ground: MapGround | undefined
  /** The forms that it left for another procedure's. */
  readonly former: readonly { readonly form: OwnDossierFile['former'][number]; readonly definition: Definition }[]
  /** The request that it is treated with. */
  readonly joined: (JoinedStanding & { readonly sentence: Localized }) | undefined
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
  await goBy(app.db, site.id)
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
  const [site, communes, words, joined, former, why] = await Promise.all([
    siteAround(app, request, key.collectivityId),
    listCollectivities(app.db, { kind: 'commune' }),
    wordsOf(app, file.dossier),
    joinedOf(app, key.collectivityId, file.joined),
    formerOf(app, key.collectivityId, file.former),
    whyOf(app, file.dossier),
  ])
  const answers = Object.fromEntries(Object.entries(file.answers).map(([field, { value }]) => [field, value]))
  const ground = await groundUnder(app, { form: words.definition.form, whose: site })
  return { file: asTreated(file), joined, former, why, site, communes, answers, ground, ...words }
}

const whyOf = async (app: App, { collectivityId, promise }: Dossier): Promise<PromiseExplained | undefined> =>
  promise === null
    ? undefined
    : app.db.readCollectivity(collectivityId, (tx) => explainPromise(app.db, tx, { collectivityId, promise }))

/** The questions of the forms that it left; most have left none, and nothing is asked. */
const formerOf = async (
  app: App,
  collectivityId: string,
  former: OwnDossierFile['former'],
): Promise<FollowedCase['former']> =>
  former.length === 0
    ? []
    : app.db.readCollectivity(collectivityId, (tx) =>
        Promise.all(
          former.map(async (form) => ({
            form,
            definition: (await getProcedure(tx, form.procedureId, form.revisionNumber)).definition,
          })),
        ),
      )

/** Where the other one stands, in the words of its circuit. */
async function joinedOf(
  app: App,
  collectivityId: string,
  standing: JoinedStanding | undefined,
): Promise<FollowedCase['joined']> {
  if (!standing) return undefined
  const { workflow } = await app.db.readCollectivity(collectivityId, (tx) =>
    getRevision(tx, standing.workflowSlug, standing.workflowRevision),
  )
  return { ...standing, sentence: statusOf(workflow, standing.status).publicLabel }
}

/** Treated with another one, it is open as long as that one is, and its answer is promised for the same day. */
function asTreated(file: OwnDossierFile): OwnDossierFile {
  const { joined, dossier } = file
  if (!joined) return file
  const { closedAt, outcome, dueOn } = joined
  return { ...file, dossier: { ...dossier, closedAt, outcome, dueOn } }
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
