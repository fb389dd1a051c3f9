import type { VNode } from 'preact'
import { channels, kinds, type Request } from '#counter/privacy'
import { endOfDay } from '#kernel/calendar'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Button,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  PageHead,
  Panel,
  Select,
  StateChip,
  TextArea,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { privacyTexts } from './texts.ts'

interface ListProps {
  readonly locale: Locale
  /** `/bureau/corbas/droits` */
  readonly base: string
  readonly requests: readonly Request[]
  readonly today: string
  readonly isFiled: boolean
  readonly typed: (name: string) => string
  readonly fault: 'no_name' | 'no_day' | undefined
}

/** What people asked, and the form for what comes on paper. */
export function PrivacyListPage(props: ListProps): VNode {
  const { locale, fault } = props
  const t = privacyTexts(locale)
  const errors = fault ? [{ fieldId: fault === 'no_name' ? 'nom' : 'recue', message: t[`fault_${fault}`] }] : []
  return (
    <>
      {props.isFiled && Toast({ children: t.filed })}
      {errors.length > 0 && ErrorSummary({ title: t.errors, errors })}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {Requests(props)}
        {Panel({ title: t.add, children: FilingForm(props, errors[0]) })}
      </div>
    </>
  )
}

function Requests({ locale, base, requests, today }: ListProps): VNode {
  const t = privacyTexts(locale)
  if (requests.length === 0)
    return EmptyState({ icon: 'shield-check', level: 2, title: t.none, children: <p>{t.none_body}</p> })
  return (
    <div class="list">
      {DataTable<Request>({
        caption: t.caption,
        rows: requests,
        columns: [
          { title: t.number, isHeading: true, cell: ({ id, number }) => <a href={`${base}/${id}`}>{number}</a> },
          { title: t.who, cell: ({ name }) => name },
          { title: t.what, cell: ({ kind }) => t[`kind_${kind}`] },
          { title: t.due, cell: ({ dueOn }) => formats(locale).date(endOfDay(dueOn)) },
          {
            title: t.state,
            cell: ({ state, dueOn }) => (
              <>
                {StateChip({ icon: state === 'received' ? 'clock' : 'check', label: t[`state_${state}`] })}
                {(state === 'received' || state === 'serving') && dueOn < today && <> {t.late}</>}
              </>
            ),
          },
        ],
      })}
    </div>
  )
}

type Fault = { readonly fieldId: string; readonly message: string } | undefined

function FilingForm({ locale, base, typed, today }: ListProps, fault: Fault): VNode {
  const t = privacyTexts(locale)
  const control = (name: string, value = typed(name)) => ({
    id: name,
    name,
    value,
    error: fault?.fieldId === name ? fault.message : undefined,
  })
  return Form({
    action: base,
    class: 'stack',
    children: (
      <>
        {Select({
          ...control('objet'),
          label: t.what,
          options: kinds.map((value) => ({ value, label: t[`kind_${value}`] })),
        })}
        {Select({
          ...control('canal'),
          label: t.channel,
          options: channels.map((value) => ({ value, label: t[`channel_${value}`] })),
        })}
        {TextInput({ ...control('nom'), label: t.name, maxLength: 200 })}
        {TextInput({ ...control('courriel'), label: t.email, hint: t.email_hint, maxLength: 200 })}
        {TextArea({ ...control('adresse'), label: t.address, maxLength: 500 })}
        {TextInput({
          ...control('recue', typed('recue') || today),
          label: t.received,
          hint: t.received_hint,
          type: 'date',
        })}
        {TextArea({ ...control('demande'), label: t.words, maxLength: 2000 })}
        {Actions({ children: <Button icon="save">{t.save}</Button> })}
      </>
    ),
  })
}
