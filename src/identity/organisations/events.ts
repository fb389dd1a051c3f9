import { Type } from 'typebox'
import { defineEvent } from '#platform/events'

const Id = Type.String({ format: 'uuid' })

/** The register no longer says that somebody answers for an organisation: what she gave is to be looked at again. */
export const roleLost = defineEvent(
  'organisations.role_lost',
  Type.Object({ linkId: Id, organisationId: Id, accountId: Id, collectivityId: Type.Union([Id, Type.Null()]) }),
)

/** Somebody left an organisation, or was taken out of it. */
export const linkEnded = defineEvent(
  'organisations.link_ended',
  Type.Object({ linkId: Id, organisationId: Id, accountId: Id }),
)
