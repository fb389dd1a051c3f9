import type { ProviderName } from '../schema.ts'
import type { Tools } from './tools.ts'

/** What a browser keeps to end the session at the provider too. */
interface Farewell {
  readonly provider: ProviderName
  readonly idToken: string
}

/** Sealed for the browser's cookie: nobody else reads which identity it was. */
export const sealFarewell = ({ secrets }: Tools, farewell: Farewell): string =>
  secrets.seal('state.farewell', JSON.stringify(farewell))

/** Where providers send the browser once the session there is ended: registered with them. */
export const afterSignOutPath = '/deconnexion/retour'

/**
 * Where to send the browser to end the session at its provider; undefined when there is nothing to end, or when the
 * provider cannot be reached: she is signed out here all the same.
 */
export const endSessionUrl =
  ({ secrets, providers, publicUrl }: Tools) =>
  async (sealed: string, origin: string): Promise<{ url: string; provider: ProviderName } | undefined> => {
    const text = secrets.open('state.farewell', sealed)
    if (text === undefined) return undefined
    const { provider, idToken } = JSON.parse(text) as Farewell
    const state = secrets.seal('state.after_sign_out', origin)
    const url = await providers.get(provider)?.endSessionUrl(idToken, { uri: publicUrl + afterSignOutPath, state })
    return url && { url: url.href, provider }
  }

/** The site that the person left, from what the provider hands back. */
export const originAfterSignOut = ({ secrets }: Tools, state: string | undefined): string | undefined =>
  state === undefined ? undefined : secrets.open('state.after_sign_out', state)
