import type { VNode } from 'preact'
import { type DecisionRefusal, type ModeratedVerification, spacedNumber } from '#identity/organisations'
import type { Locale } from '#kernel/localized'
import {
  Action,
  Breadcrumbs,
  Button,
  ButtonLink,
  DataTable,
  DescriptionList,
  EmptyState,
  ErrorSummary,
  Notice,
  PageHead,
  Panel,
  StateChip,
  type StateChipProps,
  Tabs,
  TextArea,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { moderationTexts } from './texts.ts'

const chips: Readonly<Record<ModeratedVerification['state'], Omit<StateChipProps, 'label'>>> = {
  waiting: { tone: 'info', icon: 'clock' },
  sent: { tone: 'calm', icon: 'mail' },
  accepted: { tone: 'ok', icon: 'check' },
  refused: { tone: 'bad', icon: 'circle-x' },
  expired: { tone: 'calm', icon: 'clock' },
}

const chip = (row: ModeratedVerification, locale: Locale): VNode =>
  StateChip({ ...chips[row.state], label: moderationTexts(locale)[`state_${row.state}`] })

export interface VerificationsPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/organisations` */
  readonly base: string
  readonly rows: readonly ModeratedVerification[]
  readonly isDecided: boolean
  readonly isDone: boolean
}

/** What a collectivity has to check. */
export function VerificationsPage({ locale, base, rows, isDecided, isDone }: VerificationsPageProps): VNode {
  const t = moderationTexts(locale)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      {isDone && Toast({ children: t.done })}
      {Tabs({
        label: t.views,
        tabs: [
          { href: base, label: t.open, isCurrent: !isDecided },
          { href: `${base}?vue=decidees`, label: t.decided, isCurrent: isDecided },
        ],
      })}
      <div class="list">
        {rows.length === 0
          ? EmptyState({ icon: 'building-2', level: 2, title: t.emptyTitle, children: t.emptyBody })
          : DataTable({
              caption: t.caption,
              rows,
              columns: [
                { title: isDecided ? t.colAnswer : t.colWhat, cell: (row) => chip(row, locale), onCard: 'top' },
                {
                  title: t.colOrganisation,
                  isHeading: true,
                  cell: (row) => (
                    <a href={`${base}/${row.id}`}>
                      {t[`what_${row.method}`]} : {row.organisation.name}
                    </a>
                  ),
                },
                { title: t.colPerson, cell: ({ person }) => person, onCard: 'bottom' },
                { title: t.colDate, cell: ({ askedAt }) => formats(locale).date(askedAt), onCard: 'bottom-end' },
              ],
            })}
      </div>
    </>
  )
}

export interface VerificationPageProps {
  readonly locale: Locale
  readonly base: string
  readonly row: ModeratedVerification
  readonly refusal?: { readonly reason: DecisionRefusal; readonly typed: string } | undefined
}

/** One thing to check, and what one can do. */
export function VerificationPage({ locale, base, row, refusal }: VerificationPageProps): VNode {
  const t = moderationTexts(locale)
  return (
    <>
      {Breadcrumbs({ label: t.back, links: [{ href: base, label: t.back }] })}
      {PageHead({ title: `${t[`what_${row.method}`]} : ${row.organisation.name}`, meta: chip(row, locale) })}
      {refusal &&
        ErrorSummary({ title: t.errorTitle, errors: [{ fieldId: 'raison', message: t[`no_${refusal.reason}`] }] })}
      <div class="stack">
        {row.method !== 'official_contact' && Notice({ children: t[`help_${row.method}`] })}
        {Panel({ title: t.organisation, children: DescriptionList({ items: factsOf(row, locale) }) })}
        {row.file && (
          <p>
            {ButtonLink({ href: `${base}/${row.id}/document`, kind: 'secondary', icon: 'file-text', children: t.read })}
          </p>
        )}
        {ActsOf({ locale, base, row, refusal })}
      </div>
    </>
  )
}

function factsOf(row: ModeratedVerification, locale: Locale): { label: string; value: string }[] {
  const t = moderationTexts(locale)
  const format = formats(locale)
  const { siren, rna, foreignNumber, country, seatAddress } = row.organisation
  return [
    ...(siren === null ? [] : [{ label: t.siren, value: spacedNumber(siren) }]),
    ...(rna === null ? [] : [{ label: t.rna, value: rna }]),
    ...(foreignNumber === null ? [] : [{ label: t.foreignNumber(country), value: foreignNumber }]),
    { label: t.seat, value: seatAddress.length === 0 ? t.noAddress : seatAddress.join(', ') },
    { label: t.person, value: row.person },
    { label: t.asked, value: format.fullDate(row.askedAt) },
    ...(row.decidedAt === null ? [] : [{ label: t.decidedOn, value: format.fullDate(row.decidedAt) }]),
    ...(row.reason === null ? [] : [{ label: t.reason, value: row.reason }]),
  ]
}

function ActsOf({ locale, base, row, refusal }: VerificationPageProps): VNode | null {
  const t = moderationTexts(locale)
  const address = `${base}/${row.id}`
  const { method } = row
  if (method === 'post' && (row.state === 'waiting' || row.state === 'sent'))
    return Action({
      action: `${address}/lettre`,
      isFirst: true,
      children: Button({ icon: 'printer', children: row.state === 'sent' ? t.printAgain : t.print }),
    })
  if (row.state !== 'waiting' || method === 'post' || method === 'official_contact') return null
  return (
    <>
      {Action({
        action: `${address}/accepter`,
        isFirst: true,
        children: (
          <>
            {Button({ icon: 'check', children: t.accept })}
            <p class="meta">{t[`accept_${method}`]}</p>
          </>
        ),
      })}
      {Action({
        action: `${address}/refuser`,
        children: (
          <>
            {TextArea({
              id: 'raison',
              name: 'raison',
              label: t.reasonLabel,
              hint: t.reasonHint,
              rows: 3,
              value: refusal?.typed,
              error: refusal?.reason === 'reason_missing' ? t.no_reason_missing : undefined,
            })}
            {Button({ kind: 'danger', icon: 'x', children: t.refuse })}
            <p class="meta">{t.refuse_note}</p>
          </>
        ),
      })}
    </>
  )
}
