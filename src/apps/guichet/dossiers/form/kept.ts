import { attachFile } from '#counter/dossiers'
import type { Page } from '#counter/procedures'
import { handOver, kindNames, listDocuments } from '#counter/wallet'
import { localize } from '#kernel/localized'
import type { App } from '../../../app.ts'
import { fileFieldAt, type Upload } from './body.ts'
import { maxFilesOf } from './file-field.tsx'
import { hasFile } from './reveals.ts'
import type { FormState } from './state.ts'

/** A document that somebody keeps, as a file field offers to join it. */
export interface KeptChoice {
  readonly id: string
  readonly name: string
  /** "pièce d’identité" */
  readonly kind: string
  /** Of what would be joined: a proof of identity becomes a marked PDF. */
  readonly mediaType: string
  readonly isMarked: boolean
}

/** What who is signed in keeps, on a page that asks for files. */
export async function keptFor(
  { who }: { readonly who: Pick<FormState['who'], 'account' | 'context' | 'locale'> },
  page: Page,
): Promise<readonly KeptChoice[]> {
  if (!who.account || !hasFile(page.fields)) return []
  return (await listDocuments(who.context)).map(({ id, name, kind, mediaType }) => {
    const isMarked = kind === 'identity'
    const given = isMarked ? 'application/pdf' : mediaType
    return { id, name, kind: localize(kindNames[kind], who.locale), mediaType: given, isMarked }
  })
}

interface Reusing {
  readonly page: Page
  /** Name of the file input. */
  readonly path: string
  readonly documentId: string
  readonly deviceSecret: string | undefined
}

/**
 * Joins a kept document to a question: pressing its button is her word. Undefined once it is done.
 * @throws AppError `not_found wallet.document`.
 */
export async function reuse(
  app: App,
  { who, draft, definition }: FormState,
  { page, path, documentId, deviceSecret }: Reusing,
): Promise<Upload | undefined> {
  const field = fileFieldAt(page, path)
  if (!field || !draft) return undefined
  const held = [draft.entries[page.id]?.[path] ?? []].flat().filter((id) => id !== '')
  if (held.length >= maxFilesOf(field)) return { input: path, name: '', ok: false, refusal: 'too_many' }
  const collectivityId = who.site.id
  const purpose = localize(definition.title, 'fr')
  const given = await handOver(app.files)(who.context, { documentId, collectivityId, draftId: draft.id, purpose })
  if (!given.ok) return { input: path, name: '', ok: false, refusal: 'forbidden_type' }
  const key = { collectivityId, draftId: draft.id, deviceSecret }
  await attachFile(who.context, { ...key, pageId: page.id, fieldId: path, file: given.value })
  return undefined
}
