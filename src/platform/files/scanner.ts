import { connect, type Socket } from 'node:net'
import { AppError } from '#kernel/errors'
import type { Scanner } from './schema.ts'

/**
 * ClamAV's daemon, spoken to by its INSTREAM command (clamd(8)): the content goes by in pieces, nothing is written on its side.
 * `url`: `clamd://host:3310`.
 * @throws AppError `invalid config.scanner_url` for any other address
 */
export function openClamdScanner(url: string, { timeoutMilliseconds = 30_000 } = {}): Scanner {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (address?.protocol !== 'clamd:' || address.hostname === '') {
    throw new AppError('invalid', 'config.scanner_url', {
      detail: `SCANNER_URL vaut « ${url} » : écrivez l’adresse sous la forme clamd://serveur:3310.`,
    })
  }
  const [host, port] = [address.hostname.replace(/^\[|\]$/g, ''), Number(address.port || 3310)]
  return {
    scan: async (content) => {
      const socket = connect({ host, port })
      socket.setTimeout(timeoutMilliseconds, () => socket.destroy(new Error('timed out')))
      try {
        return verdict(await askClamd(socket, content))
      } catch (cause) {
        if (cause instanceof AppError) throw cause
        throw new AppError('unavailable', 'files.scanner', { cause })
      } finally {
        socket.destroy()
      }
    },
  }
}

async function askClamd(socket: Socket, content: AsyncIterable<Uint8Array>): Promise<string> {
  const answer = readAnswer(socket)
  answer.catch(() => {}) // told again by the await below; until then a failure must not pass for unhandled
  await send(socket, Buffer.from('zINSTREAM\0'))
  for await (const piece of content) {
    if (piece.length === 0) continue
    const length = Buffer.alloc(4)
    length.writeUInt32BE(piece.length)
    await send(socket, Buffer.concat([length, piece]))
  }
  await send(socket, Buffer.alloc(4))
  return answer
}

const send = (socket: Socket, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()))
  })

function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      if (text.includes('\0')) resolve(text.slice(0, text.indexOf('\0')))
      else if (text.length > 4096) reject(new Error('an endless answer'))
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed without an answer')))
  })
}

function verdict(answer: string): 'clean' | 'infected' {
  if (answer === 'stream: OK') return 'clean'
  if (answer.endsWith(' FOUND')) return 'infected'
  throw new AppError('unavailable', 'files.scanner', { detail: answer.slice(0, 200) })
}
