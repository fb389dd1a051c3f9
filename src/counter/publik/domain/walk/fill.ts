import {
  type Answers,
  type Definition,
  entriesFrom,
  type FieldError,
  type FormReading,
  type Page,
  readForm,
} from '#counter/procedures'
import type { Day } from '#kernel/calendar'
import type { Value } from '#kernel/expression'
import { sampleOf } from './samples.ts'

/** A form that was filled, or what kept it from being. */
export interface Filled {
  readonly isComplete: boolean
  readonly answers: Answers
  readonly errors: readonly FieldError[]
  /** What each option of the offer was worth. */
  readonly option: (id: string) => Value
}

const files = { image: 'piece-exemple', pdf: 'piece-exemple-pdf' }
/** Enough for a field to try each of its samples. */
const maxRounds = 24

/** What a commune may have set for its offer: most options are a number, a text that is compared, or a yes. */
const sets: readonly Value[] = [5, '69960', 'Exemple', true, null]

/**
 * Fills a form with sample answers as a person would: page after page, and again where an answer is refused; then as in
 * another commune, whose options are others.
 * @param first which samples are tried first: another number, other choices.
 */
export function fillForm(definition: Definition, today: Day, first = 0): Filled {
  let filled: Filled = { isComplete: false, answers: {}, errors: [], option: () => null }
  for (const option of sets) {
    filled = fillWith(definition, { today, first, option })
    if (filled.isComplete) break
  }
  return filled
}

interface Commune {
  readonly today: Day
  readonly first: number
  /** What each option is worth that the form itself does not set. */
  readonly option: Value
}

function fillWith(definition: Definition, commune: Commune): Filled {
  const attempts = new Map<string, number>()
  let reading = readWith(definition, attempts, commune)
  for (let round = 0; round < maxRounds; round += 1) {
    const errors = Object.values(reading.errorsByPage).flat()
    if (errors.length === 0) break
    for (const id of fieldsAtFault(definition, reading, errors)) attempts.set(id, (attempts.get(id) ?? 0) + 1)
    reading = readWith(definition, attempts, commune)
  }
  const errors = Object.values(reading.errorsByPage).flat()
  return { isComplete: errors.length === 0, answers: reading.answers, errors, option: optionIn(definition, commune) }
}

/** The fields named; those that a rule compares with them; all of the page when nothing is named. */
function fieldsAtFault(
  definition: Definition,
  { errorsByPage }: FormReading,
  errors: readonly FieldError[],
): ReadonlySet<string> {
  const named = new Set(errors.map(({ field }) => field.split('.')[0] ?? ''))
  const pages = definition.form.pages.filter(({ id }) => Object.hasOwn(errorsByPage, id))
  const isKnown = (id: string): boolean => pages.some(({ fields }) => fields.some((field) => field.id === id))
  for (const page of pages) for (const id of rulesNaming(page, named)) named.add(id)
  if ([...named].some((id) => !isKnown(id))) for (const page of pages) for (const { id } of page.fields) named.add(id)
  return named
}

/** A rule across fields may be mended by any of them: the last one is tried after the first. */
const rulesNaming = (page: Page, named: ReadonlySet<string>): readonly string[] =>
  (page.checks ?? []).flatMap(({ fields }) => (fields.some((id) => named.has(id)) ? fields.slice(-1) : []))

/** What the form itself sets, else what the commune did. */
const optionIn =
  ({ defaults }: Definition, { option }: Commune) =>
  (id: string): Value =>
    defaults.circuit?.[id] ?? option

function readWith(definition: Definition, attempts: ReadonlyMap<string, number>, commune: Commune): FormReading {
  const { today, first } = commune
  const pairs = definition.form.pages.flatMap(({ fields }) =>
    fields.flatMap((field): [string, Answers[string]][] => {
      const value = sampleOf(field, { today, attempt: (attempts.get(field.id) ?? 0) + first, files })
      return value === undefined ? [] : [[field.id, value]]
    }),
  )
  const entries = entriesFrom(definition.form, Object.fromEntries(pairs))
  return readForm(definition.form, entries, {
    today,
    postalCodes: [],
    isCommune: () => true,
    isListed: () => true,
    around: { answer: () => null, option: optionIn(definition, commune), today: () => today },
    attachments: new Map([
      [files.image, { name: 'piece.jpg', size: 1000, mediaType: 'image/jpeg' }],
      [files.pdf, { name: 'piece.pdf', size: 1000, mediaType: 'application/pdf' }],
    ]),
  })
}
