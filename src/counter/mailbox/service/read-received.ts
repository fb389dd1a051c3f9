import { buffer } from 'node:stream/consumers'
import { AppError } from '#kernel/errors'
import {
  answerOf,
  type Automatic,
  automaticOf,
  type MailPart,
  readMail,
  type ReceivedMail,
  refusesAnswers,
  type SpamSigns,
  spamSigns,
} from '#platform/mail'
import { isKeptOpaque, nameOf } from '../domain/files.ts'
import type { Received, ReceivedFile } from '../schema.ts'
import { writeRead } from '../store/received.ts'
import type { MailboxTools } from './tools.ts'

/** What a taken mail turned out to be, written in the books. */
export interface ReadReceived {
  readonly mail: ReceivedMail
  readonly files: readonly ReceivedFile[]
  /** Its end was left in the mailbox. */
  readonly isTooLarge: boolean
  readonly automatic: Automatic | undefined
  readonly signs: SpamSigns
  readonly refusesAnswers: boolean
}

/** A part that only says how others are signed. */
const isBare = ({ mediaType }: MailPart): boolean => mediaType === 'message/delivery-status'

/** Reads the original, puts its files in the store, and writes what it says; once more gives the same. */
export async function readReceived(tools: MailboxTools, received: Received): Promise<ReadReceived> {
  const raw = await original(tools, received)
  const mail = await readMail(raw)
  const files: ReceivedFile[] = []
  for (const part of mail.parts.filter((each) => !isBare(each))) files.push(await keep(tools, part, files.length))
  const automatic = automaticOf(mail, tools.loopMark)
  const { fresh, quoted } = answerOf(mail.text)
  const { collectivityId, id } = received
  await tools.db.withCollectivity(collectivityId, (tx) =>
    writeRead(
      tx,
      { collectivityId, id },
      {
        messageId: mail.messageId ?? null,
        fromName: mail.from?.name ?? '',
        fromAddress: mail.from?.address.toLowerCase() ?? '',
        subject: mail.subject,
        sentAt: mail.date ?? null,
        text: fresh,
        quoted,
        automatic: automatic ?? null,
        leftOut: mail.left,
      },
      files,
    ),
  )
  return {
    mail: { ...mail, text: fresh },
    files,
    isTooLarge: raw.length < received.size,
    automatic,
    signs: spamSigns(mail),
    refusesAnswers: refusesAnswers(mail),
  }
}

async function original({ files }: MailboxTools, { rawDigest, id }: Received): Promise<Buffer> {
  if (rawDigest === null) throw new AppError('unavailable', 'files.missing', { detail: id })
  return buffer(await files.open(rawDigest))
}

/** A file in the store, or why it is not. */
async function keep({ files }: MailboxTools, part: MailPart, place: number): Promise<ReceivedFile> {
  const name = nameOf(part)
  const { content, isInline } = part
  const given = { place, name, size: content.length, isInline, mediaType: part.mediaType }
  const put = await files.put(pieces(content), { name })
  if (put.ok) return { ...given, mediaType: put.value.mediaType, digest: put.value.digest, refusal: null }
  const again = isKeptOpaque(name, put.refusal) ? await files.put(pieces(content), { name, opaque: 'given' }) : put
  if (again.ok) return { ...given, mediaType: again.value.mediaType, digest: again.value.digest, refusal: null }
  return { ...given, digest: null, refusal: again.refusal }
}

async function* pieces(content: Buffer): AsyncGenerator<Uint8Array> {
  yield content
}
