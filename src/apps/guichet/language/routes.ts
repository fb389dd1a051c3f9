import { Type } from 'typebox'
import { localPath, route, type Route, seeOther } from '#platform/http'
import { languageCookie, setCookie, visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'

const Choice = Type.Object({
  vers: Type.Union([Type.Literal('fr'), Type.Literal('en')]),
  retour: Type.Optional(Type.String({ maxLength: 2000 })),
})

/** The language is the visitor's choice: kept on her device, it survives signing in. */
export const languageRoutes = (app: App): Route[] => [
  // A link, so that the header needs no form: choosing a language changes nothing else, and repeats without harm.
  route({
    method: 'GET',
    url: '/langue',
    guard: visitor(app),
    schema: { querystring: Choice },
    handle: async (request, reply) => {
      setCookie(request as never, reply, languageCookie, request.query.vers)
      return seeOther(reply, localPath(request.query.retour, '/'))
    },
  }),
  route({
    method: 'POST',
    url: '/langue',
    guard: visitor(app),
    schema: { body: Choice },
    handle: async (request, reply) => {
      setCookie(request as never, reply, languageCookie, request.body.vers)
      return seeOther(reply, localPath(request.body.retour, '/'))
    },
  }),
]
