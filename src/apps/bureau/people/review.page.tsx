import type { Guest, Review, Right } from '#identity/accounts'
import { type Column, DataTable, Notice, PageHead, SectionHead, ButtonLink } from '#platform/html'
import type { Locale } from '#platform/i18n'
import { reviewTexts } from './review.texts.ts'
import { peopleTexts } from './texts.ts'
import { endWords, rightWords, seenWords, type ServiceNames } from './wording.tsx'

export interface ReviewPageProps {
  readonly locale: Locale
  /** `/bureau/corbas` */
  readonly base: string
  readonly review: Review
  readonly orphans: readonly Guest[]
  readonly services: ServiceNames
}

const wordsOf = (right: Right, services: ServiceNames, locale: Locale): string =>
  right.kind === 'group'
    ? peopleTexts(locale).oneGroup(right.group ?? '')
    : rightWords({ ...right, role: right.isGuest ? 'guest' : (right.role ?? 'agent') }, services, locale)

/** What deserves a look before the next review: four lists, each with what to do about it. */
export function ReviewPage(props: ReviewPageProps) {
  const { locale, base, review, orphans } = props
  const t = reviewTexts(locale)
  const texts = peopleTexts(locale)
  const isClean = review.endingSoon.length + review.unused.length + review.outside.length + orphans.length === 0
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <div class="stack far">
        <div class="row">
          <ButtonLink kind="quiet" size="small" icon="download" href={`${base}/agents/droits.csv`}>
            {texts.exportAction}
          </ButtonLink>
        </div>
        {isClean && <Notice tone="ok">{t.clean}</Notice>}
        {orphans.length > 0 && (
          <section aria-labelledby="orphans-title">
            <SectionHead title={t.orphans} id="orphans-title" />
            <p class="meta">{t.orphansDo}</p>
            <ul>
              {orphans.map(({ stayId, givenName, familyName, organisation }) => (
                <li>
                  <a href={`${base}/invites/${stayId}`}>
                    {givenName} {familyName}
                  </a>{' '}
                  ({organisation})
                </li>
              ))}
            </ul>
          </section>
        )}
        {Part(props, 'endingSoon')}
        {Part(props, 'unused')}
        {Part(props, 'outside')}
      </div>
    </>
  )
}

function Part({ locale, base, review, services }: ReviewPageProps, part: keyof Review) {
  const rights = review[part]
  if (rights.length === 0) return null
  const t = reviewTexts(locale)
  const texts = peopleTexts(locale)
  const columns: readonly Column<Right>[] = [
    {
      title: texts.col_person,
      isHeading: true,
      cell: ({ accountId, givenName, familyName, email }) => (
        <>
          <a href={`${base}/agents/${accountId}`}>
            {givenName} {familyName}
          </a>
          <small>{email}</small>
        </>
      ),
    },
    { title: texts.col_rights, cell: (right) => wordsOf(right, services, locale), onCard: 'bottom' },
    { title: texts.col_end, cell: ({ endsAt }) => endWords(endsAt, locale), onCard: 'line' },
    { title: texts.col_seen, cell: ({ lastSeenAt }) => seenWords(lastSeenAt, locale), onCard: 'line' },
  ]
  return (
    <section aria-labelledby={`${part}-title`}>
      <SectionHead title={t[part]} id={`${part}-title`} />
      <p class="meta">{t[`${part}Do`]}</p>
      <div class="list">
        <DataTable caption={t[part]} columns={columns} rows={rights} />
      </div>
    </section>
  )
}
