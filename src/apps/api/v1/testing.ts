import { Compile } from 'typebox/compile'
import { type KeyMade, makeApiKey, type Scope, scopes } from '#identity/keys'
import { listOffers } from '#counter/procedures'
import { addRoutes } from '#platform/http'
import { openBureau } from '../../bureau/testing.ts'
import type { Endpoint } from './endpoint.ts'
import { everyEndpoint, programRoutes } from './index.ts'

type Json = Record<string, unknown>

export interface Sending {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Bytes as they are. */
  readonly payload?: Buffer
}

export interface KeyWanted {
  readonly scopes?: readonly Scope[]
  readonly services?: readonly string[] | null
  readonly procedures?: readonly string[] | null
  /** E-mail address of who makes it. */
  readonly maker?: string
}

/** The bureau's world with the interface for programs, and programs that hold each answer to what the document says. */
export async function openInterface() {
  const bureau = await openBureau()
  const { app, server, site, context } = bureau
  addRoutes(server, programRoutes(app))

  const makeKey = async (wanted: KeyWanted = {}): Promise<KeyMade> => {
    const maker = await bureau.signIn(wanted.maker ?? 'administration.corbas@exemple.fr')
    const roles = [{ role: 'administrator', serviceId: null }] as const
    const actor = {
      kind: 'agent',
      accountId: maker.accountId,
      name: 'Camille',
      collectivityId: site.id,
      roles,
    } as const
    const offers = await bureau.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id))
    const made = await makeApiKey(context(actor), {
      collectivityId: site.id,
      asked: {
        name: 'Logiciel de la voirie',
        purpose: 'Essais',
        scopes: wanted.scopes ?? scopes,
        services: wanted.services ?? null,
        procedures: wanted.procedures ?? null,
        lastDay: '2027-06-30',
      },
      known: { services: [...bureau.services.values()], procedures: offers.map(({ procedureId }) => procedureId) },
    })
    if (!made.ok) throw new Error(JSON.stringify(made.refusal))
    return made.value
  }

  /** A program with a key: what it is answered is checked against the shape that the document gives. */
  const programWith = (token: string) => {
    const send = async (method: Endpoint['method'], path: string, { headers = {}, body, payload }: Sending = {}) => {
      const answer = await server.inject({
        method,
        url: path.startsWith('/api/') ? path : `/api/v1/corbas${path}`,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
        ...(payload ? { payload } : {}),
      })
      hold(method, path, answer)
      return { ...answer, status: answer.statusCode, json: answer.json.bind(answer) as <T = Json>() => T }
    }
    return {
      get: (path: string, headers: Readonly<Record<string, string>> = {}) => send('GET', path, { headers }),
      post: (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
        send('POST', path, { body, headers }),
      send,
    }
  }
  return { ...bureau, makeKey, programWith }
}

interface Told {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** @throws when an answer is not one that the document announces. */
function hold(method: string, path: string, { statusCode, headers, body }: Told): void {
  const { pathname } = new URL(
    path.startsWith('/api/v1/corbas') ? path.slice('/api/v1/corbas'.length) : path,
    'http://x',
  )
  const endpoint = everyEndpoint.find((each) => each.method === method && patternOf(each).test(pathname))
  if (!endpoint || statusCode === 304 || headers['content-encoding'] !== undefined) return
  if (statusCode >= 400) {
    if (!String(headers['content-type']).startsWith('application/problem+json')) throw new Error(`no problem: ${body}`)
    return
  }
  const shape = endpoint.answers[statusCode]
  if (!shape) throw new Error(`${endpoint.operationId} announces no ${statusCode}`)
  if (!shape.schema) return
  const errors = Compile(shape.schema).Errors(JSON.parse(body))
  if (errors.length > 0) throw new Error(`${endpoint.operationId}: ${JSON.stringify(errors)}\n${body}`)
}

const patternOf = ({ path }: Endpoint): RegExp => new RegExp(`^${path.replaceAll(/:[a-zA-Z]+/g, '[^/]+')}$`)
