import {
  Breadcrumbs,
  DataTable,
  DescriptionList,
  EmptyState,
  FileRow,
  Notice,
  PageHead,
  Pagination,
  StateChip,
  type StateChipProps,
  Tabs,
} from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { type MailPage, type MailState, mailStates, type MailSummary, type StoredMail } from '#platform/mail'
import { LinkedText } from './linked-text.tsx'
import { mailTexts } from './texts.ts'

const chips: Readonly<Record<MailState, Omit<StateChipProps, 'label'>>> = {
  queued: { tone: 'info', icon: 'clock' },
  sent: { tone: 'ok', icon: 'check' },
  kept: { tone: 'calm', icon: 'inbox' },
  failed: { tone: 'bad', icon: 'circle-x' },
}

export const mailChip = (state: MailState, locale: Locale) =>
  StateChip({ ...chips[state], label: mailTexts(locale)[`state_${state}`] })

export const mailAddress = '/bureau/courriels'

export interface MailsPageProps {
  readonly locale: Locale
  readonly page: MailPage
  readonly state: MailState | undefined
  readonly isFirst: boolean
}

/** The log of mails, for the operator. */
export function MailsPage({ locale, page, state, isFirst }: MailsPageProps) {
  const texts = mailTexts(locale)
  const base = state === undefined ? mailAddress : `${mailAddress}?etat=${state}`
  const next = page.next && `${mailAddress}?${new URLSearchParams({ ...(state && { etat: state }), apres: page.next })}`
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead} />
      <Tabs
        label={texts.views}
        tabs={[
          { href: mailAddress, label: texts.all, isCurrent: state === undefined },
          ...mailStates.map((each) => ({
            href: `${mailAddress}?etat=${each}`,
            label: texts[`plural_${each}`],
            isCurrent: each === state,
          })),
        ]}
      />
      <div class="list">
        {page.mails.length === 0 ? (
          <EmptyState icon="mail-open" level={2} title={texts.emptyTitle}>
            {texts.emptyBody}
          </EmptyState>
        ) : (
          MailTable({ locale, mails: page.mails })
        )}
      </div>
      {(next !== undefined || !isFirst) && (
        <Pagination
          label={texts.pages}
          previous={isFirst ? undefined : { href: base, label: texts.first }}
          next={next === undefined ? undefined : { href: next, label: texts.next }}
        />
      )}
    </>
  )
}

function MailTable({ locale, mails }: { locale: Locale; mails: readonly MailSummary[] }) {
  const texts = mailTexts(locale)
  const format = formats(locale)
  return (
    <DataTable
      caption={texts.caption}
      rows={mails}
      columns={[
        { title: texts.colState, cell: (mail) => mailChip(mail.state, locale), onCard: 'top' },
        {
          title: texts.colSubject,
          isHeading: true,
          cell: (mail) => <a href={`${mailAddress}/${mail.id}`}>{mail.subject}</a>,
        },
        { title: texts.colTo, cell: (mail) => mail.to, onCard: 'bottom' },
        { title: texts.colAbout, cell: (mail) => mail.about, onCard: 'none', isExtra: true },
        {
          title: texts.colDate,
          cell: (mail) => <time dateTime={mail.createdAt.toISOString()}>{format.dateTime(mail.createdAt)}</time>,
          onCard: 'top-end',
        },
      ]}
    />
  )
}

export interface MailPageProps {
  readonly locale: Locale
  readonly mail: StoredMail
  readonly publicUrl: string
}

function facts({ locale, mail }: MailPageProps) {
  const texts = mailTexts(locale)
  const format = formats(locale)
  const lines: readonly (readonly [label: string, value: string | null])[] = [
    [texts.to, mail.to],
    [texts.sender, mail.senderName],
    [texts.replyTo, mail.replyTo],
    [texts.about, mail.about],
    [texts.asked, format.fullDateTime(mail.createdAt)],
    [texts.sent, mail.sentAt && format.fullDateTime(mail.sentAt)],
    [texts.tries, mail.attempts === 0 ? null : format.number(mail.attempts)],
    [texts.error, mail.error],
  ]
  return lines.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}

/** One mail as it was written: its text, never its HTML. */
export function MailPage(props: MailPageProps) {
  const { locale, mail, publicUrl } = props
  const texts = mailTexts(locale)
  const format = formats(locale)
  return (
    <>
      <Breadcrumbs label={texts.wayBack} isBack links={[{ href: mailAddress, label: texts.back }]} />
      <header class="case-head">
        <h1>{mail.subject}</h1>
        <p class="row">
          {mailChip(mail.state, locale)}
          <span class="meta">{mail.to}</span>
        </p>
      </header>
      <div class="split">
        <section aria-labelledby="body-title">
          <h2 id="body-title" class="col-h">
            {texts.body}
          </h2>
          {mail.text === null ? (
            <Notice icon="eye-off">
              <b>{texts.forgottenTitle}.</b> {mail.forgottenAt && texts.forgottenBody(format.date(mail.forgottenAt))}
            </Notice>
          ) : (
            LinkedText({ text: mail.text, publicUrl })
          )}
          {mail.attachments.length > 0 && (
            <>
              <h2 class="col-h">{texts.attachments}</h2>
              {mail.attachments.map((file, index) =>
                FileRow({
                  name: file.name,
                  href: `${mailAddress}/${mail.id}/pieces/${index + 1}`,
                  note: format.fileSize(file.content.length),
                }),
              )}
            </>
          )}
        </section>
        <DescriptionList items={facts(props)} />
      </div>
    </>
  )
}
