export { sampleOf } from './domain.ts'
export { mayKeepLetters } from './policy.ts'
export type { FilledLetter, Letter, LetterFault, LetterFile, LetterVersion } from './schema.ts'
export { createLetters, type Letters, listLetters, namedLetters, readLetter, retireLetter } from './service.ts'
