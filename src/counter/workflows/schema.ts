import { type Static, Type } from 'typebox'

const Text = Type.Object(
  { fr: Type.String({ minLength: 1, maxLength: 5000 }), en: Type.Optional(Type.String({ maxLength: 5000 })) },
  { additionalProperties: false },
)

/** A misspelt property of a definition is an error, not a silence. */
const strict = { additionalProperties: false }

const Identifier = Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' })
const Condition = Type.Unsafe<import('#kernel/expression').Expression>({})

/** Gives the case to the people who hold a function: it appears in their list, without a holder. */
const Assign = Type.Object({ kind: Type.Literal('assign'), function: Identifier }, strict)

/** Words that a mail may hold between braces; the caller gives their values (see `renderTemplate`). */
export const templateVariables = [
  'number',
  'procedure',
  'collectivity',
  'reason',
  'message',
  'deadline',
  'name',
] as const

/**
 * Tells the applicant, by e-mail and in the case. Variables: `{number}`, `{procedure}`, `{collectivity}`, `{reason}`,
 * `{message}`, `{deadline}`, `{name}`.
 */
const Notify = Type.Object(
  { kind: Type.Literal('notify'), to: Type.Literal('applicant'), subject: Text, body: Text },
  strict,
)

/** Stops the clock of the promise, or starts it again with the time that was left; resuming a running clock does nothing. */
const Clock = Type.Object({
  kind: Type.Literal('clock'),
  command: Type.Union([Type.Literal('pause'), Type.Literal('resume')]),
})

/** Goes to another status at once, when the condition holds (or always). */
const Jump = Type.Object({ kind: Type.Literal('jump'), to: Identifier, when: Type.Optional(Condition) }, strict)

/** A wait: somebody who holds one of the functions may press this button. */
const Action = Type.Object(
  {
    kind: Type.Literal('action'),
    id: Identifier,
    label: Text,
    by: Type.Array(Identifier, { minItems: 1 }),
    /** `accept` and `refuse` close or prepare the answer; `return` goes back; `request` asks the person; `forward` moves on. */
    tone: Type.Union([
      Type.Literal('accept'),
      Type.Literal('refuse'),
      Type.Literal('request'),
      Type.Literal('forward'),
      Type.Literal('return'),
    ]),
    to: Identifier,
    /** The text the agent writes with it: `reason` is read by the applicant, `note` stays inside. */
    asks: Type.Optional(
      Type.Object(
        {
          kind: Type.Union([Type.Literal('reason'), Type.Literal('note')]),
          required: Type.Boolean(),
          label: Text,
          hint: Type.Optional(Text),
        },
        strict,
      ),
    ),
    /** What the button does, written under it: who is told, what stops, what starts. */
    consequences: Type.Array(Text, { minItems: 1 }),
  },
  strict,
)

/** A wait: the applicant sends what was asked, with documents; then the case moves on. */
const AwaitApplicant = Type.Object(
  {
    kind: Type.Literal('await_applicant'),
    id: Identifier,
    to: Identifier,
    /** What the applicant reads above the reply box. */
    invitation: Text,
  },
  strict,
)

/** By the `kind` each step bears. */
export const stepKinds = {
  assign: Assign,
  notify: Notify,
  clock: Clock,
  jump: Jump,
  action: Action,
  await_applicant: AwaitApplicant,
}

export const Step = Type.Union([Assign, Notify, Clock, Jump, Action, AwaitApplicant])

export const Status = Type.Object(
  {
    id: Identifier,
    /** For agents: "À l’étude". */
    label: Text,
    /** For the applicant, one sentence: "Le service étudie votre demande." */
    publicLabel: Text,
    /** Where it stands on the applicant's line of steps, and how lists count it. */
    phase: Type.Union([
      Type.Literal('received'),
      Type.Literal('examined'),
      Type.Literal('waiting_applicant'),
      Type.Literal('decided'),
    ]),
    /** Set on statuses that end the case. */
    outcome: Type.Optional(Type.Union([Type.Literal('accepted'), Type.Literal('refused'), Type.Literal('closed')])),
    /** Run in order on entry, until the waits, which come last and are offered together; a status with an outcome has none. */
    steps: Type.Array(Step),
  },
  strict,
)

/** One revision of a circuit. */
export const Workflow = Type.Object(
  {
    format: Type.Literal('traboule.workflow/1'),
    slug: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 }),
    title: Text,
    summary: Text,
    /** Who does what; each commune binds them to a service and a role. */
    functions: Type.Array(
      Type.Object(
        {
          id: Identifier,
          label: Text,
          role: Type.Union([Type.Literal('agent'), Type.Literal('supervisor')]),
        },
        strict,
      ),
      { minItems: 1 },
    ),
    initial: Identifier,
    statuses: Type.Array(Status, { minItems: 2 }),
  },
  { additionalProperties: false },
)

export type Step = Static<typeof Step>
export type ActionStep = Static<typeof Action>
export type AwaitApplicantStep = Static<typeof AwaitApplicant>
export type Status = Static<typeof Status>
export type Phase = Status['phase']
export type CaseOutcome = NonNullable<Status['outcome']>
export type Workflow = Static<typeof Workflow>
export type TemplateVariable = (typeof templateVariables)[number]

/** What entering a status does, for the caller to carry out in the same transaction. */
export type Effect =
  | { readonly kind: 'assign'; readonly function: string }
  | { readonly kind: 'notify'; readonly subject: Static<typeof Text>; readonly body: Static<typeof Text> }
  | { readonly kind: 'clock'; readonly command: 'pause' | 'resume' }
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
