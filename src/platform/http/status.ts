import type { ErrorKind } from '#kernel/errors'

const statuses: Readonly<Record<ErrorKind, number>> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
}

export const statusOf = (kind: ErrorKind): number => statuses[kind]
