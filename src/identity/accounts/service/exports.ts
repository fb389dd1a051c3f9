import { notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { type Context, systemContext } from '#platform/context'
import { enqueue } from '#platform/jobs'
import { lifeEnds } from '../domain/closing.ts'
import { buildExport } from '../jobs.ts'
import { canChangeAccount } from '../policy.ts'
import type { PersonalData } from '../ports.ts'
import type { AccountExport } from '../schema.ts'
import {
  findExport,
  findLatestExport,
  insertExport,
  insertPart,
  listPartNames,
  listParts,
  setReady,
} from '../store/exports.ts'
import type { HoldingTools } from './holdings.ts'

/**
 * Asks for a copy of everything that is held of a person; one at a time.
 * @throws AppError `not_found accounts.account` for somebody else's account.
 */
export async function askExport(
  ctx: Context,
  input: { readonly accountId: string; readonly houses: readonly PersonalData[] },
): Promise<void> {
  const { accountId, houses } = input
  if (!canChangeAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  const row = { id: newId(), accountId, askedAt: ctx.clock.now(), partsTotal: houses.length }
  await ctx.db.withTerritory(async (tx) => {
    if (await insertExport(tx, row)) await enqueue(tx, buildExport, { exportId: row.id, mailId: newId() })
  })
}

/** The copy that is being made, or that can still be read; the last one asked for. */
export async function findOwnExport(ctx: Context, accountId: string): Promise<AccountExport | undefined> {
  if (!canChangeAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  return ctx.db.readTerritory((tx) => findLatestExport(tx, accountId, ctx.clock.now()))
}

export interface ReadExport {
  readonly about: AccountExport
  readonly parts: readonly { readonly name: string; readonly content: unknown }[]
}

/**
 * A copy that is ready, for its owner, within its two days.
 * @throws AppError `not_found accounts.export`: somebody else's, one that is being made, one that is forgotten.
 */
export async function readExport(
  ctx: Context,
  { accountId, exportId }: { readonly accountId: string; readonly exportId: string },
): Promise<ReadExport> {
  if (!canChangeAccount(ctx.actor, accountId) || !isId(exportId)) throw notFound('accounts.export', exportId)
  return ctx.db.readTerritory(async (tx) => {
    const about = await findExport(tx, exportId)
    const isReadable =
      about?.accountId === accountId && about.expiresAt && about.expiresAt.getTime() > ctx.clock.now().getTime()
    if (!isReadable) throw notFound('accounts.export', exportId)
    return { about, parts: await listParts(tx, exportId) }
  })
}

/**
 * Makes the parts that are missing, one after the other: stopped half way, it goes on from there.
 * @returns whose it is, once it is ready; undefined when somebody else finished it, or it is gone.
 */
export async function buildEverything(tools: HoldingTools, exportId: string): Promise<AccountExport | undefined> {
  const asked = await tools.db.readTerritory(async (tx) => ({
    about: await findExport(tx, exportId),
    made: await listPartNames(tx, exportId),
  }))
  const { about } = asked
  if (!about || about.readyAt) return undefined
  const ctx = systemContext(tools, 'export')
  for (const house of tools.personalData.filter(({ name }) => !asked.made.has(name))) {
    const content = await house.export(ctx, about.accountId)
    await tools.db.withTerritory((tx) => insertPart(tx, { exportId, name: house.name, content, at: tools.clock.now() }))
  }
  const at = tools.clock.now()
  const isMine = await tools.db.withTerritory((tx) =>
    setReady(tx, exportId, at, new Date(at.getTime() + lifeEnds.export)),
  )
  return isMine ? about : undefined
}
