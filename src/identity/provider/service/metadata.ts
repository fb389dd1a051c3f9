import type { AdapterPayload } from 'oidc-provider'
import type { StoredClient } from '../store/clients.ts'

/** An application in the library's words (OpenID Connect Dynamic Client Registration, section 2). */
export function clientMetadata(client: StoredClient): AdapterPayload {
  const needsSecret = client.authMethod === 'client_secret_basic' || client.authMethod === 'client_secret_post'
  return {
    client_id: client.clientId,
    client_name: client.name,
    application_type: 'web',
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.logoutRedirectUris],
    response_types: ['code'],
    grant_types: ['authorization_code', ...(client.mayRefresh ? ['refresh_token' as const] : [])],
    token_endpoint_auth_method: client.authMethod,
    // The library wants one; what opens is compared with a hash.
    ...(needsSecret ? { client_secret: 'kept as a hash' } : {}),
    ...(client.authMethod === 'private_key_jwt'
      ? client.jwksUri === null
        ? { jwks: (client.jwks ?? { keys: [] }) as never }
        : { jwks_uri: client.jwksUri }
      : {}),
    subject_type: client.subjectType,
    id_token_signed_response_alg: client.signingAlgorithm,
    ...(client.isUserinfoSigned ? { userinfo_signed_response_alg: client.signingAlgorithm } : {}),
    scope: client.scopes.join(' '),
    ...(client.backchannelLogoutUri === null
      ? {}
      : { backchannel_logout_uri: client.backchannelLogoutUri, backchannel_logout_session_required: true }),
    // Nobody who holds no secret is exempted: PKCE is what binds its code to it.
    ...(needsSecret && client.settings['withoutPkce'] === true ? { without_pkce: true } : {}),
    ...(client.homeUri === null ? {} : { client_uri: client.homeUri }),
  }
}
