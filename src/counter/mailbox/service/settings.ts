import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import { enqueue } from '#platform/jobs'
import { imapFailure, type ImapOptions, openImap, readMailAddress } from '#platform/mail'
import { type BoxFault, readBox as readTyped, type TypedBox, type WrongBox } from '../domain/settings.ts'
import { readBox } from '../jobs.ts'
import { mayArrangeBoxes, tended } from '../policy.ts'
import type { ReadingFailure, WatchedBox } from '../schema.ts'
import { findBoxRow, listBoxRows, saveBoxRow } from '../store/boxes.ts'
import { openPassword, sealPassword } from './passwords.ts'

/** Mailboxes, as administrators arrange them. */

function allow(ctx: Context, collectivityId: string): void {
  if (!mayArrangeBoxes(ctx.actor, collectivityId)) throw new AppError('forbidden', 'mailbox.not_allowed')
}

/**
 * The mailboxes of a collectivity, with how their reading goes: for who arranges them, and for agents who wait for what is late.
 * @throws AppError `forbidden mailbox.not_allowed`
 */
export async function listBoxes(ctx: Context, collectivityId: string): Promise<readonly WatchedBox[]> {
  if (tended(ctx.actor, collectivityId).length === 0) throw new AppError('forbidden', 'mailbox.not_allowed')
  return ctx.db.readCollectivity(collectivityId, (tx) => listBoxRows(tx, collectivityId))
}

/** @throws AppError `not_found mailbox.no_box`, `forbidden mailbox.not_allowed` */
export async function getBox(ctx: Context, key: { readonly collectivityId: string; readonly id: string }) {
  allow(ctx, key.collectivityId)
  const box = await ctx.db.readCollectivity(key.collectivityId, (tx) => findBoxRow(tx, key.collectivityId, key.id))
  if (!box) throw notFound('mailbox.no_box', key.id)
  return box
}

export interface SaveBoxInput {
  readonly collectivityId: string
  /** Undefined: a new one. */
  readonly id?: string | undefined
  readonly typed: TypedBox
  /** Blank: the one that it has. */
  readonly password: string
  /** Of a new one: what had come before is read too. */
  readonly readsOld: boolean
}

export type SaveBoxFault = BoxFault | 'password' | 'address_taken'

/**
 * Writes a mailbox, which is then read at once when it is open.
 * @returns its id, or all that is wrong with what was typed.
 * @throws AppError `forbidden mailbox.not_allowed`, `not_found mailbox.no_box`
 */
export const saveBox =
  (secrets: Secrets) =>
  async (ctx: Context, input: SaveBoxInput): Promise<Outcome<string, WrongBox<SaveBoxFault>>> => {
    const { collectivityId, typed, password } = input
    allow(ctx, collectivityId)
    const { actor } = ctx
    const address = readMailAddress(typed.address)
    const settings = readTyped(typed, address.ok ? address.value : undefined)
    const needsPassword = input.id === undefined && password === ''
    if (!settings.ok || needsPassword) {
      const faults = settings.ok ? [] : settings.refusal.faults
      return refused({ reason: 'wrong', faults: [...faults, ...(needsPassword ? (['password'] as const) : [])] })
    }
    const id = input.id ?? newId()
    const at = ctx.clock.now()
    return ctx.db.withCollectivity(collectivityId, async (tx): Promise<Outcome<string, WrongBox<SaveBoxFault>>> => {
      const boxes = await listBoxRows(tx, collectivityId)
      const before = boxes.find((box) => box.id === id)
      if (input.id !== undefined && !before) throw notFound('mailbox.no_box', id)
      if (boxes.some((box) => box.id !== id && box.address === settings.value.address))
        return refused({ reason: 'wrong', faults: ['address_taken'] })
      const passwordSealed =
        password === '' && before ? before.passwordSealed : sealPassword(secrets, { collectivityId, id }, password)
      const by = actor.kind === 'agent' ? { id: actor.accountId, name: actor.name } : { id: null, name: actor.kind }
      const startsAt = input.readsOld ? null : at
      await saveBoxRow(tx, { collectivityId, id, settings: settings.value, passwordSealed, startsAt, at, by })
      if (settings.value.isOpen)
        await enqueue(tx, readBox, { collectivityId, boxId: id }, { key: `mailbox.read_box:${id}` })
      return accepted(id)
    })
  }

/**
 * Opens a mailbox as its reader would, and leaves it as it is.
 * @returns how many mails stand in its folder.
 */
export const testBox =
  (tools: { readonly secrets: Secrets; readonly imap: ImapOptions }) =>
  async (
    ctx: Context,
    key: { readonly collectivityId: string; readonly id: string },
  ): Promise<Outcome<number, ReadingFailure>> => {
    const box = await getBox(ctx, key)
    const { host, port, security, username, folder } = box
    try {
      const password = openPassword(tools.secrets, box)
      const session = await openImap({ host, port, security, username, password, folder }, tools.imap)
      const { length } = await session.list(0)
      await session.close()
      return accepted(length)
    } catch (error) {
      const failure = imapFailure(error)
      if (failure === undefined) throw error
      return refused(failure)
    }
  }
