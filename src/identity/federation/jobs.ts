import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Tells a CAS application that somebody left; tried again until it hears. */
export const tellCasService = defineJob('federation.tell_cas_service', Type.Object({ loginId: Id }))

/**
 * Tells a SAML application, by SOAP, that somebody left; tried again until it answers. With `signOutId`, only if the browser that
 * had to tell it, in that departure, has not.
 */
export const tellServiceProvider = defineJob(
  'federation.tell_service_provider',
  Type.Object({ loginId: Id, signOutId: Type.Optional(Id) }),
)

/** Makes the pieces of requests, tickets and departures ahead, drops past ones, deletes entries older than a year. Each night. */
export const sweepFederation = defineJob('federation.sweep', Type.Object({}))

/** Reads metadata again where they are published. Asked for each night. */
export const refreshMetadata = defineJob('federation.refresh_metadata', Type.Object({}))
