import type { FastifyReply, FastifyRequest } from 'fastify'
import { isFreshForBureau } from '#identity/accounts'
import { sendPage } from '#platform/http'
import { deviceCookie, sessionCookie, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { passkeyScript } from '../factors/parts.tsx'
import { passkeySite } from '../factors/site.ts'
import { applicationIn, frameAround } from '../place.ts'
import { expectedAt } from '../provider/expected.ts'
import { returnAddress } from '../return-address.ts'
import { demoChoices } from './demo.ts'
import type { Errors } from './faults.ts'
import { passwordScript } from './parts.tsx'
import { type SignInNews, SignInPage } from './sign-in.page.tsx'
import { signInTexts } from './sign-in.texts.ts'
import { looksLikeEmail } from './typed.ts'
import type { Delay } from './wait.ts'

type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname' | 'host' | 'cookies'>

interface Asked {
  readonly who: Visitor
  /** Where one was going, as the address gave it: judged here. */
  readonly retour?: string | undefined
}

interface Said extends Asked {
  readonly status: number
  readonly email: string
  readonly errors?: Errors
  readonly delay?: Delay
  readonly news?: SignInNews | undefined
}

/** The page of signing in, as it is answered at each address that asks for it. */
export function signInAnswers(app: App) {
  const demo = demoChoices(app)
  const { offered } = app.nationalIdentities

  /** After something was sent, with what is to be said of it. */
  async function say(request: Seen, reply: FastifyReply, said: Said): Promise<FastifyReply> {
    const { who, status, email, errors = {}, delay, news } = said
    const retour = returnAddress(said.retour)
    const frame = await frameAround(app, request, who, retour)
    const { locale } = who
    const expected = expectedAt(app, request, retour)
    const ways = {
      demo: await demo(),
      offered,
      service: expected?.service,
      takesPasskeys: passkeySite(app, request) !== undefined,
    }
    const main = SignInPage({ locale, retour, email: email || (expected?.email ?? ''), errors, delay, news, ...ways })
    const page = framedPage(frame, {
      title: signInTexts(locale).title,
      main,
      scripts: [passwordScript, passkeyScript],
      isPrivate: true,
      isRefused: status >= 400,
    })
    return sendPage(reply, page, status)
  }

  return {
    say,

    /** Before anything is typed. */
    async ask(request: Seen, reply: FastifyReply, asked: Asked & { readonly etat?: string | undefined }) {
      // An application may know who comes (`login_hint` of OpenID Connect): what looks like an address is typed ahead.
      const hint = (await applicationIn(app, request, returnAddress(asked.retour)))?.loginHint ?? ''
      const email = looksLikeEmail(hint) ? hint.slice(0, 200) : ''
      return say(request, reply, { ...asked, status: 200, email, news: newsFor(app, request, asked) })
    },
  }
}

/** What to say before anything is typed. */
function newsFor(
  app: App,
  request: Seen,
  { who: { account }, retour, etat }: Asked & { readonly etat?: string | undefined },
): SignInNews | undefined {
  if (etat === 'adresse-confirmee') return { kind: 'confirmed' }
  if (etat === 'mot-de-passe-change') return { kind: 'changed' }
  if (account) {
    const isToBureau = /^\/bureau(?:[/?]|$)/.test(returnAddress(retour) ?? '')
    if (isToBureau && !isFreshForBureau(account, app.clock.now())) return { kind: 'fresh' }
    return { kind: 'already', name: `${account.givenName} ${account.familyName}` }
  }
  // Signing out takes the cookie away: one that opens nothing has come to its end.
  if (request.cookies[sessionCookie] === undefined) return undefined
  return { kind: 'expired', hasDrafts: request.cookies[deviceCookie] !== undefined }
}
