import type { VNode } from 'preact'
import { caseVariables, type OwnReply } from '#counter/replies'
import type { Locale } from '#kernel/localized'
import {
  Action,
  Actions,
  Breadcrumbs,
  Button,
  type Column,
  DataTable,
  DescriptionList,
  EmptyState,
  ErrorSummary,
  Form,
  PageHead,
  Panel,
  Radios,
  Select,
  type SelectOption,
  StateChip,
  TextArea,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { replyTexts } from './texts.ts'

export interface ReplyTyped {
  readonly name: string
  readonly body: string
  readonly bodyEn: string
  readonly service: string
  readonly procedure: string
  readonly status: string
  readonly channel: string
  readonly keptBy: string
}

export interface ReplyChoices {
  /** Without the whole collectivity where she may not write for it. */
  readonly services: readonly SelectOption[]
  readonly procedures: readonly SelectOption[]
  readonly statuses: readonly SelectOption[]
  readonly channels: readonly SelectOption[]
}

interface FormProps {
  readonly locale: Locale
  readonly action: string
  readonly choices: ReplyChoices
  readonly typed: ReplyTyped
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
  /** What the procedure lets it name, with the question. */
  readonly words: readonly { readonly name: string; readonly label: string }[]
}

interface ListProps extends FormProps {
  readonly base: string
  readonly replies: readonly OwnReply[]
  readonly canAdd: boolean
  readonly done: string | undefined
}

/** The ready answers of somebody's teams, and the form that adds one. */
export function RepliesPage(props: ListProps): VNode {
  const { locale, replies, done, errors, canAdd } = props
  const t = replyTexts(locale)
  return (
    <>
      {done !== undefined && Toast({ children: done })}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: t.errors, errors })}
        {replies.length === 0
          ? EmptyState({ icon: 'text-quote', level: 2, title: t.none, children: <p>{t.noneBody}</p> })
          : DataTable<OwnReply>({ caption: t.caption, rows: replies, columns: columnsOf(props) })}
        {canAdd && Panel({ title: t.add, children: ReplyForm(props) })}
        {canAdd && Words(props)}
      </div>
    </>
  )
}

function columnsOf({ locale, base }: ListProps): readonly Column<OwnReply>[] {
  const t = replyTexts(locale)
  const format = formats(locale)
  return [
    {
      title: t.name,
      isHeading: true,
      onCard: 'title',
      cell: ({ id, name, isHers, isRetired }) => (
        <>
          {isHers ? <a href={`${base}/${id}`}>{name}</a> : name}
          {isRetired && <> {StateChip({ icon: 'archive', label: t.retired })}</>}
        </>
      ),
    },
    { title: t.uses, onCard: 'top', cell: ({ uses }) => t.usesCount(format.number(uses)) },
    { title: t.body, onCard: 'bottom', cell: ({ revision }) => excerpt(revision.body.fr) },
  ]
}

const excerpt = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text)

interface OneProps extends FormProps {
  readonly base: string
  readonly reply: OwnReply
}

/** One ready answer: its text, for what it is offered, who wrote it last. */
export function ReplyPage(props: OneProps): VNode {
  const { locale, base, reply, errors } = props
  const t = replyTexts(locale)
  const { number, byName, at } = reply.revision
  return (
    <>
      {Breadcrumbs({ label: t.back, links: [{ href: base, label: t.back }], isBack: true })}
      {PageHead({
        title: t.change(reply.name),
        lead: t.revision(String(number), byName, formats(locale).date(at)),
      })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: t.errors, errors })}
        {Panel({ title: reply.name, children: ReplyForm(props) })}
        {Words(props)}
        {Action({
          action: `${base}/${reply.id}/${reply.isRetired ? 'proposer' : 'retirer'}`,
          children: (
            <Button kind="quiet" icon={reply.isRetired ? 'undo-2' : 'archive'}>
              {reply.isRetired ? t.restore : t.retire}
            </Button>
          ),
        })}
      </div>
    </>
  )
}

function ReplyForm({ locale, action, choices, typed, errors }: FormProps): VNode {
  const t = replyTexts(locale)
  const errorAt = (id: string) => errors.find(({ fieldId }) => fieldId === id)?.message
  const body = { name: 'texte', label: t.body, hint: t.bodyHint, value: typed.body, maxLength: 5000 }
  return (
    <Form action={action} class="stack">
      {TextInput({
        id: 'nom',
        name: 'nom',
        label: t.name,
        hint: t.nameHint,
        value: typed.name,
        error: errorAt('nom'),
        maxLength: 120,
      })}
      {TextArea({ id: 'texte', ...body, error: errorAt('texte') })}
      {TextArea({ id: 'texte-en', name: 'texte-en', label: t.bodyEn, value: typed.bodyEn, maxLength: 5000 })}
      {Select({ id: 'service', name: 'service', label: t.service, options: choices.services, value: typed.service })}
      {Select({
        id: 'demarche',
        name: 'demarche',
        label: t.procedure,
        emptyLabel: t.everyProcedure,
        options: choices.procedures,
        value: typed.procedure,
      })}
      {Select({
        id: 'etape',
        name: 'etape',
        label: t.status,
        emptyLabel: t.everyStatus,
        options: choices.statuses,
        value: typed.status,
      })}
      {Select({
        id: 'canal',
        name: 'canal',
        label: t.channel,
        emptyLabel: t.everyChannel,
        options: choices.channels,
        value: typed.channel,
      })}
      {Radios({
        id: 'tenue',
        name: 'tenue',
        legend: t.keptBy,
        value: typed.keptBy,
        choices: [
          { value: 'agents', label: t.kept_agents },
          { value: 'supervisors', label: t.kept_supervisors },
        ],
      })}
      {Actions({ children: <Button icon="save">{t.save}</Button> })}
    </Form>
  )
}

function Words({ locale, words }: FormProps): VNode {
  const t = replyTexts(locale)
  return Panel({
    title: t.words,
    children: DescriptionList({
      items: [
        ...caseVariables.map((name) => ({ label: `{${name}}`, value: t[`word_${name}`] })),
        ...(words.length === 0
          ? [{ label: '{answer.x}', value: t.wordsOfForm }]
          : words.map(({ name, label }) => ({ label: `{${name}}`, value: label }))),
      ],
    }),
  })
}
