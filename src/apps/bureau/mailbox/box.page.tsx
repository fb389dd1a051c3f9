import type { VNode } from 'preact'
import type { MappedQuestion, WatchedBox } from '#counter/mailbox'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  Checkbox,
  ErrorSummary,
  Form,
  Notice,
  NumberInput,
  PageHead,
  Panel,
  Radios,
  Select,
  type SelectOption,
  TextArea,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { boxTexts } from './box-texts.ts'
import { StateOfBox } from './boxes.page.tsx'

type Texts = ReturnType<typeof boxTexts>

export interface BoxPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/boites` */
  readonly base: string
  /** Undefined: a new one. */
  readonly box: WatchedBox | undefined
  /** By the name of each input. */
  readonly values: Readonly<Record<string, string>>
  readonly offers: readonly SelectOption[]
  readonly services: readonly SelectOption[]
  /** Of the procedure that it files under. */
  readonly questions: { readonly texts: readonly MappedQuestion[]; readonly files: readonly MappedQuestion[] }
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
  readonly isDone: boolean
  /** What the connection just gave. */
  readonly tested: { readonly isOk: boolean; readonly sentence: string } | undefined
  readonly now: Date
}

/** One mailbox: where it is read, and what becomes of what it receives. */
export function BoxPage(props: BoxPageProps): VNode {
  const { locale, base, box, errors, tested, now } = props
  const t = boxTexts(locale)
  const address = box ? `${base}/${box.id}` : `${base}/nouvelle`
  return (
    <>
      {props.isDone && Toast({ children: t.saved })}
      {Breadcrumbs({ label: t.title, links: [{ href: base, label: t.title }], isBack: true })}
      {PageHead({
        title: box?.name ?? t.new_title,
        ...(box && {
          meta: StateOfBox({ box, locale, now }),
          lead: t.changed(box.changedByName, formats(locale).fullDateTime(box.changedAt)),
        }),
      })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: t.errors, errors })}
        {tested && Notice({ tone: tested.isOk ? 'ok' : 'bad', children: tested.sentence })}
        {box && Try(t, address)}
        {Form({
          action: address,
          class: 'stack far',
          children: (
            <>
              {Panel({ title: t.server, children: Server(props, t) })}
              {Panel({ title: t.what, children: Becoming(props, t) })}
              {Panel({ title: t.answers, children: Answers(props, t) })}
              {Actions({ children: Button({ children: t.save }) })}
            </>
          ),
        })}
      </div>
    </>
  )
}

const Try = (t: Texts, address: string): VNode =>
  Form({
    action: `${address}/essai`,
    children: (
      <>
        {Actions({ children: Button({ kind: 'secondary', icon: 'plug', children: t.test }) })}
        <p class="meta">{t.test_says}</p>
      </>
    ),
  })

const errorOf = ({ errors }: BoxPageProps, id: string): string | undefined =>
  errors.find(({ fieldId }) => fieldId === id)?.message

/** What an input of this page is made of, by its name. */
const field = (props: BoxPageProps, name: string) => ({
  id: name,
  name,
  value: props.values[name],
  error: errorOf(props, name),
})

const tick = (props: BoxPageProps, name: string) => ({
  id: name,
  name,
  isChecked: props.values[name] === 'oui',
  value: 'oui',
})

const Server = (props: BoxPageProps, t: Texts): VNode => (
  <div class="stack">
    {TextInput({ ...field(props, 'nom'), label: t.name, hint: t.name_hint, maxLength: 100 })}
    {TextInput({ ...field(props, 'adresse'), type: 'email', isExact: true, label: t.address, hint: t.address_hint })}
    {TextInput({ ...field(props, 'serveur'), isExact: true, label: t.host, hint: t.host_hint, maxLength: 200 })}
    {Radios({
      ...field(props, 'protection'),
      legend: t.security,
      choices: [
        { value: 'tls', label: t.tls },
        { value: 'starttls', label: t.starttls },
        { value: 'none', label: t.plain },
      ],
    })}
    {NumberInput({ ...field(props, 'port'), isWhole: true, label: t.port, hint: t.port_hint })}
    {TextInput({ ...field(props, 'compte'), isExact: true, label: t.username, autoComplete: 'off', maxLength: 200 })}
    {TextInput({
      id: 'secret',
      name: 'secret',
      type: 'password',
      label: t.password,
      hint: props.box ? t.password_kept : undefined,
      autoComplete: 'new-password',
      maxLength: 500,
      error: errorOf(props, 'secret'),
    })}
    {TextInput({ ...field(props, 'dossier'), isExact: true, label: t.folder, hint: t.folder_hint, width: 'medium' })}
    {TextInput({
      ...field(props, 'rangement'),
      isExact: true,
      label: t.kept_folder,
      hint: t.kept_folder_hint,
      width: 'medium',
    })}
    {!props.box && Checkbox({ ...tick(props, 'anciens'), label: t.reads_old })}
    {Checkbox({ ...tick(props, 'ouverte'), label: t.is_open })}
  </div>
)

const Becoming = (props: BoxPageProps, t: Texts): VNode => (
  <div class="stack">
    {Select({
      ...field(props, 'demarche'),
      label: t.procedure,
      hint: t.procedure_hint,
      emptyLabel: t.procedure_none,
      options: props.offers,
    })}
    {props.questions.texts.length > 0 &&
      Select({
        ...field(props, 'texte'),
        label: t.text,
        emptyLabel: t.by_itself,
        options: props.questions.texts.map(asOption),
      })}
    {props.questions.texts.length > 0 &&
      Select({
        ...field(props, 'objet'),
        label: t.subject,
        emptyLabel: t.by_itself,
        options: props.questions.texts.map(asOption),
      })}
    {props.questions.files.length > 0 &&
      Select({
        ...field(props, 'pieces'),
        label: t.files,
        emptyLabel: t.by_itself,
        options: props.questions.files.map(asOption),
      })}
    {Select({ ...field(props, 'service'), label: t.service, emptyLabel: t.everybody, options: props.services })}
    {Checkbox({ ...tick(props, 'accuse'), label: t.acknowledges, hint: t.acknowledges_hint })}
  </div>
)

const asOption = ({ id, label }: MappedQuestion): SelectOption => ({ value: id, label })

const Answers = (props: BoxPageProps, t: Texts): VNode => (
  <div class="stack">
    {Checkbox({ ...tick(props, 'reponses'), label: t.takes_answers, hint: t.takes_answers_hint })}
    {Checkbox({ ...tick(props, 'plus'), label: t.takes_plus, hint: t.takes_plus_hint })}
    {Radios({
      ...field(props, 'close'),
      legend: t.when_closed,
      choices: [
        { value: 'tray', label: t.closed_tray },
        { value: 'new_case', label: t.closed_new },
      ],
    })}
    {TextArea({ ...field(props, 'signature'), label: t.signature, rows: 3, maxLength: 2000 })}
    {NumberInput({ ...field(props, 'garde'), isWhole: true, label: t.kept_days, hint: t.kept_days_hint })}
  </div>
)
