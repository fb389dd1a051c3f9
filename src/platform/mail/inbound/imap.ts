import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { FetchMessageObject, ImapFlow, ImapFlowOptions } from 'imapflow'
import { AppError } from '#kernel/errors'
import { isLoopback } from '#kernel/web-address'
import { isPrivateAddress } from '#platform/outbound'

export interface ImapAccount {
  readonly host: string
  readonly port: number
  /** `tls` from the first byte, `starttls` before the password; `none` on this machine only. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly username: string
  readonly password: string
  readonly folder: string
}

export interface ImapOptions {
  /** Lets it reach this machine and the town's own network. */
  readonly allowPrivate: boolean
  /** How long a silent server is waited for. */
  readonly patienceMilliseconds?: number
  /** Longest mail that is taken, in bytes. */
  readonly maxBytes?: number
  /** Stays connected to hear of what comes: silence is no fault then. */
  readonly isWaiting?: boolean
}

/** A mail in its folder, not read yet. */
export interface ImapEntry {
  readonly uid: number
  readonly size: number
  /** When the server received it. */
  readonly at: Date | undefined
}

/** An open folder of a mailbox. What fails is `unavailable mail.imap_*`. */
export interface ImapSession {
  readonly uidValidity: number
  /** The highest number that a mail has there; 0 when there is none. */
  readonly highestUid: number
  /** Those after a number, the oldest first. */
  list(afterUid: number): Promise<readonly ImapEntry[]>
  /** Its bytes; the first ones of a mail that is too long; undefined when it has gone. */
  read(uid: number): Promise<Buffer | undefined>
  /** Puts away what was taken: in another folder, or marked as read where it is. Never deleted. */
  putAway(uids: readonly number[], folder: string | null): Promise<void>
  /** Waits until something comes, or so long. */
  wait(milliseconds: number): Promise<'something' | 'nothing'>
  close(): Promise<void>
}

export type ImapFailure = 'unreachable' | 'refused' | 'not_encrypted' | 'no_folder' | 'private_address' | 'broken'

const failure = (reason: ImapFailure, cause?: unknown): AppError =>
  new AppError('unavailable', `mail.imap_${reason}`, cause === undefined ? {} : { cause })

/** Which failure of a mailbox it is; undefined: something else. */
export const imapFailure = (error: unknown): ImapFailure | undefined =>
  error instanceof AppError && error.code.startsWith('mail.imap_')
    ? (error.code.slice('mail.imap_'.length) as ImapFailure)
    : undefined

const usualMaxBytes = 40 * 1024 * 1024

/**
 * Opens the folder of a mailbox. The address is looked up once and judged: a name of the outside that leads inside is refused.
 * @throws AppError `unavailable mail.imap_*`
 */
export async function openImap(account: ImapAccount, options: ImapOptions): Promise<ImapSession> {
  const address = await reach(account, options)
  // Loaded by who reads a mailbox: no other process holds the library.
  const { ImapFlow: Client } = await import('imapflow')
  const client = new Client(clientOptions(account, address, options))
  // What breaks between two questions is told by the next one.
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    client.close()
    throw connecting(error)
  }
  try {
    const folder = await client.mailboxOpen(account.folder)
    return sessionOf(client, { uidValidity: Number(folder.uidValidity), highestUid: folder.uidNext - 1 }, options)
  } catch (error) {
    client.close()
    throw isNo(error) ? failure('no_folder', error) : failure('broken', error)
  }
}

async function reach({ host, security }: ImapAccount, { allowPrivate }: ImapOptions): Promise<string> {
  const bare = host.replaceAll(/[[\]]/g, '')
  const found = isIP(bare) ? [{ address: bare }] : await lookup(bare, { all: true }).catch(() => [])
  const [first] = found
  if (!first) throw failure('unreachable')
  if (!allowPrivate && found.some(({ address }) => isPrivateAddress(address))) throw failure('private_address')
  if (security === 'none' && !found.every(({ address }) => isOfThisMachine(address))) throw failure('not_encrypted')
  return first.address
}

const isOfThisMachine = (address: string): boolean => isLoopback(address) || address === '::1'

function clientOptions(account: ImapAccount, address: string, options: ImapOptions): ImapFlowOptions {
  const { patienceMilliseconds: patience = 20_000, maxBytes = usualMaxBytes } = options
  const bare = account.host.replaceAll(/[[\]]/g, '')
  return {
    host: address,
    port: account.port,
    ...(isIP(bare) ? {} : { servername: bare }),
    secure: account.security === 'tls',
    doSTARTTLS: account.security === 'starttls',
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    auth: { user: account.username, pass: account.password },
    logger: false,
    disableAutoIdle: true,
    ...(options.isWaiting === true && { maxIdleTime: 5 * 60_000 }),
    // A server that does not close its answer fills no memory.
    maxLiteralSize: maxBytes + 1024,
    maxLineLength: 2_000_000,
    maxResponseSize: maxBytes + 4_000_000,
    maxResponseTokens: 200_000,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: options.isWaiting === true ? 10 * 60_000 : patience,
  }
}

const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

const isNo = (error: unknown): boolean =>
  error instanceof Error && 'responseStatus' in error && error.responseStatus === 'NO'

function connecting(error: unknown): AppError {
  if (error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed === true)
    return failure('refused', error)
  if (isNo(error)) return failure('refused', error)
  if (error instanceof Error && /STARTTLS|certificate|self.signed|TLS|SSL/i.test(error.message))
    return failure('not_encrypted', error)
  if (isCode(error, 'ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'CONNECT_TIMEOUT', 'GREETING_TIMEOUT'))
    return failure('unreachable', error)
  return failure('broken', error)
}

function sessionOf(
  client: ImapFlow,
  folder: Pick<ImapSession, 'uidValidity' | 'highestUid'>,
  { maxBytes = usualMaxBytes }: ImapOptions,
): ImapSession {
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw failure('broken', error)
    }
  }
  return {
    ...folder,
    list: (afterUid) =>
      asked(async () => {
        const found = await client.fetchAll(`${afterUid + 1}:*`, { size: true, internalDate: true }, { uid: true })
        // "n:*" gives the last one even when it comes before n (RFC 3501, 6.4.8).
        return found
          .filter(({ uid }) => uid > afterUid)
          .map(entryOf)
          .toSorted((a, b) => a.uid - b.uid)
      }),
    read: (uid) =>
      asked(async () => {
        const source = { maxLength: maxBytes }
        const found = await client.fetchOne(String(uid), { source }, { uid: true })
        return found === false ? undefined : found.source
      }),
    putAway: (uids, kept) =>
      asked(async () => {
        if (uids.length === 0) return
        const range = uids.join(',')
        if (kept === null) return void (await client.messageFlagsAdd(range, ['\\Seen'], { uid: true }))
        await client.mailboxCreate(kept).catch(() => {})
        await client.messageMove(range, kept, { uid: true })
      }),
    wait: (milliseconds) => waitFor(client, milliseconds),
    close: async () => {
      await client.logout().catch(() => {})
      client.close()
    },
  }
}

const entryOf = ({ uid, size = 0, internalDate }: FetchMessageObject): ImapEntry => ({
  uid,
  size,
  at: internalDate === undefined ? undefined : new Date(internalDate),
})

/** IDLE where the server has it (RFC 2177); the library asks now and then where it has not. */
function waitFor(client: ImapFlow, milliseconds: number): Promise<'something' | 'nothing'> {
  return new Promise((resolve, reject) => {
    const end = (how: () => void) => {
      clearTimeout(timer)
      client.off('exists', came)
      client.off('close', broke)
      how()
    }
    const came = () => end(() => resolve('something'))
    const broke = () => end(() => reject(failure('broken')))
    const timer = setTimeout(() => end(() => resolve('nothing')), milliseconds)
    client.on('exists', came)
    client.on('close', broke)
    client.idle().catch(() => {})
  })
}
