import { type AnsweredDossier, findAnsweredDossier } from '#counter/dossiers'
import { isReachedAt } from '#counter/contacts'
import { isSameSecret } from '#platform/crypto'
import type { Tx } from '#platform/db'
import type { ReceivedMail } from '#platform/mail'
import { keysIn, numberInSubject, proofOf } from '../domain/thread.ts'
import type { MailboxTools } from './tools.ts'

/** The request that a mail answers, and how sure that is. */
export interface Answered {
  readonly dossier: AnsweredDossier
  /** Its key was known; otherwise its number only, which anybody may write. */
  readonly isProved: boolean
  readonly isItsPerson: boolean
}

const purpose = 'mailbox.reply'

/** What nobody can guess of a request's reply address. */
export const replyProof = (
  { secrets }: Pick<MailboxTools, 'secrets'>,
  collectivityId: string,
  number: string,
): string => proofOf(secrets.hmac(purpose, `${collectivityId} ${number}`))

/** Kinds of parts in which servers give back what they could not deliver. */
const givenBack = ['message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers', 'message/global-headers']

export async function answeredBy(
  tools: Pick<MailboxTools, 'db' | 'secrets'>,
  collectivityId: string,
  mail: ReceivedMail,
): Promise<Answered | undefined> {
  const returned = mail.parts
    .filter(({ mediaType }) => givenBack.includes(mediaType))
    .map(({ content }) => content.subarray(0, 50_000).toString('latin1'))
  const held = keysIn([...mail.recipients, ...mail.references, ...(mail.bounces.length > 0 ? returned : [])])
  const proved = held.find(({ number, proof }) => isSameSecret(proof, replyProof(tools, collectivityId, number)))
  const number = proved?.number ?? numberInSubject(mail.subject)
  if (number === undefined) return undefined
  const email = mail.from?.address.trim().toLowerCase() ?? ''
  return tools.db.readCollectivity(collectivityId, async (tx) => {
    const dossier = await findAnsweredDossier(tx, collectivityId, number)
    if (!dossier) return undefined
    return {
      dossier,
      isProved: proved !== undefined,
      isItsPerson: await isItsPerson(tx, collectivityId, dossier, email),
    }
  })
}

/** Who asked, by the address of the request or by one at which the collectivity knows her. */
async function isItsPerson(
  tx: Tx,
  collectivityId: string,
  { applicantEmail, contactId }: AnsweredDossier,
  email: string,
): Promise<boolean> {
  if (email === '') return false
  if (applicantEmail.trim().toLowerCase() === email) return true
  return contactId !== null && isReachedAt(tx, { collectivityId, contactId, email })
}
