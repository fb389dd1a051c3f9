import type { VNode } from 'preact'
import type { Shown } from '#counter/dossiers'
import type { CaseHandovers } from '#counter/handover'
import type { ConversationItem, FileRowProps, IconName, SelectOption, StateChipProps } from '#platform/html'
import type { Locale } from '#platform/i18n'
import type { AskedView } from '../../asked/block.tsx'
import type { WhyView } from '../../dispatch/why.tsx'
import type { DelaysView } from './delays.tsx'
import type { OwnField } from '../../../tasks/index.ts'
import type { JoinedView } from '../tied/view.ts'

/** One answer, with its files when it is one of files. */
export interface AnswerView {
  readonly label: string
  readonly text: string
  /** A place, a signature: its words and its picture. */
  readonly drawn?: VNode | undefined
  readonly files: readonly FileRowProps[]
  readonly isFromAccount: boolean
  /** What was corrected since it was filed, the first one first. */
  readonly corrections?: readonly string[]
  /** When the State gave it. */
  readonly fromStateOn?: string | undefined
}

export interface SectionView {
  readonly title: string
  /** Questions left without an answer, by their labels. */
  readonly unanswered: readonly string[]
  /** Rows of a repeated block stand under their own title: "Enfant 2". */
  readonly groups: readonly { readonly title: string | undefined; readonly answers: readonly AnswerView[] }[]
}

export interface ActionView {
  readonly id: string
  readonly label: string
  readonly icon: IconName
  readonly kind: 'primary' | 'quiet' | 'danger'
  readonly consequences: readonly string[]
  readonly asks: { readonly label: string; readonly hint: string | undefined; readonly isRequired: boolean } | undefined
}

/** The clock of the promise, in words. */
export interface ClockView {
  readonly label: string
  readonly value: string
  readonly note: string
  readonly tone: 'calm' | 'warn' | 'bad'
  /** The day itself, for programs. */
  readonly day?: string | undefined
}

export interface HolderView {
  readonly kind: 'nobody' | 'me' | 'other'
  readonly name: string
  readonly canTake: boolean
  readonly canRelease: boolean
}

/** What the agent typed and that did not pass, by the name of the form it was in. */
export interface Typed {
  /** `action:refuse`, `message`, `transfer`. */
  readonly form: string
  readonly values: Readonly<Record<string, string>>
  /** Sentences by the id of the control that takes the focus. */
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

/** A file that has arrived but whose message has not left: sealed, so that nobody can name another one's. */
export interface KeptFile {
  readonly sealed: string
  readonly name: string
  readonly note: string
}

/** What others did since the page was opened. */
export interface ConflictView {
  readonly lines: readonly { readonly text: string; readonly href: string }[]
  /** What colleagues wrote meanwhile, to be read beside what was typed. */
  readonly theirs: readonly { readonly author: string; readonly text: string }[]
  /** Whether something was typed, and whether its form still stands. */
  readonly typed: 'nothing' | 'kept' | 'kept_as_note'
}

/** A newer revision that the case may follow. */
export interface RevisionView {
  readonly moveId: string
  readonly sentence: string
}

export interface Neighbours {
  readonly listHref: string
  readonly listLabel: string
  readonly previousHref: string | undefined
  readonly nextHref: string | undefined
}

export interface CasePageProps {
  readonly locale: Locale
  /** `/bureau/corbas/demandes/…`, where forms are sent. */
  readonly address: string
  /** The list it was opened from, as a query string at the end of each form's address. */
  readonly from: string
  readonly version: number
  /** Each form bears it: sent twice, it is done once. */
  readonly key: string
  readonly neighbours: Neighbours
  readonly title: string
  readonly subject: string | undefined
  readonly state: StateChipProps
  /** When it is more pressing than most. */
  readonly priority: StateChipProps | undefined
  readonly labels: readonly string[]
  readonly person: {
    readonly name: string
    readonly email: string
    readonly phone: string | undefined
    readonly phoneHref: string | undefined
    readonly isEnglish: boolean
    /** Neither an address nor an account: the letter to post, where what is written here does not reach. */
    readonly letterHref: string | undefined
    /** Her record among those that the collectivity knows, or where to tie one; nothing for who meets nobody. */
    readonly record: { readonly href: string; readonly label: string } | undefined
  }
  /** For whom and by which right, when the request was not filed for who wrote it. */
  readonly actingFor: { readonly label: string; readonly value: string } | undefined
  readonly meta: string
  readonly sections: readonly SectionView[]
  readonly pdfHref: string
  readonly talk: readonly ConversationItem[]
  readonly clock: ClockView
  readonly delays: DelaysView
  readonly actions: readonly ActionView[]
  /** What is hers to do otherwise than by a button, each on its page. */
  readonly tasks: readonly { readonly title: string; readonly label: string; readonly href: string }[]
  /** What the circuit shows where the case stands. */
  readonly shown: readonly Shown[]
  readonly ownFields: readonly OwnField[]
  /** Said when there is no action. */
  readonly idle: string | undefined
  readonly holder: HolderView
  readonly why: WhyView | undefined
  /** Who follows it and is away, when the reader stands in for her. */
  readonly standingFor: string | undefined
  /** May ask the rules again. */
  readonly canDispatch: boolean
  /** Services it can be entrusted to. */
  readonly services: readonly SelectOption[]
  readonly isClosed: boolean
  /** The reader keeps it in a list of hers. */
  readonly isPinned: boolean
  /** The applicant is waited for. */
  readonly isWaiting: boolean
  /** Kept beyond its time, by whom; and whether she may say so. */
  readonly hold: { readonly by: string | undefined; readonly canChange: boolean; readonly canReopen: boolean }
  /** An elected member reads, and does nothing else. */
  readonly isReader: boolean
  /** With which partner's tool it is, and to whom it may be given. */
  readonly handovers: CaseHandovers
  /** What agents asked by hand and wait for. */
  readonly asked: readonly AskedView[]
  /** The request that it is treated with. */
  readonly joined: JoinedView | undefined
  /** Who else has it open, in a sentence; empty: nobody. */
  readonly presence: string
  /** Open requests that look like it, in one sentence. */
  readonly likely: string | undefined
  /** The journal does not hold together: somebody changed it behind the platform’s back. */
  readonly isJournalBroken: boolean
  readonly revision: RevisionView | undefined
  readonly typed: Typed | undefined
  readonly keptFiles: readonly KeptFile[]
  /** Ready answers and letters, by name, and what the last insertion says. */
  readonly composer: { readonly replies: readonly SelectOption[]; readonly letters: readonly SelectOption[] }
  readonly remark: string | undefined
  readonly conflict: ConflictView | undefined
  readonly done: string | undefined
}
