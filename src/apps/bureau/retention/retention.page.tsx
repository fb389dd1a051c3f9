import type { VNode } from 'preact'
import type { EndPreviewed } from '#counter/dossiers'
import { outcomes, type RulesOfProcedure } from '#counter/retention'
import { type Locale, localize } from '#kernel/localized'
import { ButtonLink, DataTable, EmptyState, PageHead, SectionHead } from '#platform/html'
import { formats } from '#platform/i18n'
import { outcomeSentence } from './rule.page.tsx'
import { retentionTexts } from './texts.ts'

export interface RuledProcedure {
  readonly slug: string
  readonly title: string
  readonly rules: RulesOfProcedure | undefined
}

interface RetentionPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/conservation` */
  readonly base: string
  readonly procedures: readonly RuledProcedure[]
  readonly ends: readonly EndPreviewed[]
}

/** How long what is closed is kept, and what goes by itself. */
export function RetentionPage(props: RetentionPageProps): VNode {
  const t = retentionTexts(props.locale)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      <p>
        {ButtonLink({ href: `${props.base}/registre`, kind: 'secondary', icon: 'list-checks', children: t.register })}
      </p>
      {RulesPart(props)}
      {ComingPart(props)}
      <p class="meta">{t.kept}</p>
    </>
  )
}

function RulesPart({ locale, base, procedures }: RetentionPageProps): VNode {
  const t = retentionTexts(locale)
  return (
    <section>
      {SectionHead({ title: t.rules })}
      <p>{t.rules_hint}</p>
      <div class="list">
        {DataTable<RuledProcedure>({
          caption: t.rules_caption,
          rows: procedures,
          columns: [
            {
              title: t.procedure,
              isHeading: true,
              cell: ({ slug, title }) => <a href={`${base}/regles/${slug}`}>{title}</a>,
            },
            {
              title: t.becomes,
              cell: ({ rules }) =>
                rules === undefined ? (
                  <span class="meta">{t.by_circuit}</span>
                ) : (
                  <>
                    {t.by_rule(String(rules.number))}
                    <br />
                    <span class="meta">
                      {outcomes
                        .map((outcome) => `${t[outcome]} ${outcomeSentence(rules.rules.outcomes[outcome], locale)}`)
                        .join(' ; ')}
                    </span>
                  </>
                ),
            },
          ],
        })}
      </div>
    </section>
  )
}

function ComingPart({ locale, ends }: RetentionPageProps): VNode {
  const t = retentionTexts(locale)
  const format = formats(locale)
  return (
    <section>
      {SectionHead({ title: t.coming })}
      <p>{t.coming_hint}</p>
      {ends.length === 0 ? (
        EmptyState({ icon: 'archive', level: 3, title: t.none, children: <p>{t.none_body}</p> })
      ) : (
        <div class="list">
          {DataTable<EndPreviewed>({
            caption: t.caption,
            rows: ends,
            columns: [
              { title: t.procedure, isHeading: true, cell: ({ title }) => localize(title, locale) },
              { title: t.month, cell: ({ month }) => `${format.month(`${month}-01`)} ${month.slice(0, 4)}` },
              { title: t.outcome, cell: ({ outcome }) => t[outcome] },
              {
                title: t.count,
                cell: ({ count, held }) => (
                  <>
                    {format.number(count)}
                    {held > 0 && (
                      <>
                        <br />
                        <span class="meta">{t.held(held)}</span>
                      </>
                    )}
                  </>
                ),
              },
              { title: t.becomes, cell: ({ end }) => t[end] },
            ],
          })}
        </div>
      )}
    </section>
  )
}
