import { Type } from 'typebox'
import {
  asksSecondStep,
  cancelFactorsReset,
  type FactorList,
  listFactors,
  removePasskey,
  removeTotp,
  renameKey,
} from '#identity/accounts'
import { notFound } from '#kernel/errors'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { recentlyProved, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../accounts/typed.ts'
import { returnAddress } from '../return-address.ts'
import { show } from './page.ts'
import { doneKinds, RemovePage, removeTitle, SecurityPage, securityPath } from './security.page.tsx'
import { securityTexts } from './security.texts.ts'
import { passkeySite } from './site.ts'

/** Whoever changes how she signs in proved who she is within so many minutes. */
export const proofMinutes = 10

const Query = Type.Object({ fait: Type.Optional(Type.String()), retour: Type.Optional(Type.String()) })
const Which = Type.Object({ which: Type.String({ maxLength: 40 }) })

/** `/compte/securite`: what opens the account; changing it asks for a fresh proof. */
export const securityRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: securityPath,
    guard: signedIn(app),
    schema: { querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, account } = who
      const factors = await listFactors(who.context, account.accountId)
      const done = doneKinds.find((kind) => kind === request.query.fait)
      const retour = returnAddress(request.query.retour)
      const takesPasskeys = passkeySite(app, request) !== undefined
      const main = SecurityPage({ locale, factors, done, retour, takesPasskeys })
      return show(app, request, reply, { who, title: securityTexts(locale).title, main })
    },
  }),
  ...changeRoutes(app),
  route({
    method: 'POST',
    url: `${securityPath}/garder`,
    guard: signedIn(app),
    schema: {},
    handle: async (_request, reply, who) => {
      await cancelFactorsReset(who.context, who.account.accountId)
      return seeOther(reply, `${securityPath}?fait=garde`)
    },
  }),
]

/** An id as the database reads it; anything else names nothing. */
function ownId(text: string): string {
  if (!/^[0-9a-f-]{36}$/.test(text)) throw notFound('accounts.account', text)
  return text
}

function changeRoutes(app: App): Route[] {
  const guard = recentlyProved(app, proofMinutes)
  return [
    route({
      method: 'POST',
      url: `${securityPath}/cles/:which/nom`,
      guard,
      schema: { params: Which, body: FormBody },
      handle: async (request, reply, who) => {
        const own = { accountId: who.account.accountId, id: ownId(request.params.which) }
        await renameKey(who.context, own, typedIn(request.body, 'name'))
        return seeOther(reply, `${securityPath}?fait=nom`)
      },
    }),
    route({
      method: 'GET',
      url: `${securityPath}/retirer/:which`,
      guard,
      schema: { params: Which },
      handle: async (request, reply, who) => {
        const { which } = request.params
        const { locale } = who
        const factors = await listFactors(who.context, who.account.accountId)
        const key = factors.passkeys.find(({ id }) => id === which)
        if (!key && (which !== 'application' || factors.totpSince === undefined)) return seeOther(reply, securityPath)
        const props = {
          locale,
          keyName: key?.name,
          action: `${securityPath}/retirer/${which}`,
          isLast: isLast(factors),
        }
        return show(app, request, reply, { who, title: removeTitle(props), main: RemovePage(props) })
      },
    }),
    route({
      method: 'POST',
      url: `${securityPath}/retirer/:which`,
      guard,
      schema: { params: Which },
      handle: async (request, reply, who) => {
        const { which } = request.params
        const { accountId } = who.account
        if (which === 'application') await removeTotp(who.context, accountId)
        else await removePasskey(who.context, { accountId, id: ownId(which) })
        return seeOther(reply, `${securityPath}?fait=retrait`)
      },
    }),
  ]
}

/** Whether nothing is asked after the password once one factor goes. */
const isLast = ({ totpSince, passkeys }: FactorList): boolean =>
  !asksSecondStep({ hasTotp: false, passkeys: passkeys.length + (totpSince === undefined ? 0 : 1) - 1 })
