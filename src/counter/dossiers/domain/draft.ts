import type { PageEntries } from '#counter/procedures'
import type { Changes, RawEntry, Rivals } from '../schema.ts'

type History = Changes[string][string]

/** Changes remembered for one input: more than two tabs make between two looks at the page. */
const historyLength = 6

/** One page as the draft has it. */
export interface StoredPage {
  readonly entries: PageEntries
  readonly changes: Changes[string]
  readonly rivals: Rivals[string]
}

/** An input that two tabs filled differently. Both values are kept and shown. */
export interface Rivalry {
  readonly input: string
  readonly mine: RawEntry
  readonly theirs: RawEntry
}

export interface MergedPage extends StoredPage {
  readonly rivalries: readonly Rivalry[]
}

const isSame = (a: RawEntry | null | undefined, b: RawEntry | null | undefined): boolean =>
  JSON.stringify(a ?? '') === JSON.stringify(b ?? '')

const valueIn = (record: { readonly [name: string]: RawEntry }, name: string): RawEntry | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/**
 * Brings what a tab posts into the page as it is stored. An input that nobody else changed since the tab was loaded
 * takes the posted value. Of one that changed meanwhile, the tab that did not touch it gives way; when both typed, the
 * posted value stands and the other one is kept beside it.
 * @param posted every input of the page that the browser sent; an input that is absent was not filled.
 * @param seen the version of the draft that the tab was showing.
 * @param next the version that this save makes.
 */
export function mergePage(stored: StoredPage, posted: PageEntries, seen: number, next: number): MergedPage {
  const entries: Record<string, RawEntry> = {}
  const changes: Record<string, History> = {}
  const rivalries: Rivalry[] = []
  for (const input of new Set([...Object.keys(stored.entries), ...Object.keys(posted)])) {
    const merged = mergeInput({
      mine: valueIn(posted, input),
      theirs: valueIn(stored.entries, input),
      history: (Object.hasOwn(stored.changes, input) ? stored.changes[input] : undefined) ?? [],
      seen,
      next,
    })
    if (merged.kept !== undefined) entries[input] = merged.kept
    if (merged.history.length > 0) changes[input] = merged.history
    if (merged.rival !== undefined) rivalries.push({ input, mine: merged.kept ?? '', theirs: merged.rival })
  }
  return { entries, changes, rivals: Object.fromEntries(rivalries.map((each) => [each.input, each.theirs])), rivalries }
}

interface Sides {
  readonly mine: RawEntry | undefined
  readonly theirs: RawEntry | undefined
  readonly history: History
  readonly seen: number
  readonly next: number
}

function mergeInput({ mine, theirs, history, seen, next }: Sides): {
  kept: RawEntry | undefined
  history: History
  rival?: RawEntry
} {
  if (isSame(mine, theirs)) return { kept: mine, history }
  // Newest first: the last of those that came after is what followed the value that the tab was showing.
  const since = history.filter(({ version }) => version > seen)
  // When all that is remembered came after, older changes may be forgotten: what the tab was showing is not known.
  const isKnown = since.length > 0 && since.length < historyLength
  if (isKnown && isSame(mine, since.at(-1)?.before)) return { kept: theirs, history }
  const longer = [{ version: next, before: theirs ?? null }, ...history].slice(0, historyLength)
  return since.length > 0 ? { kept: mine, history: longer, rival: theirs ?? '' } : { kept: mine, history: longer }
}

/**
 * A browser does not send back the files it sent before: a question whose files the body does not mention keeps them.
 * Files inside a row are named by hidden inputs, since the row itself may be taken away.
 */
export function keepFiles(stored: PageEntries, posted: PageEntries, attachmentIds: ReadonlySet<string>): PageEntries {
  const isFiles = (raw: RawEntry): boolean =>
    typeof raw === 'object' && raw.length > 0 && raw.every((id) => attachmentIds.has(id))
  const kept = Object.entries(stored).filter(
    ([input, raw]) => !input.includes('.') && !Object.hasOwn(posted, input) && isFiles(raw),
  )
  return { ...Object.fromEntries(kept), ...posted }
}

/** How long an unfinished form is kept, counted from the last time something was typed. */
export const draftDays = 30

export const expiryOf = (now: Date): Date => new Date(now.getTime() + draftDays * 86_400_000)
