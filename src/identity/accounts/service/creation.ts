import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { emailKey, fieldFaults, hasFaults } from '../domain/fields.ts'
import { canCreateAccounts } from '../policy.ts'
import type { CreateRefusal, NewAccount } from '../schema.ts'
import { insertAccount, insertOperator, lockFirstOperator, operatorExists } from '../store/accounts.ts'
import { sendLink } from './links.ts'
import { giveRole } from './roles.ts'
import { type Tools, withBreach } from './tools.ts'

type Created = Outcome<{ accountId: string }, CreateRefusal>

/**
 * Makes an account for somebody, with her roles: the command line, the operator. Without a password, a link to choose
 * it leaves by mail. The account and the roles of its first collectivity are one transaction.
 * @throws AppError `forbidden accounts.create` when the actor may not; `invalid accounts.role` for a role that cannot be.
 */
export const createAccount =
  (tools: Tools) =>
  async (ctx: Context, input: NewAccount): Promise<Created> => {
    if (!canCreateAccounts(ctx.actor)) throw new AppError('forbidden', 'accounts.create')
    const ready = await prepare(tools, input)
    if (!ready.ok) return ready
    const [first, ...others] = [...Map.groupBy(input.roles ?? [], ({ collectivityId }) => collectivityId)]
    const made = await (first
      ? ctx.db.withCollectivity(first[0], async (tx) => {
          const account = await insertPrepared(tx, ctx, input, ready.value)
          if (account.ok) await giveRoles(tx, ctx, account.value.accountId, first[1])
          return account
        })
      : ctx.db.withTerritory((tx) => insertPrepared(tx, ctx, input, ready.value)))
    if (!made.ok) return made
    for (const [collectivityId, gifts] of others) {
      await ctx.db.withCollectivity(collectivityId, (tx) => giveRoles(tx, ctx, made.value.accountId, gifts))
    }
    return made
  }

/** The first-run page: makes the operator, as long as there is none. */
export const createFirstOperator =
  (tools: Tools) =>
  async (
    ctx: Context,
    input: Omit<NewAccount, 'isOperator' | 'roles'> & { password: string },
  ): Promise<Outcome<{ accountId: string }, CreateRefusal | { readonly reason: 'operator_exists' }>> => {
    const ready = await prepare(tools, input)
    if (!ready.ok) return ready
    return ctx.db.withTerritory(
      async (tx): Promise<Outcome<{ accountId: string }, CreateRefusal | { readonly reason: 'operator_exists' }>> => {
        await lockFirstOperator(tx)
        if (await operatorExists(tx)) return refused({ reason: 'operator_exists' })
        return insertPrepared(tx, ctx, { ...input, isOperator: true }, ready.value)
      },
    )
  }

/** Whether the platform has its operator; the first-run page shows only while it has none. */
export const hasOperator = (ctx: Pick<Context, 'db'>): Promise<boolean> => ctx.db.readTerritory(operatorExists)

interface Prepared {
  readonly passwordHash: string | null
}

async function prepare(tools: Tools, input: NewAccount): Promise<Outcome<Prepared, CreateRefusal>> {
  const faults = await withBreach(tools, fieldFaults(input), input.password)
  if (hasFaults(faults)) return refused({ reason: 'invalid', faults })
  if (input.password === undefined) return accepted({ passwordHash: null })
  const hash = await tools.passwords.hash(input.password)
  return hash.ok ? accepted({ passwordHash: hash.value }) : refused({ reason: 'busy' })
}

/** Writes an account whose password is hashed already. */
export async function insertPrepared(
  tx: Tx,
  ctx: Context,
  input: NewAccount,
  { passwordHash }: Prepared,
): Promise<Created> {
  const now = ctx.clock.now()
  const accountId = newId()
  const email = input.email.trim()
  const locale = input.locale ?? 'fr'
  const isNew = await insertAccount(tx, {
    id: accountId,
    email,
    emailKey: emailKey(email),
    givenName: input.givenName.trim(),
    familyName: input.familyName.trim(),
    phone: input.phone?.trim() || null,
    locale,
    passwordHash,
    // Whoever made the account answers for its address; a link to choose the password proves it otherwise.
    confirmedAt: passwordHash === null ? null : now,
    createdAt: now,
  })
  if (!isNew) return refused({ reason: 'address_taken' })
  if (input.isOperator) await insertOperator(tx, accountId, now)
  if (passwordHash === null) await sendLink(tx, { purpose: 'choose_password', email, locale }, now)
  return accepted({ accountId })
}

async function giveRoles(
  tx: Tx,
  ctx: Context,
  accountId: string,
  gifts: NonNullable<NewAccount['roles']>,
): Promise<void> {
  for (const gift of gifts) {
    const given = await giveRole(tx, ctx, { ...gift, accountId })
    if (!given.ok && given.refusal !== 'already_held') {
      throw new AppError('invalid', 'accounts.role', { detail: given.refusal })
    }
  }
}
