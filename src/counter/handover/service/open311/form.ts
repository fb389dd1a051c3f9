import { createHmac } from 'node:crypto'
import { isSameSecret, type Secrets } from '#platform/crypto'
import type { AnswerGiven, CaseGiven } from '../../contract.ts'

/** What tells our request among all of a server, so that it is not posted a second time. */
export const markOf = (handoverId: string, { number }: Pick<CaseGiven, 'number'>): string =>
  `${number}-${handoverId.slice(-6)}`

/**
 * A request as GeoReport v2 takes it. Without the person's name and addresses: she is told by the platform where she filed it, and what is
 * given here may be shown to everybody there.
 * @param mediaUrl where its first picture is fetched.
 */
export function formOf(
  given: CaseGiven,
  { mark, note, mediaUrl }: { readonly mark: string; readonly note: string | undefined; readonly mediaUrl?: string },
): Readonly<Record<string, string>> {
  const said = given.answers.filter((answer) => !isOfPerson(answer, given) && answer.text !== '')
  const place = said.find(({ value }) => isAddress(value))
  const point = pointIn(said)
  const lines = said.filter((each) => each !== place).map(({ label, text }) => `${label} : ${text}`)
  return {
    service_code: given.procedure.id,
    description: [given.subject, ...lines, note ?? '', `Réf. ${mark}`]
      .filter((line) => line !== '')
      .join('\n')
      .slice(0, 4000),
    ...(place && { address_string: place.text.replaceAll('\n', ', ').slice(0, 500) }),
    ...(point && { lat: String(point[1]), long: String(point[0]) }),
    ...(mediaUrl !== undefined && { media_url: mediaUrl }),
  }
}

const isOfPerson = ({ value, text }: AnswerGiven, { applicant }: CaseGiven): boolean =>
  has(value, 'familyName') || text === applicant.email || text === applicant.phone || value === applicant.phone

const has = (value: unknown, name: string): boolean => typeof value === 'object' && value !== null && name in value

const isAddress = (value: unknown): boolean => has(value, 'postalCode') && has(value, 'line')

function pointIn(answers: readonly AnswerGiven[]): readonly [number, number] | undefined {
  for (const { value } of answers) {
    const geometry = has(value, 'geometry') ? (value as { geometry: unknown }).geometry : undefined
    const coordinates = has(geometry, 'coordinates') ? (geometry as { coordinates: unknown }).coordinates : undefined
    if (!Array.isArray(coordinates)) continue
    const [longitude, latitude] = coordinates as unknown[]
    if (typeof longitude === 'number' && typeof latitude === 'number') return [longitude, latitude]
  }
  return undefined
}

interface Ticketed {
  readonly handoverId: string
  readonly fileId: string
}

const days = 30

const signatureOf = (secrets: Secrets, { handoverId, fileId }: Ticketed, until: number): string =>
  createHmac('sha256', secrets.keyFor('handover.open311_file'))
    .update(`${handoverId} ${fileId} ${until}`)
    .digest('base64url')

/** What opens one file to who has no key, for thirty days. */
export function ticketFor(secrets: Secrets, file: Ticketed, now: Date): string {
  const until = Math.floor(now.getTime() / 1000) + days * 86_400
  return `${until}.${signatureOf(secrets, file, until)}`
}

export function isTicket(secrets: Secrets, file: Ticketed, ticket: string, now: Date): boolean {
  const [, until, signature = ''] = /^(\d{10})\.([\w-]{43})$/.exec(ticket) ?? []
  if (until === undefined || Number(until) * 1000 < now.getTime()) return false
  return isSameSecret(signature, signatureOf(secrets, file, Number(until)))
}
