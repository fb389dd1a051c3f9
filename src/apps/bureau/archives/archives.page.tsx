import type { VNode } from 'preact'
import type { Archive, ArchiveRead } from '#counter/archives'
import type { Locale } from '#kernel/localized'
import {
  Action,
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  DataTable,
  DescriptionList,
  EmptyState,
  ErrorSummary,
  Form,
  Notice,
  PageHead,
  Panel,
  TextInput,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { archiveTexts } from './texts.ts'

interface ArchivesProps {
  readonly locale: Locale
  /** `/bureau/corbas/archives` */
  readonly base: string
  readonly archives: readonly Archive[]
  readonly number: string
  readonly next: string | undefined
}

/** What was put away, the latest first. */
export function ArchivesPage({ locale, base, archives, number, next }: ArchivesProps): VNode {
  const t = archiveTexts(locale)
  const format = formats(locale)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      <search>
        <form method="get" action={base} class="stack">
          {TextInput({ id: 'numero', name: 'numero', label: t.search, value: number, maxLength: 40 })}
          {Actions({ children: <Button kind="secondary">{t.search_button}</Button> })}
        </form>
      </search>
      {archives.length === 0 ? (
        EmptyState({
          icon: 'archive',
          level: 2,
          title: t.none,
          children: <p>{number === '' ? t.none_body : t.none_found}</p>,
        })
      ) : (
        <div class="list">
          {DataTable<Archive>({
            caption: t.caption,
            rows: archives,
            columns: [
              {
                title: t.number,
                isHeading: true,
                cell: ({ id, number: shown }) => <a href={`${base}/${id}`}>{shown}</a>,
              },
              { title: t.procedure, cell: ({ title }) => title },
              { title: t.closed, cell: ({ closedAt }) => (closedAt ? format.date(closedAt) : '') },
              { title: t.made, cell: ({ madeAt }) => format.date(madeAt) },
              { title: t.size, cell: ({ size }) => t.bytes(size) },
            ],
          })}
        </div>
      )}
      {next !== undefined && <p>{ButtonLink({ href: next, kind: 'secondary', children: t.more })}</p>}
    </>
  )
}

interface ArchiveProps extends ArchiveRead {
  readonly locale: Locale
  readonly base: string
  readonly publicKey: string
  /** She did not say why. */
  readonly isUnsaid: boolean
}

/** One archive: what it is, whether it is whole, who opened it. */
export function ArchivePage(props: ArchiveProps): VNode {
  const { locale, base, archive, isUnsaid } = props
  const t = archiveTexts(locale)
  const here = `${base}/${archive.id}`
  const error = isUnsaid ? t.why_missing : undefined
  const last = props.readings.find(({ kind }) => kind === 'checked')
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: base, label: t.back }] })}
      {error !== undefined && ErrorSummary({ title: t.errors, errors: [{ fieldId: 'raison', message: error }] })}
      {PageHead({ title: t.one(archive.number), lead: archive.title })}
      <div class="stack far">
        {last?.found && Notice({ tone: last.found === 'whole' ? 'ok' : 'bad', children: t[`found_${last.found}`] })}
        {Facts(props)}
        {Panel({
          title: t.check,
          children: (
            <>
              <p>{t.check_hint}</p>
              {Action({ action: `${here}/verifier`, children: <Button kind="secondary">{t.check}</Button> })}
            </>
          ),
        })}
        {Panel({
          title: t.take,
          children: Form({
            action: `${here}/paquet`,
            class: 'stack',
            children: (
              <>
                {TextInput({ id: 'raison', name: 'raison', label: t.why, hint: t.why_hint, error, maxLength: 300 })}
                {Actions({ children: <Button icon="download">{t.take}</Button> })}
              </>
            ),
          }),
        })}
        {Readings(props)}
      </div>
    </>
  )
}

function Facts({ locale, archive, publicKey }: ArchiveProps): VNode {
  const t = archiveTexts(locale)
  const format = formats(locale)
  return DescriptionList({
    items: [
      { label: t.closed, value: archive.closedAt ? format.date(archive.closedAt) : '' },
      { label: t.made, value: format.dateTime(archive.madeAt) },
      { label: t.size, value: t.bytes(archive.size) },
      { label: t.place, value: format.number(archive.seq) },
      { label: t.digest, value: <code>{archive.digest}</code> },
      { label: t.key, value: <code>{publicKey}</code> },
    ],
  })
}

function Readings({ locale, readings }: ArchiveProps): VNode {
  const t = archiveTexts(locale)
  const format = formats(locale)
  return Panel({
    title: t.readings,
    children:
      readings.length === 0 ? (
        <p>{t.no_readings}</p>
      ) : (
        <ul>
          {readings.map(({ kind, accountName, at, why, found }) => (
            <li>
              {t[kind](accountName)}, {format.dateTime(at)}
              {why !== '' && ` : ${why}`}
              {found && <span class="meta"> {t[`found_${found}`]}</span>}
            </li>
          ))}
        </ul>
      ),
  })
}
