import { Type } from 'typebox'
import { defineEvent } from '#platform/events'

const Id = Type.String({ format: 'uuid' })

/** Its circuit came to an end: the person who asked has her answer. */
export const dossierClosed = defineEvent('dossier.closed', Type.Object({ collectivityId: Id, dossierId: Id }))
