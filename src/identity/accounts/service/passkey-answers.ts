import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** Longer than what any authenticator answers. */
const longest = 20_000

const Encoded = Type.String({ pattern: '^[\\w-]*$' })
const shared = {
  id: Encoded,
  rawId: Encoded,
  type: Type.Literal('public-key'),
  clientExtensionResults: Type.Object({}),
}

/** What `PublicKeyCredential.toJSON()` gives; what else it holds is left aside (WebAuthn 3, section 5.1). */
const Creation = Compile(
  Type.Object({
    ...shared,
    response: Type.Object({
      clientDataJSON: Encoded,
      attestationObject: Encoded,
      transports: Type.Optional(Type.Array(Type.String())),
    }),
  }),
)
const Assertion = Compile(
  Type.Object({
    ...shared,
    response: Type.Object({
      clientDataJSON: Encoded,
      authenticatorData: Encoded,
      signature: Encoded,
      userHandle: Type.Optional(Encoded),
    }),
  }),
)

function parsed(text: string): unknown {
  try {
    return text.length > longest ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What a browser answers when it made a passkey; undefined for anything else. */
export function readCreation(text: string): RegistrationResponseJSON | undefined {
  const answer = parsed(text)
  return Creation.Check(answer) ? (answer as RegistrationResponseJSON) : undefined
}

/** What a browser answers when a passkey signed; undefined for anything else. Browsers write an absent handle as null. */
export function readAssertion(text: string): AuthenticationResponseJSON | undefined {
  const answer = parsed(text)
  if (Assertion.Check(answer)) return answer as AuthenticationResponseJSON
  const unnamed = answer as { response?: { userHandle?: unknown } } | undefined | null
  if (unnamed?.response?.userHandle !== null) return undefined
  const { userHandle: _absent, ...response } = unnamed.response
  const rest = { ...unnamed, response }
  return Assertion.Check(rest) ? (rest as AuthenticationResponseJSON) : undefined
}

/** The challenge that was signed, as the browser wrote it. */
export function challengeIn({ response }: { response: { clientDataJSON: string } }): string | undefined {
  const data = parsed(Buffer.from(response.clientDataJSON, 'base64url').toString('utf8'))
  const challenge = (data as { challenge?: unknown } | undefined | null)?.challenge
  return typeof challenge === 'string' ? challenge : undefined
}
