import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Writes to who is asked to stand in, or to who is away: what was declared for her, what a colleague answered. */
export const tellAbsence = defineJob(
  'dispatch.tell_absence',
  Type.Object({
    /** Made by who asks: sent again, it stays one mail. */
    mailId: Id,
    collectivityId: Id,
    absenceId: Id,
    /** Who is written to. */
    accountId: Id,
    what: Type.Union([
      Type.Literal('asked'),
      Type.Literal('declared'),
      Type.Literal('accepted'),
      Type.Literal('declined'),
    ]),
    /** The colleague who answered. */
    byAccountId: Type.Optional(Id),
  }),
)
