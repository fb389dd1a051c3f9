import type { Context } from '#platform/context'
import { readPurpose } from '../domain/reference.ts'
import { forgetPayerRow, listPaymentRowsOfDossier } from '../store/payments.ts'

interface Forgotten {
  readonly collectivityId: string
  readonly dossierId: string
}

/**
 * A request names nobody any more: neither do its payments. Their sums, references and days stay, with what the provider said:
 * they justify the accounts, until 31 December of the fifth year after (décret 2012-1246, art. 52). Asked again, it changes nothing.
 * @param purposeOf what each paid, in words that name nobody; by the request that asked for it.
 */
export async function forgetPayer(
  { db }: Pick<Context, 'db'>,
  { collectivityId, dossierId }: Forgotten,
  purposeOf: (requestId: string) => Promise<string>,
): Promise<void> {
  const payments = await db.readCollectivity(collectivityId, (tx) =>
    listPaymentRowsOfDossier(tx, collectivityId, dossierId),
  )
  for (const payment of payments) {
    const purpose = readPurpose(await purposeOf(payment.requestId))
    await db.withCollectivity(collectivityId, (tx) => forgetPayerRow(tx, payment, purpose))
  }
}
