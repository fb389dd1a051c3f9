import { type CollectedRow, isReal } from '#counter/payments'
import { dayOf, timeOf } from '#kernel/calendar'
import type { Cents } from '#kernel/money'
import type { Locale } from '#platform/i18n'
import { paymentDeskTexts } from './texts.ts'

/** "1234,05": what a spreadsheet in French adds up. */
export const plainEuros = (cents: Cents): string =>
  `${Math.trunc(cents / 100)},${String(Math.abs(cents % 100)).padStart(2, '0')}`

export type CollectedState = 'real' | 'surplus' | 'test'

export function stateOf(line: Pick<CollectedRow, 'mode' | 'isSurplus'>): CollectedState {
  if (!isReal(line)) return 'test'
  return line.isSurplus ? 'surplus' : 'real'
}

/** Everything collected in a period, for the accountant; the last line is the sum of real money, to the cent. */
export function collectedRecords(lines: readonly CollectedRow[], locale: Locale): string[][] {
  const t = paymentDeskTexts(locale)
  const heads = t.csvHeads.split(';')
  const rows = lines.map((line) => [
    dayOf(line.at),
    timeOf(line.at),
    line.regieName,
    line.clientNumber,
    line.reference,
    line.authorisation ?? '',
    line.means === null ? '' : t[`means_${line.means}`],
    line.purpose,
    line.operationId ?? '',
    t[`mode_${line.mode}`],
    t[`state_${stateOf(line)}`],
    plainEuros(line.amount),
  ])
  const total = lines.filter(isReal).reduce((sum, { amount }) => sum + amount, 0)
  const last = heads.map((_, index) => (index === 0 ? t.total : index === heads.length - 1 ? plainEuros(total) : ''))
  return [heads, ...rows, last]
}
