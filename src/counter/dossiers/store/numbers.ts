import { statement, type Tx } from '#platform/db'

const take = statement(
  'dossiers.take_numbers',
  `insert into dossiers.number_block as block (collectivity_id, year, last) values ($1, $2, $3)
  on conflict (collectivity_id, year) do update set last = block.last + $3
  returning last`,
)

/** Reserves `count` numbers; they end with the one returned. */
export async function takeNumbers(tx: Tx, collectivityId: string, year: number, count: number): Promise<number> {
  const [row] = await tx.named<{ last: number }>(take, [collectivityId, year, count])
  return row?.last ?? 0
}
