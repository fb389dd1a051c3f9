export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'too_many'
  | 'unavailable'

/**
 * A dead end that we foresaw. `code` (`house.reason`) selects the person's sentence in the catalogue;
 * `detail` and `cause` go to the log only. Anything else thrown is a bug.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly kind: ErrorKind
  readonly code: string
  readonly detail: string | undefined

  constructor(kind: ErrorKind, code: string, options: { cause?: unknown; detail?: string } = {}) {
    super(`${kind} ${code}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.code = code
    this.detail = options.detail
  }
}

/** Someone else's resource is "not found", never "forbidden": an address must not tell that something exists. */
export const notFound = (code: string, detail?: string): AppError =>
  new AppError('not_found', code, detail === undefined ? {} : { detail })
