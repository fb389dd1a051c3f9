import { AppError, notFound } from '#kernel/errors'
import { newId, newSecret } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { type ClientFaults, faultsOf, needsSecret } from '../domain/clients.ts'
import { canAdministerProvider } from '../policy.ts'
import type { Client, ClientError } from '../schema.ts'
import { findById, insertClient, listAll, listErrors, replaceSecret, updateClient } from '../store/clients.ts'
import { countChange } from '../store/keys.ts'
import { hashOfSecret } from './register.ts'
import type { ProviderTools } from './tools.ts'

/** What is said of an application that registers; the rest has a default. */
export type NewClient = Pick<Client, 'name' | 'protocol'> & Partial<Omit<Client, 'id'>>

type Refusal = { readonly reason: 'invalid'; readonly faults: ClientFaults }

const days = 86_400_000

const defaults: Omit<Client, 'id' | 'clientId' | 'name' | 'protocol'> = {
  collectivityId: null,
  isFirstParty: false,
  isOpen: true,
  redirectUris: [],
  logoutRedirectUris: [],
  backchannelLogoutUri: null,
  authMethod: 'client_secret_basic',
  jwks: null,
  jwksUri: null,
  subjectType: 'pairwise',
  signingAlgorithm: 'ES256',
  isUserinfoSigned: false,
  scopes: ['openid'],
  requiredData: [],
  mayRefresh: false,
  contact: null,
  homeUri: null,
  rules: { kind: 'everybody' },
  settings: {},
}

function allow(ctx: Context): void {
  if (!canAdministerProvider(ctx.actor)) throw new AppError('forbidden', 'provider.administer')
}

/** Scopes that an application may be allowed. */
export const knownScopes = ({ ports }: ProviderTools): Set<string> =>
  new Set(['openid', 'offline_access', ...ports.claims.flatMap(({ scopes }) => Object.keys(scopes))])

/** The register of applications, as the operator and the platform change it. */
export const clientsOf = (tools: ProviderTools, forget: () => void) => ({
  /**
   * Registers an application. Its secret is told once, here; what is kept of it opens nothing.
   * @throws AppError `forbidden provider.administer`.
   */
  async create(ctx: Context, input: NewClient): Promise<Outcome<{ client: Client; secret: string | null }, Refusal>> {
    allow(ctx)
    // Its name for itself is drawn where its protocol leaves it free.
    const client: Client = { ...defaults, clientId: `app-${newSecret().slice(0, 20)}`, ...input, id: newId() }
    const faults = faultsOf(client, knownScopes(tools))
    if (Object.keys(faults).length > 0) return refused({ reason: 'invalid', faults })
    const secret = client.protocol === 'oidc' && needsSecret(client.authMethod) ? newSecret() : null
    const hash = secret === null ? null : hashOfSecret(tools.secrets, client.clientId, secret)
    const isNew = await ctx.db.withTerritory(async (tx) => {
      const inserted = await insertClient(tx, client, hash, ctx.clock.now())
      if (inserted) await countChange(tx, 'clients')
      return inserted
    })
    if (!isNew) return refused({ reason: 'invalid', faults: { clientId: 'taken' } })
    forget()
    return accepted({ client, secret })
  },

  /** @throws AppError `forbidden provider.administer`, `not_found provider.client`. */
  async change(ctx: Context, id: string, input: Partial<NewClient>): Promise<Outcome<Client, Refusal>> {
    const before = await this.get(ctx, id)
    const client: Client = { ...before, ...input, id: before.id, clientId: before.clientId, protocol: before.protocol }
    const faults = faultsOf(client, knownScopes(tools))
    if (Object.keys(faults).length > 0) return refused({ reason: 'invalid', faults })
    await ctx.db.withTerritory(async (tx) => {
      await updateClient(tx, client, ctx.clock.now())
      await countChange(tx, 'clients')
    })
    forget()
    return accepted(client)
  },

  /**
   * A new secret, told once. The one of before opens for some days more, so that nobody is locked out meanwhile.
   * @throws AppError `forbidden provider.administer`, `not_found provider.client`.
   */
  async rotateSecret(ctx: Context, id: string, keptDays: number): Promise<{ secret: string; formerUntil: Date }> {
    const { clientId } = await this.get(ctx, id)
    const secret = newSecret()
    const at = ctx.clock.now()
    const formerUntil = new Date(at.getTime() + Math.min(90, Math.max(0, keptDays)) * days)
    await ctx.db.withTerritory(async (tx) => {
      await replaceSecret(tx, id, { hash: hashOfSecret(tools.secrets, clientId, secret), formerUntil, at })
      await countChange(tx, 'clients')
    })
    forget()
    return { secret, formerUntil }
  },

  /** @throws AppError `forbidden provider.administer`, `not_found provider.client`. */
  async get(ctx: Context, id: string): Promise<Client> {
    allow(ctx)
    const stored = await ctx.db.readTerritory((tx) => findById(tx, id))
    if (!stored) throw notFound('provider.client')
    const { secrets: _, ...client } = stored
    return client
  },

  /** By name. @throws AppError `forbidden provider.administer`. */
  async list(ctx: Context): Promise<Client[]> {
    allow(ctx)
    return ctx.db.readTerritory(listAll)
  },

  /** What was refused to it lately. @throws AppError `forbidden provider.administer`. */
  async listErrors(ctx: Context, id: string): Promise<ClientError[]> {
    allow(ctx)
    return ctx.db.readTerritory((tx) => listErrors(tx, id, 20))
  },
})
