export { checkSources, type Contradiction, type Figure, type Library, type Report } from './domain/check.ts'
export { isMoney, type Statement } from './domain/statements.ts'
export { ExplanationsSchema, IdentitiesSchema, SourceSchema } from './schema.ts'
