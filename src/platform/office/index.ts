export { type Archive, openArchive } from './archive.ts'
export { type ConversionRefusal, createOffice, type OfficeOptions } from './convert.ts'
export { type OfficeFormat, type OfficeTemplate, readTemplate, type TemplateFault } from './template.ts'
export type { Values } from './text.ts'
