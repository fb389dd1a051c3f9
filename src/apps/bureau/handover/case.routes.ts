import { Type } from 'typebox'
import { accepted } from '#kernel/outcome'
import { AppError } from '#kernel/errors'
import { FormBody, route, type Route } from '#platform/http'
import { agentAt } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { settle } from '../dossiers/case/settle.ts'
import { backToCase, CaseParams, caseSchema, type CaseVisit, protectionOf, single } from '../dossiers/case/visit.ts'
import { handoverTexts } from './texts.ts'

const decisions = ['accept', 'refuse', 'return', 'take_back'] as const
const url = '/bureau/:site/demandes/:id/passation'

/** Handing a request over to a partner's tool, and what is decided of one that two tools hold. */
export const caseHandoverRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url,
    guard: agentAt(app),
    schema: { ...caseSchema, body: FormBody },
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const [partnerId, note] = [single(request.body, 'partenaire'), single(request.body, 'mot')]
      const offered = await app.handovers.offer(who.context, { ...protectionOf(visit, request.body), partnerId, note })
      return settle(visit, {
        outcome: offered,
        form: 'handover',
        values: { note },
        errorsFor: () => undefined,
        done: () => backToCase(visit, 'handed'),
      })
    },
  }),
  ...decisions.map((decision) =>
    route({
      method: 'POST',
      url: `${url}/${decision}`,
      guard: agentAt(app),
      schema: {
        params: Type.Object({ ...CaseParams.properties }),
        querystring: caseSchema.querystring,
        body: FormBody,
      },
      handle: async (request, reply, who) => {
        const visit: CaseVisit = { app, request, reply, who }
        const reason = single(request.body, 'motif')
        const input = {
          ...protectionOf(visit, request.body),
          handoverId: single(request.body, 'passation'),
          decision,
          reason,
        }
        const decided = await app.handovers.decide(who.context, input).catch((error: unknown) => {
          // The other side was faster: the page is shown as it is now.
          if (error instanceof AppError && error.code === 'handover.moved_meanwhile') {
            return { ok: false as const, refusal: { reason: 'not_now' as const } }
          }
          throw error
        })
        const missing = [{ fieldId: `motif-${decision}`, message: handoverTexts(who.locale).reason_required }]
        return settle(visit, {
          outcome: decided.ok ? accepted(decided.value) : decided,
          form: `handover:${decision}`,
          values: { motif: reason },
          errorsFor: (refusal) => (refusal === 'reason_required' ? missing : undefined),
          done: () => backToCase(visit, 'handover_decided'),
        })
      },
    }),
  ),
]
