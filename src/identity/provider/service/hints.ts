import type { Provider } from 'oidc-provider'

/** Words of ProConnect for which OpenID Connect has others. */
export const hintParameters = ['sp_name', 'siret_hint'] as const

/**
 * `siret_hint` says for which of her employers an agent is expected. It becomes a value wished for (OpenID Connect Core,
 * section 5.5.1): it is then kept with the code and the token, and never outside this sign-in.
 */
export const readHints: Parameters<Provider['use']>[0] = async (ctx, next) => {
  const { siret_hint: hint, claims } = ctx.query
  if (ctx.path === '/autorisation' && typeof hint === 'string' && /^\d{14}$/.test(hint)) {
    const asked = parseObject(claims)
    // What is not JSON is left as it is: the library says what is wrong with it.
    if (asked) {
      const userinfo = { ...(asked['userinfo'] as object | undefined), siret: { value: hint } }
      ctx.query = { ...ctx.query, claims: JSON.stringify({ ...asked, userinfo }) }
    }
  }
  await next()
}

function parseObject(text: string | string[] | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return {}
  try {
    const value: unknown = JSON.parse(String(text))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
