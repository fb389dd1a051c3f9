import { type Static, type TProperties, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** What both sides say, version 1: `docs/handover.md`. Fields are added, never changed. */

const Id = Type.String({ format: 'uuid' })
const line = (maxLength: number) => Type.String({ maxLength })
const Moment = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T[0-9:.]+(Z|[+-]\\d{2}:\\d{2})$' })
const shape = <P extends TProperties>(properties: P) => Type.Object(properties)

/** A file, which the other side fetches when it wants it. */
export const FileGiven = shape({
  id: line(80),
  name: line(255),
  mediaType: line(120),
  /** In bytes. */
  size: Type.Integer({ minimum: 0 }),
  /** Of its content, in hexadecimal. */
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  url: line(1000),
})

const Said = shape({
  id: line(80),
  /** As people read it. */
  author: line(200),
  from: Type.Union([Type.Literal('applicant'), Type.Literal('agent')]),
  body: line(20_000),
  at: Moment,
  files: Type.Array(FileGiven, { maxItems: 50 }),
})

const AnswerGiven = shape({
  id: line(120),
  label: line(1000),
  /** As its form types it. */
  value: Type.Unknown(),
  /** The same in words. */
  text: line(20_000),
  files: Type.Optional(Type.Array(line(80), { maxItems: 50 })),
})

export const CaseGiven = shape({
  number: line(80),
  procedure: shape({ id: line(120), title: line(300) }),
  submittedAt: Moment,
  /** The day promised to the person. */
  dueOn: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  subject: line(1000),
  locale: Type.Union([Type.Literal('fr'), Type.Literal('en')]),
  applicant: shape({
    name: line(300),
    email: Type.Union([line(254), Type.Null()]),
    phone: Type.Union([line(40), Type.Null()]),
  }),
  /** For whom, when it is not for herself. */
  actingFor: Type.Optional(line(300)),
  answers: Type.Array(AnswerGiven, { maxItems: 2000 }),
  files: Type.Array(FileGiven, { maxItems: 200 }),
  messages: Type.Array(Said, { maxItems: 500 }),
})

const head = {
  format: Type.Literal('traboule.handover/1'),
  handover: Id,
  /** Place of this message among those that its sender sends about this request: 1, 2, 3… */
  sequence: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
}

const data = {
  /** Giver: here is a request, will you take it? */
  'handover.offered': shape({ ...head, case: CaseGiven, note: Type.Optional(line(20_000)) }),
  /** Taker: it arrived, somebody will look. */
  'handover.received': shape({ ...head, reference: Type.Union([line(80), Type.Null()]) }),
  'handover.accepted': shape({ ...head, reference: Type.Union([line(80), Type.Null()]) }),
  'handover.refused': shape({ ...head, reason: line(20_000) }),
  /** Taker: where it stands there, in words for the person. */
  'handover.status': shape({
    ...head,
    phase: Type.Union([
      Type.Literal('received'),
      Type.Literal('examined'),
      Type.Literal('waiting_applicant'),
      Type.Literal('decided'),
    ]),
    label: line(500),
  }),
  'handover.message': shape({ ...head, message: Said }),
  /** Giver: the answers as they stand, once corrected. */
  'handover.answers': shape({ ...head, answers: Type.Array(AnswerGiven, { maxItems: 2000 }) }),
  /** Taker: it is over. */
  'handover.settled': shape({
    ...head,
    outcome: Type.Union([Type.Literal('accepted'), Type.Literal('refused'), Type.Literal('closed')]),
    text: line(20_000),
    files: Type.Array(FileGiven, { maxItems: 50 }),
  }),
  /** Taker: not ours after all, though it was accepted. */
  'handover.returned': shape({ ...head, reason: line(20_000) }),
  /** Giver: we settle it ourselves after all. */
  'handover.taken_back': shape({ ...head, reason: line(20_000) }),
} as const

export type MessageType = keyof typeof data
export type MessageData<T extends MessageType = MessageType> = Static<(typeof data)[T]>
export type FileGiven = Static<typeof FileGiven>
export type CaseGiven = Static<typeof CaseGiven>
export type Said = Static<typeof Said>
export type AnswerGiven = Static<typeof AnswerGiven>

/** What a message holds besides its head. */
export type MessageBody<T extends MessageType> = Omit<MessageData<T>, 'format' | 'handover' | 'sequence'>

/** One message that arrived, with the type that says what its data is. */
export type Arrived = { readonly [T in MessageType]: { readonly type: T; readonly data: MessageData<T> } }[MessageType]

const checkers = Object.fromEntries(
  Object.entries(data).map(([type, schema]) => [type, Compile(schema)]),
) as unknown as Readonly<
  Record<
    string,
    { Check(value: unknown): boolean; Errors(value: unknown): Iterable<{ instancePath: string; message: string }> }
  >
>

export type Unreadable =
  | { readonly fault: 'unknown_type' }
  | { readonly fault: 'wrong_shape'; readonly place: string; readonly why: string }

/** A message as it was posted, or what is wrong with it, and where. */
export function readArrived(
  type: unknown,
  value: unknown,
): { readonly ok: true; readonly value: Arrived } | { readonly ok: false; readonly refusal: Unreadable } {
  if (typeof type !== 'string' || !Object.hasOwn(checkers, type))
    return { ok: false, refusal: { fault: 'unknown_type' } }
  const checker = checkers[type]
  if (checker?.Check(value) === true) return { ok: true, value: { type, data: value } as Arrived }
  const [first] = checker?.Errors(value) ?? []
  return {
    ok: false,
    refusal: { fault: 'wrong_shape', place: `/data${first?.instancePath ?? ''}`, why: first?.message ?? '' },
  }
}

/** The shapes of all messages, for who writes a tool: published with the documentation. */
export const contractSchemas: Readonly<Record<MessageType, unknown>> = data
