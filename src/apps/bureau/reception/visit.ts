import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { mayMeet } from '#counter/contacts'
import type { FormBody, Guard } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'

/** Lets in who welcomes people here; to elected members, guests and others these pages do not exist. */
export const hostAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayMeet)

export const SiteParams = Type.Object({ site: Type.String({ maxLength: 80 }) })
export const Searched = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200 })),
  /** The letter of the register from which a request is being made. */
  courrier: Type.Optional(Type.String({ maxLength: 40 })),
})

/** What goes on from page to page while a request is made from a letter. */
export const fromLetter = (letterId: string | undefined, first = '?'): string =>
  letterId === undefined || letterId === '' ? '' : `${first}courrier=${encodeURIComponent(letterId)}`

export const receptionHref = ({ site }: Pick<AgentVisitor, 'site'>): string => `/bureau/${site.slug}/accueil`
export const contactsHref = ({ site }: Pick<AgentVisitor, 'site'>): string => `/bureau/${site.slug}/usagers`

/** One exchange with an agent. */
export interface DeskVisit {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

export const textIn = (body: FormBody, name: string): string => {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  return (typeof value === 'string' ? value : value?.at(-1)) ?? ''
}
