import type { VNode } from 'preact'
import type { listLookups } from '#counter/contacts'
import { type Locale, localize } from '#kernel/localized'
import { Actions, Breadcrumbs, Button, DataTable, EmptyState, Form, PageHead, Select, Toast } from '#platform/html'
import { formats } from '#platform/i18n'
import type { Service } from '#territory/collectivities'
import { motiveWords } from './props.ts'
import { contactTexts } from './texts.ts'

type Registered = Awaited<ReturnType<typeof listLookups>>[number]

export interface RegisterPageProps {
  readonly locale: Locale
  readonly lookups: readonly Registered[]
  readonly discretionHref: string | undefined
}

/** Who looked at whom, and why: for those who supervise. */
export function RegisterPage({ locale, lookups, discretionHref }: RegisterPageProps): VNode {
  const t = contactTexts(locale)
  const format = formats(locale)
  return (
    <>
      {PageHead({ title: t.register, lead: t.register_lead })}
      {discretionHref !== undefined && (
        <p>
          <a href={discretionHref}>{t.discretion_link}</a>
        </p>
      )}
      {lookups.length === 0
        ? EmptyState({ icon: 'eye', level: 2, title: t.register_none })
        : DataTable<Registered>({
            caption: t.register_caption,
            rows: lookups,
            columns: [
              { title: t.agent, isHeading: true, onCard: 'title', cell: ({ agentName }) => agentName },
              { title: t.person, onCard: 'bottom', cell: ({ contactName }) => contactName.trim() },
              { title: t.motive, onCard: 'bottom', cell: (lookup) => motiveWords(t, lookup) },
              { title: t.when, onCard: 'top', cell: ({ at }) => format.dateTime(at) },
            ],
          })}
    </>
  )
}

export interface DiscretionPageProps {
  readonly locale: Locale
  readonly action: string
  readonly back: string
  readonly services: readonly Service[]
  readonly levels: ReadonlyMap<string, string>
  readonly done: string | undefined
}

/** What each service lets the others know. */
export function DiscretionPage({ locale, action, back, services, levels, done }: DiscretionPageProps): VNode {
  const t = contactTexts(locale)
  return (
    <div class="stack narrow">
      {done !== undefined && Toast({ children: done })}
      {Breadcrumbs({ label: t.crumbs, links: [{ href: back, label: t.register }], isBack: true })}
      {PageHead({ title: t.discretion, lead: t.discretion_lead })}
      {Form({
        action,
        children: (
          <>
            {services.map(({ id, name }) =>
              Select({
                id: `service-${id}`,
                name: `service-${id}`,
                label: localize(name, locale),
                value: levels.get(id) ?? 'open',
                options: (['open', 'discreet', 'secret'] as const).map((value) => ({
                  value,
                  label: t[`level_${value}`],
                })),
              }),
            )}
            {Actions({ children: <Button>{t.save}</Button> })}
          </>
        ),
      })}
    </div>
  )
}
