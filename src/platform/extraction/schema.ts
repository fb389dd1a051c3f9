/** Why nothing was read of a file: it is broken or locked, it asks for too much, it is of a kind that holds no text. */
export type ExtractionFault = 'unreadable' | 'too_much' | 'no_text_kind'

const office = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** How each kind of file that holds text is read, by its media type. */
export const ways = {
  'application/pdf': 'pdf',
  'application/vnd.oasis.opendocument.text': 'prose',
  [office]: 'prose',
  'text/plain': 'plain',
  'text/csv': 'plain',
} as const satisfies Record<string, string>
export type Way = (typeof ways)[keyof typeof ways]

/** How a file of that media type is read; undefined when it holds no text. */
export const wayOf = (mediaType: string): Way | undefined =>
  Object.entries(ways).find(([each]) => each === mediaType)?.[1]

/** What is read of one file, at most. */
export const most = { pages: 100, characters: 200_000 } as const
