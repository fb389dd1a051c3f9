import type { Actor } from '#kernel/actor'
import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import type { PlaceNames } from '../domain/director.ts'
import type { Register } from '../register/client.ts'
import type { CertifiedIdentity } from '../schema.ts'

/** What the use cases are built on, one per process. */
export interface Tools {
  readonly register: Register
  readonly certifiedIdentity: CertifiedIdentity
  readonly placeNames: PlaceNames
  readonly secrets: Secrets
}

/** Who acts for herself. @throws AppError `forbidden organisations.account` for anybody who is not a person signed in. */
export function accountOf({ actor }: Pick<Context, 'actor'>): Extract<Actor, { kind: 'account' }> {
  if (actor.kind === 'account') return actor
  throw new AppError('forbidden', 'organisations.account')
}
