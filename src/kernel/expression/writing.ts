const formats = new Map<string, Intl.NumberFormat>()

/** How a number is written: `plain` is not grouped by thousands, `amount` is given in cents and written in euros. */
export interface NumberManner {
  readonly kind?: 'plain' | 'amount'
  /** Exactly so many; as many as the number has when left out. */
  readonly decimals?: number
}

function optionsOf({ kind, decimals }: NumberManner): Intl.NumberFormatOptions {
  if (kind === 'amount') return { style: 'currency', currency: 'EUR' }
  return { minimumFractionDigits: decimals ?? 0, maximumFractionDigits: decimals ?? 10, useGrouping: kind !== 'plain' }
}

/** A number as the language writes it: "1 500,5". */
export function writtenNumber(value: number, locale: string, manner: NumberManner = {}): string {
  const key = `${locale} ${manner.kind ?? ''} ${manner.decimals ?? ''}`
  const known = formats.get(key)
  const format = known ?? new Intl.NumberFormat(locale, optionsOf(manner))
  if (!known) formats.set(key, format)
  return format.format(manner.kind === 'amount' ? value / 100 : value)
}
