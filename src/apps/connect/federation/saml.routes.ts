import { Type } from 'typebox'
import type { Entry, Sent } from '#identity/federation'
import { route, type Route, seeOther } from '#platform/http'
import { visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { bothBindings, perMinute } from './bindings.ts'
import { type Exchange, forbid, postTo, refuse } from './pass.ts'
import { proveAgainPath, signInPath, stepUpPath } from './prove.ts'

const Id = Type.String({ format: 'uuid' })

/** `/saml/…`: what applications need to know of us, signing in for them, entering them. */
export const samlRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/saml/metadata',
    guard: visitor(app),
    schema: {},
    perMinute,
    handle: async (_request, reply, { context }) =>
      reply
        .type('application/samlmetadata+xml; charset=utf-8')
        .header('content-disposition', 'inline; filename="metadata.xml"')
        .send(await app.federation.metadata(context)),
  }),
  ...bothBindings(app, '/saml/sso', receive),
  route({
    method: 'GET',
    url: '/saml/suite/:id',
    guard: visitor(app),
    schema: { params: Type.Object({ id: Id }) },
    perMinute,
    handle: async (request, reply, who) => {
      const { id } = request.params
      const entry = await app.federation.enterSaml(who.context, { requestId: id, who: who.account })
      return answer({ app, request, reply, who }, entry, `/saml/suite/${id}`)
    },
  }),
  route({
    method: 'GET',
    url: '/saml/entrer/:id',
    guard: visitor(app),
    schema: { params: Type.Object({ id: Id }) },
    perMinute,
    handle: async (request, reply, who) => {
      const { id } = request.params
      const entry = await app.federation.enterFromHere(who.context, { applicationId: id, who: who.account })
      return answer({ app, request, reply, who }, entry, `/saml/entrer/${id}`)
    },
  }),
]

/**
 * A request is judged, kept, and goes on at an address of its own: one that came by a form of another site brought no
 * cookie, and one that came by the address is too long to be carried around.
 */
async function receive(exchange: Exchange, sent: Sent) {
  const { app, reply, who } = exchange
  const received = await app.federation.receiveAuthn(who.context, sent)
  return received.ok ? seeOther(reply, `/saml/suite/${received.value.requestId}`) : refuse(exchange, received.refusal)
}

function answer(exchange: Exchange, entry: Entry, here: string) {
  const { reply, who } = exchange
  switch (entry.kind) {
    case 'refused':
      return refuse(exchange, entry.refusal)
    case 'sign_in':
      return seeOther(reply, signInPath(here))
    case 'prove_again':
      return seeOther(reply, proveAgainPath(here))
    case 'step_up':
      return seeOther(reply, stepUpPath(entry.level, here))
    case 'post':
      return postTo(exchange, entry.posting)
    case 'not_allowed': {
      const { application, ...passage } = entry.posting
      if (!who.account) return seeOther(reply, signInPath(here))
      return forbid(exchange, { application, refusal: entry.refusal, account: who.account, passage })
    }
  }
}
