import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { acrOf } from '#identity/accounts'
import { type AcrRequest, leastOf, requiredAcrs, suffices } from '../domain/requirements.ts'
import { mayEnter } from './entering.ts'
import { memoryOf, sessionNow, visitOf } from './request.ts'
import type { EngineTools } from './tools.ts'

const { Check, Prompt } = interactionPolicy

interface ClaimsAsked {
  readonly id_token?: { readonly acr?: AcrRequest | null }
}

/**
 * The levels that a request requires. Read where the application wrote them: the library lets `acr_values`, which are a
 * wish, take the place of an essential `acr` when both are sent.
 */
export const requiredBy = (ctx: KoaContextWithOIDC) => {
  const written = ctx.oidc.params?.['claims']
  const asked = (typeof written === 'string' ? JSON.parse(written) : ctx.oidc.claims) as ClaimsAsked
  return requiredAcrs(asked.id_token?.acr)
}

/** Whether an application is let in without a proof key: its code must then be bound by a nonce (RFC 9700, 2.1.1). */
export const isExempted = (client: object): boolean => 'without_pkce' in client && client.without_pkce === true

/**
 * What may stop an authorization until the person has done something, in order: sign in as required, be let in, say for
 * whom she acts, agree.
 */
export function interactionsPolicy(tools: EngineTools) {
  const policy = interactionPolicy.base()
  const login = policy.get('login')
  const consent = policy.get('consent')
  if (!login || !consent) throw new Error('the library lost its prompts')
  noteBeginning(tools, login)
  login.checks.add(
    new Check('nonce', 'neither a proof key nor a nonce defends the code', 'invalid_request', (ctx) => {
      const { params, client } = ctx.oidc
      if (client && isExempted(client) && params?.['code_challenge'] === undefined && params?.['nonce'] === undefined)
        throw new errors.InvalidRequest('nonce is required without code_challenge')
      return Check.NO_NEED_TO_PROMPT
    }),
  )
  // Levels have an order: a stronger proof does where a weaker one is required.
  login.checks.remove('essential_acrs')
  login.checks.remove('essential_acr')
  login.checks.add(
    new Check(
      'level',
      'the required level of authentication was not reached',
      'unmet_authentication_requirements',
      (ctx) => {
        const session = sessionNow(ctx)
        return session !== undefined && !suffices(acrOf(session.methods), requiredBy(ctx))
      },
      (ctx) => ({ level: leastOf(requiredBy(ctx) ?? []) }),
    ),
  )
  consent.checks.add(
    new Check('data_undecided', 'the person has not decided on the data asked for', 'consent_required', (ctx) =>
      Boolean(memoryOf(ctx).undecided.length > 0 && !hasAnswered(ctx)),
    ),
  )
  policy.add(
    new Prompt(
      { name: 'entrance', requestable: false },
      new Check('rules', 'the rules of the application do not let this person in', 'access_denied', async (ctx) => {
        const client = await tools.register.find(ctx.oidc.client?.clientId ?? '')
        const { accountId } = ctx.oidc.account ?? {}
        return client === undefined || accountId === undefined || !(await mayEnter(tools, client, accountId))
      }),
    ),
    1,
  )
  policy.add(
    new Prompt(
      { name: 'acting_for', requestable: false },
      new Check(
        'capacity',
        'the person has not said for whom she acts',
        'interaction_required',
        (ctx) => memoryOf(ctx).capacities.length > 0,
      ),
    ),
    2,
  )
  return policy
}

/** What is known when somebody must sign in: the moment, and whether that is all. */
function noteBeginning({ clock }: EngineTools, login: interactionPolicy.Prompt): void {
  const { details } = login
  login.details = async (ctx) => {
    memoryOf(ctx).isToSignIn = asksNothingElse(ctx)
    // To the millisecond: a proof given just before is not one given for this request.
    return { ...(await details(ctx)), askedAt: clock.now().getTime() }
  }
}

/** What an application may say of how somebody signs in: the page of the authorization reads it, and holds her to it. */
const saidForSignIn = ['claims', 'id_token_hint', 'login_hint', 'prompt', 'sp_name']

/**
 * Whether signing in is all that is asked of who is signed in nowhere: the same request, made again under her session, is then
 * answered. One that was pushed can be made once only.
 */
const asksNothingElse = ({ req, oidc }: KoaContextWithOIDC): boolean => {
  const visit = visitOf(req)
  return (
    visit !== undefined &&
    visit.session === undefined &&
    visit.leadsBack() &&
    oidc.entities.PushedAuthorizationRequest === undefined &&
    saidForSignIn.every((name) => oidc.params?.[name] === undefined)
  )
}

const hasAnswered = (ctx: KoaContextWithOIDC): boolean =>
  (ctx.oidc as { result?: { consent?: unknown } }).result?.consent !== undefined
