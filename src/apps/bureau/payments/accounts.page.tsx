import type { VNode } from 'preact'
import type { Accounts, CollectedRow, RegieTotal } from '#counter/payments'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Alert,
  ButtonLink,
  Button,
  DataTable,
  EmptyState,
  ErrorSummary,
  FigureTable,
  Form,
  PageHead,
  StateChip,
  TextInput,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { stateOf } from './csv.ts'
import { paymentDeskTexts } from './texts.ts'

export interface AccountsPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/paiements` */
  readonly base: string
  /** As typed, wrong or not. */
  readonly du: string
  readonly au: string
  /** Undefined: the days are not a period. */
  readonly accounts: Accounts | undefined
  readonly mismatches: readonly { readonly reference: string; readonly mismatch: string | null }[]
  /** She decides where money goes. */
  readonly sets: boolean
}

type Texts = ReturnType<typeof paymentDeskTexts>

/** What was paid in a period: the totals, then each line. */
export function AccountsPage(props: AccountsPageProps): VNode {
  const { locale, base, du, au, accounts, mismatches, sets } = props
  const t = paymentDeskTexts(locale)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {accounts === undefined && ErrorSummary({ title: t.oneError, errors: [{ fieldId: 'du', message: t.badDays }] })}
        {mismatches.length > 0 && Mismatches(mismatches, t)}
        {PeriodForm(props, t)}
        <p class="row">
          {accounts !== undefined && (
            <ButtonLink kind="quiet" icon="download" href={`${base}/paiements.csv?du=${du}&au=${au}`}>
              {t.csv}
            </ButtonLink>
          )}
          {sets && (
            <ButtonLink kind="quiet" icon="settings" href={`${base}/regies`}>
              {t.regies}
            </ButtonLink>
          )}
        </p>
        {accounts !== undefined && accounts.totals.length > 0 && Totals(accounts.totals, locale, t)}
        {accounts !== undefined && Lines(accounts.lines, locale, t)}
      </div>
    </>
  )
}

function PeriodForm({ base, du, au, accounts }: AccountsPageProps, t: Texts): VNode {
  const day = (name: 'du' | 'au', label: string, value: string) =>
    TextInput({
      id: name,
      name,
      label,
      value,
      type: 'date',
      width: 'medium',
      error: accounts === undefined && name === 'du' ? t.badDays : undefined,
    })
  return Form({
    action: base,
    method: 'get',
    children: (
      <>
        <div class="row">
          {day('du', t.from, du)}
          {day('au', t.to, au)}
        </div>
        {Actions({ children: <Button kind="secondary">{t.show}</Button> })}
      </>
    ),
  })
}

const Mismatches = (mismatches: AccountsPageProps['mismatches'], t: Texts): VNode =>
  Alert({
    tone: 'bad',
    title: t.mismatch,
    children: (
      <>
        <p>{t.mismatchBody}</p>
        <ul>
          {mismatches.map(({ reference, mismatch }) => (
            <li>
              {reference} ({mismatch})
            </li>
          ))}
        </ul>
      </>
    ),
  })

function Totals(totals: readonly RegieTotal[], locale: Locale, t: Texts): VNode {
  const format = formats(locale)
  const sum = (of: (total: RegieTotal) => number): number => totals.reduce((all, each) => all + of(each), 0)
  const money = (title: string, of: (total: RegieTotal) => number) => ({
    title,
    isFigure: true,
    cell: (total: RegieTotal) => format.euros(of(total)),
  })
  const columns = [
    { title: t.regie, isHeading: true, cell: ({ regieName }: RegieTotal) => regieName },
    { title: t.count, isFigure: true, cell: ({ count }: RegieTotal) => format.number(count) },
    money(t.card, ({ card }) => card),
    money(t.directDebit, ({ directDebit }) => directDebit),
    money(t.amount, ({ amount }) => amount),
    money(t.toGiveBack, ({ surplus }) => surplus),
  ]
  const total = [
    t.total,
    format.number(sum(({ count }) => count)),
    format.euros(sum(({ card }) => card)),
    format.euros(sum(({ directDebit }) => directDebit)),
    format.euros(sum(({ amount }) => amount)),
    format.euros(sum(({ surplus }) => surplus)),
  ]
  return FigureTable<RegieTotal>({ caption: t.totals, rows: totals, columns, total })
}

const chips = {
  real: { tone: 'ok', icon: 'circle-check' },
  surplus: { tone: 'warn', icon: 'undo-2' },
  test: { tone: 'calm', icon: 'info' },
} as const

function Lines(lines: readonly CollectedRow[], locale: Locale, t: Texts): VNode {
  if (lines.length === 0) return EmptyState({ icon: 'badge-euro', level: 2, title: t.none, children: t.none_body })
  const format = formats(locale)
  return DataTable<CollectedRow>({
    caption: t.lines,
    rows: lines,
    columns: [
      { title: t.when, onCard: 'top', cell: ({ at }) => format.fullDateTime(at) },
      { title: t.purpose, isHeading: true, cell: ({ purpose }) => purpose },
      { title: t.reference, onCard: 'line', cell: ({ reference }) => reference },
      { title: t.regie, onCard: 'line', cell: ({ regieName }) => regieName },
      { title: t.means, onCard: 'line', cell: ({ means }) => (means === null ? '' : t[`means_${means}`]) },
      {
        title: t.state,
        onCard: 'bottom',
        cell: (line) => StateChip({ ...chips[stateOf(line)], label: t[`state_${stateOf(line)}`] }),
      },
      { title: t.amount, isFigure: true, onCard: 'bottom-end', cell: ({ amount }) => format.euros(amount) },
    ],
  })
}
