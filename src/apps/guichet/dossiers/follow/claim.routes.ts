import type { FastifyReply, FastifyRequest } from 'fastify'
import { claimByCode } from '#counter/dossiers'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { type Member, signedIn } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { framedPage, frameOf } from '../../frame/index.ts'
import { lastOf } from '../form/body.ts'
import { ClaimPage } from './claim.page.tsx'
import { claimTexts } from './claim.texts.ts'

/** Attempts at a code from one address in a minute: as for following a request. */
const attempts = 20

/** `/mes-demandes/rattacher`: a request that was filed for somebody becomes hers. */
export const claimRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/mes-demandes/rattacher',
    guard: signedIn(app),
    schema: {},
    handle: (request, reply, who) =>
      show(app, { request: request as FastifyRequest, reply, who }, { code: '', email: '', error: undefined }),
  }),
  route({
    method: 'POST',
    url: '/mes-demandes/rattacher',
    guard: signedIn(app),
    schema: { body: FormBody },
    perMinute: attempts,
    handle: async (request, reply, who) => {
      const t = claimTexts(who.locale)
      const [code, email] = [lastOf(request.body, 'code').trim(), lastOf(request.body, 'email').trim()]
      const visit = { request: request as unknown as FastifyRequest, reply, who }
      if (code === '') return show(app, visit, { code, email, error: t.missing })
      const emails = [who.account.email, ...(email === '' ? [] : [email])]
      const claimed = await claimByCode(who.context, { code, emails })
      if (!claimed.ok) return show(app, visit, { code, email, error: t.unknown })
      return seeOther(reply, `/mes-demandes/${claimed.value.dossierId}`)
    },
  }),
]

interface Visit {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly who: Member
}

async function show(
  app: App,
  { request, reply, who }: Visit,
  typed: { readonly code: string; readonly email: string; readonly error: string | undefined },
) {
  const { locale } = who
  const frame = await frameOf(app, request, who)
  const main = ClaimPage({ locale, ...typed })
  const isRefused = typed.error !== undefined
  const content = { title: claimTexts(locale).title, main, menu: 'requests', isPrivate: true, isRefused } as const
  return sendPage(reply, framedPage(frame, content), isRefused ? 422 : 200)
}
