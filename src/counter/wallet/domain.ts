import type { DocumentKind } from './schema.ts'

const dayLength = 86_400_000

/**
 * Days that a document is kept, by what it proves: a proof of address is refused after three months anyway, and what proves
 * who somebody is stays no longer than a year, renewed by who wants to.
 */
const daysKept: Readonly<Record<DocumentKind, number>> = {
  identity: 365,
  address: 90,
  income: 365,
  family: 730,
  other: 365,
}

export const expiryOf = (kind: DocumentKind, from: Date): Date => new Date(from.getTime() + daysKept[kind] * dayLength)

/** At most, for one person. */
export const mostDocuments = 50

/** What can be marked: the others cannot be kept as proofs of identity. */
const markable = new Set(['application/pdf', 'image/jpeg', 'image/png'])

export const isMarkable = (mediaType: string): boolean => markable.has(mediaType)

export const asksMark = (kind: DocumentKind): boolean => kind === 'identity'

/** What is written across an identity document: for whom and for what, so that it serves nothing else. */
export const markText = ({ to, purpose, day }: { to: string; purpose: string; day: string }): string =>
  `Copie pour ${to}, ${purpose}, ${day}`

/** A marked photograph becomes a PDF: its name says so. */
export const markedName = (name: string): string =>
  /\.pdf$/i.test(name) ? name : `${name.replace(/\.[a-z]{3,4}$/i, '')}.pdf`
