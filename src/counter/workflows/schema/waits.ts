import { Type } from 'typebox'
import { Anchor, By, closed, Condition, Delay, Identifier, oneOf, Text, Tone, Values } from './pieces.ts'

/** Steps at which a case waits: they come last in a status and are offered together. */

/** Offered only when it holds. A status whose every wait has a condition is refused: the case could be stuck. */
const when = { when: Type.Optional(Condition) }

/** Somebody who holds one of the functions may press this button. */
export const Action = closed({
  kind: Type.Literal('action'),
  id: Identifier,
  label: Text,
  by: Type.Array(Identifier, { minItems: 1 }),
  tone: Tone,
  to: Identifier,
  /** The text the agent writes with it: `reason` is read by the applicant, `note` stays inside. */
  asks: Type.Optional(
    closed({
      kind: oneOf('reason', 'note'),
      required: Type.Boolean(),
      label: Text,
      hint: Type.Optional(Text),
    }),
  ),
  /** What the button does, written under it: who is told, what stops, what starts. */
  consequences: Type.Array(Text, { minItems: 1 }),
  ...when,
})

/** The applicant sends what was asked, with documents, or corrects what she answered; then the case moves on. */
export const AwaitApplicant = closed({
  kind: Type.Literal('await_applicant'),
  id: Identifier,
  to: Identifier,
  /** What the applicant reads above the reply box. */
  invitation: Text,
  /** A reply in her own words unless said. */
  asks: Type.Optional(oneOf('reply', 'correction', 'documents')),
  /** Answers that she may correct; all of them unless said. */
  fields: Type.Optional(Type.Array(Identifier, { minItems: 1, maxItems: 200 })),
  /** Documents expected, by name, each with why it is asked or what it must show. */
  documents: Type.Optional(
    Type.Array(closed({ id: Identifier, label: Text, hint: Type.Optional(Text) }), { minItems: 1, maxItems: 20 }),
  ),
})

/** Nobody needs to do anything: the case moves when the time has come. */
export const OnDelay = closed({
  kind: Type.Literal('on_delay'),
  id: Identifier,
  after: Delay,
  /** Entering the status unless said. A moment that is past when the status is entered is due at once. */
  from: Type.Optional(Anchor),
  to: Identifier,
  ...when,
})

/** Another program says that the case may move: a signed call names this step. */
export const Trigger = closed({ kind: Type.Literal('trigger'), id: Identifier, label: Text, to: Identifier, ...when })

/** Answers are changed, by the applicant or by an agent: what was filed stays beside it. */
export const Edit = closed({
  kind: Type.Literal('edit'),
  id: Identifier,
  label: Text,
  by: By,
  /** All of them unless said. */
  fields: Type.Optional(Type.Array(Identifier, { minItems: 1, maxItems: 200 })),
  to: Identifier,
  ...when,
})

/** Agents' own fields are filled in, by an agent or by the applicant. */
export const FillForm = closed({
  kind: Type.Literal('form'),
  id: Identifier,
  label: Text,
  intro: Type.Optional(Text),
  by: By,
  fields: Type.Array(closed({ id: Identifier, optional: Type.Optional(Type.Boolean()) }), {
    minItems: 1,
    maxItems: 60,
  }),
  to: Identifier,
  ...when,
})

/** A file is added to the case. */
export const Attach = closed({
  kind: Type.Literal('attach'),
  id: Identifier,
  label: Text,
  by: By,
  /** Who reads what an agent adds; agents only unless said. Both read what the applicant adds. */
  readBy: Type.Optional(oneOf('applicant', 'agents')),
  to: Identifier,
  ...when,
})

/** Who can be asked for an answer from outside: each is served by its own house or by a signed call. */
const outsideServices = ['payment', 'signature', 'appointment', 'expert', 'authority', 'form'] as const

/** An answer is asked outside; the case waits until it is accepted, refused, or too late. */
export const AskOutside = closed({
  kind: Type.Literal('ask_outside'),
  id: Identifier,
  service: oneOf(...outsideServices),
  label: Text,
  /** What who is asked reads. */
  invitation: Type.Optional(Text),
  /** What the service needs: an amount in cents, an agenda, the address of an expert. */
  parameters: Type.Optional(Values),
  /** The agents' field that keeps what was answered: which opinion, a reference. */
  into: Type.Optional(Identifier),
  accepted: Identifier,
  refused: Identifier,
  timedOut: closed({ after: Delay, to: Identifier }),
})

/** Where the case goes when a call fails in this way, once it was tried again as often as said. */
const Policy = closed({
  to: Identifier,
  retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
  /** Between two tries; doubled each time. */
  everyMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1440 })),
})

/** Calls a web service; the case waits for its answer. */
export const Call = closed({
  kind: Type.Literal('call'),
  id: Identifier,
  label: Text,
  method: oneOf('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
  /** A template, of a web address; values are escaped in it. */
  url: Type.String({ minLength: 1, maxLength: 2000 }),
  /** Sent as JSON. */
  body: Type.Optional(Values),
  /** What is kept of the JSON answered: `path` goes from its root by points, `data.items.0.id`; `data_id` is `data.id` where nothing bears that name. */
  into: Type.Optional(
    Type.Array(closed({ field: Identifier, path: Type.String({ minLength: 1, maxLength: 200 }) }), { maxItems: 50 }),
  ),
  timeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
  to: Identifier,
  on4xx: Policy,
  on5xx: Policy,
  onTimeout: Policy,
})

export const waitKinds = {
  action: Action,
  await_applicant: AwaitApplicant,
  on_delay: OnDelay,
  trigger: Trigger,
  edit: Edit,
  form: FillForm,
  attach: Attach,
  ask_outside: AskOutside,
  call: Call,
}

export const Wait = Type.Union([Action, AwaitApplicant, OnDelay, Trigger, Edit, FillForm, Attach, AskOutside, Call])
