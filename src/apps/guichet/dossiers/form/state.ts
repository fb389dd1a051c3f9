import type { FastifyRequest } from 'fastify'
import { dayOf } from '#kernel/calendar'
import { AppError, notFound } from '#kernel/errors'
import type { Scope } from '#kernel/expression'
import { isId } from '#kernel/ids'
import { type Dossiers, type Draft, readDraft } from '#counter/dossiers'
import {
  aroundForm,
  type Definition,
  type Entries,
  findListed,
  findOffer,
  findOfferById,
  getProcedure,
  type Listed,
  listedValues,
  nothingListed,
  type Offer,
  type Page,
  prefillApplicant,
  type ReadContext,
} from '#counter/procedures'
import { listCollectivities } from '#territory/collectivities'
import { deviceCookie, type SiteVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'

/** What the pages of requests work with. */
export interface DossierTools {
  readonly app: App
  readonly dossiers: Dossiers
}

/** A form in front of a visitor: the procedure as she fills it, and her draft once something is kept. */
export interface FormState {
  readonly who: SiteVisitor
  readonly slug: string
  /** Address of the procedure's page. */
  readonly procedureHref: string
  readonly offer: Offer
  /** Of the draft's own revision. */
  readonly definition: Definition
  readonly draft: Draft | undefined
}

/** In the place of a draft's id, before there is one. */
export const newDraft = 'nouvelle'
/** Before the name of a page: what its long lists offer. */
export const choicesStep = 'choix'
/** The last step. No page is called so: their names have no hyphen. */
export const summaryStep = 'verifier-et-envoyer'
export const receiptStep = 'accuse-de-reception'
export const discardStep = 'supprimer-ce-brouillon'

export const formHref = ({ procedureHref, draft }: FormState, step: string): string =>
  `${procedureHref}/demande/${draft?.id ?? newDraft}/${step}`

export const deviceSecretOf = (request: Pick<FastifyRequest, 'cookies'>): string | undefined =>
  request.cookies[deviceCookie]

const procedureHref = (who: SiteVisitor, slug: string): string => `${who.site.base}/demarches/${slug}`

async function offerAt(app: App, who: SiteVisitor, slug: string): Promise<Offer> {
  const { id } = who.site
  const offer = await app.db.readCollectivity(id, (tx) => findOffer(tx, id, slug))
  if (!offer) throw notFound('procedures.no_offer', slug)
  return offer
}

/** A form that nobody has begun: one question to the database. */
export async function blankForm(app: App, who: SiteVisitor, slug: string): Promise<FormState> {
  const offer = await offerAt(app, who, slug)
  if (!offer.published || !who.site.isOpen) throw notFound('procedures.no_offer', slug)
  const definition = offer.revision.definition
  return { who, slug, procedureHref: procedureHref(who, slug), offer, definition, draft: undefined }
}

export interface DraftAddress {
  readonly slug: string
  readonly draft: string
}

/**
 * A form being filled. Undefined when the draft belongs to an account and the session has ended: it may be written to
 * from this device, and is read once signed in.
 * @throws AppError `not_found dossiers.no_draft`.
 */
export async function draftForm(
  app: App,
  request: Pick<FastifyRequest, 'cookies'>,
  { who, slug, draftId }: { who: SiteVisitor; slug: string; draftId: string },
): Promise<FormState | undefined> {
  if (!isId(draftId)) throw notFound('dossiers.no_draft')
  const { id } = who.site
  const key = { collectivityId: id, draftId, deviceSecret: deviceSecretOf(request) }
  const read = await readDraft(who.context, key)
  if (!read.ok) return undefined
  const draft = read.value
  const [offer, revision] = await app.db.readCollectivity(id, (tx) =>
    Promise.all([findOfferById(tx, id, draft.offerId), getProcedure(tx, draft.procedureId, draft.revisionNumber)]),
  )
  if (!offer) throw notFound('dossiers.no_offer', draft.offerId)
  return { who, slug, procedureHref: procedureHref(who, slug), offer, definition: revision.definition, draft }
}

/** A page of the form, or "not found". */
export function pageOf({ definition }: Pick<FormState, 'definition'>, pageId: string): Page {
  const page = definition.form.pages.find(({ id }) => id === pageId)
  if (!page) throw notFound('dossiers.no_page', pageId)
  return page
}

/** What was typed, completed from the account of who is signed in. */
export function entriesOf({ who, definition, draft }: FormState): Entries {
  const typed = draft?.entries ?? {}
  const { account } = who
  if (!account) return typed
  return prefillApplicant(definition, typed, {
    identity: { givenName: account.givenName, familyName: account.familyName },
    email: account.email,
    ...(account.phone !== null && { phone: account.phone }),
  })
}

/** What a form is read against, and what the values that come from lists are called. */
export async function readingContext(
  app: App,
  state: FormState,
): Promise<Omit<ReadContext, 'answersBefore'> & { readonly listed: Listed; readonly around: Scope }> {
  const { who, draft, offer } = state
  const [communes, listed] = await Promise.all([listCollectivities(app.db, { kind: 'commune' }), listedIn(app, state)])
  const codes = new Set(communes.map(({ code }) => code))
  const today = dayOf(app.clock.now())
  return {
    today,
    postalCodes: who.site.postalCodes,
    isCommune: (insee) => codes.has(insee),
    attachments: new Map(draft?.attachments.map((file) => [file.id, file])),
    isListed: listed.isListed,
    around: aroundForm({ today, options: offer.options }),
    listed,
  }
}

/** What was chosen of lists and records, asked of the database when the form has any. */
async function listedIn(app: App, { who, definition, draft }: FormState): Promise<Listed> {
  if (!draft) return nothingListed
  const collectivityId = who.site.id
  const { entries } = draft
  const values = listedValues(definition.form, entries)
  if (values.length === 0) return nothingListed
  const now = app.clock.now()
  return app.db.readCollectivity(collectivityId, async (tx) => {
    const listed = await findListed(tx, { collectivityId, values, today: dayOf(now) })
    const of = { collectivityId, draftId: draft.id, form: definition.form, entries, now }
    return app.dossiers.listSlots(tx, listed, of)
  })
}

/** Where somebody whose session has ended signs in, to come back to an address. */
export const signInHref = (back: string): string => `/connexion?retour=${encodeURIComponent(back)}`

/** A draft kept longer than promised is no more. */
export const expired = (): AppError => new AppError('gone', 'dossiers.draft_expired')
