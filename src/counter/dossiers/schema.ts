import type { Day } from '#kernel/calendar'
import type { Value } from '#kernel/expression'
import type { Locale } from '#kernel/localized'
import type { Promised } from '#counter/deadlines'
import type { Answers, Entries, LocalizedText } from '#counter/procedures'
import type { CaseOutcome, Phase } from '#counter/workflows'
import type { AnyJournalEvent } from './events.ts'

/** Where an answer comes from: who typed it, or what gave it. */
export type Provenance = 'typed' | 'account' | 'state' | 'computed' | 'agent'

/** What was answered, as the dossier keeps it. */
export interface SheetAnswer {
  readonly value: Answers[string]
  readonly provenance: Provenance
  /** Of what the State gave: the datum, the word by which it was asked, and when it answered (ISO 8601). */
  readonly origin?: { readonly datum: string; readonly consentId: string; readonly at: string }
  /** What values of a list or records were called that day, by value. */
  readonly labels?: Readonly<Record<string, LocalizedText>>
  /** When it was corrected after it was filed, in ISO 8601. */
  readonly editedAt?: string
}
export type AnswerSheet = { readonly [fieldId: string]: SheetAnswer }

/** What one side has corrected since the request was filed: null where an answer was taken away. */
export interface EditedAnswer extends Omit<SheetAnswer, 'value'> {
  readonly value: SheetAnswer['value'] | null
  /** ISO 8601. */
  readonly editedAt: string
}
export type EditedSheet = { readonly [fieldId: string]: EditedAnswer }

/** Whose word an answer is: the request as filed, the person's correction, an agent's. */
export type EditStream = 'applicant_edit' | 'agent_edit'

/** One answer that was corrected. */
export interface AnswerEdit {
  readonly editId: string
  readonly field: string
  readonly stream: EditStream
  readonly before: SheetAnswer | null
  readonly after: SheetAnswer | null
  readonly byName: string
  readonly at: Date
}

/** An agents' own field of a dossier: its value, who wrote it and when. */
export interface InternalValue {
  readonly field: string
  readonly value: Value
  readonly byName: string
  readonly at: Date
}

/** `closed` besides the phases of circuits: what lists and counts go by. */
export const stages = ['received', 'examined', 'waiting_applicant', 'decided', 'closed'] as const
export type Stage = (typeof stages)[number]

/** By which way a request came; only `web` is filed by the person herself, at a browser. */
export const channels = ['web', 'counter', 'phone', 'letter', 'mail', 'sms', 'partner', 'hubee', 'api'] as const
export type Channel = (typeof channels)[number]
export const openStages: readonly Stage[] = ['received', 'examined', 'waiting_applicant', 'decided']

/** A file that the store already holds, as the person named it. */
export interface DepositedFile {
  /** Its address in the file store. */
  readonly digest: string
  readonly name: string
  readonly mediaType: string
  /** In bytes. */
  readonly size: number
}

export interface Attachment extends DepositedFile {
  readonly id: string
  readonly fieldId: string | null
  readonly messageId: string | null
  readonly at: Date
}

/** Inputs by page. */
type ByPage<T> = { readonly [pageId: string]: { readonly [inputName: string]: T } }
export type RawEntry = string | readonly string[]

/** By input, the newest first: the versions of the draft that changed it, and what stood there before. */
export type Changes = ByPage<readonly { readonly version: number; readonly before: RawEntry | null }[]>
/** By input: what another tab had typed, when this one typed something else. */
export type Rivals = ByPage<RawEntry>

/** For whom somebody files, by which right: kept as it was shown when the draft began, and asked again when it is filed. */
export interface ActingFor {
  readonly kind: 'organisation' | 'person'
  /** Names the capacity, for the house that knows it. */
  readonly key: string
  readonly name: string
  /** SIRET, SIREN or RNA. */
  readonly number: string | null
  readonly as: 'director' | 'mandate'
  readonly mandateId: string | null
}

export interface Draft {
  readonly id: string
  readonly collectivityId: string
  readonly offerId: string
  readonly procedureId: string
  readonly revisionNumber: number
  readonly accountId: string | null
  readonly secretHash: Buffer
  readonly entries: Entries
  readonly changes: Changes
  readonly rivals: Rivals
  readonly currentPage: string | null
  readonly locale: Locale
  readonly version: number
  readonly submittedDossierId: string | null
  readonly actingFor: ActingFor | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly expiresAt: Date
  readonly attachments: readonly Attachment[]
}

/** A request that two tools hold. */
export interface Handed {
  /** Of the hand-over. */
  readonly id: string
  /** `giver`: the other settles it; `taker`: it is settled here. */
  readonly role: 'giver' | 'taker'
  /** The other, as people know it. */
  readonly partner: string
  readonly state: HandedState
  /** Its number there. */
  readonly reference: string | null
}

export type HandedState = 'offered' | 'requested' | 'accepted' | 'refused' | 'settled' | 'returned' | 'taken_back'

export interface Dossier {
  readonly collectivityId: string
  readonly id: string
  readonly number: string
  readonly draftId: string
  readonly procedureId: string
  readonly revisionNumber: number
  readonly offerId: string
  readonly workflowSlug: string
  readonly workflowRevision: number
  readonly status: string
  readonly phase: Phase
  readonly outcome: CaseOutcome | null
  readonly serviceId: string | null
  readonly assignedFunction: string | null
  readonly holderAccountId: string | null
  readonly holderName: string | null
  /** What was written with the last action that asked for a reason: a proposal keeps it until its visa. */
  readonly reasonMessageId: string | null
  readonly accountId: string | null
  readonly applicantName: string
  readonly applicantEmail: string
  readonly applicantPhone: string | null
  readonly subject: string
  readonly channel: Channel
  /** Who it is for, among those that the collectivity knows. */
  readonly contactId: string | null
  readonly locale: Locale
  readonly submittedAt: Date
  readonly updatedAt: Date
  readonly dueOn: Day
  readonly clockPausedAt: Date | null
  /** What was promised, with the rules and the calendar of that day; null for those filed before they were kept. */
  readonly promise: Promised | null
  readonly closedAt: Date | null
  /** The place of the last event in the journal: each change writes at least one. */
  readonly version: number
  readonly lastEventHash: Buffer
  readonly actingFor: ActingFor | null
  /** Which entry into its status it is at: the version it had before it; 0 since it was filed. */
  readonly entered: number
  /** By name, the statuses that bear the marks of its circuit. */
  readonly marks: { readonly [mark: string]: string }
  /** While its status is hidden from the person, the one that she goes on reading. */
  readonly shownAs: { readonly status: string; readonly phase: Phase } | null
  /** Since when nothing in it says who asked. */
  readonly erasedAt: Date | null
  /** Since when it is out of sight. */
  readonly removedAt: Date | null
  /** 0 as most, 1 before others, 2 urgent. */
  readonly priority: number
  /** Words that rules or agents put on it. */
  readonly labels: readonly string[]
  /** Which other authority's tool has it too: to settle it, or because it came from there. */
  readonly handed: Handed | null
  /** Kept beyond its time, since a moment in ISO 8601. */
  readonly hold: { readonly byName: string; readonly at: string } | null
  /** The request that it is treated with; it is closed then, and moves no more by itself. */
  readonly joinedTo: string | null
}

export interface Message {
  readonly id: string
  readonly direction: 'to_applicant' | 'from_applicant' | 'note'
  readonly authorAccountId: string | null
  readonly authorName: string
  readonly body: string
  readonly at: Date
}

/** Everything of one dossier, for its page. */
export interface DossierFile {
  readonly dossier: Dossier
  /** As they stand: corrected, where they were. */
  readonly answers: AnswerSheet
  /** The corrections, the first one first. */
  readonly edits: readonly AnswerEdit[]
  /** The agents' own fields. */
  readonly fields: readonly InternalValue[]
  /** The forms that it has left for another procedure's, the first one first. */
  readonly former: readonly FormerForm[]
  readonly events: readonly AnyJournalEvent[]
  readonly messages: readonly Message[]
  readonly attachments: readonly Attachment[]
}

/** A form that a request has left for another procedure's, with its answers as they stood. */
export interface FormerForm {
  readonly id: string
  readonly procedureId: string
  readonly revisionNumber: number
  readonly workflowSlug: string
  readonly workflowRevision: number
  readonly status: string
  readonly answers: AnswerSheet
  /** The agents' own fields, as they stood. */
  readonly fields: readonly InternalValue[]
  readonly byName: string
  readonly at: Date
}
