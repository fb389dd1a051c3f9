import { keepAnswerDraft } from '#counter/dossiers'
import { FormBody, route, type Route } from '#platform/http'
import { agentAt } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { CaseParams, single } from './visit.ts'

/** Where an open page keeps what is being written on it: for its script. */
export const draftRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/brouillon',
    guard: agentAt(app),
    schema: { params: CaseParams, body: FormBody },
    handle: async (request, reply, who) => {
      const key = { collectivityId: who.site.id, dossierId: request.params.id }
      const kind = single(request.body, 'kind') === 'note' ? 'note' : 'reply'
      await keepAnswerDraft(who.context, { ...key, kind, body: single(request.body, 'message') })
      return reply.status(204).send()
    },
  })
