import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TakenSms {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly text: string
}

export interface SmsStandIn {
  readonly url: string
  /** Each message once, in the order they came. */
  readonly taken: readonly TakenSms[]
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
    answer: (...statuses) => planned.push(...statuses),
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
