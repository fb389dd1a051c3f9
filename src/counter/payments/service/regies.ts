import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { maySetRegies } from '../policy.ts'
import { type Mode, modes, type Regie } from '../schema.ts'
import {
  insertRegieEvent,
  listRegieChangeRows,
  listRegieRows,
  type RegieChange,
  saveRegieCheck,
  saveRegieRow,
} from '../store/regies.ts'
import type { PaymentTools } from './tools.ts'

/** The régies of a collectivity: where the money goes. */

function allow(ctx: Context, collectivityId: string): void {
  if (!maySetRegies(ctx.actor, collectivityId)) throw new AppError('forbidden', 'payments.regies')
}

export async function listRegies(ctx: Context, collectivityId: string): Promise<readonly Regie[]> {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listRegieRows(tx, collectivityId))
}

/** One of them, and who changed what of it. */
export async function getRegie(
  ctx: Context,
  { collectivityId, id }: { readonly collectivityId: string; readonly id: string },
): Promise<{ readonly regie: Regie; readonly changes: readonly RegieChange[] }> {
  const regie = (await listRegies(ctx, collectivityId)).find((each) => each.id === id)
  if (!regie) throw notFound('payments.regie')
  const changes = await ctx.db.readCollectivity(collectivityId, (tx) => listRegieChangeRows(tx, collectivityId, id))
  return { regie, changes }
}

export interface RegieInput {
  readonly collectivityId: string
  /** Absent: a new one. */
  readonly id?: string | undefined
  readonly name: string
  readonly clientNumber: string
  readonly mode: string
  readonly isOpen: boolean
}

export type RegieFault = 'name' | 'client_number' | 'number_taken' | 'mode'

const isMode = (text: string): text is Mode => modes.some((mode) => mode === text)

/** @throws AppError `forbidden payments.regies`, `not_found payments.regie`. */
export async function saveRegie(
  ctx: Context,
  input: RegieInput,
): Promise<Outcome<{ readonly id: string }, RegieFault>> {
  const { collectivityId } = input
  allow(ctx, collectivityId)
  const name = input.name.replaceAll(/\s+/g, ' ').trim()
  const clientNumber = input.clientNumber.replaceAll(/\s/g, '')
  if (name === '' || name.length > 100) return refused('name')
  if (!/^\d{6}$/.test(clientNumber)) return refused('client_number')
  const { mode, isOpen } = input
  if (!isMode(mode)) return refused('mode')
  if (input.id !== undefined) await getRegie(ctx, { collectivityId, id: input.id })
  const id = input.id ?? newId()
  const at = ctx.clock.now()
  const actorId = ctx.actor.kind === 'agent' ? ctx.actor.accountId : null
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const detail = { name, clientNumber, mode, isOpen }
    if (!(await saveRegieRow(tx, { collectivityId, id, ...detail, at }))) return refused('number_taken')
    await insertRegieEvent(tx, { collectivityId, regieId: id, id: newId(), actorId, at, detail })
    return accepted({ id })
  })
}

/** Asks the provider who is behind the number, and keeps its answer: whether the line works, and whether it is the right one. */
export async function checkRegie(
  ctx: Context,
  tools: PaymentTools,
  key: { readonly collectivityId: string; readonly id: string },
): Promise<void> {
  const { regie } = await getRegie(ctx, key)
  const said = await tools.provider.describe(regie.clientNumber)
  if (!said.ok) ctx.log.warn({ clientNumber: regie.clientNumber, ...said.refusal }, 'payment line not checked')
  const name = said.ok ? said.value.name : null
  const fault = said.ok ? null : said.refusal.reason === 'refused' ? said.refusal.said || 'refused' : 'unavailable'
  await ctx.db.withCollectivity(key.collectivityId, (tx) =>
    saveRegieCheck(tx, { ...key, at: ctx.clock.now(), name, fault }),
  )
}
