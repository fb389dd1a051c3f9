import { normalise } from '#kernel/normalise'
import type { ColumnName } from '#counter/views'
import {
  type Column,
  Deadline,
  type DeadlineProps,
  Holder,
  type HolderProps,
  StateChip,
  type StateChipProps,
} from '#platform/html'
import type { Locale } from '#platform/i18n'
import { columnTexts } from '../../views/texts.ts'
import { type ListQuery, listSearch, type Sort } from './query.ts'
import { listTexts } from './texts.ts'

/** One request of the list, in words. */
export interface RowView {
  readonly id: string
  readonly href: string
  readonly number: string
  readonly subject: string
  readonly procedure: string
  /** The subject says the procedure already. */
  readonly isTitle: boolean
  readonly person: string
  /** Nothing reaches her online: she is answered by post. */
  readonly isUnreached: boolean
  readonly state: StateChipProps
  /** When it is more pressing than most. */
  readonly priority: StateChipProps | undefined
  readonly due: DeadlineProps
  readonly received: Moment
  readonly updated: Moment
  readonly service: string | undefined
  /** The quarter it lies in. */
  readonly zone: string | undefined
  readonly labels: readonly string[]
  readonly channel: string
  readonly language: string
  readonly holder: HolderProps | undefined
  readonly isClosed: boolean
  /** Words of the search that stand in what is shown, as they are compared. */
  readonly found: ReadonlySet<string>
  /** Where the others stand: "Dans un message : lampadaires". */
  readonly why: readonly string[]
}

interface Moment {
  readonly label: string
  readonly day: string
}

interface Shown {
  readonly locale: Locale
  readonly base: string
  readonly query: ListQuery
  /** The order that was used. */
  readonly order: Sort
  readonly columns: readonly ColumnName[]
}

const time = ({ label, day }: Moment) => (
  <time class="nowrap" dateTime={day}>
    {label}
  </time>
)

/** A text with the words of the search marked. */
const marked = (text: string, found: ReadonlySet<string>) =>
  found.size === 0
    ? text
    : text.split(/([\p{L}\p{N}]+)/u).map((piece) => (found.has(normalise(piece)) ? <mark>{piece}</mark> : piece))

/** Who asks, and that nothing reaches her online. */
const person = (row: RowView, byPost: string) => (
  <>
    {marked(row.person, row.found)}
    {row.isUnreached && <small class="nowrap">{byPost}</small>}
  </>
)

/** The columns that are shown, in their order; the procedure stands under the request unless it has a column of its own. */
export function columnsOf({ locale, base, query, order, columns }: Shown): readonly Column<RowView>[] {
  const texts = listTexts(locale)
  const titles = columnTexts(locale)
  const sortedBy = (sort: Sort, direction: 'ascending' | 'descending') => ({
    href: base + listSearch({ ...query, sort }),
    direction: order === sort ? direction : undefined,
  })
  const hasPriority = columns.includes('urgence')
  const hasProcedure = columns.includes('demarche')
  const every: Readonly<Record<ColumnName, Omit<Column<RowView>, 'title'>>> = {
    etat: {
      cell: ({ state, priority }) => (
        <>
          {StateChip(state)}
          {priority && !hasPriority && <> {StateChip(priority)}</>}
        </>
      ),
      onCard: 'top',
    },
    demande: {
      isHeading: true,
      cell: (row) => (
        <>
          <a href={row.href}>{marked(row.subject, row.found)}</a>
          <small>
            <span class="nowrap">{row.number}</span>
            {!row.isTitle && !hasProcedure && `, ${row.procedure}`}
          </small>
          {row.why.map((each) => (
            <small class="why">{each}</small>
          ))}
        </>
      ),
    },
    personne: { cell: (row) => person(row, texts.byPost), onCard: 'bottom' },
    demarche: { cell: (row) => row.procedure },
    service: { cell: (row) => row.service },
    urgence: { cell: ({ priority }) => priority && StateChip(priority), onCard: 'top' },
    quartier: { cell: (row) => row.zone },
    etiquettes: {
      cell: ({ labels }) => labels.map((label) => <> {StateChip({ tone: 'calm', icon: 'tag', label })}</>),
    },
    canal: { cell: (row) => row.channel },
    langue: { cell: (row) => row.language },
    recue: {
      cell: (row) => time(row.received),
      onCard: 'none',
      isExtra: true,
      sort: sortedBy('reception', 'descending'),
    },
    due: { cell: (row) => Deadline(row.due), onCard: 'top-end', sort: sortedBy('echeance', 'ascending') },
    activite: { cell: (row) => time(row.updated), onCard: 'none', sort: sortedBy('activite', 'descending') },
    'suivi-par': {
      cell: ({ holder, isClosed }) =>
        holder === undefined ? <span class="meta">{isClosed ? texts.nobody : texts.free}</span> : Holder(holder),
      onCard: 'bottom-end',
    },
  }
  return columns.map((name) => ({ title: titles[name], ...every[name] }))
}
