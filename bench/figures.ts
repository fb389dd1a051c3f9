/** One measure: a line of the table and of the JSON. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly bar?: Bar
  /** How it was measured, when a run differs from another by it. */
  readonly note?: string
}

export type Bar = { readonly atLeast: number } | { readonly atMost: number } | { readonly under: number }

/** What was promised. A figure without a bar is only told. */
const bars: Readonly<Record<string, Bar>> = {
  'guichet.form_page': { atLeast: 1500 },
  'submission.ratio_to_bare': { atLeast: 0.5 },
  'bureau.list_1m': { under: 40 },
  'bureau.list_growth': { atMost: 1.5 },
  'desk.list_1m': { under: 50 },
  'desk.search_1m': { under: 50 },
  'desk.case_1m': { under: 50 },
  'expressions.server': { under: 1 },
  'expressions.browser': { under: 5 },
  'forms.open': { under: 100 },
  'forms.publish': { under: 2000 },
  'forms.publish_draft': { under: 2000 },
  'timers.sweep': { under: 1000 },
  'web.memory': { under: 250 },
}

export function figure(name: string, value: number, unit: string, more: { bar?: Bar; note?: string } = {}): Figure {
  const bar = more.bar ?? bars[name]
  return { name, value, unit, ...(bar && { bar }), ...(more.note !== undefined && { note: more.note }) }
}

export function holds({ value, bar }: Figure): boolean {
  if (!bar) return true
  if ('atLeast' in bar) return value >= bar.atLeast
  return 'atMost' in bar ? value <= bar.atMost : value < bar.under
}

const barText = (bar: Bar | undefined): string => {
  if (!bar) return '–'
  if ('atLeast' in bar) return `≥ ${bar.atLeast}`
  return 'atMost' in bar ? `≤ ${bar.atMost}` : `< ${bar.under}`
}

const rounded = (value: number): string => {
  if (value >= 100) return value.toFixed(0)
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

export const tableHead = 'name | value | unit | bar | holds'

export const lineOf = (each: Figure): string =>
  [each.name, rounded(each.value), each.unit, barText(each.bar), each.bar ? (holds(each) ? 'yes' : 'NO') : '–'].join(
    ' | ',
  )

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const high = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? high : (high + (sorted[middle - 1] ?? high)) / 2
}
