import type { VNode } from 'preact'
import type { ApiKey, KeyEvent } from '#identity/keys'
import type { Locale } from '#kernel/localized'
import {
  Alert,
  Breadcrumbs,
  Button,
  ButtonLink,
  type Column,
  DataTable,
  DescriptionList,
  EmptyState,
  Form,
  PageHead,
  Panel,
  SectionHead,
  Select,
  StateChip,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { keyTexts, scopeTexts } from './texts.ts'

export interface Choice {
  readonly id: string
  readonly name: string
}

export interface Around {
  readonly locale: Locale
  /** `/bureau/corbas/cles-d-api` */
  readonly base: string
  readonly now: Date
  readonly services: readonly Choice[]
  readonly procedures: readonly Choice[]
}

interface KeysProps extends Pick<Around, 'locale' | 'base' | 'now'> {
  readonly keys: readonly ApiKey[]
}

type KeyState = 'active' | 'ended' | 'revoked'

export const stateOf = ({ revokedAt, endsAt }: ApiKey, now: Date): KeyState =>
  revokedAt !== null ? 'revoked' : endsAt <= now ? 'ended' : 'active'

const looks = {
  active: { tone: 'ok', icon: 'circle-check' },
  ended: { tone: 'calm', icon: 'calendar-x' },
  revoked: { tone: 'calm', icon: 'ban' },
} as const

export const chip = (key: ApiKey, now: Date, locale: Locale): VNode => {
  const state = stateOf(key, now)
  return StateChip({ ...looks[state], label: keyTexts(locale)[`state_${state}`] })
}

export const lastUse = ({ secrets }: ApiKey): Date | undefined =>
  secrets.flatMap(({ lastUsedAt }) => lastUsedAt ?? []).toSorted((a, b) => b.getTime() - a.getTime())[0]

/** Every key of a collectivity. */
export function KeysPage(props: KeysProps): VNode {
  const { locale, keys, base } = props
  const t = keyTexts(locale)
  const add = ButtonLink({ href: `${base}/nouvelle`, size: 'small', icon: 'plus', children: t.add })
  return (
    <>
      {SectionHead({ level: 1, title: t.title, aside: add })}
      <p class="meta">{t.lead}</p>
      <div class="list">
        {keys.length === 0 ? (
          EmptyState({ icon: 'key-round', title: t.none, level: 2, children: <p>{t.none_body}</p> })
        ) : (
          <DataTable caption={t.list} columns={columnsOf(props)} rows={keys} />
        )}
      </div>
    </>
  )
}

function columnsOf({ locale, base, now }: KeysProps): readonly Column<ApiKey>[] {
  const t = keyTexts(locale)
  const format = formats(locale)
  return [
    { title: t.col_state, cell: (key) => chip(key, now, locale), onCard: 'top' },
    {
      title: t.col_name,
      isHeading: true,
      cell: ({ id, name, purpose }) => (
        <>
          <a href={`${base}/${id}`}>{name}</a>
          <small>{purpose}</small>
        </>
      ),
    },
    {
      title: t.col_used,
      cell: (key) => {
        const at = lastUse(key)
        return at === undefined ? t.never : format.dateTime(at)
      },
      onCard: 'line',
    },
    { title: t.col_end, cell: ({ endsAt }) => format.date(endsAt), onCard: 'line' },
  ]
}

export interface KeyProps extends Around {
  readonly apiKey: ApiKey & { readonly events: readonly KeyEvent[] }
  readonly oneself: string
  /** Told this once. */
  readonly secret?: { readonly token: string; readonly formerUntil?: Date | undefined } | undefined
  readonly done: 'retiree' | 'reprise' | undefined
}

/** One key: what it may do, its secrets, and what can be done about it. */
export function KeyPage(props: KeyProps): VNode {
  const { locale, base, apiKey, now, secret, done } = props
  const t = keyTexts(locale)
  return (
    <>
      {done !== undefined && Toast({ children: done === 'retiree' ? t.revoked : t.takenOver })}
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: base, label: t.title }] })}
      {PageHead({ title: apiKey.name, lead: apiKey.purpose, meta: chip(apiKey, now, locale) })}
      <div class="stack far">
        {secret !== undefined && SecretOnce({ locale, secret })}
        {FactsOf(props)}
        {SecretsOf(props)}
        {StoryOf(props)}
        {stateOf(apiKey, now) === 'active' && GesturesOf(props)}
      </div>
    </>
  )
}

function SecretOnce({ locale, secret }: Required<Pick<KeyProps, 'locale' | 'secret'>>): VNode {
  const t = keyTexts(locale)
  return Alert({
    tone: 'ok',
    title: t.once,
    children: (
      <>
        <p>{t.once_body}</p>
        <p>
          <code>{secret?.token}</code>
        </p>
        {secret?.formerUntil !== undefined && <p>{t.former(formats(locale).dateTime(secret.formerUntil))}</p>}
      </>
    ),
  })
}

function FactsOf({ locale, apiKey, services, procedures }: KeyProps): VNode {
  const t = keyTexts(locale)
  const format = formats(locale)
  const namesOf = (ids: readonly string[] | null, choices: readonly Choice[], all: string) =>
    ids === null ? all : choices.flatMap(({ id, name }) => (ids.includes(id) ? name : [])).join(', ')
  return (
    <section class="stack" aria-labelledby="cle">
      {SectionHead({ title: t.facts, id: 'cle' })}
      {DescriptionList({
        items: [
          {
            label: t.may,
            value: (
              <ul>
                {apiKey.scopes.map((scope) => (
                  <li>
                    {scopeTexts(locale)[scope]} <code>{scope}</code>
                  </li>
                ))}
              </ul>
            ),
          },
          {
            label: t.reach,
            value: `${namesOf(apiKey.services, services, t.every_service)} ; ${namesOf(apiKey.procedures, procedures, t.every_procedure)}`,
          },
          { label: t.maker, value: apiKey.makerName },
          { label: t.made, value: format.fullDate(apiKey.madeAt) },
          { label: t.until, value: format.fullDate(apiKey.endsAt) },
        ],
      })}
    </section>
  )
}

function SecretsOf({ locale, apiKey }: KeyProps): VNode {
  const t = keyTexts(locale)
  const format = formats(locale)
  return (
    <section class="stack" aria-labelledby="secrets">
      {SectionHead({ title: t.secrets, id: 'secrets' })}
      <DataTable
        caption={t.secrets}
        columns={[
          { title: t.secret_hint, isHeading: true, cell: ({ hint }) => <code>{hint}</code> },
          { title: t.secret_made, cell: ({ madeAt }) => format.dateTime(madeAt), onCard: 'line' },
          {
            title: t.secret_ends,
            cell: ({ endsAt }) => (endsAt === null ? t.secret_current : format.dateTime(endsAt)),
            onCard: 'line',
          },
          {
            title: t.secret_used,
            cell: ({ lastUsedAt }) => (lastUsedAt === null ? t.never : format.dateTime(lastUsedAt)),
            onCard: 'line',
          },
        ]}
        rows={apiKey.secrets}
      />
    </section>
  )
}

function StoryOf({ locale, apiKey }: KeyProps): VNode {
  const t = keyTexts(locale)
  return (
    <section class="stack" aria-labelledby="histoire">
      {SectionHead({ title: t.story, id: 'histoire' })}
      <ul>
        {apiKey.events.map(({ kind, actorName, at }) => (
          <li>
            {t[`event_${kind}`]} : {actorName}, {formats(locale).dateTime(at)}
          </li>
        ))}
      </ul>
    </section>
  )
}

const overlaps = [0, 1, 7, 30]

function GesturesOf({ locale, base, apiKey, oneself }: KeyProps): VNode {
  const t = keyTexts(locale)
  const action = (gesture: string) => `${base}/${apiKey.id}/${gesture}`
  return (
    <>
      {Panel({
        title: t.rotate,
        children: Form({
          action: action('remplacer'),
          children: (
            <>
              <p>{t.rotate_body}</p>
              {Select({
                id: 'jours',
                name: 'jours',
                label: t.overlap,
                value: '7',
                options: overlaps.map((days) => ({ value: String(days), label: t.overlap_days(days) })),
              })}
              <div class="row actions">
                <Button kind="secondary" icon="refresh-cw">
                  {t.rotate_do}
                </Button>
              </div>
            </>
          ),
        }),
      })}
      {apiKey.makerId !== oneself &&
        Gesture({
          title: t.takeOver,
          body: t.takeOver_body,
          action: action('reprendre'),
          label: t.takeOver_do,
          icon: 'user-check',
        })}
      {Gesture({ title: t.revoke, body: t.revoke_body, action: action('retirer'), label: t.revoke_do, icon: 'ban' })}
    </>
  )
}

function Gesture(props: {
  readonly title: string
  readonly body: string
  readonly action: string
  readonly label: string
  readonly icon: 'ban' | 'user-check'
}): VNode {
  return Panel({
    title: props.title,
    children: Form({
      action: props.action,
      children: (
        <>
          <p>{props.body}</p>
          <div class="row actions">
            <Button kind="secondary" icon={props.icon}>
              {props.label}
            </Button>
          </div>
        </>
      ),
    }),
  })
}
