export { isAnswerTo } from './answer-shape.ts'
export { inputNames, takeEntries, takesName } from './entries.ts'
export { addRow, countRows, maxRowsOf, minRowsOf, removeRow } from './rows.ts'
export { entriesFrom, phoneText, pointsOf, prefillApplicant, type Profile } from './typed.ts'
export { phoneOf } from './read-field.ts'
export { typedPlaces } from './read-place.ts'
export { type FormReading, readForm, readPage } from './read-form.ts'
export {
  type Attachment,
  type ErrorParams,
  type FieldError,
  type FieldErrorCode,
  type ListedSource,
  type ReadContext,
} from './reading.ts'
export {
  aroundForm,
  askedIn,
  conditionParts,
  conditionType,
  isRequired,
  scopeOf,
  visibleFields,
  visibleOptions,
  visiblePages,
} from './scope.ts'
export {
  type Applicant,
  applicantOf,
  sourceOf,
  type IdentityPart,
  subjectOf,
  summarise,
  type SummaryFormatter,
  type SummaryLine,
  type SummarySection,
} from './summary.ts'
export { knownAnswers } from './check/known.ts'
export { checkDefinition, missingEnglish } from './check/index.ts'
export { fieldAt, type FieldAt, locate, repeatedAt } from './paths.ts'
export { type Place, type Problem, type ProblemCode, severityOf } from './problems.ts'
export { type FeedRefusal, readFeed } from './feeds.ts'
export { listedValues, type ListedValue, type ListRefusal, readList } from './lists.ts'
export { namesOf } from './names.ts'
export { rulesOf, type SaidRule } from './rules.ts'
export { readDefinition } from './validate.ts'
export { type Searchable, searchOffers } from './search.ts'
export { livePage } from './live-page.ts'
export { blocksCalled, withBlocks } from './blocks.ts'
export { compareDefinitions, type FormDifference } from './difference.ts'
