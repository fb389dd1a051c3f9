import { type Field, type Page, type SimpleField, sourceOf } from '#counter/procedures'
import { askPlace } from '../../../maps/index.ts'
import { asksDrawing, hasRules } from './reveals.ts'

/** Everything that only some fields use, in one file. */
const together = 'form-fields.js'

/** What comes from a list is looked for in it when it is long; a time of an agenda never is. */
const asksListed = (fields: readonly (Field | SimpleField)[]): boolean =>
  fields.some((field) =>
    field.type === 'repeated'
      ? asksListed(field.fields as readonly Field[])
      : !['slot', undefined].includes(sourceOf(field)?.kind),
  )

/** What some field of a page uses, besides the script of every page: what looks in lists comes with its field. */
const usedOn = (page: Page) => ({
  fixed: [
    ...(hasRules(page) ? ['form-rules.js'] : []),
    ...(askPlace(page.fields) ? ['place.js'] : []),
    ...(asksDrawing(page.fields) ? ['signature.js'] : []),
  ],
  asksListed: asksListed(page.fields),
})

const isTogether = (page: Page): boolean => {
  const used = usedOn(page)
  return used.fixed.length + Number(used.asksListed) > 1
}

/** The scripts of a page: those that something on it uses, in one file from two on, since each request has its price. */
export const scriptsOf = (page: Page): readonly string[] => [
  'form.js',
  ...(isTogether(page) ? [together] : usedOn(page).fixed),
]

/** Which script a field that looks in a long list asks for: it is not taken twice where it came already. */
export const listSearchScript = (page: Page): string => (isTogether(page) ? together : 'list-search.js')
