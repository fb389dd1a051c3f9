import type { IncomingMessage } from 'node:http'
import { newId } from '#kernel/ids'
import type { Session } from '#identity/accounts'
import type { Context } from '#platform/context'
import { insertError } from '../store/clients.ts'
import { readRevisions } from '../store/keys.ts'
import { clientsOf, knownScopes } from './clients.ts'
import { sidOf } from './configuration.ts'
import { type Answered, createEngine, type Engine } from './engine.ts'
import { mayEnter } from './entering.ts'
import { preview } from './preview.ts'
import { type Introspection, introspectionOf, type IntrospectionRequest } from './introspection.ts'
import { type InteractionTools, interactionsOf } from './interactions.ts'
import { openKeys, type SigningKey, tendKeys, turnKeys } from './keys.ts'
import { createRegister } from './register.ts'
import { beginVisit, type Visit } from './request.ts'
import type { EngineTools, ProviderTools } from './tools.ts'
import type { Client, Ring } from '../schema.ts'

/** How long a process may go on with what it remembers of keys and applications, in milliseconds. */
const freshFor = 2000

/** The identity provider of the territory, one per process. */
export function createIdentityProvider(tools: ProviderTools) {
  const register = createRegister(tools)
  const engineTools: EngineTools = { ...tools, register }
  const engine = keepFresh(engineTools)
  const introspect = introspectionOf(engineTools)
  const interactionTools: InteractionTools = { ...engineTools, provider: async () => (await engine.get()).provider }
  return {
    /** Answers one request under the issuer's address. The URL of the request is what follows the issuer's. */
    async answer(request: IncomingMessage, visit: Visit): Promise<Answered> {
      beginVisit(request, visit)
      return (await engine.get()).answer(request)
    },
    /** What an application asks of a token, when it can be told at once; the library answers else. */
    async introspect(request: IntrospectionRequest): Promise<Introspection | undefined> {
      await engine.look()
      return introspect(request)
    },
    interactions: interactionsOf(interactionTools),
    clients: clientsOf(tools, engine.expire),
    /** An application by the name that it gives itself, whatever its protocol, open or not. */
    findClient: async (clientId: string): Promise<Client | undefined> => {
      await engine.look()
      return register.find(clientId)
    },
    mayEnter: (client: Client, accountId: string): Promise<boolean> => mayEnter(tools, client, accountId),
    /** Notes what was refused to an application, for who runs it. */
    recordError: (client: Client, { code, description }: { code: string; description: string }): Promise<void> =>
      tools.db.withTerritory(async (tx) => {
        const row = {
          id: newId(),
          clientId: client.id,
          at: tools.clock.now(),
          code,
          description: description.slice(0, 500),
        }
        await insertError(tx, row)
      }),
    /** What an application calls a session of a person. */
    sidOf: (sessionId: string, clientId: string): string => sidOf(tools.secrets, sessionId, clientId),
    /** The keys of a ring with their private halves, active first: for who signs in another protocol. */
    keysOf: (ring: Ring): Promise<SigningKey[]> => openKeys(tools, tools, [ring]),
    turnKeys: async (ctx: Context, rings: readonly Ring[]): Promise<void> => {
      await turnKeys(ctx, tools, rings)
      engine.expire()
    },
    tendKeys: (ctx: Context): Promise<void> => tendKeys(ctx, tools),
    /** Sees at once what was changed in this process. */
    forget: (): void => engine.expire(),
    issuer: tools.issuer,
    /** Scopes that an application may be allowed. */
    scopes: [...knownScopes(tools)],
    /** What an application would get of somebody signed in, without sending it anything. */
    preview: (client: Client, session: Session) => preview(engineTools, client, session),
    /** Every datum that an application may ask for, with its words. */
    data: tools.ports.claims.flatMap(({ data }) => data),
    library: async () => (await engine.get()).provider,
    tools,
  }
}

export type IdentityProvider = ReturnType<typeof createIdentityProvider>

/** The library with today's keys; looks every two seconds, while there are requests, whether keys or applications changed. */
function keepFresh(tools: EngineTools) {
  let lookedAt = 0
  let seen = { clients: -1, keys: -1 }
  let current: Promise<Engine> | undefined
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    const now = await tools.db.lookUp(readRevisions)
    if (now.clients !== seen.clients) tools.register.forget()
    if (now.keys !== seen.keys || current === undefined) {
      const keys = await openKeys(tools, tools, ['es256', 'rs256'])
      current = Promise.resolve(createEngine(tools, keys))
    }
    // Keys that were made meanwhile counted as a change: it is seen at the next look.
    seen = { clients: now.clients, keys: now.keys }
    lookedAt = performance.now()
  }

  const lookWhenOld = async (): Promise<void> => {
    if (current !== undefined && performance.now() - lookedAt < freshFor) return
    looking ??= look().finally(() => {
      looking = undefined
    })
    await looking
  }

  return {
    async get(): Promise<Engine> {
      await lookWhenOld()
      if (!current) throw new Error('the provider did not start')
      return current
    },
    look: lookWhenOld,
    expire: (): void => {
      lookedAt = -freshFor
      tools.register.forget()
    },
  }
}
