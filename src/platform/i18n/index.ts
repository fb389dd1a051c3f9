export type { Locale } from '#kernel/localized'
export { catalogue, type Text, type Translation } from './catalogue.ts'
export { frenchSpaces } from './french-spaces.ts'
export { formats, type Formats } from './formats.ts'
