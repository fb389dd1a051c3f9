import type { ComponentChildren } from 'preact'

export interface KpisProps {
  items: readonly { label: string; value: string; note?: string | undefined }[]
}

/** The figures that sum up a page. */
export function Kpis({ items }: KpisProps) {
  return (
    <dl class="kpis">
      {items.map(({ label, value, note }) => (
        <div>
          <dt>{label}</dt>
          <dd>
            {value}
            {note !== undefined && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

export interface BarsProps {
  /** What is compared, said before the bars. */
  title: string
  /** What plain bars are, and hatched ones under them. */
  legend?: readonly [string, string] | undefined
  rows: readonly {
    name: ComponentChildren
    note?: string | undefined
    value: string
    bars: readonly [number, number?]
  }[]
  /** Below: where the figures come from, what to read in them. */
  children?: ComponentChildren
}

/** The length of a bar, in thousandths of the longest. */
const lengthOf = (value: number, most: number): number => (most === 0 ? 0 : Math.round((value / most) * 1000))

/**
 * Bars side by side, each row with its value in letters: plain ones and hatched ones are told apart without colour. They are
 * hidden from screen readers, which read the row; a table with the same figures stands beside.
 */
export function Bars({ title, legend, rows, children }: BarsProps) {
  const most = Math.max(0, ...rows.flatMap(({ bars }) => bars.map((each) => each ?? 0)))
  return (
    <figure class="panel" aria-label={title}>
      <figcaption class="panel-title">{title}</figcaption>
      {legend !== undefined && (
        <ul class="legend plain" aria-hidden="true">
          {legend.map((label, index) => (
            <li>
              <i class={index === 0 ? 'v1' : 'v2'} />
              {label}
            </li>
          ))}
        </ul>
      )}
      <ul class="chart plain">
        {rows.map(({ name, note, value, bars: [plain, hatched] }) => (
          <li>
            <p>
              <span>
                <b>{name}</b>
                {note !== undefined && <span class="meta"> {note}</span>}
              </span>
              <b>{value}</b>
            </p>
            <svg
              class={hatched === undefined ? 'meter' : 'meter twin'}
              viewBox="0 0 1000 40"
              preserveAspectRatio="none"
              aria-hidden="true"
            >
              <rect class="v1" width={lengthOf(plain, most)} height={hatched === undefined ? 40 : 18} />
              {hatched !== undefined && (
                <g class="hatched">
                  <rect class="v2" y="22" width={lengthOf(hatched, most)} height="18" />
                  {hatching(lengthOf(hatched, most))}
                </g>
              )}
            </svg>
          </li>
        ))}
      </ul>
      {children}
    </figure>
  )
}

/** Strokes across a bar: a pattern would need an id, which is one for the whole page. */
function hatching(length: number) {
  const strokes = Array.from({ length: Math.floor(length / 14) }, (_, index) => `M${index * 14 + 10} 22l-8 18`).join('')
  return <path class="v2-strokes" d={strokes} />
}
