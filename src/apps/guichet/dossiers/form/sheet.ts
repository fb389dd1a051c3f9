import type { Day } from '#kernel/calendar'
import type { Scope } from '#kernel/expression'
import type { Locale } from '#kernel/localized'
import type { MapGround } from '../../../maps/index.ts'
import type { KeptChoice } from './kept.ts'
import type { SlotOptions } from './slots.ts'
import type { StateDatumProps } from './state-data/state-datum.tsx'
import type { Answers, Attachment, LivePage, PageEntries } from '#counter/procedures'

/** What a field may take of a list: all of it, or what a search found of a long one. */
export interface ListedOptions {
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly isLong: boolean
  /** Since when its address no longer answers: what is shown is of that day. */
  readonly staleSince?: Date | undefined
}

/** A page of a form being filled, for its fields to show what was typed and what is wrong. */
export interface Sheet {
  readonly locale: Locale
  readonly entries: PageEntries
  /** Answers of this page and of those before, for conditions. */
  readonly answers: Answers
  /** What conditions read besides answers: the day, the options of the offer. */
  readonly around: Scope
  /** Sentences by the name of the input that takes the focus. */
  readonly errors: ReadonlyMap<string, string>
  /** What another window wrote instead, by the name of the input. */
  readonly rivals: ReadonlyMap<string, string>
  /** Names of inputs filled from the account. */
  readonly fromAccount: ReadonlySet<string>
  /** Data of the State, above the field they answer. */
  readonly stateData: ReadonlyMap<string, StateDatumProps>
  /** Where the value of an input comes from, when the State gave it. */
  readonly fromState: ReadonlyMap<string, string>
  /** Documents that who is signed in keeps, and may join. */
  readonly kept: readonly KeptChoice[]
  readonly attachments: ReadonlyMap<string, Attachment>
  /** Communes of the territory by name, when the page asks for one. */
  readonly communes: readonly { readonly code: string; readonly name: string }[]
  /** What lists, records and agendas offer, by the path of the field. */
  readonly listed: ReadonlyMap<string, ListedOptions>
  /** Free times of agendas, by the path of the field. */
  readonly slots?: ReadonlyMap<string, SlotOptions>
  /** How a script searches a long list: its module, and the address that answers for the path of a field. */
  readonly listSearch?: { readonly module: string; readonly hrefOf: (path: string) => string } | undefined
  /** The rules that a script follows while the page is being filled. */
  readonly live?: LivePage | undefined
  /** Under the places that the page asks for. */
  readonly ground?: MapGround | undefined
  readonly today: Day
  /** Address of an attachment's content. */
  readonly fileHref: (attachmentId: string) => string
}

/** What was typed in an input, or nothing. */
export function typed(sheet: Pick<Sheet, 'entries'>, name: string): string {
  const raw = Object.hasOwn(sheet.entries, name) ? sheet.entries[name] : undefined
  return (typeof raw === 'string' ? raw : raw?.at(-1)) ?? ''
}

/** What was chosen in an input with several values. */
export function typedList(sheet: Pick<Sheet, 'entries'>, name: string): readonly string[] {
  const raw = Object.hasOwn(sheet.entries, name) ? sheet.entries[name] : undefined
  const list = raw === undefined ? [] : typeof raw === 'string' ? [raw] : raw
  return list.filter((item) => item !== '')
}

/**
 * The id of the element that an input's name leads to. The boxes of a date bear the id of the whole on the first one
 * (`birth.day`) and their part on the others (`birth.day-month`).
 */
export const idOf = (input: string): string => input.replace(/\.(month|year)$/, '.day-$1')

/** The boxes of a date are called `birth-day` on the page and `birth.day` in what is kept. */
export const keptName = (name: string): string => name.replace(/-(day|month|year)$/, '.$1')
