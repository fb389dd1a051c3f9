import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { ProofFile } from '../schema.ts'
import { findByForeignNumber, insertOrganisation } from '../store/organisations.ts'
import { insertVerification } from '../store/verifications.ts'
import { linkTo } from './add.ts'
import { accountOf } from './tools.ts'

export interface ForeignInput {
  /** Who looks at the document. */
  readonly collectivityId: string
  readonly name: string
  /** ISO 3166-1, two letters. */
  readonly country: string
  readonly number: string
  readonly address: readonly string[]
  readonly file: ProofFile
}

export type ForeignRefusal = 'name' | 'country' | 'number'

/** A firm of another country, by its number there and a document: a moderator decides whether it is one. */
export async function addForeignOrganisation(
  ctx: Context,
  input: ForeignInput,
): Promise<Outcome<{ organisationId: string }, ForeignRefusal>> {
  const { accountId } = accountOf(ctx)
  const [name, country, number] = [input.name.trim(), input.country.trim().toUpperCase(), input.number.trim()]
  if (name.length < 2 || name.length > 200) return refused('name')
  // A firm of France is in its register.
  if (!/^[A-Z]{2}$/.test(country) || country === 'FR') return refused('country')
  if (!/^[0-9A-Za-z][0-9A-Za-z ./-]{2,39}$/.test(number)) return refused('number')
  const now = ctx.clock.now()
  const organisationId = await ctx.db.withTerritory(async (tx) => {
    await insertOrganisation(tx, {
      id: newId(),
      kind: 'foreign',
      siren: null,
      rna: null,
      foreignNumber: number,
      country,
      name,
      legalForm: null,
      isActive: true,
      seatSiret: null,
      seatAddress: input.address.map((line) => line.trim()).filter(Boolean),
      officialEmail: null,
      lookedAfterBy: input.collectivityId,
      readAt: null,
    })
    const organisation = await findByForeignNumber(tx, country, number)
    if (!organisation) throw new Error('an organisation just written is read')
    await linkTo(tx, ctx, { organisationId: organisation.id, accountId, knownBy: 'declared' })
    return organisation.id
  })
  const { collectivityId, file } = input
  await ctx.db.withCollectivity(collectivityId, (tx) =>
    insertVerification(tx, {
      collectivityId,
      id: newId(),
      organisationId,
      askedBy: accountId,
      method: 'foreign',
      state: 'waiting',
      file,
      askedAt: now,
    }),
  )
  return accepted({ organisationId })
}
