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
import { sampleOf } from './samples.ts'

/** A form that was filled, or what kept it from being. */
export interface Filled {
  readonly isComplete: boolean
  readonly answers: Answers
  /** Pages that the answers lead through. */
  readonly errors: readonly FieldError[]
}

const file = 'piece-exemple'
/** Enough for a field to try each of its samples. */
const maxRounds = 24

/**
 * Fills a form with sample answers as a person would: page after page, and again where an answer is refused.
 * @param first which samples are tried first: another number, other choices.
 */
export function fillForm(definition: Definition, today: Day, first = 0): Filled {
  const attempts = new Map<string, number>()
  let reading = readWith(definition, attempts, { today, first })
  for (let round = 0; round < maxRounds; round += 1) {
    const errors = Object.values(reading.errorsByPage).flat()
    if (errors.length === 0) break
    for (const id of fieldsAtFault(definition, reading, errors)) attempts.set(id, (attempts.get(id) ?? 0) + 1)
    reading = readWith(definition, attempts, { today, first })
  }
  const errors = Object.values(reading.errorsByPage).flat()
  return { isComplete: errors.length === 0, answers: reading.answers, errors }
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

function readWith(
  definition: Definition,
  attempts: ReadonlyMap<string, number>,
  { today, first }: { today: Day; first: number },
): FormReading {
  const pairs = definition.form.pages.flatMap(({ fields }) =>
    fields.flatMap((field): [string, Answers[string]][] => {
      const value = sampleOf(field, { today, attempt: (attempts.get(field.id) ?? 0) + first, file })
      return value === undefined ? [] : [[field.id, value]]
    }),
  )
  const entries = entriesFrom(definition.form, Object.fromEntries(pairs))
  return readForm(definition.form, entries, {
    today,
    postalCodes: [],
    isCommune: () => true,
    isListed: () => true,
    // A commune sets the options of its offer; a number of days suits most of them.
    around: { answer: () => null, option: () => 5, today: () => today },
    attachments: new Map([[file, { name: 'piece.jpg', size: 1000, mediaType: 'image/jpeg' }]]),
  })
}
