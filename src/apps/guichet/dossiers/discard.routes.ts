import { type Static, Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '#kernel/errors'
import { discardDraft } from '#counter/dossiers'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { atSite, type SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { lastOf } from './form/body.ts'
import { deviceSecretOf, discardStep, receiptStep } from './form/state.ts'

const text = (maxLength: number) => Type.String({ maxLength })
const Params = Type.Object({ site: text(80), slug: text(80), draft: text(40) })

/** What a page with drafts is asked with after one was given up. */
export const DraftRemovedQuery = Type.Object({ 'brouillon-supprime': Type.Optional(Type.String()) })

export const isDraftRemoved = (query: Static<typeof DraftRemovedQuery>): boolean =>
  query['brouillon-supprime'] !== undefined

/** The button of a draft's card that gives it up. */
export const discardRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: `/:site/demarches/:slug/demande/:draft/${discardStep}`,
    guard: atSite(app),
    schema: { params: Params, body: FormBody },
    handle: (request, reply, who) => discard(app, { request, reply, who }),
  })

const mine = '/mes-demandes'

interface Request extends Pick<FastifyRequest, 'cookies'> {
  readonly params: Static<typeof Params>
  readonly body: FormBody
}

interface Visit {
  readonly request: Request
  readonly reply: FastifyReply
  readonly who: SiteVisitor
}

async function discard(app: App, { request, reply, who }: Visit) {
  const { slug, draft: draftId } = request.params
  const { id: collectivityId, base } = who.site
  const back = lastOf(request.body, 'retour') === mine ? mine : base || '/'
  const key = { collectivityId, draftId, deviceSecret: deviceSecretOf(request) }
  await app.dossiers.releaseSlots(who.context, key).catch(unlessGone)
  const discarded = await discardDraft(who.context, key).catch(unlessGone)
  // Pressed twice: the card is gone, and this time there was nothing to give up.
  if (!discarded) return seeOther(reply, back)
  if (!discarded.ok) return seeOther(reply, `${base}/demarches/${slug}/demande/${draftId}/${receiptStep}`)
  return seeOther(reply, `${back}?brouillon-supprime`)
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof AppError) || error.code !== 'dossiers.no_draft') throw error
}
