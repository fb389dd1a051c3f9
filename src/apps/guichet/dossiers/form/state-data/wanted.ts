import { type Datum, type DatumState, type GivenField, readDatumName, type StateValue } from '#counter/connectors'
import type { Field, Form, Page, PageEntries } from '#counter/procedures'

/** A field whose answer the State may give; a file field is the piece that says the same on paper. */
export interface Wanted {
  readonly field: Field
  readonly datum: Datum
  readonly given: GivenField
  readonly isPiece: boolean
}

/** The fields of a page that name a datum of the State; one that names none we know is an ordinary field. */
export const wantedOn = (page: Page): readonly Wanted[] =>
  page.fields.flatMap((field): Wanted[] => {
    if (!('prefill' in field) || field.prefill?.source !== 'state') return []
    const named = readDatumName(field.prefill.datum)
    return named ? [{ field, datum: named.datum, given: named.field, isPiece: field.type === 'file' }] : []
  })

/** What a procedure declares that it takes of a datum: nothing else is asked. */
export const declaredIn = (form: Form, datumId: string): readonly string[] => [
  ...new Set(
    form.pages
      .flatMap(wantedOn)
      .filter(({ datum, isPiece }) => datum.id === datumId && !isPiece)
      .map(({ given }) => given.id),
  ),
]

export const pageWith = (form: Form, datumId: string): Page | undefined =>
  form.pages.find((page) => wantedOn(page).some(({ datum, isPiece }) => datum.id === datumId && !isPiece))

type Written = (id: string, value: StateValue) => PageEntries

const words: Written = (id, value) => ({ [id]: String(value) })

/** What one types to say a value, by type of field; other types are not filled by the State. */
const written: { readonly [T in Field['type']]?: Written } = {
  yes_no: (id, value) => (typeof value === 'boolean' ? { [id]: value ? 'yes' : 'no' } : {}),
  number: (id, value) => (typeof value === 'number' ? { [id]: String(value).replace('.', ',') } : {}),
  date: (id, value) => {
    const [year = '', month, day] = String(value).split('-')
    if (month === undefined || day === undefined) return {}
    return { [`${id}.day`]: String(Number(day)), [`${id}.month`]: String(Number(month)), [`${id}.year`]: year }
  },
  text: words,
  long_text: words,
}

const inputsOf = ({ id, type }: Field, value: StateValue): PageEntries => written[type]?.(id, value) ?? {}

/** What the State's answers write in a page. */
export const stateEntries = (page: Page, data: ReadonlyMap<string, DatumState>): PageEntries =>
  Object.assign(
    {},
    ...wantedOn(page).map(({ field, datum, given }) => {
      const state = data.get(datum.id)
      const value = state?.kind === 'fetched' ? state.values[given.id] : undefined
      return value === undefined ? {} : inputsOf(field, value)
    }),
  )
