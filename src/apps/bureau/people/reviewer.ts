import type { FastifyReply, FastifyRequest } from 'fastify'
import { localize } from '#kernel/localized'
import { canReviewAccess } from '#identity/accounts'
import { type Guard, sendPage } from '#platform/http'
import { listServices } from '#territory/collectivities'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { type FramedContent, framedPage, frameOf } from '../frame/index.ts'
import type { ServiceNames } from './wording.tsx'

/** Lets in who may see the accesses of the collectivity; to other agents these pages do not exist. */
export const reviewerAt = (app: App): Guard<AgentVisitor> => agentWho(app, canReviewAccess)

/** The names of the services of the place, in the visitor's language. */
export async function serviceNames(app: App, who: AgentVisitor): Promise<ServiceNames> {
  const services = await listServices(app.db, who.site.id)
  return new Map(services.map(({ id, name }) => [id, localize(name, who.locale)]))
}

/** Answers with a page of the bureau of that place. */
export function answerPage({ app, request, reply, who }: Exchange, content: FramedContent, status = 200): FastifyReply {
  const html = framedPage(frameOf(app, request, who), { ...content, isRefused: status >= 400 })
  return sendPage(reply, html, status)
}

/** What every answer needs. */
export interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}
