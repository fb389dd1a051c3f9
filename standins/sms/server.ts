import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TakenSms {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly text: string
}

/** What somebody sends from her telephone. */
export interface SaidSms {
  readonly id: string
  /** E.164 */
  readonly from: string
  readonly text: string
}

/** Where the platform takes it, and the secret that the gateway shares with it. */
export interface SmsListener {
  readonly url: string
  readonly secret: string
  /** Seconds since 1970. */
  readonly at: number
}

/** What is told of a text message, and the headers that prove it. */
export function signedSms({ secret, at }: Pick<SmsListener, 'secret' | 'at'>, sms: SaidSms) {
  const body = JSON.stringify({ ...sms, receivedAt: new Date(at * 1000).toISOString() })
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${sms.id}.${at}.${body}`).digest('base64')
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': sms.id,
      'webhook-timestamp': String(at),
      'webhook-signature': `v1,${signature}`,
    },
  }
}

export interface SmsStandIn {
  readonly url: string
  /** Each message once, in the order they came. */
  readonly taken: readonly TakenSms[]
  /** Somebody writes from her telephone: tells it to the platform, signed as Standard Webhooks say. Gives its answer's status. */
  say(to: SmsListener, sms: SaidSms): Promise<number>
  /** Answers so to the next calls, in the place of 202. */
  answer(...statuses: readonly number[]): void
  close(): Promise<void>
}

/** Starts a gateway for text messages on this machine, which takes this key. */
export async function startSmsStandIn(key: string): Promise<SmsStandIn> {
  const taken: TakenSms[] = []
  const planned: number[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (data: Buffer) => (body += data.toString()))
    request.on('end', () => {
      const status = request.headers.authorization === `Bearer ${key}` ? (planned.shift() ?? 202) : 401
      const sms = JSON.parse(body) as TakenSms
      if (status === 202 && !taken.some(({ id }) => id === sms.id)) taken.push(sms)
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`,
    taken,
    say: async (to, sms) => (await fetch(to.url, { method: 'POST', ...signedSms(to, sms) })).status,
    answer: (...statuses) => planned.push(...statuses),
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
