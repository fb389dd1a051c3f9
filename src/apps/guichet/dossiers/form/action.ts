import { type AnyRepeatedField, type Page, repeatedAt } from '#counter/procedures'
import { type Fields, lastOf } from './body.ts'

/** What the person asked for when she sent the page. */
export type PageAction =
  | { readonly kind: 'continue' }
  | { readonly kind: 'later' }
  | { readonly kind: 'add'; readonly field: AnyRepeatedField; readonly path: string }
  | { readonly kind: 'remove'; readonly field: AnyRepeatedField; readonly path: string; readonly row: number }
  /** Looks in a long list: the page comes back with what is found. */
  | { readonly kind: 'search'; readonly path: string }
  /** Asks the State for a datum of the page, or takes back her word on it. */
  | { readonly kind: 'fetch' | 'withdraw'; readonly datum: string }
  /** Joins a document that she keeps. */
  | { readonly kind: 'reuse'; readonly path: string; readonly documentId: string }
  | { readonly kind: 'remove_file'; readonly input: string; readonly attachmentId: string }
  /** A script keeps what is typed, or asks for the page as the answers now show it. */
  | { readonly kind: 'save' }

/** The button that sent the page; the page's own one when there is none, or an unknown one. */
export function readAction(page: Page, fields: Fields): PageAction {
  const removed = lastOf(fields, 'remove-file')
  if (removed !== '') return { kind: 'remove_file', input: holderOf(fields, removed), attachmentId: removed }
  const [name = '', path = '', row = ''] = lastOf(fields, 'page-action').split(':')
  if (name === 'reuse') return { kind: 'reuse', path, documentId: row }
  return actionNamed(name, path) ?? rowAction(page, { name, path, row }) ?? { kind: 'continue' }
}

function actionNamed(name: string, path: string): PageAction | undefined {
  if (name === 'later' || name === 'save') return { kind: name }
  if (name === 'fetch' || name === 'withdraw') return { kind: name, datum: path }
  return name === 'search' && /^[a-z0-9_.]{1,200}$/.test(path) ? { kind: 'search', path } : undefined
}

function rowAction(
  page: Page,
  { name, path, row }: { readonly name: string; readonly path: string; readonly row: string },
): PageAction | undefined {
  const field = repeatedAt(page, path)
  if (!field) return undefined
  if (name === 'add') return { kind: 'add', field, path }
  return name === 'remove' && /^\d{1,2}$/.test(row) ? { kind: 'remove', field, path, row: Number(row) } : undefined
}

/** The input that lists an attachment among its files. */
const holderOf = (fields: Fields, attachmentId: string): string =>
  Object.entries(fields).find(
    ([name, value]) => name !== 'remove-file' && (value === attachmentId || value.includes(attachmentId)),
  )?.[0] ?? ''
