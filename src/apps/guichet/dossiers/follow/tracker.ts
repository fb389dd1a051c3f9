import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Secrets } from '#platform/crypto'
import { cookieOptions } from '../../../access/index.ts'

/** Which request somebody proved to know by its code, for as long as she follows it. */
export interface Tracker {
  readonly collectivityId: string
  readonly dossierId: string
  readonly name: string
}

const Ticket = Compile(
  Type.Object({ collectivityId: Type.String(), dossierId: Type.String(), name: Type.String(), until: Type.Integer() }),
)

const cookie = 'suivi'
const path = '/suivi'
/** Two hours: a borrowed or shared computer does not remember for long. */
const seconds = 7200

/** Lets this browser, and it only, follow one request for a while. */
export function giveTicket(
  request: FastifyRequest,
  reply: FastifyReply,
  { secrets, tracker, now }: { secrets: Secrets; tracker: Tracker; now: Date },
): void {
  const ticket = secrets.seal('tracker', JSON.stringify({ ...tracker, until: now.getTime() + seconds * 1000 }))
  void reply.setCookie(cookie, ticket, { ...cookieOptions(request, seconds), path })
}

/** The request that this browser may follow; undefined without a ticket, or with one that is over or altered. */
export function readTicket(request: Pick<FastifyRequest, 'cookies'>, secrets: Secrets, now: Date): Tracker | undefined {
  const sealed = request.cookies[cookie]
  const opened = sealed === undefined ? undefined : secrets.open('tracker', sealed)
  if (opened === undefined) return undefined
  const ticket: unknown = JSON.parse(opened)
  return Ticket.Check(ticket) && ticket.until > now.getTime() ? ticket : undefined
}
