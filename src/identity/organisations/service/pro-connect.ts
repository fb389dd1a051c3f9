import { emailsOf } from '#identity/accounts'
import { AppError } from '#kernel/errors'
import { type Context, systemContext } from '#platform/context'
import { readNumber, type RegisterNumber } from '../domain/numbers.ts'
import { updateLinkRow } from '../store/links.ts'
import { findByNumber } from '../store/organisations.ts'
import { linkTo, saveRegistered } from './add.ts'
import type { Tools } from './tools.ts'

/** What ProConnect said of a professional who signed in. */
export interface SeenProfessional {
  readonly accountId: string
  readonly siret: string
  readonly isCertifiedDirector: boolean
}

/**
 * Notes for which organisation ProConnect knows a professional: a member, or a director when it certified her. Seen again, the
 * links are fresh again. A link stays when another establishment is seen later: one may work for several.
 * @throws AppError `unavailable organisations.register` when the register must be asked again: the job is tried later.
 */
export async function noteProfessional(
  tools: Tools & Omit<Context, 'actor'>,
  { accountId, siret, isCertifiedDirector }: SeenProfessional,
): Promise<void> {
  const ctx = systemContext(tools, 'ProConnect')
  const number = readNumber(siret)
  if (!number) return
  const organisationId = await organisationOf(tools, ctx, number)
  if (organisationId === undefined) return
  await ctx.db.withTerritory(async (tx) => {
    // The account may have been closed since.
    if (!(await emailsOf(tx, [accountId])).has(accountId)) return
    for (const knownBy of isCertifiedDirector
      ? (['pro_connect', 'pro_connect_director'] as const)
      : (['pro_connect'] as const)) {
      const link = await linkTo(tx, ctx, { organisationId, accountId, knownBy, detail: { siret } })
      await updateLinkRow(tx, link.id, { checkedAt: ctx.clock.now() })
    }
  })
}

async function organisationOf(tools: Tools, ctx: Context, number: RegisterNumber): Promise<string | undefined> {
  const known = await ctx.db.readTerritory((tx) => findByNumber(tx, number))
  if (known) return known.id
  const found = await tools.register.find(ctx, number)
  if (found.ok) return found.value.value.isActive ? (await saveRegistered(ctx, number, found.value)).id : undefined
  const { reason } = found.refusal
  if (reason === 'busy' || reason === 'unavailable') throw new AppError('unavailable', 'organisations.register')
  return undefined
}
