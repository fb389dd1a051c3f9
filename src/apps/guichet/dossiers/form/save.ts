import { newSecret } from '#kernel/ids'
import { type ActingFor, attachFile, openDraft, removeFile, savePage } from '#counter/dossiers'
import { addRow, type Page, type PageEntries, removeRow, takeEntries } from '#counter/procedures'
import type { Context } from '#platform/context'
import type { PageAction } from './action.ts'
import { type Fields, lastOf, type ReceivedPage } from './body.ts'

/** Which draft is written to, and who may. */
export interface DraftTarget {
  readonly collectivityId: string
  readonly offerId: string
  readonly locale: 'fr' | 'en'
  /** Undefined: the draft begins now. */
  readonly draftId: string | undefined
  readonly deviceSecret: string | undefined
  /** The first page sent again by the window that began the draft: what it wrote before is no other window's. */
  readonly isSameShowing: boolean
  /** For whom, where the page asked it: null is who writes. */
  readonly actingFor?: ActingFor | null | undefined
}

export interface Kept {
  readonly draftId: string
  /** For the cookie: what proves that this browser began the draft. */
  readonly deviceSecret: string
  readonly hasRivals: boolean
}

interface Typed {
  readonly page: Page
  /** What the draft held on the page before. */
  readonly stored: PageEntries
  readonly received: ReceivedPage
  readonly action: PageAction
}

/** Names of inputs begin with the id of their field. */
const fieldOf = (input: string): string => input.split('.', 1)[0] ?? ''

/** What the page sends, with what its hidden fields held: only what was in front of the person can be emptied. */
function entriesOf({ page, stored, received, action }: Typed): PageEntries {
  const typed = takeEntries(page, received.fields)
  const shown = new Set(shownFields(received.fields))
  const hidden = Object.entries(stored).filter(([input]) => shown.size > 0 && !shown.has(fieldOf(input)))
  const entries = { ...Object.fromEntries(hidden), ...typed }
  if (action.kind === 'add') return addRow(action.field, entries, action.path)
  return action.kind === 'remove' ? removeRow(action.field, entries, action.row, action.path) : entries
}

export const shownFields = (fields: Fields): readonly string[] =>
  lastOf(fields, 'page-shown')
    .split(' ')
    .filter((id) => id !== '')

interface Key {
  readonly collectivityId: string
  readonly draftId: string
  readonly deviceSecret: string | undefined
}

/**
 * Keeps what the page sent, right or wrong: entries first, then files. Undefined when the draft was sent meanwhile:
 * there is nothing left to change.
 * @throws AppError `not_found dossiers.no_draft`.
 */
export async function keepPage(ctx: Context, target: DraftTarget, typed: Typed): Promise<Kept | undefined> {
  const { collectivityId, draftId } = target
  const deviceSecret = target.deviceSecret ?? newSecret()
  const entries = entriesOf(typed)
  if (draftId === undefined) {
    const began = await openDraft(ctx, { ...target, deviceSecret, pageId: typed.page.id, entries })
    await keepFiles(ctx, { collectivityId, draftId: began.id, deviceSecret }, typed)
    return { draftId: began.id, deviceSecret, hasRivals: false }
  }
  const key = { collectivityId, draftId, deviceSecret: target.deviceSecret }
  const said = Number(lastOf(typed.received.fields, 'page-version')) || 0
  const seenVersion = target.isSameShowing ? Number.MAX_SAFE_INTEGER : said
  const saved = await savePage(ctx, {
    ...key,
    pageId: typed.page.id,
    entries,
    seenVersion,
    actingFor: target.actingFor,
  })
  if (!saved.ok) return undefined
  await keepFiles(ctx, key, typed)
  return { draftId, deviceSecret, hasRivals: saved.value.rivalries.length > 0 }
}

async function keepFiles(ctx: Context, key: Key, { page, received, action }: Typed): Promise<void> {
  for (const upload of received.uploads) {
    if (upload.ok) await attachFile(ctx, { ...key, pageId: page.id, fieldId: upload.input, file: upload.file })
  }
  if (action.kind === 'remove_file') {
    await removeFile(ctx, { ...key, pageId: page.id, fieldId: action.input, attachmentId: action.attachmentId })
  }
}
