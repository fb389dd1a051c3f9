import type { FastifyReply, FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import { sendPage } from '#platform/http'
import type { Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'

export type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname'>

interface Shown {
  readonly who: Visitor
  readonly title: string
  readonly main: VNode
  readonly retour?: string | undefined
  readonly scripts?: readonly string[]
  readonly status?: number
}

/** A private page of ours, in the frame of where one comes from. */
export async function show(app: App, request: Seen, reply: FastifyReply, shown: Shown): Promise<FastifyReply> {
  const { who, title, main, retour, scripts, status = 200 } = shown
  const frame = await frameAround(app, request, who, retour)
  const page = framedPage(frame, { title, main, scripts, isPrivate: true, isRefused: status >= 400 })
  return sendPage(reply, page, status)
}
