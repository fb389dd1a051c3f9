import { Type } from 'typebox'
import { defineEvent } from '#platform/events'

const Id = Type.String({ format: 'uuid' })

/** Nothing in a request says who asked any more: the houses that keep something for it forget her too. */
export const dossierErased = defineEvent(
  'dossier.erased',
  Type.Object({
    collectivityId: Id,
    dossierId: Id,
    /** What was kept while it was a draft bears its id. */
    draftId: Id,
    way: Type.Union([Type.Literal('anonymise'), Type.Literal('remove')]),
  }),
)

/** The person of a request that was filed for her has shown that it is hers. */
export const dossierClaimed = defineEvent(
  'dossier.claimed',
  Type.Object({ collectivityId: Id, dossierId: Id, accountId: Id, contactId: Type.Union([Id, Type.Null()]) }),
)

/** A letter of a circuit went to the post. */
export const letterPosted = defineEvent(
  'dossier.letter_posted',
  Type.Object({ collectivityId: Id, dossierId: Id, letterId: Id }),
)
