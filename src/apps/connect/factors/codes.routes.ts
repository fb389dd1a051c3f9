import { Type } from 'typebox'
import { codesKept } from '#identity/accounts'
import { route, type Route, seeOther } from '#platform/http'
import { recentlyProved } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { returnAddress } from '../return-address.ts'
import { CodesPage, RenewCodesPage } from './codes.page.tsx'
import { show } from './page.ts'
import { securityPath } from './security.page.tsx'
import { proofMinutes } from './security.routes.ts'
import { securityTexts } from './security.texts.ts'

const schema = { querystring: Type.Object({ retour: Type.Optional(Type.String()) }) } as const
const path = `${securityPath}/codes`

/** `/compte/securite/codes`: new recovery codes, shown until their owner kept them. */
export function codesRoutes(app: App): Route[] {
  const guard = recentlyProved(app, proofMinutes)
  return [
    route({
      method: 'GET',
      url: path,
      guard,
      schema,
      handle: async (request, reply, who) => {
        const { locale } = who
        const t = securityTexts(locale)
        const codes = await app.accounts.readNewCodes(who.context, who.account.accountId)
        const retour = returnAddress(request.query.retour)
        const main = codes ? CodesPage({ locale, codes, retour }) : RenewCodesPage({ locale })
        return show(app, request, reply, { who, title: codes ? t.codesTitle : t.codesRenewTitle, main })
      },
    }),
    route({
      method: 'POST',
      url: path,
      guard,
      schema,
      handle: async (_request, reply, who) => {
        await app.accounts.renewCodes(who.context, who.account.accountId)
        return seeOther(reply, path)
      },
    }),
    route({
      method: 'POST',
      url: `${path}/gardes`,
      guard,
      schema,
      handle: async (request, reply, who) => {
        await codesKept(who.context, who.account.accountId)
        return seeOther(reply, returnAddress(request.query.retour) ?? `${securityPath}?fait=codes`)
      },
    }),
  ]
}
