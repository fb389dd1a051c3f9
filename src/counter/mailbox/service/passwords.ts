import { AppError } from '#kernel/errors'
import type { Secrets } from '#platform/crypto'

const purpose = 'mailbox.password'

interface Place {
  readonly collectivityId: string
  readonly id: string
}

export const sealPassword = (secrets: Secrets, { collectivityId, id }: Place, password: string): string =>
  secrets.seal(purpose, password, `${collectivityId} ${id}`)

/** @throws AppError `unavailable mail.imap_refused` when the installation's secret is not the one it was sealed with. */
export function openPassword(
  secrets: Secrets,
  { collectivityId, id, passwordSealed }: Place & { readonly passwordSealed: string },
): string {
  const password = secrets.open(purpose, passwordSealed, `${collectivityId} ${id}`)
  if (password === undefined) throw new AppError('unavailable', 'mail.imap_refused', { detail: 'sealed elsewhere' })
  return password
}
