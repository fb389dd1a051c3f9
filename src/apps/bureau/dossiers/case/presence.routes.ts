import { beatOn } from '#counter/dossiers'
import { FormBody, route, type Route } from '#platform/http'
import { agentAt } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { presenceSentence } from './presence.ts'
import { CaseParams, single } from './visit.ts'

/** How an open page says what is done on it. */
const doings = { lit: 'reads', ecrit: 'writes', part: 'leaves' } as const

/** Where an open page says that it is, and hears who else is there: for its script. */
export const presenceRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/presence',
    guard: agentAt(app),
    schema: { params: CaseParams, body: FormBody },
    handle: async (request, reply, who) => {
      const said = single(request.body, 'fait')
      const doing = said === 'ecrit' || said === 'part' ? doings[said] : doings.lit
      const key = { collectivityId: who.site.id, dossierId: request.params.id }
      const { others, version } = await beatOn(who.context, { ...key, doing })
      const body = { text: presenceSentence(others, who.locale), version }
      return reply
        .type('application/json; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(JSON.stringify(body))
    },
  })
