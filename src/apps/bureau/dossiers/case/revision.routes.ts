import { findRevisionAsked, followRevision } from '#counter/dossiers'
import { notFound } from '#kernel/errors'
import { FormBody, route, type Route } from '#platform/http'
import { agentAt } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { settle } from './settle.ts'
import { backToCase, caseSchema, type CaseVisit, protectionOf, single } from './visit.ts'

/** Lets one case follow the newer revision that is asked of it. */
export const revisionRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/version',
    guard: agentAt(app),
    schema: { ...caseSchema, body: FormBody },
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const asked = await findRevisionAsked(who.context, {
        collectivityId: who.site.id,
        dossierId: request.params.id,
      })
      const moveId = single(request.body, 'passage')
      // Sent twice, or asked no longer: the page says where the case stands.
      if (asked && asked.moveId !== moveId) throw notFound('dossiers.no_move', moveId)
      if (!asked) return backToCase(visit, 'moved')
      const outcome = await followRevision(who.context, { ...protectionOf(visit, request.body), moveId })
      return settle(visit, {
        outcome,
        form: 'revision',
        values: {},
        errorsFor: () => undefined,
        done: () => backToCase(visit, 'revised'),
      })
    },
  })
