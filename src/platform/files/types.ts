import type { FileType } from './schema.ts'

const office = 'application/vnd.openxmlformats-officedocument'

/** All that the store accepts. */
const fileTypes = {
  pdf: { kind: 'pdf', mediaType: 'application/pdf', extension: 'pdf' },
  jpeg: { kind: 'image', mediaType: 'image/jpeg', extension: 'jpg' },
  png: { kind: 'image', mediaType: 'image/png', extension: 'png' },
  webp: { kind: 'image', mediaType: 'image/webp', extension: 'webp' },
  heic: { kind: 'image', mediaType: 'image/heic', extension: 'heic' },
  gif: { kind: 'image', mediaType: 'image/gif', extension: 'gif' },
  docx: { kind: 'document', mediaType: `${office}.wordprocessingml.document`, extension: 'docx' },
  xlsx: { kind: 'document', mediaType: `${office}.spreadsheetml.sheet`, extension: 'xlsx' },
  odt: { kind: 'document', mediaType: 'application/vnd.oasis.opendocument.text', extension: 'odt' },
  ods: { kind: 'document', mediaType: 'application/vnd.oasis.opendocument.spreadsheet', extension: 'ods' },
  doc: { kind: 'document', mediaType: 'application/msword', extension: 'doc' },
  xls: { kind: 'document', mediaType: 'application/vnd.ms-excel', extension: 'xls' },
  txt: { kind: 'document', mediaType: 'text/plain', extension: 'txt' },
  csv: { kind: 'document', mediaType: 'text/csv', extension: 'csv' },
} as const satisfies Record<string, FileType>

type FileTypeName = keyof typeof fileTypes

export const typeNamed = (name: FileTypeName): FileType => fileTypes[name]

/** What an extension (lower case, without dot) promises. */
export const fileTypesByExtension: ReadonlyMap<string, FileType> = new Map<string, FileType>([
  ...Object.values(fileTypes).map((type) => [type.extension, type] as const),
  ['jpeg', fileTypes.jpeg],
  ['jpe', fileTypes.jpeg],
  ['jfif', fileTypes.jpeg],
  ['heif', fileTypes.heic],
])

export const typeOfMedia = (mediaType: string): FileType | undefined =>
  Object.values(fileTypes).find((type) => type.mediaType === mediaType)

/** The `accept` list of a file input: extensions first, which phones and desktops both honour. */
export const acceptedExtensions = (kinds: readonly FileType['kind'][]): string[] =>
  [...fileTypesByExtension].filter(([, type]) => kinds.includes(type.kind)).map(([extension]) => `.${extension}`)
