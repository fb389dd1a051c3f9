import type { FieldOption } from '#counter/procedures'
import type { PublikField } from '../../schema.ts'
import { createNames, slugOf } from '../names.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import type { Library } from './library.ts'

/** What a question lets choose from: written options, or a list of ours to be filled. */
export interface Choices {
  readonly options: readonly FieldOption[]
  /** The text of each option in Publik, with its value here. */
  readonly known: readonly (readonly [string, string])[]
  readonly list: string | undefined
  /** True when the list holds records of a card. */
  readonly isCard: boolean
}

const maxOptions = 200

/** The options written in the field or in a data source, else the list they come from. */
export function choicesOf(field: Pick<PublikField, 'dataSource' | 'items'>, library: Library): Choices {
  const { dataSource } = field
  const written = dataSource ? writtenIn(dataSource, library) : field.items.map((text) => [text, text] as const)
  if (written.length > 0 && written.length <= maxOptions)
    return { ...fromTexts(written), list: undefined, isCard: false }
  const name = dataSource ? listName(dataSource) : undefined
  return { options: [], known: [], list: name?.list, isCard: name?.isCard ?? false }
}

function fromTexts(written: readonly (readonly [string, string])[]): Pick<Choices, 'options' | 'known'> {
  const names = createNames()
  const texts = [...new Map(written.map(([id, text]) => [text, id]))]
  const pairs = texts.map(([text, id]) => [text, id, names(text)] as const)
  return {
    options: pairs.map(([text, , value]) => ({ value, label: { fr: cut(calm(textOfHtml(text)) || text, 500) } })),
    // A condition names an option by its text, or by its id.
    known: pairs.flatMap(
      ([text, id, value]) =>
        (id === text
          ? [[text, value]]
          : [
              [text, value],
              [id, value],
            ]) as [string, string][],
    ),
  }
}

/** `[{"id": …, "text": …}]`, when it is written in the file and does not depend on anything. */
function writtenIn(source: { name: string; value: string }, library: Library): readonly (readonly [string, string])[] {
  const named = library.dataSource(source.name)
  const { name, value } = named ? named.source : source
  if (name !== 'jsonvalue' || value.includes('{{') || value.includes('{%')) return []
  try {
    const json: unknown = JSON.parse(value)
    const items: readonly unknown[] = Array.isArray(json) ? json : []
    const [id, text] = [named?.idAttribute ?? 'id', named?.textAttribute ?? 'text']
    return items.flatMap((item): (readonly [string, string])[] => {
      if (typeof item === 'string') return [[item, item]]
      if (typeof item !== 'object' || item === null) return []
      const record = item as Record<string, unknown>
      const shown = record[text] ?? record[id]
      const [key, words] = [plain(record[id] ?? shown), plain(shown)]
      return key === undefined || words === undefined ? [] : [[key, words]]
    })
  } catch {
    return []
  }
}

const plain = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

/** `carddef:slug:view`, a data source by its slug, or an address: a list of ours takes its name. */
function listName({ name, value }: { name: string; value: string }): { list: string; isCard: boolean } {
  const [kind, card] = name.split(':')
  if (kind === 'carddef' && card) return { list: slugOf(card), isCard: true }
  if (['json', 'jsonp', 'jsonvalue', 'geojson', 'python', 'formula'].includes(name)) {
    const path = value.replaceAll(/\{\{|\}\}|\{%|%\}/g, ' ').replace(/^https?:\/\/[^/]*\//, '')
    return {
      list:
        slugOf(path.split('?')[0] ?? '')
          .slice(0, 60)
          .replace(/-+$/, '') || 'liste',
      isCard: false,
    }
  }
  return { list: slugOf(name), isCard: false }
}
