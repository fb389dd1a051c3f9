import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Client, LogoutQuestion, Problem, Visit } from '#identity/provider'
import { contentPolicy } from '#platform/http'
import { deviceCookie, sessionCookie, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { returnAddress } from '../return-address.ts'
import { frameOfClient } from './frame.ts'
import { LogoutPage, ProblemPage } from './pages.page.tsx'
import { sentenceOfProblem } from './problems.ts'
import { providerTexts } from './texts.ts'

export const issuerPath = '/oidc'
export const authorizationPath = `${issuerPath}/autorisation`

/** Whether an address of this site is the request of an application for somebody's authorization. */
export const isAuthorization = (path: string): boolean => path.startsWith(`${authorizationPath}?`)

/** The application that makes it, as it names itself. */
export const clientIdIn = (authorization: string): string =>
  new URL(authorization, 'http://here').searchParams.get('client_id') ?? ''

/** A request on its way through the protocol, for who makes it; pages of ours that it ends with have our own policy. */
export function visitOf(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl' | 'hostname'>,
  { reply, who }: { readonly reply: FastifyReply; readonly who: Visitor },
): Visit {
  const { locale } = who
  const t = providerTexts(locale)
  const show = async (client: Client | undefined, content: { title: string; main: ReturnType<typeof LogoutPage> }) => {
    // After a form of it, the browser is led to the application.
    const origins = new Set((client?.logoutRedirectUris ?? []).map((uri) => new URL(uri).origin))
    void reply.header('content-security-policy', contentPolicy(["'self'", ...origins].join(' ')))
    return framedPage(await frameOfClient(app, request, { who, client }), { ...content, isPrivate: true })
  }
  const find = async (clientId: string | undefined) => (clientId ? app.provider.findClient(clientId) : undefined)
  return {
    session: who.account,
    leadsBack: () => isAuthorization(returnAddress(request.originalUrl) ?? ''),
    async showProblem({ error, description, clientId }: Problem) {
      const client = await find(clientId)
      const sentence = sentenceOfProblem(locale, error, description)
      const technical = [error, description].filter(Boolean).join(' : ')
      const main = ProblemPage({ locale, client, sentence, technical })
      return show(client, { title: client ? t.problem_of(client.name) : t.problem, main })
    },
    async askLogout({ action, xsrf, clientId }: LogoutQuestion) {
      const client = await find(clientId)
      return show(client, { title: t.logout, main: LogoutPage({ locale, name: client?.name, action, xsrf }) })
    },
    forgetting: () =>
      [sessionCookie, deviceCookie].map((name) => `${name}=; path=/; max-age=0; samesite=lax; httponly`),
  }
}
