import type { VNode } from 'preact'
import { kinds, type Request } from '#counter/privacy'
import { endOfDay } from '#kernel/calendar'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Button,
  ErrorSummary,
  Form,
  Notice,
  Panel,
  Radios,
  Select,
  type SelectOption,
  StateChip,
  TextArea,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { Layout } from '../accounts/parts.tsx'
import { backToAccount } from './profile.page.tsx'
import { rightsTexts } from './rights.texts.ts'

interface RightsProps {
  readonly locale: Locale
  readonly places: readonly SelectOption[]
  readonly requests: readonly (Request & { readonly place: string })[]
  readonly isSent: boolean
  readonly typed: ((name: string) => string) | undefined
}

/** What one asked of authorities about one's data, their answers, and the form that asks. */
export function RightsPage(props: RightsProps): VNode {
  const { locale, requests, isSent, typed } = props
  const t = rightsTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    aside: Notice({ icon: 'lock', children: <p>{t.what}</p> }),
    children: (
      <div class="stack far">
        {isSent && Toast({ children: t.sent })}
        {typed && ErrorSummary({ title: t.errors, errors: [{ fieldId: 'collectivite', message: t.fault }] })}
        <section class="stack">
          <h2>{t.mine}</h2>
          {requests.length === 0 ? <p>{t.none}</p> : requests.map((each) => One(each, locale))}
        </section>
        {Panel({ title: t.ask, children: AskForm(props) })}
      </div>
    ),
  })
}

function AskForm({ locale, places, typed }: RightsProps): VNode {
  const t = rightsTexts(locale)
  return Form({
    action: '/compte/droits',
    class: 'stack',
    children: (
      <>
        {Select({
          id: 'collectivite',
          name: 'collectivite',
          label: t.to,
          emptyLabel: t.choose,
          options: places,
          value: typed?.('collectivite') ?? '',
          error: typed && t.fault,
        })}
        {Radios({
          id: 'objet',
          name: 'objet',
          legend: t.kind,
          value: typed?.('objet'),
          choices: kinds.map((value) => ({ value, label: t[`kind_${value}`] })),
        })}
        {TextArea({ id: 'demande', name: 'demande', label: t.words, value: typed?.('demande') ?? '', maxLength: 2000 })}
        {Actions({ children: <Button>{t.send}</Button> })}
      </>
    ),
  })
}

function One(asked: RightsProps['requests'][number], locale: Locale): VNode {
  const t = rightsTexts(locale)
  const format = formats(locale)
  const { number, place, kind, state, receivedOn, dueOn, answer, digest, size, expiresAt, id, collectivityId } = asked
  const isWaiting = state === 'received' || state === 'serving'
  return Panel({
    title: `${place} : ${t[`kind_${kind}`]}`,
    children: (
      <div class="stack">
        <p>
          {StateChip({ icon: isWaiting ? 'clock' : 'check', label: t[state] })} {number}.{' '}
          {t.asked_on(format.date(endOfDay(receivedOn)))}. {isWaiting && `${t.due(format.date(endOfDay(dueOn)))}.`}
        </p>
        {!isWaiting && (answer ?? '').split(/\n+/).map((line) => <p>{line}</p>)}
        {digest !== null && size !== null && state === 'answered' && (
          <>
            {Form({
              action: `/compte/droits/${collectivityId}/${id}/copie`,
              children: <Button icon="download">{t.download(size)}</Button>,
            })}
            {expiresAt && <p class="meta">{t.until(format.date(expiresAt))}</p>}
          </>
        )}
      </div>
    ),
  })
}
