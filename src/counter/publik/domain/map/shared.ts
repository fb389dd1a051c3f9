import type { Field, FieldOption, Page } from '#counter/procedures'
import type { PublikBlock, PublikCall, PublikDataSource, PublikForm, PublikMailTemplate } from '../../schema.ts'
import { slugOf } from '../names.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import { choicesOf } from './choices.ts'
import { anyPlaceholders } from './placeholders.ts'
import { pagesOf } from './form.ts'
import type { Library } from './library.ts'
import type { Notebook } from './notebook.ts'

/** What forms and circuits share, as drafts of their own. */
export type SharedDraft =
  | { readonly kind: 'block'; readonly slug: string; readonly title: string; readonly fields: readonly Field[] }
  | { readonly kind: 'card'; readonly slug: string; readonly title: string; readonly pages: readonly Page[] }
  | {
      readonly kind: 'list'
      readonly slug: string
      readonly title: string
      readonly items: readonly FieldOption[]
      /** Where its items come from when they are not written; to be connected by hand. */
      readonly address: string | undefined
    }
  | {
      readonly kind: 'mail'
      readonly slug: string
      readonly title: string
      readonly subject: string
      readonly body: string
    }
  | {
      readonly kind: 'call'
      readonly slug: string
      readonly title: string
      readonly method: string
      readonly url: string
    }

type SharedFile = PublikForm | PublikBlock | PublikDataSource | PublikMailTemplate | PublikCall

const root = (name: string) => ({ path: name, line: 1 })

export function mapShared(file: SharedFile, library: Library, notebook: Notebook): SharedDraft {
  const named = { slug: slugOf(file.slug), title: cut(calm(textOfHtml(file.name)), 200) || file.slug }
  switch (file.kind) {
    case 'block':
      return {
        kind: 'block',
        ...named,
        fields: pagesOf(file.fields, library, notebook).flatMap(({ fields }) => fields),
      }
    case 'form':
    case 'card':
      return { kind: 'card', ...named, pages: pagesOf(file.fields, library, notebook) }
    case 'data_source':
      return listOf(file, named, library, notebook)
    case 'mail_template': {
      const text = (template: string, part: string): string =>
        notebook.text(template, anyPlaceholders, root(`mail-template/${part}`))
      return { kind: 'mail', ...named, subject: text(file.subject, 'subject'), body: text(file.body, 'body') }
    }
    case 'call':
      return { kind: 'call', ...named, method: file.method, url: file.url }
  }
}

function listOf(
  file: PublikDataSource,
  named: { slug: string; title: string },
  library: Library,
  notebook: Notebook,
): SharedDraft {
  const spot = root('datasource/data_source')
  const field = { dataSource: { name: file.slug, value: '' }, items: [] }
  const { options } = choicesOf(field, library)
  const address = options.length > 0 ? undefined : file.source.value || file.source.name
  if (address !== undefined) notebook.note('not_carried', spot, `Source à relier : ${address}`)
  return { kind: 'list', ...named, items: options, address }
}
