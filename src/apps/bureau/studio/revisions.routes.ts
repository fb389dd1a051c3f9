import { Type } from 'typebox'
import { countOpen, followMove, listLeftBehind, listMoves, type OpenStanding, undoMove } from '#counter/dossiers'
import { findOffer, getProcedure, listOffers, listProcedures, listRevisions, type Offer } from '#counter/procedures'
import { getRevision } from '#counter/workflows'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import type { Tx } from '#platform/db'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import type { Compared } from './difference.tsx'
import {
  carryChoice,
  choiceErrors,
  choiceIn,
  type ChoiceErrors,
  type Concerned,
  type TypedChoice,
} from './move-choice.tsx'
import { moveTexts } from './moves.texts.ts'
import { type Author, authorAt, baseOf, type Exchange, ownerOf, Places, url } from './place.ts'
import { MovePage, RevisionsPage } from './revisions.page.tsx'

const Procedure = Type.Object({ ...Places.properties, demarche: Type.String({ maxLength: 80 }) })
const Move = Type.Object({ ...Procedure.properties, passage: Type.String({ format: 'uuid' }) })
const Version = Type.Object({ version: Type.Optional(Type.String({ maxLength: 6 })) })

/** The revisions of a procedure, and the moves of its open cases from one to another. */
export const revisionRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/demarches/:demarche`,
    guard: authorAt(app),
    schema: { params: Procedure, querystring: Version },
    handle: (request, reply, who) =>
      showRevisions({ app, request, reply, who }, request.params.demarche, { version: Number(request.query.version) }),
  }),
  route({
    method: 'POST',
    url: `${url}/demarches/:demarche/passages`,
    guard: authorAt(app),
    schema: { params: Procedure, body: FormBody },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const slug = request.params.demarche
      const typed = choiceIn(request.body)
      const { procedure, offer, concerned } = await readProcedure(exchange, slug)
      if (!offer || !concerned || !who.site) throw notFound('procedures.no_revision', slug)
      const t = moveTexts(who.locale)
      const errors = choiceErrors(concerned, typed, who.locale)
      if (errors.length > 0) return showRevisions(exchange, slug, { typed, errors })
      if (typed.way === 'nouvelles') return seeOther(reply, `${baseOf(who)}/demarches/${slug}`)
      const toRevision = Number(typedIn(request.body, 'version'))
      const to = { collectivityId: who.site.id, procedureId: procedure.procedureId, toRevision }
      const asked = toRevision === offer.revision.number ? await carryChoice(who, typed, to) : undefined
      if (asked?.ok) return seeOther(reply, `${baseOf(who)}/demarches/${slug}/passages/${asked.value.id}`)
      return showRevisions(exchange, slug, { typed, errors: [{ fieldId: 'suite', message: t.mapping_gone }] })
    },
  }),
  route({
    method: 'GET',
    url: `${url}/demarches/:demarche/passages/:passage`,
    guard: authorAt(app),
    schema: { params: Move },
    handle: (request, reply, who) => showMove({ app, request, reply, who }, request.params, undefined),
  }),
  route({
    method: 'POST',
    url: `${url}/demarches/:demarche/passages/:passage/annuler`,
    guard: authorAt(app),
    schema: { params: Move, body: FormBody },
    handle: async (request, reply, who) => {
      const { demarche, passage } = request.params
      if (!who.site) throw notFound('dossiers.no_move', passage)
      const undone = await undoMove(who.context, who.site.id, passage)
      if (undone.ok) return seeOther(reply, `${baseOf(who)}/demarches/${demarche}/passages/${passage}`)
      return showMove({ app, request, reply, who }, request.params, undone.refusal)
    },
  }),
]

interface Said {
  readonly version?: number
  readonly typed?: TypedChoice
  readonly errors?: ChoiceErrors
}

const reading = <T>({ context, site }: Author, work: (tx: Tx) => Promise<T>): Promise<T> =>
  site ? context.db.readCollectivity(site.id, work) : context.db.readTerritory(work)

/** The procedure of an address, among those that the author may offer or write, and what she offers of it. */
async function readProcedure({ who }: Exchange, slug: string) {
  const owner = ownerOf(who)
  const found = await reading(who, async (tx) => {
    const listed = await listProcedures(tx)
    const procedure = listed.find((each) => each.slug === slug && (each.owner === null || each.owner === owner))
    if (!procedure) throw notFound('procedures.no_revision', slug)
    return {
      procedure,
      revisions: await listRevisions(tx, procedure.procedureId),
      offer: who.site && (await offerOf(tx, who.site.id, procedure.procedureId)),
    }
  })
  const { procedure, offer } = found
  if (!who.site) return { ...found, standings: undefined, concerned: undefined }
  const standings = await countOpen(who.context, { collectivityId: who.site.id, procedureId: procedure.procedureId })
  return { ...found, standings, concerned: offer && (await concernedBy(who, standings, offer)) }
}

async function offerOf(tx: Tx, collectivityId: string, procedureId: string): Promise<Offer | undefined> {
  const card = (await listOffers(tx, collectivityId)).find((each) => each.procedureId === procedureId)
  return card && findOffer(tx, collectivityId, card.slug)
}

async function concernedBy(who: Author, standings: readonly OpenStanding[], { revision }: Offer): Promise<Concerned> {
  const { slug, revision: number } = revision.workflow
  const { workflow } = await reading(who, (tx) => getRevision(tx, slug, number))
  return { workflow, standings: standings.filter((each) => each.revision !== revision.number) }
}

/** A revision with its circuit, to be compared. */
async function comparedAt(who: Author, procedureId: string, number: number): Promise<Compared> {
  return reading(who, async (tx) => {
    const { definition, workflow } = await getProcedure(tx, procedureId, number)
    return { definition, workflow: (await getRevision(tx, workflow.slug, workflow.revision)).workflow }
  })
}

async function showRevisions(exchange: Exchange, slug: string, said: Said) {
  const { app, request, reply, who } = exchange
  const { locale } = who
  const { procedure, revisions, offer, standings, concerned } = await readProcedure(exchange, slug)
  const { procedureId, number: newest } = procedure
  const wanted = revisions.find(({ number }) => number === said.version)?.number ?? newest
  const moves = who.site ? await listMoves(who.context, { collectivityId: who.site.id, procedureId }) : []
  const countOn = (number: number) =>
    standings?.filter(({ revision }) => revision === number).reduce((sum, { count }) => sum + count, 0)
  const title = localize(procedure.title, locale)
  const { errors = [], typed = { way: '', mapping: {} } } = said
  const main = RevisionsPage({
    locale,
    base: baseOf(who),
    slug,
    title,
    revisions: revisions.map((each) => ({ ...each, openCases: countOn(each.number) })),
    offered: offer?.revision.number,
    chosen: {
      number: wanted,
      after: await comparedAt(who, procedureId, wanted),
      before: wanted > 1 ? await comparedAt(who, procedureId, wanted - 1) : undefined,
    },
    moves,
    concerned,
    typed,
    errors,
  })
  const isRefused = errors.length > 0
  const page = framedPage(frameOf(app, request, who), { title, main, menu: 'studio', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}

async function showMove(
  exchange: Exchange,
  { demarche: slug, passage }: { readonly demarche: string; readonly passage: string },
  refusal: 'still_moving' | 'already_undone' | undefined,
) {
  const { app, request, reply, who } = exchange
  const { locale, site, context } = who
  const { procedure } = await readProcedure(exchange, slug)
  if (!site) throw notFound('dossiers.no_move', passage)
  const move = await followMove(context, site.id, passage)
  if (move.procedureId !== procedure.procedureId) throw notFound('dossiers.no_move', passage)
  const behind = await listLeftBehind(context, site.id, passage)
  const t = moveTexts(locale)
  const title = localize(procedure.title, locale)
  const main = MovePage({
    locale,
    base: baseOf(who),
    casesBase: `/bureau/${site.slug}/demandes`,
    slug,
    title,
    move,
    behind: behind.map(({ id, number, label, why }) => ({
      id,
      number,
      status: localize(label, locale),
      why: t[`why_${why}`],
    })),
    trouble: refusal && t[refusal],
  })
  const isRefused = refusal !== undefined
  const page = framedPage(frameOf(app, request, who), {
    title: t.move_to(move.toRevision),
    main,
    menu: 'studio',
    isRefused,
  })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
