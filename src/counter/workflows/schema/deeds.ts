import { Type } from 'typebox'
import { closed, Condition, Identifier, oneOf, Recipient, Slug, Text, Values } from './pieces.ts'

/** Steps that run at once, in order, when a case enters a status. */

/** Done only when it holds; always unless said. */
const when = { when: Type.Optional(Condition) }

/** Gives the case to the people who hold a function: it appears in their list, without a holder. */
const Assign = closed({ kind: Type.Literal('assign'), function: Identifier, ...when })

/** Gives it by rule: the first whose condition holds; otherwise as said, or as it is. */
const Dispatch = closed({
  kind: Type.Literal('dispatch'),
  rules: Type.Array(closed({ when: Condition, function: Identifier }), { minItems: 1, maxItems: 50 }),
  otherwise: Type.Optional(Identifier),
})

/** Tells the applicant, by e-mail and in the case. Variables: see `templateVariables`. */
const Notify = closed({
  kind: Type.Literal('notify'),
  to: Type.Literal('applicant'),
  subject: Text,
  body: Text,
  ...when,
})

/** Writes to somebody. `in_app` is read in the case; a letter is made as a PDF that an agent posts. */
const Send = closed({
  kind: Type.Literal('send'),
  channel: oneOf('email', 'sms', 'in_app', 'letter'),
  to: Recipient,
  /** Of an e-mail or a letter. */
  subject: Type.Optional(Text),
  body: Text,
  ...when,
})

/** Shown on the case while it is in this status. */
export const ShowText = closed({
  kind: Type.Literal('show_text'),
  to: oneOf('applicant', 'agents', 'everyone'),
  tone: Type.Optional(oneOf('info', 'warn', 'success')),
  body: Text,
  ...when,
})

/** A link shown on the case while it is in this status: where the person goes on. */
export const Redirect = closed({
  kind: Type.Literal('redirect'),
  to: oneOf('applicant', 'agents'),
  label: Text,
  /** A template, of a web address whose site is written in full, or of a page of the platform; values are escaped in it. */
  url: Type.String({ minLength: 1, maxLength: 2000 }),
  ...when,
})

/** A line written in the case by the circuit itself. */
const Comment = closed({ kind: Type.Literal('comment'), to: oneOf('applicant', 'agents'), body: Text, ...when })

/** Stops the clock of the promise, or starts it again with the time that was left; resuming a running clock does nothing. */
const Clock = closed({ kind: Type.Literal('clock'), command: oneOf('pause', 'resume'), ...when })

/** Goes to another status at once, when the condition holds (or always). */
const Jump = closed({ kind: Type.Literal('jump'), to: Identifier, ...when })

/** Remembers this status under a name, for a later `return`. */
const Mark = closed({ kind: Type.Literal('mark'), id: Identifier, ...when })

/** Goes back to the status that bears the mark; to another one when the case never passed it. */
const Return = closed({ kind: Type.Literal('return'), mark: Identifier, otherwise: Identifier, ...when })

/** Writes in agents' own fields; what cannot be worked out is left empty. */
const Set_ = closed({ kind: Type.Literal('set'), fields: Values, ...when })

/** Creates a record of a reference list, or changes the one whose id is given. */
const Card = closed({
  kind: Type.Literal('card'),
  id: Identifier,
  list: Slug,
  record: Type.Optional(Condition),
  values: Values,
  /** The agents' field that keeps the id of the record. */
  into: Type.Optional(Identifier),
  ...when,
})

/** Files a case of another procedure, in the same collectivity or in the one whose code is given. */
const CreateCase = closed({
  kind: Type.Literal('create_case'),
  id: Identifier,
  procedure: Slug,
  collectivity: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
  answers: Values,
  /** The agents' field that keeps the number of the new case. */
  into: Type.Optional(Identifier),
  ...when,
})

/** Fills a template of the library (ODT or DOCX) and keeps the PDF with the case. */
const GenerateDocument = closed({
  kind: Type.Literal('generate_document'),
  id: Identifier,
  template: Slug,
  name: Text,
  readBy: oneOf('applicant', 'agents'),
  ...when,
})

/** Takes the person out of the case: names, addresses, answers and messages; figures stay. */
const Anonymise = closed({ kind: Type.Literal('anonymise'), ...when })

/** Takes the case out of sight; its retention rule erases it. */
const Remove = closed({ kind: Type.Literal('remove'), ...when })

export const deedKinds = {
  assign: Assign,
  dispatch: Dispatch,
  notify: Notify,
  send: Send,
  show_text: ShowText,
  redirect: Redirect,
  comment: Comment,
  clock: Clock,
  mark: Mark,
  set: Set_,
  card: Card,
  create_case: CreateCase,
  generate_document: GenerateDocument,
  anonymise: Anonymise,
  remove: Remove,
}

export const wayKinds = { jump: Jump, return: Return }

/** What does something and stays: global actions are made of these. */
export const Deed = Type.Union([
  Assign,
  Dispatch,
  Notify,
  Send,
  ShowText,
  Redirect,
  Comment,
  Clock,
  Mark,
  Set_,
  Card,
  CreateCase,
  GenerateDocument,
  Anonymise,
  Remove,
])
export const Way = Type.Union([Jump, Return])
