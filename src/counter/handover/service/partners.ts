import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { isWebhookSecret, newWebhookSecret } from '#platform/webhooks'
import { mayKeepPartners } from '../policy.ts'
import { type Handover, type Matter, type Mode, type Partner, type PartnerKey } from '../schema.ts'
import { listOfPartnerRows } from '../store/handovers.ts'
import {
  deleteMatterRow,
  findPartnerRow,
  insertPartnerRow,
  listMatterRows,
  listPartnerRows,
  saveMatterRow,
  type SealedPartner,
  updatePartnerRow,
} from '../store/partners.ts'
import { listDeadRows, type There } from '../store/there.ts'
import { bearerOf } from './bearer.ts'
import { servicesOf, type ServiceThere } from './open311/client.ts'
import { hurryOpen311 } from './open311/working.ts'
import { wakeOpen311 } from './open311/waking.ts'
import { addressFor, type HandoverTools, sealSecret, secretsOf } from './tools.ts'

function allow(ctx: Context, collectivityId: string): void {
  if (!mayKeepPartners(ctx.actor, collectivityId)) throw new AppError('forbidden', 'handover.not_allowed')
}

export interface PartnerInput {
  readonly name: string
  readonly mode: Mode
  /** Blank while it is not known. */
  readonly address: string
  readonly jurisdiction?: string
  readonly clock: Partner['clock']
  readonly patienceDays: number
  /** Given by the other side, who drew it: blank keeps the present one, or draws one. */
  readonly secret: string
}

export type PartnerFault = 'no_name' | 'bad_address' | 'bad_secret' | 'no_key'

function faultOf(
  { name, mode, address, secret }: PartnerInput,
  isNew: boolean,
  allowPrivate: boolean,
): PartnerFault | undefined {
  if (name.trim() === '') return 'no_name'
  const isAddressed = mode === 'open311' || address.trim() !== ''
  if (isAddressed && !isGoodAddress(address, allowPrivate)) return 'bad_address'
  if (mode === 'open311') return isNew && secret.trim() === '' ? 'no_key' : undefined
  return secret.trim() === '' || isWebhookSecret(secret.trim()) ? undefined : 'bad_secret'
}

function isGoodAddress(text: string, allowPrivate: boolean): boolean {
  const url = URL.parse(text.trim())
  if (url === null || url.username !== '' || url.password !== '' || text.length > 400) return false
  return url.protocol === 'https:' || (allowPrivate && url.protocol === 'http:')
}

const trimmed = (address: string): string | null => address.trim().replace(/\/+$/, '') || null

/** @throws AppError `forbidden handover.not_allowed` */
export const addPartner =
  (tools: HandoverTools) =>
  async (
    ctx: Context,
    collectivityId: string,
    input: PartnerInput,
  ): Promise<Outcome<{ readonly id: string }, PartnerFault>> => {
    allow(ctx, collectivityId)
    const fault = faultOf(input, true, tools.allowPrivate)
    if (fault) return refused(fault)
    const id = newId()
    const secret = input.secret.trim() || newWebhookSecret()
    const now = tools.clock.now()
    const address = trimmed(input.address)
    await ctx.db.withCollectivity(collectivityId, async (tx) => {
      const key = { collectivityId, partnerId: id }
      const subscriptionId = await subscribed(tools, tx, { ...key, input, secret, subscriptionId: null })
      const row = { ...rowOf(input, address), subscriptionId, secret: sealSecret(tools.secrets, id, secret) }
      await insertPartnerRow(tx, key, row, now)
    })
    return accepted({ id })
  }

const rowOf = ({ name, mode, jurisdiction = '', clock, patienceDays }: PartnerInput, address: string | null) => ({
  name: name.trim(),
  mode,
  address,
  jurisdiction: jurisdiction.trim() || null,
  clock,
  patienceDays,
})

interface Subscribing extends PartnerKey {
  readonly input: PartnerInput
  readonly secret: string
  readonly subscriptionId: string | null
}

/** What posts our messages: one subscription for a partner that takes them, at its address. */
async function subscribed(tools: HandoverTools, tx: Tx, asked: Subscribing): Promise<string | null> {
  const { collectivityId, partnerId, input, secret, subscriptionId } = asked
  const address = trimmed(input.address)
  const now = tools.clock.now()
  if (input.mode !== 'push' || address === null) return subscriptionId
  const url = `${address}/messages`
  if (subscriptionId !== null) {
    const key = { collectivityId, subscriptionId }
    await tools.webhooks.change(tx, key, { label: input.name.trim(), url }, now)
    return subscriptionId
  }
  const made = await tools.webhooks.subscribe(
    tx,
    collectivityId,
    { id: partnerId, owner: 'handover', label: input.name.trim(), url, topics: [], secret },
    now,
  )
  if (!made.ok) throw new AppError('invalid', 'handover.address', { detail: made.refusal })
  return made.value.id
}

/**
 * Changes a partner. Another secret replaces the present one, which holds for seven days more.
 * @throws AppError `forbidden handover.not_allowed`, `not_found handover.no_partner`
 */
export const changePartner =
  (tools: HandoverTools) =>
  async (ctx: Context, key: PartnerKey, input: PartnerInput): Promise<Outcome<undefined, PartnerFault>> => {
    allow(ctx, key.collectivityId)
    const fault = faultOf(input, false, tools.allowPrivate)
    if (fault) return refused(fault)
    await ctx.db.withCollectivity(key.collectivityId, async (tx) => {
      const before = await getSealed(tx, key)
      const now = tools.clock.now()
      const [present = ''] = secretsOf(tools.secrets, before, now)
      const given = input.secret.trim()
      const isReplaced = given !== '' && given !== present
      const secret = isReplaced ? given : present
      const subscriptionId = await subscribed(tools, tx, {
        ...key,
        input,
        secret,
        subscriptionId: before.subscriptionId,
      })
      await updatePartnerRow(tx, key, {
        ...rowOf({ ...input, mode: before.mode }, trimmed(input.address)),
        subscriptionId,
      })
      if (isReplaced) await replaceSecret(tools, tx, { ...before, subscriptionId }, { secret, now })
    })
    return accepted(undefined)
  }

const overlap = 7 * 86_400_000

async function replaceSecret(
  { secrets, webhooks }: HandoverTools,
  tx: Tx,
  before: SealedPartner,
  { secret, now }: { readonly secret: string; readonly now: Date },
): Promise<void> {
  const { collectivityId, id, subscriptionId } = before
  const until = new Date(now.getTime() + overlap)
  const sealed = { secret: sealSecret(secrets, id, secret), previousSecret: before.secret, previousUntil: until }
  await updatePartnerRow(tx, { collectivityId, partnerId: id }, sealed)
  if (subscriptionId !== null && before.subscriptionId !== null) {
    await webhooks.rotateSecret(tx, { collectivityId, subscriptionId }, now, { until, secret })
  }
}

/** Draws another secret, to be given to the other side; the present one holds for seven days more. */
export const renewSecret =
  (tools: HandoverTools) =>
  async (ctx: Context, key: PartnerKey): Promise<void> => {
    allow(ctx, key.collectivityId)
    await ctx.db.withCollectivity(key.collectivityId, async (tx) => {
      const before = await getSealed(tx, key)
      if (before.mode === 'open311') throw notFound('handover.no_partner', key.partnerId)
      await replaceSecret(tools, tx, before, { secret: newWebhookSecret(), now: tools.clock.now() })
    })
  }

/**
 * Stops a partner: nothing is given to it, nothing it says or asks is heard, and what we say waits. Started again, what waited leaves, and the
 * next comparison of lists fetches what it said meanwhile.
 */
export const setActive =
  (tools: Pick<HandoverTools, 'webhooks' | 'clock'>) =>
  async (ctx: Context, key: PartnerKey, isActive: boolean): Promise<void> => {
    const { collectivityId } = key
    allow(ctx, collectivityId)
    await ctx.db.withCollectivity(collectivityId, async (tx) => {
      const { subscriptionId, mode } = await getSealed(tx, key)
      await updatePartnerRow(tx, key, { isActive })
      if (isActive && mode === 'open311') await wakeOpen311(tx, key)
      if (subscriptionId === null) return
      const gesture = isActive ? 'resume' : 'pause'
      await tools.webhooks[gesture](tx, { collectivityId, subscriptionId }, tools.clock.now())
    })
  }

export const saveMatter = async (ctx: Context, key: PartnerKey, matter: Matter): Promise<void> => {
  allow(ctx, key.collectivityId)
  await ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    await getSealed(tx, key)
    await saveMatterRow(tx, key, matter)
  })
}

export const removeMatter = async (
  ctx: Context,
  key: PartnerKey,
  matter: Pick<Matter, 'direction' | 'ours'>,
): Promise<void> => {
  allow(ctx, key.collectivityId)
  await ctx.db.withCollectivity(key.collectivityId, (tx) => deleteMatterRow(tx, key, matter))
}

/**
 * What a partner's server of Open311 takes, as it says now; undefined when it does not answer, and for a partner of another kind.
 * @throws AppError `forbidden handover.not_allowed`, `not_found handover.no_partner`
 */
export const readServices =
  (tools: HandoverTools) =>
  async (ctx: Context, key: PartnerKey): Promise<readonly ServiceThere[] | undefined> => {
    allow(ctx, key.collectivityId)
    const { mode, address, jurisdiction } = await ctx.db.readCollectivity(key.collectivityId, (tx) =>
      getSealed(tx, key),
    )
    return mode === 'open311' && address !== null ? servicesOf(tools, { address, jurisdiction, key: '' }) : undefined
  }

/** Sends again what its server of Open311 did not take, and asks for news now. @returns how many are sent again. */
export const hurryPartner =
  (tools: HandoverTools) =>
  async (ctx: Context, key: PartnerKey): Promise<number> => {
    allow(ctx, key.collectivityId)
    return hurryOpen311(tools, key)
  }

/** @throws AppError `forbidden handover.not_allowed` */
export const listPartners = async (ctx: Context, collectivityId: string): Promise<readonly Partner[]> => {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listPartnerRows(tx, collectivityId))
}

export interface PartnerFile {
  readonly partner: Partner
  readonly matters: readonly Matter[]
  /** The 100 that changed last. */
  readonly handovers: readonly Handover[]
  /** Where it posts to us, to give to the other side. */
  readonly ourAddress: string
  /** Requests that a server of Open311 did not take, and that nobody sent again. */
  readonly givenUp: readonly There[]
}

/** @throws AppError `forbidden handover.not_allowed`, `not_found handover.no_partner` */
export const readPartner =
  (tools: Pick<HandoverTools, 'publicUrl'>) =>
  async (ctx: Context, key: PartnerKey): Promise<PartnerFile> => {
    allow(ctx, key.collectivityId)
    return ctx.db.readCollectivity(key.collectivityId, async (tx) => {
      const { secret: _secret, previousSecret: _previous, ...partner } = await getSealed(tx, key)
      const [matters, handovers, givenUp] = await Promise.all([
        listMatterRows(tx, key),
        listOfPartnerRows(tx, key, 100),
        partner.mode === 'open311' ? listDeadRows(tx, key) : [],
      ])
      return { partner, matters, handovers, ourAddress: addressFor(tools, partner), givenUp }
    })
  }

/**
 * What is exchanged with the other side: the secret that signs, and the key that it fetches with, which derives from it.
 * @throws AppError `forbidden handover.not_allowed`, `not_found handover.no_partner`
 */
export const readKeys =
  (tools: HandoverTools) =>
  async (ctx: Context, key: PartnerKey): Promise<{ readonly secret: string; readonly bearer: string }> => {
    allow(ctx, key.collectivityId)
    const sealed = await ctx.db.readCollectivity(key.collectivityId, (tx) => getSealed(tx, key))
    const [secret = ''] = secretsOf(tools.secrets, sealed, tools.clock.now())
    return { secret, bearer: sealed.mode === 'open311' ? '' : bearerOf(secret) }
  }

async function getSealed(tx: Tx, key: PartnerKey): Promise<SealedPartner> {
  const found = await findPartnerRow(tx, key)
  if (!found) throw notFound('handover.no_partner', key.partnerId)
  return found
}
