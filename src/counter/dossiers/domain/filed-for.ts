import { applicantOf, type Definition, type FieldError, type FormReading } from '#counter/procedures'

/** What may be missing of a form that is filled for somebody, by what she said or wrote. */

/** Left blank, not wrong. */
const isMissing = ({ code }: FieldError): boolean => code === 'required' || code === 'too_few_rows'

export interface Forgiving {
  /** Whether a request with unanswered questions is taken. */
  readonly takesIncomplete: boolean
  /** Whether it is known who asks, even if the form does not say it. */
  readonly isNamed: boolean
}

/**
 * The reading of a form that somebody else filled. An e-mail address is never asked of who has none; everything else that is
 * missing is forgiven where the request is taken as it came (article L. 114-5 of the Code des relations entre le public et
 * l'administration: what is missing is asked for, the request is not refused). What is wrong stays wrong, and a request of
 * nobody is not one.
 * @returns the reading, and the questions that were left without an answer.
 */
export function forgiven(
  reading: FormReading,
  definition: Definition,
  { takesIncomplete, isNamed }: Forgiving,
): { readonly reading: FormReading; readonly missing: readonly string[] } {
  const { applicant, form } = definition
  const isForgiven = (error: FieldError): boolean =>
    isMissing(error) &&
    (error.field === applicant.email || (takesIncomplete && (isNamed || error.field !== applicant.identity)))
  const missing: string[] = []
  const errorsByPage: Record<string, readonly FieldError[]> = {}
  for (const [pageId, errors] of Object.entries(reading.errorsByPage)) {
    const left = errors.filter((error) => !isForgiven(error))
    missing.push(...errors.filter(isForgiven).map(({ field }) => field))
    if (left.length > 0) errorsByPage[pageId] = left
  }
  const isWhole = Object.keys(errorsByPage).length === 0
  if (isWhole && !isNamed && applicantOf(definition, reading.answers).name === '') {
    const page = form.pages.find(({ fields }) => fields.some(({ id }) => id === applicant.identity)) ?? form.pages[0]
    const { identity: field } = applicant
    if (page) errorsByPage[page.id] = [{ field, input: `${field}.givenName`, code: 'required' }]
  }
  const firstInvalidPage = form.pages.find(({ id }) => errorsByPage[id] !== undefined)?.id
  return { reading: { ...reading, errorsByPage, firstInvalidPage }, missing: [...new Set(missing)] }
}
