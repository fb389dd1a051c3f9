import type { VNode } from 'preact'
import type { ApiKey } from '#identity/keys'
import type { Locale } from '#kernel/localized'
import {
  Button,
  type Column,
  DataTable,
  Details,
  EmptyState,
  Form,
  PageHead,
  StateChip,
  Tabs,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { chip, lastUse, stateOf } from './keys.page.tsx'
import { keyTexts } from './texts.ts'

export interface EveryKey extends ApiKey {
  readonly collectivityId: string
  readonly collectivity: string
}

export interface EveryKeysProps {
  readonly locale: Locale
  /** `/bureau/exploitation/cles-d-api` */
  readonly base: string
  readonly keys: readonly EveryKey[]
  readonly view: 'active' | 'all'
  readonly now: Date
  readonly isDone: boolean
}

const day = 86_400_000

/** Those that end soonest first. */
const byEnd = (a: EveryKey, b: EveryKey): number => a.endsAt.getTime() - b.endsAt.getTime()

/** Every key of every collectivity, for the operator: whom a leak is told to at night. */
export function EveryKeysPage(props: EveryKeysProps): VNode {
  const { locale, base, view, keys, now } = props
  const t = keyTexts(locale)
  const active = keys.filter((key) => stateOf(key, now) === 'active')
  const shown = (view === 'active' ? active : keys).toSorted(byEnd)
  return (
    <>
      {props.isDone && Toast({ children: t.revoked })}
      {PageHead({ title: t.title, lead: t.every_lead })}
      {Tabs({
        label: t.title,
        tabs: [
          { href: base, label: t.every_active, count: String(active.length), isCurrent: view === 'active' },
          { href: `${base}?vue=toutes`, label: t.every_all, count: String(keys.length), isCurrent: view === 'all' },
        ],
      })}
      <div class="list">
        {shown.length === 0 ? (
          EmptyState({ icon: 'key-round', title: t.none, level: 2, children: <p>{t.every_none}</p> })
        ) : (
          <DataTable caption={t.every_list} columns={columnsOf(props)} rows={shown} />
        )}
      </div>
    </>
  )
}

function columnsOf(props: EveryKeysProps): readonly Column<EveryKey>[] {
  const { locale, now } = props
  const t = keyTexts(locale)
  const format = formats(locale)
  return [
    { title: t.every_collectivity, cell: ({ collectivity }) => collectivity, onCard: 'top' },
    {
      title: t.col_name,
      isHeading: true,
      onCard: 'title',
      cell: ({ name, purpose, makerName }) => (
        <>
          {name}
          <small>
            {purpose} · {t.maker.toLowerCase()} {makerName}
          </small>
        </>
      ),
    },
    {
      title: t.every_scopes,
      cell: ({ scopes }) => (
        <>
          {scopes.map((scope) => (
            <>
              <code>{scope}</code>{' '}
            </>
          ))}
        </>
      ),
      onCard: 'line',
    },
    {
      title: t.col_used,
      cell: (key) => {
        const at = lastUse(key)
        return at === undefined ? t.never : format.dateTime(at)
      },
      onCard: 'line',
    },
    {
      title: t.col_end,
      cell: (key) => (
        <>
          {format.date(key.endsAt)} {SoonOf({ apiKey: key, now, locale })}
        </>
      ),
      onCard: 'line',
    },
    { title: t.revoke, isTitleHidden: true, cell: (key) => Revoking(props, key), onCard: 'bottom' },
  ]
}

interface SoonProps {
  readonly apiKey: ApiKey
  readonly now: Date
  readonly locale: Locale
}

/** What is no longer in use says so; what ends within a month, when. */
function SoonOf({ apiKey, now, locale }: SoonProps): VNode | null {
  if (stateOf(apiKey, now) !== 'active') return chip(apiKey, now, locale)
  const days = Math.ceil((apiKey.endsAt.getTime() - now.getTime()) / day)
  return days > 30 ? null : StateChip({ tone: 'warn', icon: 'clock', label: keyTexts(locale).every_soon(days) })
}

function Revoking({ locale, base, now }: EveryKeysProps, key: EveryKey): VNode | null {
  if (stateOf(key, now) !== 'active') return null
  const t = keyTexts(locale)
  return Details({
    summary: t.revoke,
    children: Form({
      action: `${base}/retirer`,
      hidden: { collectivite: key.collectivityId, cle: key.id },
      label: `${t.revoke_do} : ${key.name}`,
      children: (
        <>
          <p>{t.revoke_body}</p>
          <Button kind="secondary" size="small">
            {t.revoke_do}
          </Button>
        </>
      ),
    }),
  })
}
