import type { FastifyReply, FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import { sendPage } from '#platform/http'
import type { Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'

export type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname'>

export interface Shown {
  readonly who: Visitor
  readonly title: string
  readonly main: VNode
  /** 200 unless said; from 400 on, the form on the page was refused. */
  readonly status?: number
  readonly scripts?: readonly string[]
}

/** One of the pages of an account, within its frame. */
export async function show(app: App, request: Seen, reply: FastifyReply, shown: Shown): Promise<FastifyReply> {
  const { who, title, main, status = 200, scripts } = shown
  const frame = await frameAround(app, request, who)
  const page = framedPage(frame, { title, main, isPrivate: true, isRefused: status === 422, scripts })
  return sendPage(reply, page, status)
}
