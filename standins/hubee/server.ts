import { hash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SampleFile {
  readonly fileName: string
  readonly type: string
  readonly mimeType: string
  readonly content: Buffer
  /** What it says of itself, when that is not so. */
  readonly saidSize?: number
  readonly saidDigest?: string
}

export interface SampleCase {
  readonly processCode: string
  readonly externalId: string
  /** SIRET of who is to receive it. */
  readonly siret: string
  readonly applicant?: { readonly firstName: string; readonly lastName: string; readonly email?: string | null }
  readonly files?: readonly SampleFile[]
  readonly createDateTime?: string
}

export interface HeardEvent {
  readonly id: string
  readonly actionType: string
  readonly message: string | null
  readonly comment: string | null
  readonly author: string | null
  readonly caseNewStatus: string | null
  readonly notification: boolean
  status: string
  readonly attachments: readonly KeptFile[]
}

interface KeptFile extends SampleFile {
  readonly id: string
}

export interface HeldCase extends SampleCase {
  readonly id: string
  status: string
  readonly attachments: readonly KeptFile[]
  readonly events: HeardEvent[]
}

interface Notice {
  readonly id: string
  readonly caseId: string
  readonly eventId: string | null
  readonly processCode: string
}

export interface HubeeStandIn {
  readonly api: string
  readonly token: string
  readonly cases: ReadonlyMap<string, HeldCase>
  /** What nobody has acknowledged. */
  readonly notices: readonly Notice[]
  /** A request is filed on the national portal. */
  deposit(sample: SampleCase): string
  /** Tells of a case once more. */
  notifyAgain(caseId: string): void
  /** Its person writes, or adds files. */
  tell(caseId: string, said: { readonly message?: string; readonly files?: readonly SampleFile[] }): string
  /** Answers so to the next calls whose `METHOD /path` begins so. */
  fail(call: string, ...statuses: readonly number[]): void
  close(): Promise<void>
}

const statuses = 'HUBEE_NOTIFIED SENT SI_RECEIVED SI_INTG_ERROR IN_PROGRESS ADD_AWAITING REFUSED DONE CLOSED'.split(' ')

/** Starts HubEE on this machine, for one client of scope SI. */
export async function startHubee(client: { readonly id: string; readonly secret: string }): Promise<HubeeStandIn> {
  const held = new Map<string, HeldCase>()
  const notices: Notice[] = []
  const planned: { call: string; status: number }[] = []
  const bearer = randomUUID()
  const store = { held, notices, bearer, client, planned }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => answer(store, request, Buffer.concat(parts).toString(), response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    api,
    token: `${api}/oauth2/token`,
    cases: held,
    notices,
    deposit: (sample) => {
      const id = randomUUID()
      held.set(id, { ...sample, id, status: 'HUBEE_NOTIFIED', attachments: kept(sample.files), events: [] })
      notices.push({ id: randomUUID(), caseId: id, eventId: null, processCode: sample.processCode })
      return id
    },
    notifyAgain: (caseId) =>
      void notices.push({ id: randomUUID(), caseId, eventId: null, processCode: held.get(caseId)?.processCode ?? '' }),
    tell: (caseId, { message, files }) => {
      const one = held.get(caseId)
      if (!one) throw new Error('no such case')
      const event: HeardEvent = {
        id: randomUUID(),
        actionType: files ? 'ATTACH_DEPOSIT' : 'SENDING_MESSAGE',
        message: message ?? null,
        comment: null,
        author: 'DILA',
        caseNewStatus: null,
        notification: true,
        status: 'SENT',
        attachments: kept(files),
      }
      one.events.push(event)
      notices.push({ id: randomUUID(), caseId, eventId: event.id, processCode: one.processCode })
      return event.id
    },
    fail: (call, ...each) => void planned.push(...each.map((status) => ({ call, status }))),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const kept = (files: readonly SampleFile[] = []): KeptFile[] => files.map((file) => ({ ...file, id: randomUUID() }))

interface Store {
  readonly held: Map<string, HeldCase>
  readonly notices: Notice[]
  readonly bearer: string
  readonly client: { readonly id: string; readonly secret: string }
  readonly planned: { call: string; status: number }[]
}

const json = (response: ServerResponse, status: number, body?: unknown): void =>
  void response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(body === undefined ? undefined : JSON.stringify(body))

const refuse = (response: ServerResponse, code: number, message: string): void =>
  json(response, code, { errors: [{ code, message }] })

function answer(store: Store, request: IncomingMessage, body: string, response: ServerResponse): void {
  const { method = 'GET' } = request
  const url = new URL(request.url ?? '/', 'http://hubee')
  const path = url.pathname.replace('/teledossiers/v1', '')
  const index = store.planned.findIndex(({ call }) => `${method} ${path}`.startsWith(call))
  const [fault] = index < 0 ? [] : store.planned.splice(index, 1)
  if (fault) return refuse(response, fault.status, 'as it was told')
  if (path === '/oauth2/token') return giveToken(store, request, body, response)
  if (request.headers.authorization !== `Bearer ${store.bearer}`) return refuse(response, 401, 'no token')
  const [first = '', id = '', ...rest] = path.split('/').slice(1)
  if (first === 'notifications') return onNotices(store, { method, id, url }, response)
  const one = store.held.get(id)
  if (first !== 'cases' || !one) return refuse(response, 404, 'Case is not found')
  return onCase(one, { method, rest, body }, response)
}

interface Asked {
  readonly method: string
  /** Parts of the address after the case's. */
  readonly rest: readonly string[]
  readonly body: string
}

function onCase(one: HeldCase, { method, rest, body }: Asked, response: ServerResponse): void {
  const [second, other = '', third, file = ''] = rest
  if (second === undefined) return method === 'GET' ? showCase(one, response) : changeCase(one, body, response)
  if (second === 'attachments') return give(one.attachments, other, response)
  if (method === 'POST') return hear(one, body, response)
  const event = one.events.find((each) => each.id === other)
  if (!event) return refuse(response, 404, 'event is not found')
  if (third === 'attachments') return give(event.attachments, file, response)
  if (method === 'GET') return json(response, 200, shownEvent(event))
  event.status = String((JSON.parse(body) as { status?: unknown }).status)
  return json(response, 204)
}

function giveToken(
  { client, bearer }: Store,
  { headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
): void {
  const pair = Buffer.from(`${client.id}:${client.secret}`).toString('base64')
  const asked = new URLSearchParams(body)
  if (headers.authorization !== `Basic ${pair}`) return json(response, 401, { error: 'invalid_client' })
  if (asked.get('scope') !== 'SI' || asked.get('grant_type') !== 'client_credentials')
    return json(response, 400, { error: 'invalid_scope' })
  return json(response, 200, { access_token: bearer, scope: 'SI', token_type: 'Bearer', expires_in: 3600 })
}

const organisation = (type: string, siret: string) => ({ type, companyRegister: siret, branchCode: '00000' })

function onNotices(
  { notices, held }: Store,
  { method, id, url }: { readonly method: string; readonly id: string; readonly url: URL },
  response: ServerResponse,
): void {
  if (method === 'DELETE') {
    const index = notices.findIndex((each) => each.id === id)
    if (index < 0) return refuse(response, 404, 'Notification is not found')
    notices.splice(index, 1)
    return json(response, 204)
  }
  const most = Number(url.searchParams.get('maxResult') ?? 25)
  const shown = notices.slice(0, most).map((each) => ({
    ...each,
    recipient: organisation('SI', held.get(each.caseId)?.siret ?? ''),
    transmitter: organisation('OSL', '13000918600011'),
    dateTime: '2026-11-20T08:00:00.000Z',
  }))
  return json(response, 200, shown)
}

const shownFile = ({ id, fileName, type, mimeType, content, saidSize }: KeptFile) => ({
  id,
  fileName,
  type,
  mimeType,
  size: saidSize ?? content.length,
  status: 'RECEIVED',
})

const shownEvent = (event: HeardEvent) => ({ ...event, attachments: event.attachments.map(shownFile) })

function showCase(one: HeldCase, response: ServerResponse): void {
  const { id, status, externalId, processCode, createDateTime = '2026-11-20T08:00:00.000Z', applicant } = one
  return json(response, 200, {
    id,
    status,
    externalId,
    processCode,
    createDateTime,
    applicant,
    recipient: organisation('SI', one.siret),
    attachments: one.attachments.map(shownFile),
    events: one.events.map(shownEvent),
  })
}

function changeCase(one: HeldCase, body: string, response: ServerResponse): void {
  const { status } = JSON.parse(body) as { status?: unknown }
  if (typeof status !== 'string' || !statuses.includes(status)) return refuse(response, 400, 'Bad request')
  one.status = status
  return json(response, 204)
}

const unsaid = { actionType: '', message: null, comment: null, author: null, caseNewStatus: null, notification: false }

const isTooLong = (text: string | null): boolean => (text?.length ?? 0) > 1000

function hear(one: HeldCase, body: string, response: ServerResponse): void {
  const said = { ...unsaid, ...(JSON.parse(body) as Partial<HeardEvent>) }
  const isWrong = isTooLong(said.message) || isTooLong(said.comment) || said.actionType === ''
  if (isWrong || (said.caseNewStatus !== null && !statuses.includes(said.caseNewStatus)))
    return refuse(response, 400, 'Bad Request : Validation failed.')
  const event = { ...said, id: randomUUID(), status: 'SENT', attachments: [] }
  one.events.push(event)
  return json(response, 201, event)
}

function give(files: readonly KeptFile[], id: string, response: ServerResponse): void {
  const file = files.find((each) => each.id === id)
  if (!file) return refuse(response, 404, 'File is not found')
  const digest = file.saidDigest ?? hash('sha256', file.content, 'base64')
  response.writeHead(200, { 'content-type': 'application/octet-stream', digest }).end(file.content)
}
