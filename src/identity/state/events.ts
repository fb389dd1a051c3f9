import { Type } from 'typebox'
import { defineEvent } from '#platform/events'

/**
 * ProConnect said for which establishment a professional works: when she links it, and at each sign-in. Certified: it found
 * her among those who direct the organisation.
 */
export const proIdentitySeen = defineEvent(
  'state.pro_identity_seen',
  Type.Object({
    accountId: Type.String({ format: 'uuid' }),
    siret: Type.String({ pattern: '^\\d{14}$' }),
    roles: Type.Array(Type.String({ maxLength: 100 })),
    isCertifiedDirector: Type.Boolean(),
    organizationLabel: Type.Optional(Type.String({ maxLength: 300 })),
  }),
)
