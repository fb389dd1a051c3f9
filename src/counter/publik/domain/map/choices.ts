import type { FieldOption } from '#counter/procedures'
import type { PublikDataSource, PublikField } from '../../schema.ts'
import { createNames, slugOf } from '../names.ts'
import { type Node, parseCondition, Untranslatable } from '../translate/parse.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import type { Library } from './library.ts'

/** What a question lets choose from: written options, or a list of ours to be filled. */
export interface Choices {
  readonly options: readonly FieldOption[]
  /** The text of each option in Publik, with its value here. */
  readonly known: readonly (readonly [string, string])[]
  /** What else each option says, when they are records: by name, the value of the option and what it says. */
  readonly data: ReadonlyMap<string, readonly (readonly [string, string | number])[]>
  readonly list: string | undefined
  /** True when the list holds records of a card. */
  readonly isCard: boolean
}

const maxOptions = 200

/** The options written in the field or in a data source, else the list they come from. */
export function choicesOf(field: Pick<PublikField, 'dataSource' | 'items'>, library: Library): Choices {
  const { dataSource } = field
  const written: readonly Written[] = dataSource
    ? writtenIn(dataSource, library)
    : field.items.map((text) => ({ id: text, text, record: {} }))
  if (written.length > 0 && written.length <= maxOptions)
    return { ...fromTexts(written), list: undefined, isCard: false }
  const name = dataSource ? listName(dataSource) : undefined
  return { options: [], known: [], data: new Map(), list: name?.list, isCard: name?.isCard ?? false }
}

/** An option as it is written, with what its record says. */
interface Written {
  readonly id: string
  readonly text: string
  readonly record: Readonly<Record<string, unknown>>
}

function fromTexts(written: readonly Written[]): Pick<Choices, 'options' | 'known' | 'data'> {
  const names = createNames()
  const texts = [...new Map(written.map((each) => [each.text, each])).values()]
  const pairs = texts.map(({ text, id }) => [text, id, names(text)] as const)
  const data = new Map<string, (readonly [string, string | number])[]>()
  for (const [index, { record }] of texts.entries())
    for (const [name, said] of Object.entries(record)) {
      if (['id', 'text'].includes(name) || (typeof said !== 'string' && typeof said !== 'number')) continue
      data.set(name, [...(data.get(name) ?? []), [pairs[index]?.[2] ?? '', said]])
    }
  return {
    data,
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
function writtenIn(source: { name: string; value: string }, library: Library): readonly Written[] {
  const named = library.dataSource(source.name)
  const { name, value } = named ? named.source : source
  if (name === 'formula' || name === 'python') return pythonList(value)
  if (name !== 'jsonvalue' || value.includes('{{') || value.includes('{%')) return []
  try {
    const json: unknown = JSON.parse(value)
    const items: readonly unknown[] = Array.isArray(json) ? json : []
    return items.flatMap((item) => writtenAs(item, named))
  } catch {
    return []
  }
}

/** An item is its text, or a record whose id and text have the names that the source gives them. */
function writtenAs(item: unknown, named: PublikDataSource | undefined): readonly Written[] {
  if (typeof item === 'string') return [{ id: item, text: item, record: {} }]
  if (typeof item !== 'object' || item === null) return []
  const record = item as Record<string, unknown>
  const [idName, textName] = [named?.idAttribute ?? 'id', named?.textAttribute ?? 'text']
  const shown = record[textName] ?? record[idName]
  const [id, text] = [plain(record[idName] ?? shown), plain(shown)]
  return id === undefined || text === undefined ? [] : [{ id, text, record }]
}

/** Before sources had addresses, they were lists of Python: `["a", "b"]`, `[("1", "un"), ("2", "deux")]`. */
function pythonList(value: string): readonly Written[] {
  const node = pythonNode(value)
  return (node?.is === 'list' ? node.items : []).flatMap((item): Written[] => {
    const [id, text = id] = (item.is === 'list' ? item.items : [item]).map((each) =>
      each.is === 'literal' ? plain(each.value) : undefined,
    )
    return id === undefined || text === undefined ? [] : [{ id, text, record: {} }]
  })
}

function pythonNode(value: string): Node | undefined {
  try {
    return parseCondition(value, 'python')
  } catch (error) {
    if (error instanceof Untranslatable) return undefined
    throw error
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
