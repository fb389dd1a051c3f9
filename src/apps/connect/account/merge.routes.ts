import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import {
  type AskMergeRefusal,
  type CodeRefusal,
  confirmMerge,
  findOwnMerge,
  type Merge,
  moveEverything,
  previewMerge,
  type ProveRefusal,
  stepMissing,
} from '#identity/accounts'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { type Member, beforeGivingAway, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { DeadLinkPage, deadLinkStatus, deadLinkTitle } from '../accounts/dead-link.page.tsx'
import { errorsOf } from '../accounts/faults.ts'
import { passwordScript } from '../accounts/parts.tsx'
import { typedIn } from '../accounts/typed.ts'
import { delayOf } from '../accounts/wait.ts'
import {
  AskedMergePage,
  AskMergePage,
  ElsewherePage,
  MergeOutcomePage,
  MergeStepPage,
  outcomeWords,
  PreviewMergePage,
  ProveMergePage,
} from './merge.page.tsx'
import { mergeTexts } from './merge.texts.ts'
import { type Seen, show } from './show.ts'

const MergeParams = Type.Object({ merge: Type.String({ maxLength: 40 }) })
const SecretParams = Type.Object({ secret: Type.String({ maxLength: 200 }) })

/** `/compte/fusion`: two accounts of one person become one. */
export const mergeRoutes = (app: App): Route[] => [...askRoutes(app), ...ownRoutes(app), ...proofRoutes(app)]

function askRoutes(app: App): Route[] {
  const guard = beforeGivingAway(app)
  return [
    route({
      method: 'GET',
      url: '/compte/fusion',
      guard,
      schema: {},
      handle: (request, reply, who) => {
        const { locale, account } = who
        const main = AskMergePage({ locale, ownEmail: account.email, typed: '' })
        return show(app, request, reply, { who, title: mergeTexts(locale).title, main })
      },
    }),
    route({
      method: 'POST',
      url: '/compte/fusion',
      guard,
      schema: { body: FormBody },
      perMinute: 20,
      handle: async (request, reply, who) => {
        const email = typedIn(request.body, 'email')
        const { accountId } = who.account
        const asked = await app.accounts.askMerge(who.context, { accountId, email })
        if (asked.ok) return seeOther(reply, `/compte/fusion/${asked.value.mergeId}`)
        return refuseAsking(app, request, reply, { who, email, refusal: asked.refusal })
      },
    }),
  ]
}

function refuseAsking(
  app: App,
  request: Seen,
  reply: FastifyReply,
  said: { who: Member; email: string; refusal: AskMergeRefusal },
): Promise<FastifyReply> {
  const { who, email, refusal } = said
  const { locale, account } = who
  const props = { locale, ownEmail: account.email, typed: email }
  const title = mergeTexts(locale).title
  switch (refusal.reason) {
    case 'malformed':
    case 'own_address': {
      const fault = email.trim() === '' ? 'missing' : 'malformed'
      const error = refusal.reason === 'own_address' ? mergeTexts(locale).own : errorsOf({ email: fault }, locale).email
      return show(app, request, reply, { who, title, main: AskMergePage({ ...props, error }), status: 422 })
    }
    case 'too_many_attempts':
    case 'storm':
    case 'busy': {
      const delay = delayOf(reply, refusal, { now: app.clock.now(), locale })
      return show(app, request, reply, { who, title, main: AskMergePage({ ...props, delay }), status: 429 })
    }
  }
}

function ownRoutes(app: App): Route[] {
  const guard = signedIn(app)
  return [
    route({
      method: 'GET',
      url: '/compte/fusion/:merge',
      guard,
      schema: { params: MergeParams },
      handle: (request, reply, who) => showMerge(app, request, reply, { who, mergeId: request.params.merge }),
    }),
    route({
      method: 'POST',
      url: '/compte/fusion/:merge/mot-de-passe',
      guard,
      schema: { params: MergeParams, body: FormBody },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const mergeId = request.params.merge
        const password = typedIn(request.body, 'password')
        const { accountId } = who.account
        const input = { accountId, mergeId, password, address: request.ip }
        const proved = await app.accounts.proveMergeByPassword(who.context, input)
        if (proved.ok) return seeOther(reply, `/compte/fusion/${mergeId}`)
        return showMerge(app, request, reply, { who, mergeId, refusal: proved.refusal })
      },
    }),
    codeRoute(app),
    route({
      method: 'POST',
      url: '/compte/fusion/:merge/confirmer',
      guard: beforeGivingAway(app),
      schema: { params: MergeParams, body: FormBody },
      perMinute: 20,
      handle: async (request, reply, who) => {
        const mergeId = request.params.merge
        const keepsAddress = typedIn(request.body, 'adresse') === 'oui'
        const houses = app.personalData
        const { accountId } = who.account
        const made = await confirmMerge(who.context, { accountId, mergeId, houses, keepsAddress })
        if (made.ok) await moveNow(app, mergeId)
        // What is against it, or that it is too late, is what the page of the merge says.
        return seeOther(reply, `/compte/fusion/${mergeId}`)
      },
    }),
  ]
}

const codeRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/compte/fusion/:merge/code',
    guard: signedIn(app),
    schema: { params: MergeParams, body: FormBody },
    perMinute: 30,
    handle: async (request, reply, who) => {
      const mergeId = request.params.merge
      const typed = typedIn(request.body, 'code')
      const method = /^\s*(\d\s*){6}$/.test(typed) ? 'totp' : 'recovery_code'
      const { accountId } = who.account
      const input = { accountId, mergeId, address: request.ip, code: { method, typed } as const }
      const proved = await app.accounts.proveMergeByCode(who.context, input)
      if (proved.ok || proved.refusal.reason === 'link_expired') return seeOther(reply, `/compte/fusion/${mergeId}`)
      return showMerge(app, request, reply, { who, mergeId, refusal: proved.refusal })
    },
  })

/** Most merges are small: moved before the next page is read. What stops half way is the job's. */
async function moveNow(app: App, mergeId: string): Promise<void> {
  try {
    await moveEverything(app, mergeId)
  } catch (error) {
    app.log.warn({ error: String(error) }, 'a merge is left to its job')
  }
}

interface ShownMerge {
  readonly who: Member
  readonly mergeId: string
  readonly refusal?: ProveRefusal | CodeRefusal
}

async function showMerge(app: App, request: Seen, reply: FastifyReply, shown: ShownMerge): Promise<FastifyReply> {
  const { who, mergeId } = shown
  const { locale, account } = who
  const merge = await findOwnMerge(who.context, { accountId: account.accountId, mergeId })
  const isPending = merge !== undefined && merge.expiresAt.getTime() > app.clock.now().getTime()
  if (isPending && merge.state === 'asked') return showAsked(app, request, reply, { ...shown, merge })
  if (isPending && merge.state === 'proved') return showProved(app, request, reply, { ...shown, merge })
  const main = MergeOutcomePage({ locale, merge: merge?.mergedAt ? merge : undefined })
  const status = merge?.mergedAt ? 200 : merge ? 410 : 404
  return show(app, request, reply, { who, title: outcomeWords(merge, locale).title, main, status })
}

type ShownPending = ShownMerge & { readonly merge: Merge }

function showAsked(app: App, request: Seen, reply: FastifyReply, shown: ShownPending): Promise<FastifyReply> {
  const { who, merge } = shown
  const { locale } = who
  const { status, ...said } = wordsOfRefusal(app, reply, shown)
  const main = AskedMergePage({ locale, merge, ...said })
  const title = mergeTexts(locale).askedTitle
  return show(app, request, reply, { who, title, main, status, scripts: [passwordScript] })
}

/** Proved by its mailbox or its password: its second step when it has one, then what would move. */
async function showProved(app: App, request: Seen, reply: FastifyReply, shown: ShownPending): Promise<FastifyReply> {
  const { who, merge, mergeId } = shown
  const { locale, account } = who
  const t = mergeTexts(locale)
  const missing = await stepMissing(app, merge)
  if (missing) {
    const { status, error, delay } = wordsOfRefusal(app, reply, shown)
    const main = MergeStepPage({ locale, mergeId, missing, error: error && t.stepWrong, delay })
    return show(app, request, reply, { who, title: missing === 'key' ? t.keyTitle : t.stepTitle, main, status })
  }
  const key = { accountId: account.accountId, mergeId, houses: app.personalData }
  const preview = await previewMerge(who.context, key)
  if (!preview) {
    const main = MergeOutcomePage({ locale, merge: undefined })
    return show(app, request, reply, { who, title: t.expired, main, status: 410 })
  }
  const title = preview.obstacle === undefined ? t.previewTitle : t.obstacleTitle
  return show(app, request, reply, { who, title, main: PreviewMergePage({ locale, preview }) })
}

function wordsOfRefusal(app: App, reply: FastifyReply, { who, refusal }: ShownMerge) {
  if (!refusal) return { status: 200 }
  if ('retryAfterSeconds' in refusal) {
    return { status: 429, delay: delayOf(reply, refusal, { now: app.clock.now(), locale: who.locale }) }
  }
  return { status: 422, error: mergeTexts(who.locale).wrong }
}

function proofRoutes(app: App): Route[] {
  const refuse = (request: Seen, reply: FastifyReply, { who, refusal }: { who: Member; refusal: ProveRefusal }) => {
    const { locale } = who
    if (refusal.reason === 'link_unknown' || refusal.reason === 'link_expired' || refusal.reason === 'link_used') {
      const props = { locale, use: 'merge', reason: refusal.reason } as const
      const main = DeadLinkPage(props)
      const status = deadLinkStatus(refusal.reason)
      return show(app, request, reply, { who, title: deadLinkTitle(props), main, status })
    }
    const main = ElsewherePage({ locale, retour: request.originalUrl })
    return show(app, request, reply, { who, title: mergeTexts(locale).elsewhereTitle, main, status: 409 })
  }

  return [
    route({
      method: 'GET',
      url: '/compte/fusion/preuve/:secret',
      guard: signedIn(app),
      schema: { params: SecretParams },
      handle: async (request, reply, who) => {
        const { secret } = request.params
        const link = await app.accounts.checkMergeLink(who.context, secret)
        if (!link.ok) return refuse(request, reply, { who, refusal: link.refusal })
        const { locale, account } = who
        const action = `/compte/fusion/preuve/${secret}`
        const main = ProveMergePage({ locale, otherEmail: link.value.email, keptEmail: account.email, action })
        return show(app, request, reply, { who, title: mergeTexts(locale).proofTitle, main })
      },
    }),
    route({
      method: 'POST',
      url: '/compte/fusion/preuve/:secret',
      guard: signedIn(app),
      schema: { params: SecretParams },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const { accountId } = who.account
        const { secret } = request.params
        const proved = await app.accounts.proveMergeByLink(who.context, { accountId, secret })
        if (proved.ok) return seeOther(reply, `/compte/fusion/${proved.value.mergeId}`)
        return refuse(request, reply, { who, refusal: proved.refusal })
      },
    }),
  ]
}
