import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { proveAgain, totpAddress } from '#identity/accounts'
import { FormBody, type RequestOf, route, type Route, seeOther } from '#platform/http'
import { getTerritory } from '#territory/collectivities'
import { type Member, recentlyProved } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { returnAddress, withReturn } from '../return-address.ts'
import { sentCode } from './codes.ts'
import { show } from './page.ts'
import type { Refused } from './parts.tsx'
import { refusedOf, statusOf } from './refusals.ts'
import { securityPath } from './security.page.tsx'
import { proofMinutes } from './security.routes.ts'
import { securityTexts } from './security.texts.ts'
import { TotpPage } from './totp.page.tsx'

const schema = { querystring: Type.Object({ retour: Type.Optional(Type.String()) }) } as const
const path = `${securityPath}/application`

/** Where one goes once a factor is added: to the codes that came with it, else back. */
export const afterAdding = (done: 'application' | 'cle', hasNewCodes: boolean, retour: string | undefined): string => {
  if (hasNewCodes) return withReturn(`${securityPath}/codes`, retour)
  return retour ?? `${securityPath}?fait=${done}`
}

/** `/compte/securite/application`: sets an application of codes up. */
export function totpRoutes(app: App): Route[] {
  const guard = recentlyProved(app, proofMinutes)
  const answer = async (request: RequestOf<typeof schema>, reply: FastifyReply, who: Member, refused: Refused = {}) => {
    const { locale, account } = who
    const secret = await app.accounts.findTotpSecret(who.context, account.accountId)
    if (secret === undefined) return seeOther(reply, securityPath)
    const retour = returnAddress(request.query.retour)
    const issuer = (await getTerritory(app.db))?.name ?? 'Traboule'
    const address = totpAddress(secret, { issuer, email: account.email })
    const main = TotpPage({ locale, secret, address, action: withReturn(`${path}/confirmer`, retour), refused })
    const status = statusOf(refused)
    return show(app, request, reply, { who, title: securityTexts(locale).totpTitle, main, status })
  }

  return [
    route({
      method: 'POST',
      url: path,
      guard,
      schema,
      handle: async (request, reply, who) => {
        await app.accounts.beginTotp(who.context, who.account.accountId)
        return seeOther(reply, withReturn(path, returnAddress(request.query.retour)))
      },
    }),
    route({ method: 'GET', url: path, guard, schema, handle: (request, reply, who) => answer(request, reply, who) }),
    route({
      method: 'GET',
      url: `${path}/confirmer`,
      guard,
      schema,
      // Coming back from a proof asked in the middle.
      handle: (request, reply) => seeOther(reply, withReturn(path, returnAddress(request.query.retour))),
    }),
    route({
      method: 'POST',
      url: `${path}/confirmer`,
      guard,
      schema: { ...schema, body: FormBody },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const { accountId, sessionId } = who.account
        const code = sentCode(request.body)
        const confirmed = await app.accounts.confirmTotp(who.context, { accountId, code: code.typed })
        if (confirmed.ok) {
          await proveAgain(who.context, { accountId, id: sessionId }, ['totp'])
          const { hasNewCodes } = confirmed.value
          return seeOther(reply, afterAdding('application', hasNewCodes, returnAddress(request.query.retour)))
        }
        const { refusal } = confirmed
        if (refusal.reason === 'nothing_to_confirm') return seeOther(reply, securityPath)
        return answer(request, reply, who, refusedOf(app, reply, refusal, { locale: who.locale, code }))
      },
    }),
  ]
}
