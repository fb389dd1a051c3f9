export { longestComment, readComment, readMark } from './domain.ts'
export { sweepSurveys } from './jobs.ts'
export { maySetSurveys, servicesRead } from './policy.ts'
export type { Setting } from './schema.ts'
export {
  findOpenSurvey,
  forgetMarks,
  giveMark,
  listMarks,
  marksOf,
  type MarkShown,
  planSurvey,
  readSurvey,
  readSurveySetting,
  setSurveys,
  surveyJobHandlers,
  surveyKeyOf,
  type SurveyShown,
  type SurveyTools,
} from './service.ts'
