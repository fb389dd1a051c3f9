import type { Definition } from '#counter/procedures'
import type { GivenCase } from './contract.ts'
import type { Status, TrayReason } from './schema.ts'

const minute = 60_000

/** Every three minutes; after failures 3, 6, 12… minutes later, an hour at most. */
export const nextReading = (now: Date, failures: number): Date =>
  new Date(now.getTime() + minute * Math.min(60, 3 * 2 ** Math.max(0, failures - 1)))

/** A telecase whose taking was begun so often without an end is left to an agent. */
export const mostTries = 8

/** What is said and refused so often is no more said by itself. */
export const mostSayings = 20

/** Limits of one telecase: what is beyond is named, and left at HubEE. */
export const limits = { files: 40, fileBytes: 20 * 1024 * 1024, allBytes: 60 * 1024 * 1024 } as const

/** Why it waits for an agent, as far as its envelope says; undefined: it may be filed. */
export function reasonToWait(
  given: Pick<GivenCase, 'recipient' | 'processCode'>,
  of: {
    /** The stream that bears its code, if the collectivity has one. */
    readonly stream: { readonly procedure: string | null } | undefined
    readonly siret: string | undefined
  },
): TrayReason | undefined {
  if (of.siret !== undefined && given.recipient.companyRegister !== of.siret) return 'other_recipient'
  if (!of.stream) return 'unknown_process'
  return of.stream.procedure === null ? 'no_procedure' : undefined
}

/** A name as it is written: HubEE gives family names in capitals, given names as typed. */
export const nameOf = (applicant: GivenCase['applicant']): string =>
  applicant ? `${applicant.firstName} ${applicant.lastName}`.replaceAll(/\s+/g, ' ').trim().slice(0, 200) : ''

/** What the form is told of who asks; what it asks besides is in the files. */
export function inputsOf(
  { form, applicant: asked }: Pick<Definition, 'form' | 'applicant'>,
  given: Pick<GivenCase, 'applicant' | 'externalId'>,
): Readonly<Record<string, string>> {
  const { firstName = '', lastName = '', email } = given.applicant ?? {}
  const text = form.pages.flatMap((page) => page.fields).find(({ type }) => type === 'long_text')?.id
  const inputs: readonly (readonly [string | undefined, string])[] = [
    [`${asked.identity}.givenName`, firstName.trim().slice(0, 80)],
    [`${asked.identity}.familyName`, lastName.trim().slice(0, 80)],
    [asked.email, (email ?? '').trim()],
    [text, `Télédossier ${given.externalId} déposé sur service-public.fr : voir les pièces jointes.`],
  ]
  return Object.fromEntries(
    inputs.flatMap(([name, value]) => (name !== undefined && value !== '' ? [[name, value] as const] : [])),
  )
}

/** Where a request stands, as HubEE says it; null for what it has no word for. */
export function statusOf(phase: string | null, outcome: string | null): Status | null {
  if (outcome === 'refused') return 'REFUSED'
  if (outcome !== null) return 'DONE'
  if (phase === 'waiting_applicant') return 'ADD_AWAITING'
  return phase === 'examined' || phase === 'decided' ? 'IN_PROGRESS' : null
}

const longest = 1000

/** A text in pieces that HubEE takes, cut between words. */
export function inPieces(text: string): readonly string[] {
  const pieces: string[] = []
  let rest = text.trim()
  while (rest.length > longest) {
    const space = rest.lastIndexOf(' ', longest)
    const end = space > longest / 2 ? space : longest
    pieces.push(rest.slice(0, end).trim())
    rest = rest.slice(end).trim()
  }
  return rest === '' ? pieces : [...pieces, rest]
}

/** What is kept as bytes when its type is none that people open: data that a program wrote, archives. */
const opaque = new Set(['xml', 'json', 'zip', 'csv', 'p7s', 'p7m', 'tif', 'tiff'])

export const isKeptOpaque = (name: string, refusal: string): boolean =>
  refusal === 'forbidden_type' && opaque.has(/\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '')
