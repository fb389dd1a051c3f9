import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { listMerges, moveEverythingBack, undoMerge, type UndoRefusal } from '#identity/accounts'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { type Member, operator } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { MergesPage } from './merges.page.tsx'
import { mergesTexts } from './texts.ts'

interface Said {
  readonly who: Member
  readonly isDone?: boolean
  readonly refused?: { readonly mergeId: string; readonly refusal: UndoRefusal }
}

/** `/bureau/fusions`: support separates, within the week, what should not have been united. */
export const mergesRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau/fusions',
    guard: operator(app),
    schema: { querystring: Type.Object({ fin: Type.Optional(Type.String({ maxLength: 10 })) }) },
    handle: (request, reply, who) => answer(app, request, reply, { who, isDone: request.query.fin === 'defaite' }),
  }),
  route({
    method: 'POST',
    url: '/bureau/fusions/:merge/defaire',
    guard: operator(app),
    schema: { params: Type.Object({ merge: Type.String({ maxLength: 40 }) }), body: FormBody },
    perMinute: 30,
    handle: async (request, reply, who) => {
      const mergeId = request.params.merge
      const { reason } = request.body
      const undone = await undoMerge(who.context, { mergeId, reason: typeof reason === 'string' ? reason : '' })
      if (!undone.ok) return answer(app, request, reply, { who, refused: { mergeId, refusal: undone.refusal } })
      await giveBackNow(app, mergeId)
      return seeOther(reply, '/bureau/fusions?fin=defaite')
    },
  }),
]

/** Before the next page is read; what stops half way is the job's. */
async function giveBackNow(app: App, mergeId: string): Promise<void> {
  try {
    await moveEverythingBack(app, mergeId)
  } catch (error) {
    app.log.warn({ error: String(error) }, 'the undoing of a merge is left to its job')
  }
}

type Seen = Pick<FastifyRequest, 'originalUrl'>

async function answer(app: App, request: Seen, reply: FastifyReply, said: Said): Promise<FastifyReply> {
  const { who, ...props } = said
  const merges = await listMerges(who.context)
  const title = mergesTexts(who.locale).title
  const main = MergesPage({ locale: who.locale, merges, ...props })
  const isRefused = props.refused !== undefined
  const page = framedPage(frameOf(app, request, who), { title, main, menu: 'operations', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
