import { getAccount, noteActsForOthers } from '#identity/accounts'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { listCollectivities } from '#territory/collectivities'
import { relationOf, worksAt } from '../domain/links.ts'
import { readNumber, type RegisterNumber } from '../domain/numbers.ts'
import type { Refused } from '../register/call.ts'
import type { Reading } from '../register/client.ts'
import type { KnownBy, Link, Organisation, RegisteredOrganisation } from '../schema.ts'
import { insertLinkEvent, insertLinkRow, listLinksBetween } from '../store/links.ts'
import { findByNumber, findOrganisation, insertOrganisation, updateFromRegister } from '../store/organisations.ts'
import { accountOf, type Tools } from './tools.ts'

/** `ceased`: the register says that it is no more: nobody acts for it. */
export type AddRefusal = Refused | { readonly reason: 'ceased'; readonly name: string }

/**
 * Adds an organisation to somebody's account by its number: read in the register, and noted as declared by her. That lets
 * her ask for a mandate; by itself it gives no right.
 */
export const addOrganisation =
  (tools: Tools) =>
  async (ctx: Context, typed: string): Promise<Outcome<{ organisationId: string }, AddRefusal>> => {
    const { accountId } = accountOf(ctx)
    const number = readNumber(typed)
    if (!number) return refused({ reason: 'malformed' as const })
    const found = await tools.register.find(ctx, number)
    if (!found.ok) return found
    if (!found.value.value.isActive) return refused({ reason: 'ceased' as const, name: found.value.value.name })
    const [account, organisation] = await Promise.all([
      getAccount(ctx, accountId),
      saveRegistered(ctx, number, found.value),
    ])
    await ctx.db.withTerritory(async (tx) => {
      await linkTo(tx, ctx, { organisationId: organisation.id, accountId, knownBy: 'declared' })
      if (worksAt(organisation, account.email))
        await linkTo(tx, ctx, { organisationId: organisation.id, accountId, knownBy: 'email_domain' })
    })
    return accepted({ organisationId: organisation.id })
  }

/** An association may be known by its SIREN or by its RNA: whichever came first stays the same organisation. */
export async function saveRegistered(
  ctx: Context,
  number: RegisterNumber,
  reading: Reading<RegisteredOrganisation>,
): Promise<Organisation> {
  const { value, at } = reading
  const communes = value.seatCommune === null ? [] : await listCollectivities(ctx.db, { kind: 'commune' })
  const home = communes.find(({ code, isOpen }) => isOpen && code === value.seatCommune)
  return ctx.db.withTerritory(async (tx) => {
    const known = await findKnown(tx, number, value)
    const row = {
      ...value,
      id: known?.id ?? newId(),
      foreignNumber: null,
      country: 'FR',
      lookedAfterBy: home?.id ?? known?.lookedAfterBy ?? null,
      readAt: at,
    }
    if (known) await updateFromRegister(tx, row)
    else await insertOrganisation(tx, row)
    const saved = (await findOrganisation(tx, row.id)) ?? (await findKnown(tx, number, value))
    if (!saved) throw notFound('organisations.organisation', row.id)
    return saved
  })
}

async function findKnown(
  tx: Tx,
  number: RegisterNumber,
  { siren, rna }: RegisteredOrganisation,
): Promise<Organisation | undefined> {
  const byNumber = await findByNumber(tx, number)
  if (byNumber) return byNumber
  const bySiren = siren === null ? undefined : await findByNumber(tx, { kind: 'siren', siren })
  return bySiren ?? (rna === null ? undefined : findByNumber(tx, { kind: 'rna', rna }))
}

interface NewLink {
  readonly organisationId: string
  readonly accountId: string
  readonly knownBy: KnownBy
  readonly role?: string | null
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Notes how somebody is known to belong to an organisation; once for each way. */
export async function linkTo(tx: Tx, ctx: Context, link: NewLink): Promise<Link> {
  const now = ctx.clock.now()
  const row = {
    id: newId(),
    organisationId: link.organisationId,
    accountId: link.accountId,
    relation: relationOf(link.knownBy),
    knownBy: link.knownBy,
    role: link.role ?? null,
    since: now,
    checkedAt: now,
  }
  if (await insertLinkRow(tx, row)) {
    await noteActsForOthers(tx, link.accountId)
    await insertLinkEvent(tx, {
      link: row,
      kind: 'linked',
      at: now,
      actor: ctx.actor,
      detail: { knownBy: link.knownBy, ...link.detail },
    })
    return { ...row, endedAt: null, doubtedAt: null }
  }
  const known = (await listLinksBetween(tx, link.accountId, link.organisationId)).find(
    ({ knownBy }) => knownBy === link.knownBy,
  )
  if (!known) throw notFound('organisations.link', link.organisationId)
  return known
}
