import { BlockList, isIP } from 'node:net'
import { Agent, buildConnector, fetch as request, type RequestInit } from 'undici'
import { AppError } from '#kernel/errors'

export interface OutboundOptions {
  /** Lets calls reach this machine and private networks: stand-ins, tests, a partner on the town's own network. */
  readonly allowPrivate?: boolean
  /** The whole call, body included, in milliseconds. */
  readonly timeout?: number
  /** Longest answer read, in bytes. */
  readonly maxBytes?: number
}

/** The only way out to the network: a `fetch` that can be handed to libraries. */
export interface Outbound {
  readonly fetch: typeof globalThis.fetch
  close(): Promise<void>
}

/** Addresses that mean this machine or a private network (RFC 6890 and its registries): never reached by a foreign address. */
const closed = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  closed.addSubnet(net, prefix, 'ipv4')
}
for (const [net, prefix] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  closed.addSubnet(net, prefix, 'ipv6')
}

/** Whether an address is one that a call may not reach; what is no address is refused too. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const family = isIP(plain)
  return family === 0 || closed.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}

const unreachable = (detail: string, cause?: unknown): AppError =>
  new AppError('unavailable', 'outbound.unreachable', { detail, cause })

/**
 * Opens the way out. The address is judged on the socket that was opened, not on the name: a name that changes its
 * address between two looks gains nothing. Redirections are not followed: who calls decides.
 * @throws AppError (from `fetch`) `unavailable outbound.unreachable` (not reached, too late, a private address) or
 * `unavailable outbound.too_large`.
 */
export function createOutbound({
  allowPrivate = false,
  timeout = 10_000,
  maxBytes = 2_000_000,
}: OutboundOptions = {}): Outbound {
  const connect = buildConnector({ timeout: Math.min(timeout, 5000) })
  const dispatcher = new Agent({
    maxResponseSize: maxBytes,
    bodyTimeout: timeout,
    headersTimeout: timeout,
    connect: (options, callback) =>
      connect(options, (...[error, socket]) => {
        if (error) return callback(error, null)
        const address = socket.remoteAddress ?? ''
        if (allowPrivate || !isPrivateAddress(address)) return callback(null, socket)
        socket.destroy()
        return callback(new Error(`${options.hostname} is at a private address`), null)
      }),
  })
  return {
    fetch: (async (input: string | URL, init: RequestInit = {}) => {
      const { origin, pathname } = new URL(input)
      const signals = [AbortSignal.timeout(timeout), ...(init.signal ? [init.signal] : [])]
      try {
        const answer = await request(input, {
          redirect: 'manual',
          ...init,
          signal: AbortSignal.any(signals),
          dispatcher,
        })
        // Read here, so that a body that never ends is this call's fault and not its reader's.
        const body = answer.body === null ? null : await answer.arrayBuffer()
        return new Response(body, {
          status: answer.status,
          statusText: answer.statusText,
          headers: [...answer.headers],
        })
      } catch (error) {
        if (isTooLarge(error)) throw new AppError('unavailable', 'outbound.too_large', { detail: origin, cause: error })
        throw unreachable(`${init.method ?? 'GET'} ${origin}${pathname}`, error)
      }
    }) as typeof globalThis.fetch,
    close: () => dispatcher.close(),
  }
}

function isTooLarge(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE'
}
