import type { VNode } from 'preact'
import type { Stream } from '#counter/hubee'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  Checkbox,
  ErrorSummary,
  Form,
  PageHead,
  Panel,
  Select,
  type SelectOption,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { StateOfStream } from './desk.page.tsx'
import { hubeeTexts } from './texts.ts'

export interface StreamPageProps {
  readonly locale: Locale
  readonly base: string
  /** Undefined: a new one. */
  readonly stream: Stream | undefined
  /** By the name of each input; never the secret. */
  readonly values: Readonly<Record<string, string>>
  readonly offers: readonly SelectOption[]
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
  readonly done: string | undefined
}

/** One stream: what it brings, and what that becomes. */
export function StreamPage(props: StreamPageProps): VNode {
  const { locale, base, stream, errors } = props
  const t = hubeeTexts(locale)
  const address = stream ? `${base}/flux/${stream.id}` : `${base}/flux/nouveau`
  return (
    <>
      {props.done !== undefined && Toast({ children: props.done })}
      {Breadcrumbs({ label: t.title, links: [{ href: base, label: t.title }], isBack: true })}
      {PageHead({
        title: stream?.processCode ?? t.new_title,
        ...(stream && {
          meta: StateOfStream({ stream, locale }),
          lead: t.changed(stream.changedByName, formats(locale).fullDateTime(stream.changedAt)),
        }),
      })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: t.errors, errors })}
        {stream?.isOpen === true &&
          Form({
            action: `${address}/lire`,
            children: Actions({
              children: Button({ kind: 'secondary', icon: 'refresh-cw', children: t.read_now }),
            }),
          })}
        {Form({
          action: address,
          class: 'stack far',
          children: (
            <>
              {Panel({ title: t.streams, children: Fields(props) })}
              {Actions({ children: Button({ children: t.save }) })}
            </>
          ),
        })}
      </div>
    </>
  )
}

function Fields({ locale, stream, values, offers, errors }: StreamPageProps): VNode {
  const t = hubeeTexts(locale)
  const errorOf = (id: string) => errors.find(({ fieldId }) => fieldId === id)?.message
  const field = (name: string) => ({ id: name, name, value: values[name], error: errorOf(name) })
  return (
    <div class="stack">
      {TextInput({
        ...field('code'),
        label: t.process_code,
        hint: t.process_code_hint,
        isExact: true,
        width: 'medium',
        maxLength: 30,
      })}
      {TextInput({ ...field('client'), label: t.client_id, isExact: true, autoComplete: 'off', maxLength: 200 })}
      {TextInput({
        id: 'secret',
        name: 'secret',
        type: 'password',
        label: t.client_secret,
        hint: stream ? t.secret_kept : undefined,
        autoComplete: 'new-password',
        maxLength: 500,
        error: errorOf('secret'),
      })}
      {Select({
        ...field('demarche'),
        label: t.procedure,
        hint: t.procedure_hint,
        emptyLabel: t.procedure_none,
        options: offers,
      })}
      {Checkbox({
        id: 'ouvert',
        name: 'ouvert',
        value: 'oui',
        isChecked: values['ouvert'] === 'oui',
        label: t.is_open,
      })}
    </div>
  )
}
