export { extractText, type ExtractionLimits } from './extract.ts'
export { type ExtractionFault, wayOf } from './schema.ts'
