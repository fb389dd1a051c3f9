import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { notFound } from '#kernel/errors'
import { hasOperator } from '#identity/accounts'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { type Errors, errorsOf } from '../../connect/accounts/faults.ts'
import { passwordScript } from '../../connect/accounts/parts.tsx'
import { typedIn } from '../../connect/accounts/typed.ts'
import { type Delay, delayOf } from '../../connect/accounts/wait.ts'
import { framedPage, frameOf } from '../../guichet/frame/index.ts'
import { isInstallationCode } from './code.ts'
import { InstallationPage, type InstallationTyped } from './installation.page.tsx'
import { installationTexts } from './texts.ts'

/** Lets anybody in as long as nobody runs the platform; afterwards the page does not exist. */
const whileNobodyRuns = (app: App) => {
  const known = visitor(app)
  return async (request: FastifyRequest): Promise<Visitor> => {
    const [who, isRun] = await Promise.all([known(request), hasOperator(app)])
    if (isRun) throw notFound('http.not_found')
    return who
  }
}

interface Answer {
  readonly status: number
  readonly typed: InstallationTyped
  readonly errors?: Errors
  readonly delay?: Delay
}

const blank: InstallationTyped = { code: '', givenName: '', familyName: '', email: '' }

const whereNext = '/connexion?retour=%2Fbureau%2Fexploitation'

/** `/installation`: the operator's account, once. */
export function installationRoutes(app: App): Route[] {
  const answer = async (
    request: Pick<FastifyRequest, 'originalUrl'>,
    reply: FastifyReply,
    { who, said }: { who: Visitor; said: Answer },
  ) => {
    const { locale } = who
    const { status, typed, errors = {}, delay } = said
    const frame = await frameOf(app, request, who)
    const html = framedPage(frame, {
      title: installationTexts(locale).title,
      main: InstallationPage({ locale, typed, errors, delay }),
      scripts: [passwordScript],
      isPrivate: true,
      isRefused: status >= 400,
    })
    return sendPage(reply, html, status)
  }
  return [
    route({
      method: 'GET',
      url: '/installation',
      guard: whileNobodyRuns(app),
      schema: { querystring: Type.Object({ code: Type.Optional(Type.String({ maxLength: 40 })) }) },
      handle: (request, reply, who) => {
        const typed = { ...blank, code: request.query.code ?? '' }
        return answer(request, reply, { who, said: { status: 200, typed } })
      },
    }),
    route({
      method: 'POST',
      url: '/installation',
      guard: whileNobodyRuns(app),
      schema: { body: FormBody },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const { body } = request
        const typed = {
          code: typedIn(body, 'code'),
          givenName: typedIn(body, 'givenName'),
          familyName: typedIn(body, 'familyName'),
          email: typedIn(body, 'email'),
        }
        const refusal = await create(app, who, { ...typed, password: typedIn(body, 'password') })
        if (refusal === undefined) return seeOther(reply, whereNext)
        return answer(request, reply, { who, said: { typed, ...refusal(reply) } })
      },
    }),
  ]
}

type Refusal = (reply: FastifyReply) => Omit<Answer, 'typed'>

async function create(
  app: App,
  who: Visitor,
  input: InstallationTyped & { readonly password: string },
): Promise<Refusal | undefined> {
  const { locale } = who
  if (!isInstallationCode(app.secrets, input.code)) {
    return () => ({ status: 422, errors: { code: installationTexts(locale).wrong_code } })
  }
  const made = await app.accounts.createFirstOperator(who.context, { ...input, locale })
  if (made.ok) return undefined
  const { refusal } = made
  switch (refusal.reason) {
    case 'operator_exists':
      throw notFound('http.not_found')
    case 'invalid':
      return () => ({ status: 422, errors: errorsOf(refusal.faults, locale) })
    case 'address_taken':
      return () => ({ status: 422, errors: { email: installationTexts(locale).email_taken } })
    case 'busy':
      return (reply) => {
        const wait = { reason: 'busy', retryAfterSeconds: 5 } as const
        return { status: 429, delay: delayOf(reply, wait, { now: app.clock.now(), locale }) }
      }
  }
}
