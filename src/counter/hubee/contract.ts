import { type Static, Type } from 'typebox'

/**
 * What is read of HubEE's answers, by its contract `api_folder` 1.2.7 (github.com/dinum-HubEE/Documentations). Only what is
 * used: what else an answer holds is left.
 */

const Id = Type.String({ format: 'uuid' })
const Text = Type.String()
const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

export const Token = Type.Object({ access_token: Type.String({ minLength: 1, maxLength: 8000 }) })

export const Notifications = Type.Array(
  Type.Object({ id: Id, processCode: Text, caseId: orNull(Id), eventId: orNull(Id) }),
  { maxItems: 1000 },
)
export type Notification = Static<typeof Notifications>[number]

const Attachment = Type.Object({
  id: Id,
  fileName: Text,
  type: Text,
  size: Type.Number(),
  mimeType: Text,
})
export type GivenAttachment = Static<typeof Attachment>

export const Event = Type.Object({
  id: Id,
  message: orNull(Text),
  comment: orNull(Text),
  actionType: orNull(Text),
  author: orNull(Text),
  attachments: orNull(Type.Array(Attachment)),
})
export type GivenEvent = Static<typeof Event>

export const Case = Type.Object({
  id: Id,
  status: Text,
  recipient: Type.Object({ companyRegister: Text }),
  externalId: Text,
  processCode: Text,
  createDateTime: Text,
  applicant: orNull(Type.Object({ firstName: Text, lastName: Text, email: orNull(Text) })),
  attachments: orNull(Type.Array(Attachment)),
  events: orNull(Type.Array(Event)),
})
export type GivenCase = Static<typeof Case>
