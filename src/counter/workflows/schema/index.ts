import { type Static, Type } from 'typebox'
import type { Value } from '#kernel/expression'
import { Deed, deedKinds, type Redirect, type ShowText, Way, wayKinds } from './deeds.ts'
import { Anchor, closed, Condition, Delay, Identifier, oneOf, type Recipient, Slug, Text, Tone } from './pieces.ts'
import type { Action, AskOutside, Attach, AwaitApplicant, Call, Edit, FillForm } from './waits.ts'
import { Wait, waitKinds } from './waits.ts'

/**
 * Words that a text of a circuit may hold between braces; the caller gives their values (see `renderTemplate`). Besides
 * these: `{answer.x}`, `{internal.x}` and `{option.x}`.
 */
export const templateVariables = [
  'number',
  'procedure',
  'collectivity',
  'reason',
  'message',
  'deadline',
  'name',
] as const

/** By the `kind` each step bears. */
export const stepKinds = { ...deedKinds, ...wayKinds, ...waitKinds }

export const Step = Type.Union([Deed, Way, Wait])

const Phase = oneOf('received', 'examined', 'waiting_applicant', 'decided')
const Outcome = oneOf('accepted', 'refused', 'closed')

export const Status = closed({
  id: Identifier,
  /** For agents: "À l’étude". */
  label: Text,
  /** For the applicant, one sentence: "Le service étudie votre demande." */
  publicLabel: Text,
  /** Where it stands on the applicant's line of steps, and how lists count it. */
  phase: Phase,
  /** Set on statuses that end the case. */
  outcome: Type.Optional(Outcome),
  /** Which functions read the case while it is here; all of them unless said. */
  visibleTo: Type.Optional(Type.Array(Identifier, { minItems: 1 })),
  /** The applicant goes on reading the status before it. */
  hiddenFromApplicant: Type.Optional(Type.Boolean()),
  /** Run in order on entry, until the waits, which come last and are offered together; a status with an outcome has none. */
  steps: Type.Array(Step),
})

/** What each form sets for itself when it follows this circuit; read by `["option", id]` and `{option.id}`. */
const Option = closed({
  id: Identifier,
  label: Text,
  /** An amount is in cents. */
  type: oneOf('text', 'number', 'amount', 'boolean', 'date'),
  default: Type.Union([Type.String({ maxLength: 5000 }), Type.Number(), Type.Boolean()]),
})

/** A field of the case that the circuit and its agents fill; read by `["internal", id]` and `{internal.id}`. */
const InternalField = closed({
  id: Identifier,
  label: Text,
  type: oneOf('text', 'long_text', 'number', 'amount', 'boolean', 'date', 'choice', 'list'),
  options: Type.Optional(Type.Array(closed({ value: Identifier, label: Text }), { minItems: 1, maxItems: 200 })),
  /** The applicant may read it; agents only unless said. */
  shared: Type.Optional(Type.Boolean()),
})

/** Something that can be done from several statuses: by hand, after a delay, or by a signed call. */
const GlobalAction = closed({
  id: Identifier,
  label: Text,
  /** Every status that does not end the case unless said. */
  from: Type.Optional(Type.Array(Identifier, { minItems: 1 })),
  on: Type.Union([
    closed({
      kind: Type.Literal('hand'),
      by: Type.Array(Identifier, { minItems: 1 }),
      tone: Tone,
      consequences: Type.Array(Text, { minItems: 1 }),
    }),
    closed({ kind: Type.Literal('delay'), after: Delay, from: oneOf('submitted', 'deadline') }),
    closed({ kind: Type.Literal('call') }),
  ]),
  when: Type.Optional(Condition),
  steps: Type.Array(Deed),
  /** Where the case goes then; it stays where it is unless said. */
  to: Type.Optional(Identifier),
})

/** How long a case is kept once it ended so, and how it goes. */
const Retention = closed({ months: Type.Integer({ minimum: 1, maximum: 1200 }), end: oneOf('anonymise', 'remove') })

/** One revision of a circuit. */
export const Workflow = closed({
  format: Type.Literal('traboule.workflow/1'),
  slug: Slug,
  title: Text,
  summary: Text,
  /** Who does what; each commune binds them to a service and a role. */
  functions: Type.Array(closed({ id: Identifier, label: Text, role: oneOf('agent', 'supervisor') }), { minItems: 1 }),
  options: Type.Optional(Type.Array(Option, { maxItems: 60 })),
  internal: Type.Optional(Type.Array(InternalField, { maxItems: 200 })),
  actions: Type.Optional(Type.Array(GlobalAction, { maxItems: 60 })),
  retention: Type.Optional(
    closed({
      accepted: Type.Optional(Retention),
      refused: Type.Optional(Retention),
      closed: Type.Optional(Retention),
    }),
  ),
  initial: Identifier,
  statuses: Type.Array(Status, { minItems: 2 }),
})

export type Step = Static<typeof Step>
export type DeedStep = Static<typeof Deed>
export type WayStep = Static<typeof Way>
export type WaitStep = Static<typeof Wait>
export type ActionStep = Static<typeof Action>
export type AwaitApplicantStep = Static<typeof AwaitApplicant>
export type AskOutsideStep = Static<typeof AskOutside>
export type CallStep = Static<typeof Call>
export type EditStep = Static<typeof Edit>
export type FillFormStep = Static<typeof FillForm>
export type AttachStep = Static<typeof Attach>
export type ShowTextStep = Static<typeof ShowText>
export type RedirectStep = Static<typeof Redirect>
export type Status = Static<typeof Status>
export type Phase = Status['phase']
export type CaseOutcome = NonNullable<Status['outcome']>
export type Workflow = Static<typeof Workflow>
export type GlobalAction = Static<typeof GlobalAction>
export type InternalField = Static<typeof InternalField>
export type WorkflowOption = Static<typeof Option>
export type TemplateVariable = (typeof templateVariables)[number]
export type Delay = Static<typeof Delay>
export type Anchor = Static<typeof Anchor>
export type Recipient = Static<typeof Recipient>
type Text = Static<typeof Text>

/** A delay whose options have been replaced by their numbers. */
export interface KnownDelay {
  readonly unit: 'days' | 'workingDays' | 'hours' | 'months'
  /** Negative before the anchor. */
  readonly count: number
}

export type NamedValues = { readonly [id: string]: Value }

/** Work that leaves the database, asked by a step that is named. */
export type Errand =
  | { readonly work: 'card'; readonly list: string; readonly record: Value; readonly values: NamedValues }
  | {
      readonly work: 'create_case'
      readonly procedure: string
      readonly collectivity: string | null
      readonly answers: NamedValues
    }
  | {
      readonly work: 'generate_document'
      readonly template: string
      readonly name: Text
      readonly readBy: 'applicant' | 'agents'
    }
  | {
      readonly work: 'call'
      readonly method: CallStep['method']
      readonly url: string
      readonly body: NamedValues
    }

/** What entering a status does, for the caller to carry out in the same transaction. */
export type Effect =
  | { readonly kind: 'assign'; readonly function: string }
  | { readonly kind: 'notify'; readonly subject: Text; readonly body: Text }
  | {
      readonly kind: 'send'
      readonly channel: 'email' | 'sms' | 'in_app' | 'letter'
      readonly to: Recipient
      readonly subject?: Text
      readonly body: Text
    }
  | { readonly kind: 'comment'; readonly to: 'applicant' | 'agents'; readonly body: Text }
  | { readonly kind: 'clock'; readonly command: 'pause' | 'resume' }
  | { readonly kind: 'mark'; readonly mark: string; readonly status: string }
  | { readonly kind: 'set'; readonly values: NamedValues }
  | { readonly kind: 'errand'; readonly step: string; readonly into: string | null; readonly errand: Errand }
  /** Something happens by itself at a moment: `step` names the wait, the global action, or the outcome that is kept so long. */
  | {
      readonly kind: 'timer'
      readonly of: 'wait' | 'action' | 'retention'
      readonly step: string
      readonly after: KnownDelay
      readonly from: Anchor
    }
  | {
      readonly kind: 'ask'
      readonly step: string
      readonly service: AskOutsideStep['service']
      readonly parameters: NamedValues
      readonly timeout: KnownDelay
    }
  | { readonly kind: 'anonymise' }
  | { readonly kind: 'remove' }
  | { readonly kind: 'close'; readonly outcome: CaseOutcome }

/** A move that the circuit allows: the statuses passed through, ending where it waits, and the effects in order. */
export interface Transition {
  readonly path: readonly string[]
  readonly status: string
  readonly phase: Phase
  readonly effects: readonly Effect[]
}

/** A revision of a circuit, as it was published: it never changes. */
export interface Revision {
  readonly slug: string
  /** From 1. */
  readonly number: number
  readonly workflow: Workflow
}
