import type { VNode } from 'preact'
import type { myLookups } from '#counter/contacts'
import type { Locale } from '#kernel/localized'
import { EmptyState, Notice, Summary } from '#platform/html'
import { formats } from '#platform/i18n'
import { Layout } from '../accounts/parts.tsx'
import { lookupsTexts } from './lookups.texts.ts'
import { backToAccount } from './profile.page.tsx'

export interface LookupsPageProps {
  readonly locale: Locale
  readonly lookups: Awaited<ReturnType<typeof myLookups>>
  /** Of collectivities, by id. */
  readonly names: ReadonlyMap<string, string>
}

/** Who looked and why, day by day. */
export function LookupsPage({ locale, lookups, names }: LookupsPageProps): VNode {
  const t = lookupsTexts(locale)
  const format = formats(locale)
  const days = Map.groupBy(lookups, ({ at }) => format.fullDate(at))
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    aside: Notice({ icon: 'shield-check', children: <p>{t.rights}</p> }),
    children:
      lookups.length === 0 ? (
        EmptyState({ icon: 'eye', title: t.none, level: 2, children: t.noneNote })
      ) : (
        <div>
          {[...days].map(([day, ofDay]) =>
            Summary({
              title: day,
              items: ofDay.map(({ collectivityId, agentName, at, motive, detail }) => ({
                label: names.get(collectivityId) ?? '',
                value: (
                  <>
                    <p>{motive === 'other' ? `${t.motive_other} : ${detail}` : t[`motive_${motive}`]}</p>
                    <p class="meta">{t.at(agentName, format.time(at))}</p>
                  </>
                ),
              })),
            }),
          )}
        </div>
      ),
  })
}
