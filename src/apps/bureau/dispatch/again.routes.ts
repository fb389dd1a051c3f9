import { dispatchAgain } from '#counter/dossiers'
import { accepted } from '#kernel/outcome'
import { FormBody, route, type Route } from '#platform/http'
import { agentAt } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { settle } from '../dossiers/case/settle.ts'
import { backToCase, caseSchema, type CaseVisit, protectionOf } from '../dossiers/case/visit.ts'

/** Asks the rules where a request goes, once more: for who supervises its service. */
export const dispatchAgainRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/repartir',
    guard: agentAt(app),
    schema: { ...caseSchema, body: FormBody },
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const done = await dispatchAgain(who.context, protectionOf(visit, request.body))
      // Nothing to change is an answer too.
      const isSame = !done.ok && (done.refusal.reason === 'same' || done.refusal.reason === 'no_plan')
      return settle(visit, {
        outcome: isSame ? accepted({ version: 0 }) : done,
        form: 'dispatch',
        values: {},
        errorsFor: () => undefined,
        done: () => backToCase(visit, 'dispatched'),
      })
    },
  })
