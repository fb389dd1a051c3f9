import type { TSchema, Static } from 'typebox'
import { Value } from 'typebox/value'
import { AppError } from '#kernel/errors'
import { Case, Event, type GivenCase, type GivenEvent, type Notification, Notifications, Token } from '../contract.ts'
import type { Status, Stream } from '../schema.ts'
import { type HubeeTools, openClientSecret } from './tools.ts'

/** HubEE, by the interface that instructing services have of it. */
export interface Portal {
  notifications(): Promise<readonly Notification[]>
  readCase(caseId: string): Promise<GivenCase>
  readEvent(caseId: string, eventId: string): Promise<GivenEvent>
  /** A file of a telecase, or of one of its events. */
  download(caseId: string, attachmentId: string, eventId?: string): Promise<{ bytes: Buffer; digest: string | null }>
  setStatus(caseId: string, status: Status): Promise<void>
  /** What the other side reads: a new status, or a message. */
  addEvent(caseId: string, event: SaidEvent): Promise<void>
  eventReceived(caseId: string, eventId: string): Promise<void>
  /** Done already is done. */
  dropNotification(id: string): Promise<void>
}

export interface SaidEvent {
  readonly status: Status | null
  readonly message: string
  /** Read by instructing services only: by it we know again what we said. */
  readonly comment: string
  readonly author: string
}

/** Which program speaks, as HubEE asks each to say. */
const program = { editorName: 'Traboule', applicationName: 'Traboule', softwareVersion: '1' }

/**
 * Opens HubEE as the client of a stream.
 * @throws AppError (each call) `unavailable hubee.refused` for a wrong client, `unavailable hubee.answer` for another refusal or
 * what is not of the contract, `unavailable outbound.*` when it is not reached.
 */
export async function openPortal(tools: HubeeTools, stream: Stream): Promise<Portal> {
  const token = await tokenOf(tools, stream)
  const base = `${tools.addresses.api}/teledossiers/v1`
  const call: Call = async (path, init = {}) => {
    const answer = await tools.outbound.fetch(`${base}${path}`, {
      ...init,
      headers: { ...program, ...init.headers, authorization: `Bearer ${token}` },
    })
    if (answer.ok || (init.method === 'DELETE' && answer.status === 404)) return answer
    throw refusal(answer.status, `${init.method ?? 'GET'} ${path}`)
  }
  return portalBy(call)
}

type Call = (
  path: string,
  init?: { readonly method?: string; readonly body?: string; readonly headers?: Readonly<Record<string, string>> },
) => Promise<Response>

const notificationsAtOnce = 25

function portalBy(call: Call): Portal {
  const send = async (method: string, path: string, body: unknown): Promise<void> => {
    await call(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  }
  return {
    notifications: async () => read(Notifications, await call(`/notifications?maxResult=${notificationsAtOnce}`)),
    readCase: async (caseId) => read(Case, await call(`/cases/${caseId}`)),
    readEvent: async (caseId, eventId) => read(Event, await call(`/cases/${caseId}/events/${eventId}`)),
    download: async (caseId, attachmentId, eventId) => {
      const of = eventId === undefined ? '' : `/events/${eventId}`
      const answer = await call(`/cases/${caseId}${of}/attachments/${attachmentId}`)
      return { bytes: Buffer.from(await answer.arrayBuffer()), digest: answer.headers.get('digest') }
    },
    setStatus: (caseId, status) => send('PATCH', `/cases/${caseId}`, { status }),
    addEvent: (caseId, { status, message, comment, author }) =>
      send('POST', `/cases/${caseId}/events`, {
        actionType: status === null ? 'SENDING_MESSAGE' : 'STATUS_UPDATE',
        message,
        comment,
        author,
        notification: true,
        ...(status !== null && { caseNewStatus: status }),
      }),
    eventReceived: (caseId, eventId) => send('PATCH', `/cases/${caseId}/events/${eventId}`, { status: 'RECEIVED' }),
    dropNotification: async (id) => void (await call(`/notifications/${id}`, { method: 'DELETE' })),
  }
}

/** OAuth 2, client credentials (RFC 6749, 4.4), with the scope of instructing services. */
async function tokenOf(tools: HubeeTools, stream: Stream): Promise<string> {
  const pair = `${encodeURIComponent(stream.clientId)}:${encodeURIComponent(openClientSecret(tools.secrets, stream))}`
  const answer = await tools.outbound.fetch(tools.addresses.token, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'scope=SI&grant_type=client_credentials',
  })
  if (!answer.ok) throw refusal(answer.status === 400 ? 401 : answer.status, 'token')
  return (await read(Token, answer)).access_token
}

const refusal = (status: number, detail: string): AppError =>
  new AppError('unavailable', status === 401 || status === 403 ? 'hubee.refused' : 'hubee.answer', {
    detail: `${status} ${detail}`,
  })

async function read<Schema extends TSchema>(schema: Schema, answer: Response): Promise<Static<Schema>> {
  const body: unknown = await answer.json().catch(() => undefined)
  if (!Value.Check(schema, body)) throw new AppError('unavailable', 'hubee.answer', { detail: 'not of the contract' })
  return body as Static<Schema>
}
