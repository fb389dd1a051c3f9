import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** Moments of a conversation at which the stand-in can be told to answer otherwise. */
export type SmtpMoment = 'GREETING' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'CONTENT' | 'RSET'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Header and body as they came, dots unstuffed, lines ended by CR LF. */
  readonly content: string
}

export interface SmtpStandInOptions {
  /** 0, any free one, unless given. */
  readonly port?: number
  /** Asks for these by AUTH PLAIN before any mail. */
  readonly credentials?: { readonly user: string; readonly password: string }
}

export interface SmtpStandIn {
  readonly url: string
  /** What was accepted (250 after the content), in order. */
  readonly received: readonly ReceivedMail[]
  /** Connections accepted so far. */
  readonly connections: number
  /** Answers so at the next such moments: `550 5.1.1 No such person`. `silence` says nothing, `hang up` closes. */
  answer(moment: SmtpMoment, reply: string, times?: number): void
  close(): Promise<void>
}

interface Stand {
  readonly options: SmtpStandInOptions
  readonly received: ReceivedMail[]
  readonly planned: { moment: SmtpMoment; reply: string }[]
}

/** Starts a stand-in of an SMTP server (RFC 5321) on this machine. */
export async function startSmtpStandIn(options: SmtpStandInOptions = {}): Promise<SmtpStandIn> {
  const stand: Stand = { options, received: [], planned: [] }
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    new Conversation(socket, stand).greet()
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { credentials } = options
  const login = credentials
    ? `${encodeURIComponent(credentials.user)}:${encodeURIComponent(credentials.password)}@`
    : ''
  return {
    url: `smtp://${login}127.0.0.1:${address.port}`,
    received: stand.received,
    get connections() {
      return connections
    },
    answer: (moment, reply, times = 1) => {
      for (let turn = 0; turn < times; turn++) stand.planned.push({ moment, reply })
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** One connection: what was said, and what may be said next. */
class Conversation {
  readonly #socket: Socket
  readonly #stand: Stand
  #unread = ''
  #isGreeted = false
  #isKnown: boolean
  #from: string | undefined
  #to: string[] = []
  #content: string[] | undefined

  constructor(socket: Socket, stand: Stand) {
    this.#socket = socket
    this.#stand = stand
    this.#isKnown = stand.options.credentials === undefined
    socket.setEncoding('latin1')
    socket.on('data', (text) => this.#read(String(text)))
  }

  greet(): void {
    this.#say('GREETING', '220 standin.invalid ESMTP')
  }

  #read(text: string): void {
    this.#unread += text
    for (let end = this.#unread.indexOf('\r\n'); end >= 0; end = this.#unread.indexOf('\r\n')) {
      const line = this.#unread.slice(0, end)
      this.#unread = this.#unread.slice(end + 2)
      if (this.#content) this.#readContent(line, this.#content)
      else this.#obey(line)
    }
  }

  #readContent(line: string, content: string[]): void {
    if (line !== '.') {
      content.push(line.startsWith('.') ? line.slice(1) : line)
      return
    }
    const mail = { from: this.#from ?? '', to: this.#to, content: content.map((one) => `${one}\r\n`).join('') }
    this.#reset()
    if (this.#say('CONTENT', '250 2.0.0 Kept')) this.#stand.received.push(mail)
  }

  #obey(line: string): void {
    const verb = line.split(' ', 1)[0]?.toUpperCase() ?? ''
    const command = this.#commands.get(verb)
    if (command) command(line.slice(verb.length + 1))
    else this.#write('500 5.5.2 Unknown command')
  }

  readonly #commands: ReadonlyMap<string, (argument: string) => void> = new Map([
    ['EHLO', () => this.#hello()],
    ['HELO', () => this.#hello()],
    ['AUTH', (argument: string) => this.#authenticate(argument)],
    ['MAIL', (argument: string) => this.#open(argument)],
    ['RCPT', (argument: string) => this.#address(argument)],
    ['DATA', () => this.#startContent()],
    ['RSET', () => this.#forget()],
    ['NOOP', () => this.#write('250 2.0.0 Nothing done')],
    ['QUIT', () => void this.#socket.end('221 2.0.0 Goodbye\r\n')],
  ])

  #forget(): void {
    this.#reset()
    this.#say('RSET', '250 2.0.0 Forgotten')
  }

  #hello(): void {
    const offers = ['standin.invalid', 'PIPELINING', 'SIZE 10485760', '8BITMIME', 'ENHANCEDSTATUSCODES']
    if (this.#stand.options.credentials) offers.push('AUTH PLAIN')
    const lines = offers.map((offer, index) => `250${index === offers.length - 1 ? ' ' : '-'}${offer}`)
    this.#isGreeted = this.#say('EHLO', lines.join('\r\n'))
  }

  #authenticate(argument: string): void {
    const { credentials } = this.#stand.options
    const [, user, password] = Buffer.from(argument.replace(/^PLAIN /i, ''), 'base64')
      .toString()
      .split('\0')
    const isRight = credentials !== undefined && user === credentials.user && password === credentials.password
    this.#isKnown = this.#say('AUTH', isRight ? '235 2.7.0 Welcome' : '535 5.7.8 Unknown credentials')
  }

  #open(argument: string): void {
    if (!this.#isGreeted) return this.#write('503 5.5.1 Say EHLO first')
    if (!this.#isKnown) return this.#write('530 5.7.0 Authentication required')
    if (this.#from !== undefined) return this.#write('503 5.5.1 A mail is already open')
    const from = /^FROM:<([^<>]*)>/i.exec(argument)?.[1]
    if (from === undefined) return this.#write('501 5.5.4 FROM:<address> expected')
    if (this.#say('MAIL', '250 2.1.0 Sender accepted')) this.#from = from
  }

  #address(argument: string): void {
    if (this.#from === undefined) return this.#write('503 5.5.1 MAIL first')
    const to = /^TO:<([^<>]+)>/i.exec(argument)?.[1]
    if (to === undefined) return this.#write('501 5.5.4 TO:<address> expected')
    if (this.#say('RCPT', '250 2.1.5 Recipient accepted')) this.#to.push(to)
  }

  #startContent(): void {
    if (this.#to.length === 0) return this.#write('503 5.5.1 RCPT first')
    if (this.#say('DATA', '354 End with a dot')) this.#content = []
  }

  #reset(): void {
    this.#from = undefined
    this.#to = []
    this.#content = undefined
  }

  /** Says what was planned for this moment, or the usual; whether it was a consent. */
  #say(moment: SmtpMoment, usual: string): boolean {
    const index = this.#stand.planned.findIndex((plan) => plan.moment === moment)
    const reply = index < 0 ? usual : (this.#stand.planned.splice(index, 1)[0]?.reply ?? usual)
    if (reply === 'silence') return false
    if (reply === 'hang up') {
      this.#socket.destroy()
      return false
    }
    this.#write(reply)
    return /^[23]/.test(reply)
  }

  #write(reply: string): void {
    if (!this.#socket.destroyed) this.#socket.write(`${reply}\r\n`)
  }
}
