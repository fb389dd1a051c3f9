import type { VNode } from 'preact'
import type { Export } from '#counter/exports'
import type { Locale } from '#kernel/localized'
import {
  Button,
  ButtonLink,
  type Column,
  DataTable,
  EmptyState,
  Form,
  SectionHead,
  StateChip,
  type StateChipProps,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { exportTexts } from './texts.ts'

export interface ExportsProps {
  readonly locale: Locale
  /** `/bureau/corbas/exports` */
  readonly base: string
  /** `/bureau/corbas/demandes` */
  readonly list: string
  readonly exports: readonly Export[]
  readonly done: 'demande' | 'annule' | undefined
}

const looks: Readonly<Record<Export['state'], Pick<StateChipProps, 'tone' | 'icon'>>> = {
  waiting: { tone: 'info', icon: 'hourglass' },
  running: { tone: 'info', icon: 'refresh-cw' },
  done: { tone: 'ok', icon: 'circle-check' },
  failed: { tone: 'bad', icon: 'circle-x' },
  cancelled: { tone: 'calm', icon: 'ban' },
  expired: { tone: 'calm', icon: 'trash-2' },
}

const isUnderWay = ({ state }: Export): boolean => state === 'waiting' || state === 'running'

/** The exports that an agent asked for; its script keeps what is under way true. */
export function ExportsPage(props: ExportsProps): VNode {
  const { locale, base, list, exports, done } = props
  const t = exportTexts(locale)
  const isMoving = exports.some(isUnderWay)
  return (
    <>
      {done !== undefined && Toast({ children: done === 'demande' ? t.asked : t.wasCancelled })}
      {SectionHead({
        level: 1,
        title: t.title,
        aside:
          isMoving &&
          ButtonLink({ href: base, size: 'small', icon: 'refresh-cw', kind: 'secondary', children: t.again }),
      })}
      <p class="meta">{t.lead}</p>
      <div class="list" data-exports="" data-moving={isMoving ? '' : undefined}>
        {exports.length === 0
          ? EmptyState({
              icon: 'table-2',
              level: 2,
              title: t.none,
              children: t.none_body,
              action: <a href={list}>{t.toList}</a>,
            })
          : DataTable({ caption: t.caption, columns: columnsOf(props), rows: exports })}
      </div>
    </>
  )
}

function columnsOf(props: ExportsProps): readonly Column<Export>[] {
  const { locale } = props
  const t = exportTexts(locale)
  return [
    {
      title: t.col_state,
      cell: ({ state }) => StateChip({ ...looks[state], label: t[state] }),
      onCard: 'top',
    },
    {
      title: t.col_what,
      isHeading: true,
      cell: (each) => (
        <>
          {each.title}
          <small>{t[`format_${each.format}`]}</small>
        </>
      ),
    },
    { title: t.col_asked, cell: ({ askedAt }) => formats(locale).dateTime(askedAt), onCard: 'line' },
    { title: t.col_acts, cell: (each) => <div class="standing">{Standing(each, props)}</div>, onCard: 'bottom' },
  ]
}

/** How far it is, or what one can do with it. */
function Standing(each: Export, { locale, base }: ExportsProps): VNode | null {
  const t = exportTexts(locale)
  const format = formats(locale)
  switch (each.state) {
    case 'waiting':
    case 'running':
      return UnderWay(each, { locale, base })
    case 'done':
      return (
        <>
          {ButtonLink({
            href: `${base}/${each.id}/fichier`,
            size: 'small',
            icon: 'download',
            children: (
              <>
                {t.download}
                <span class="vh"> {each.title}</span>
              </>
            ),
          })}
          <small>
            {each.done === 1 ? t.oneRow : t.rows(format.number(each.done))}, {format.fileSize(each.size ?? 0)}.{' '}
            {each.expiresAt && t.until(format.dateTime(each.expiresAt))}
          </small>
        </>
      )
    case 'failed':
      return <small>{t[`fault_${each.fault ?? 'broken'}`]}</small>
    case 'cancelled':
    case 'expired':
      return null
  }
}

function UnderWay(each: Export, { locale, base }: Pick<ExportsProps, 'locale' | 'base'>): VNode {
  const t = exportTexts(locale)
  const format = formats(locale)
  const { done, total } = each
  const isCounted = total !== null && total > 0
  return (
    <>
      <progress aria-label={t.progress(each.title)} {...(isCounted && { value: Math.min(done, total), max: total })} />
      <small>{isCounted ? t.readOf(format.number(done), format.number(total)) : t.read(format.number(done))}</small>
      {Form({
        action: `${base}/${each.id}/annuler`,
        children: (
          <Button kind="secondary" size="small" icon="x">
            {t.cancel}
            <span class="vh"> {each.title}</span>
          </Button>
        ),
      })}
    </>
  )
}
