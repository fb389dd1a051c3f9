import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Failure, ServerOptions } from '#platform/http'
import { answerApiFailure, apiBase } from './api/v1/serve.ts'
import type { App } from './app.ts'
import { failurePageFor } from './guichet/index.ts'

/** Where somebody who is not signed in goes, so that she comes back where she was. */
const signInPath = '/connexion'

/** Who is signed in, but has to prove more, or again: where she does it. */
const provingPaths: Readonly<Record<string, string>> = {
  'access.prove_again': '/connexion/confirmer',
  'access.eidas2': '/connexion/renforcer?niveau=eidas2',
  'access.eidas3': '/connexion/renforcer?niveau=eidas3',
}

/** Answers a failure in the form that the asker reads: a page, or a problem document (RFC 9457) for a program. */
export const answerFailure =
  (app: App): ServerOptions['answerFailure'] =>
  async (request, reply, failure) => {
    if (request.url.startsWith(`${apiBase}/`)) return answerApiFailure(request, reply, failure)
    if (isProgram(request)) return sendProblem(reply, failure)
    if (failure.status === 401) return toSignIn(request, reply, provingPaths[failure.code] ?? signInPath)
    return reply.type('text/html; charset=utf-8').send(await failurePageFor(app, request, failure))
  }

const isProgram = (request: FastifyRequest): boolean =>
  /application\/(problem\+)?json/.test(request.headers.accept ?? '') && !/text\/html/.test(request.headers.accept ?? '')

const sendProblem = (reply: FastifyReply, { status, code, reference }: Failure): FastifyReply =>
  reply
    .type('application/problem+json')
    .send({ type: `urn:traboule:${code}`, title: code, status, instance: `urn:reference:${reference}` })

function toSignIn(request: FastifyRequest, reply: FastifyReply, path: string): FastifyReply {
  const back = request.method === 'GET' ? request.originalUrl : (refererPath(request) ?? '/')
  return reply.redirect(`${path}${path.includes('?') ? '&' : '?'}retour=${encodeURIComponent(back)}`, 303)
}

/** The page that a form was on, when the browser says it. */
function refererPath(request: FastifyRequest): string | undefined {
  const { referer } = request.headers
  if (referer === undefined || !URL.canParse(referer)) return undefined
  const url = new URL(referer)
  return url.host === request.host ? url.pathname + url.search : undefined
}
