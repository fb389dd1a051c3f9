import { isSameSecret, readableCode, readCode, type Secrets } from '#platform/crypto'

/**
 * The code that whoever starts the platform reads in its terminal, and writes on the first page: nobody else becomes its
 * operator. The same at each start, and worth nothing once somebody runs the platform.
 */
export const installationCodeOf = (secrets: Secrets): string =>
  readableCode(secrets.hmac('installation', 'first operator').subarray(0, 8))

export const isInstallationCode = (secrets: Secrets, typed: string): boolean => {
  const read = readCode(typed)
  return read !== undefined && isSameSecret(read, installationCodeOf(secrets))
}
