import type { Cents } from '#kernel/money'
import type { Means, Mode } from '../schema.ts'

export interface Collected {
  readonly regieId: string
  readonly regieName: string
  readonly mode: Mode
  readonly amount: Cents
  readonly means: Means | null
  readonly isSurplus: boolean
}

export interface RegieTotal {
  readonly regieId: string
  readonly regieName: string
  readonly count: number
  readonly card: Cents
  readonly directDebit: Cents
  readonly amount: Cents
  /** Of which is to be given back, paid twice by mistake. */
  readonly surplus: Cents
}

/** Real money: the payment that opens the service is one, a test is not. */
export const isReal = ({ mode }: Pick<Collected, 'mode'>): boolean => mode !== 'test'

const sum = (lines: readonly Collected[], counts: (line: Collected) => boolean): Cents =>
  lines.reduce((total, line) => (counts(line) ? total + line.amount : total), 0)

/** By régie, in the order in which each first collected; tests are left out. */
export function totalsOf(lines: readonly Collected[]): RegieTotal[] {
  const real = lines.filter(isReal)
  return [...new Set(real.map(({ regieId }) => regieId))].map((regieId) => {
    const own = real.filter((line) => line.regieId === regieId)
    return {
      regieId,
      regieName: own[0]?.regieName ?? '',
      count: own.length,
      card: sum(own, ({ means }) => means !== 'direct_debit'),
      directDebit: sum(own, ({ means }) => means === 'direct_debit'),
      amount: sum(own, () => true),
      surplus: sum(own, ({ isSurplus }) => isSurplus),
    }
  })
}
