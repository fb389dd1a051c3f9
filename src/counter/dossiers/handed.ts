import { Type } from 'typebox'
import { defineEvent } from '#platform/events'

const Id = Type.String({ format: 'uuid' })

/** Something happened in a request that a partner's tool also holds. */
export const handedMoved = defineEvent(
  'dossiers.handed_moved',
  Type.Object({ collectivityId: Id, dossierId: Id, handoverId: Id }),
)

/** A request was filed; said with its confirmation, a moment later. */
export const dossierFiled = defineEvent('dossiers.filed', Type.Object({ collectivityId: Id, dossierId: Id }))
