import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { safeWebAddress } from '#kernel/web-address'
import { findOfferById, listOffers } from '#counter/procedures'
import { getRevision, type Workflow } from '#counter/workflows'
import type { Secrets } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { mayKeepKeys } from '../policy.ts'
import {
  type AuthorityChange,
  findAuthorityRow,
  insertAuthorityRow,
  listAuthorityRows,
  prepareAuthorityKeyRow,
  takeAuthorityKeyRow,
} from '../store/authorities.ts'

/** The keys by which other authorities' tools know that a question comes from a collectivity. */

interface AuthorityKey {
  readonly collectivityId: string
  /** "outils.exemple.fr", with its port when it is not the usual one. */
  readonly host: string
}

export interface Authority {
  readonly host: string
  /** A circuit of a procedure on offer sends questions there. */
  readonly isAsked: boolean
  /** A new key was prepared, and does not replace the other yet. */
  readonly isChanging: boolean
  /** When its key was last prepared or replaced; undefined when it never was. */
  readonly changedAt: Date | undefined
}

export interface AuthorityKeys {
  /** 64 hexadecimal signs, which are the secret of the HMAC as they stand. */
  readonly current: string
  /** The one that was prepared. */
  readonly next: string | undefined
}

function allow(ctx: Context, collectivityId: string): void {
  if (!mayKeepKeys(ctx.actor, collectivityId)) throw new AppError('forbidden', 'dossiers.not_allowed')
}

/**
 * The tools that circuits on offer name, and those that were added.
 * @throws AppError `forbidden dossiers.not_allowed`.
 */
export async function listAuthorities(ctx: Context, collectivityId: string): Promise<readonly Authority[]> {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const rows = await listAuthorityRows(tx, collectivityId)
    const asked = await hostsAsked(tx, collectivityId)
    const known = new Map(rows.map((row) => [row.host, row]))
    return [...new Set([...asked, ...known.keys()])].toSorted().map((host) => ({
      host,
      isAsked: asked.has(host),
      isChanging: known.get(host)?.nextNumber != null,
      changedAt: known.get(host)?.changedAt,
    }))
  })
}

/** Hosts that the circuits of a collectivity write out; one that an answer gives is known only once it is asked. */
async function hostsAsked(tx: Tx, collectivityId: string): Promise<ReadonlySet<string>> {
  const hosts = new Set<string>()
  for (const { id } of await listOffers(tx, collectivityId)) {
    const offer = await findOfferById(tx, collectivityId, id)
    if (!offer) continue
    const { slug, revision } = offer.revision.workflow
    for (const host of hostsIn((await getRevision(tx, slug, revision)).workflow)) hosts.add(host)
  }
  return hosts
}

const hostsIn = ({ statuses }: Workflow): readonly string[] =>
  statuses
    .flatMap(({ steps }) => steps)
    .flatMap((step) => (step.kind === 'ask_outside' && step.service === 'authority' ? (step.parameters ?? []) : []))
    .flatMap(({ id, value }) => (id === 'url' && typeof value === 'string' ? (hostOf(value) ?? []) : []))

/** The host of an encrypted address, or what was typed when it is one already; undefined when it is neither. */
function hostOf(typed: string): string | undefined {
  const text = typed.trim()
  const url = safeWebAddress(/^https?:\/\//i.test(text) ? text : `https://${text}`)
  const isHost = url !== undefined && /^[a-z0-9.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/.test(url.host)
  return isHost && url.host.length <= 260 ? url.host : undefined
}

/**
 * Adds a tool, so that its key can be given before a circuit names it. One that is there already stays as it is.
 * @param address of the tool, or its host.
 * @throws AppError `forbidden dossiers.not_allowed`.
 */
export async function addAuthority(
  ctx: Context,
  { collectivityId, address }: { readonly collectivityId: string; readonly address: string },
): Promise<Outcome<{ readonly host: string }, 'bad_address'>> {
  allow(ctx, collectivityId)
  const host = hostOf(address)
  if (host === undefined) return refused('bad_address')
  await ctx.db.withCollectivity(collectivityId, (tx) => insertAuthorityRow(tx, changeOf(ctx, { collectivityId, host })))
  return accepted({ host })
}

const changeOf = (ctx: Context, key: AuthorityKey): AuthorityChange => ({
  ...key,
  by: ctx.actor.kind === 'agent' ? ctx.actor.accountId : null,
  at: ctx.clock.now(),
})

/**
 * Prepares another key: what is sent is signed by both until `takeAuthorityKey`. Prepared twice, it is the same.
 * @throws AppError `forbidden dossiers.not_allowed`.
 */
export async function prepareAuthorityKey(ctx: Context, key: AuthorityKey): Promise<void> {
  allow(ctx, key.collectivityId)
  await ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    await insertAuthorityRow(tx, changeOf(ctx, key))
    await prepareAuthorityKeyRow(tx, changeOf(ctx, key))
  })
}

/**
 * The key that was prepared is the only one from now on. Answers to what was asked before are signed by secrets of their
 * own, which came with each question: they stay good.
 * @throws AppError `forbidden dossiers.not_allowed`.
 */
export async function takeAuthorityKey(ctx: Context, key: AuthorityKey): Promise<void> {
  allow(ctx, key.collectivityId)
  await ctx.db.withCollectivity(key.collectivityId, (tx) => takeAuthorityKeyRow(tx, changeOf(ctx, key)))
}

/**
 * The keys of one tool: to sign what is sent to it, or for who administers the collectivity to hand over.
 * @throws AppError `forbidden dossiers.not_allowed`.
 */
export const readAuthorityKeys =
  (secrets: Secrets) =>
  async (ctx: Context, key: AuthorityKey): Promise<AuthorityKeys> => {
    if (ctx.actor.kind !== 'system') allow(ctx, key.collectivityId)
    const { collectivityId, host } = key
    const row = await ctx.db.readCollectivity(collectivityId, (tx) => findAuthorityRow(tx, collectivityId, host))
    const next = row?.nextNumber ?? undefined
    const keyOf = (number: number) => authorityKeyOf(secrets, key, number)
    return { current: keyOf(row?.keyNumber ?? 1), next: next === undefined ? undefined : keyOf(next) }
  }

/** Bound to a collectivity, a host and a number, so that no key opens another place, nor comes back once it is replaced. */
const authorityKeyOf = (secrets: Secrets, { collectivityId, host }: AuthorityKey, number: number): string =>
  secrets.hmac('dossiers.authority', `${collectivityId} ${host}${number === 1 ? '' : ` ${number}`}`).toString('hex')
