import type { VNode } from 'preact'
import type { Tombstone } from '#counter/retention'
import type { Locale } from '#kernel/localized'
import { Breadcrumbs, ButtonLink, DataTable, EmptyState, PageHead } from '#platform/html'
import { formats } from '#platform/i18n'
import { ruleTexts } from './rules.texts.ts'

interface RegisterProps {
  readonly locale: Locale
  readonly back: string
  /** `/bureau/corbas/archives` */
  readonly archives: string
  readonly stones: readonly (Tombstone & { readonly title: string })[]
  /** Of the page after this one. */
  readonly next: string | undefined
}

/** What went: what it was, when and by which text; nothing of who asked. */
export function RegisterPage({ locale, back, archives, stones, next }: RegisterProps): VNode {
  const t = ruleTexts(locale)
  const format = formats(locale)
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: back, label: t.back }] })}
      {PageHead({ title: t.register, lead: t.register_lead })}
      {stones.length === 0 ? (
        EmptyState({ icon: 'archive', level: 2, title: t.register_none, children: <p>{t.register_none_body}</p> })
      ) : (
        <div class="list">
          {DataTable<RegisterProps['stones'][number]>({
            caption: t.register_caption,
            rows: stones,
            columns: [
              { title: t.number, isHeading: true, cell: ({ number }) => number },
              { title: t.procedure, cell: ({ title }) => title },
              {
                title: t.dates,
                cell: ({ submittedAt, closedAt }) =>
                  `${format.date(submittedAt)}${closedAt ? `, ${format.date(closedAt)}` : ''}`,
              },
              { title: t.outcome, cell: ({ outcome }) => (outcome ? t[`outcome_${outcome}`] : '') },
              { title: t.went, cell: ({ endedAt }) => format.date(endedAt) },
              {
                title: t.why,
                cell: ({ way, ground, rules, archiveId }) => (
                  <>
                    {t[`way_${way}`]}
                    {archiveId !== null && (
                      <>
                        {' : '}
                        <a href={`${archives}/${archiveId}`}>{t.see_archive}</a>
                      </>
                    )}
                    {ground !== '' && (
                      <>
                        <br />
                        <span class="meta">{rules === null ? ground : `${t.rule(String(rules))} : ${ground}`}</span>
                      </>
                    )}
                  </>
                ),
              },
            ],
          })}
        </div>
      )}
      {next !== undefined && <p>{ButtonLink({ href: next, kind: 'secondary', children: t.more })}</p>}
    </>
  )
}
