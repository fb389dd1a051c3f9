// The roles of the table are written out on purpose: a change of display, which makes cards of its rows on a phone,
// takes its native meaning away in most browsers.
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role, jsx-a11y/control-has-associated-label */
import type { ComponentChildren } from 'preact'
import { Icon } from './icons.tsx'

/** Where a cell goes when the row becomes a card, on a phone. A line shows the column's title before the value. */
export type CardPlace = 'title' | 'top' | 'top-end' | 'bottom' | 'bottom-end' | 'line' | 'none'

export interface Column<Row> {
  title: string
  cell: (row: Row) => ComponentChildren
  /** Figures stand at the end of their cell. */
  isFigure?: boolean | undefined
  /** Names the row. Exactly one column does. */
  isHeading?: boolean | undefined
  isTitleHidden?: boolean | undefined
  onCard?: CardPlace | undefined
  /** Shown only where the table is wide. */
  isExtra?: boolean | undefined
  sort?: { href: string; direction?: 'ascending' | 'descending' | undefined } | undefined
}

export interface DataTableProps<Row> {
  /** Says what the table holds and in which order; read, not seen, unless told. */
  caption: string
  isCaptionSeen?: boolean | undefined
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  /** A box at the start of each row. `title` names the column, `label` completes the box: "Choisir " + subject. */
  pick?:
    | {
        name: string
        title: string
        value: (row: Row) => string
        label: (row: Row) => string
        isPicked?: ((row: Row) => boolean) | undefined
      }
    | undefined
}

const sortIcons = { ascending: 'arrow-up', descending: 'arrow-down' } as const

const classOf = (isFigure: boolean | undefined, isExtra: boolean | undefined): string | undefined =>
  [isFigure === true && 'r', isExtra === true && 'extra'].filter(Boolean).join(' ') || undefined

function headCell<Row>({ title, isFigure, isExtra, isTitleHidden, sort }: Column<Row>) {
  const direction = sort?.direction
  return (
    <th role="columnheader" scope="col" class={classOf(isFigure, isExtra)} aria-sort={direction}>
      {sort === undefined ? (
        <span class={isTitleHidden === true ? 'vh' : undefined}>{title}</span>
      ) : (
        <a href={sort.href}>
          {title}
          {Icon({ name: direction === undefined ? 'arrow-up-down' : sortIcons[direction], size: 'small' })}
        </a>
      )}
    </th>
  )
}

/** Cells are prepared per column, once, so that a row costs no more than its own text. */
function cellOf<Row>({
  isHeading,
  isFigure,
  isExtra,
  onCard,
  title,
  cell,
}: Column<Row>): (row: Row) => ComponentChildren {
  const place = onCard ?? (isHeading === true ? 'title' : 'line')
  const name = [`p-${place}`, classOf(isFigure, isExtra)].filter(Boolean).join(' ')
  if (isHeading === true)
    return (row) => (
      <th role="rowheader" scope="row" class={name}>
        {cell(row)}
      </th>
    )
  return (row) => (
    <td role="cell" class={name} data-title={place === 'line' ? title : undefined}>
      {cell(row)}
    </td>
  )
}

/** Rows of 48 px, which become cards when narrow. */
export function DataTable<Row>({ caption, isCaptionSeen, columns, rows, pick }: DataTableProps<Row>) {
  const cells = columns.map(cellOf)
  return (
    <div class="rows-box">
      <table class={pick === undefined ? 'rows' : 'rows picks'} role="table">
        <caption class={isCaptionSeen === true ? undefined : 'vh'}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {pick !== undefined && (
              <th role="columnheader" scope="col">
                <span class="vh">{pick.title}</span>
              </th>
            )}
            {columns.map(headCell)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr role="row">
              {pick !== undefined && (
                <td role="cell" class="p-pick">
                  <label class="pick">
                    <input type="checkbox" name={pick.name} value={pick.value(row)} checked={pick.isPicked?.(row)} />
                    <span class="vh">{pick.label(row)}</span>
                  </label>
                </td>
              )}
              {cells.map((cell) => cell(row))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export interface FigureTableProps<Row> extends Pick<DataTableProps<Row>, 'caption' | 'columns' | 'rows'> {
  /** Last row: totals, one per column. */
  total?: readonly ComponentChildren[] | undefined
}

/** Figures to compare, to the cent. Too wide, it scrolls within its own frame, which the keyboard reaches. */
export function FigureTable<Row>({ caption, columns, rows, total }: FigureTableProps<Row>) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll it
    <section class="scroll" tabIndex={0} aria-label={caption}>
      <table class="data">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, isFigure }) => (
              <th scope="col" class={isFigure === true ? 'r' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {columns.map(({ cell, isHeading, isFigure }) =>
                isHeading === true ? (
                  <th scope="row">{cell(row)}</th>
                ) : (
                  <td class={isFigure === true ? 'r' : undefined}>{cell(row)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {total !== undefined && (
          <tfoot>
            <tr>
              {total.map((value, index) =>
                index === 0 ? (
                  <th scope="row">{value}</th>
                ) : (
                  <td class={columns[index]?.isFigure === true ? 'r' : undefined}>{value}</td>
                ),
              )}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  )
}
