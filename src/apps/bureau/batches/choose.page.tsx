import type { VNode } from 'preact'
import type { CommonAction } from '#counter/dossiers'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  type Choice,
  ErrorSummary,
  Form,
  PageHead,
  Radios,
  Select,
  type SelectOption,
  TextArea,
} from '#platform/html'
import { batchTexts } from './texts.ts'

/** What the form held, by the names of its fields. */
export type Typed = Readonly<Record<string, string>>

export interface ChoosePageProps {
  readonly locale: Locale
  readonly action: string
  readonly listHref: string
  readonly total: number
  readonly open: number
  readonly closed: number
  readonly actions: readonly CommonAction[]
  readonly agents: readonly SelectOption[]
  readonly services: readonly SelectOption[]
  /** Answers that are kept, offered for all of them. */
  readonly replies: readonly SelectOption[]
  /** Some are answered in English. */
  readonly hasEnglish: boolean
  readonly typed: Typed
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

type Texts = ReturnType<typeof batchTexts>

/** Longest text, in characters. */
const longest = 5000

const errorAt = ({ errors }: ChoosePageProps, id: string): string | undefined =>
  errors.find(({ fieldId }) => fieldId === id)?.message

interface Written {
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
}

const text = (props: ChoosePageProps, { name, label, hint }: Written): VNode =>
  TextArea({
    id: name,
    name,
    label,
    hint,
    value: props.typed[name],
    error: errorAt(props, name),
    maxLength: longest,
    data: { keep: name },
  })

/** Buttons of their circuits, each with the text that it asks for. */
function circuitChoices(props: ChoosePageProps, t: Texts): Choice[] {
  return props.actions.map(({ id, label, asks, count }) => {
    const name = localize(label, props.locale)
    const asked = asks && localize(asks.label, props.locale)
    return {
      value: `act:${id}`,
      label: name,
      hint: t.actionHint(count, props.total),
      ...(asks &&
        asked !== undefined && {
          reveals: text(props, {
            name: `texte-${id}`,
            label: asks.required ? asked : t.optional(asked),
            hint: asks.hint && localize(asks.hint, props.locale),
          }),
        }),
    }
  })
}

function followingChoices(props: ChoosePageProps, t: Texts): Choice[] {
  const { agents, services, typed } = props
  return [
    { value: 'take', label: t.take, hint: t.takeHint },
    {
      value: 'entrust',
      label: t.entrust,
      reveals: Select({
        id: 'agent',
        name: 'agent',
        label: t.entrustTo,
        emptyLabel: t.chooseAgent,
        options: agents,
        value: typed['agent'],
        error: errorAt(props, 'agent'),
      }),
    },
    {
      value: 'transfer',
      label: t.transfer,
      reveals: (
        <>
          {Select({
            id: 'service',
            name: 'service',
            label: t.transferTo,
            emptyLabel: t.chooseService,
            options: services,
            value: typed['service'],
            error: errorAt(props, 'service'),
          })}
          {text(props, { name: 'note', label: t.transferNote })}
        </>
      ),
    },
    { value: 'release', label: t.release, hint: t.releaseHint },
  ]
}

/** A message to each: from an answer that is kept or not, in two languages where there are. */
const Message = (props: ChoosePageProps, t: Texts): VNode => (
  <>
    {props.replies.length > 0 && (
      <div class="row">
        {Select({ id: 'modele', name: 'modele', label: t.reply, emptyLabel: t.noReply, options: props.replies })}
        {Button({ kind: 'quiet', size: 'small', name: 'geste', value: 'reprendre', children: t.insert })}
      </div>
    )}
    {text(props, { name: 'message', label: t.messageText, hint: t.messageWords })}
    {(props.hasEnglish || Boolean(props.typed['anglais'])) && text(props, { name: 'anglais', label: t.messageEnglish })}
  </>
)

/** What can be done with requests that were chosen. */
export function ChoosePage(props: ChoosePageProps): VNode {
  const { locale, errors } = props
  const t = batchTexts(locale)
  const choices: Choice[] = [
    ...circuitChoices(props, t),
    ...(props.open > 0 ? followingChoices(props, t) : []),
    {
      value: 'message',
      label: t.message,
      hint: t.messageHint,
      reveals: Message(props, t),
    },
    ...(props.closed > 0
      ? [
          {
            value: 'hold',
            label: t.hold,
            hint: t.holdHint,
            reveals: text(props, { name: 'raison', label: t.holdReason }),
          },
        ]
      : []),
  ]
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: props.listHref, label: t.back }] })}
      {errors.length > 0 && ErrorSummary({ title: t.errorsTitle, errors })}
      {PageHead({ title: t.chooseTitle(props.total), lead: t.chooseLead })}
      {Form({
        action: props.action,
        guardsEnter: true,
        children: (
          <>
            {Radios({
              id: 'action',
              name: 'action',
              legend: t.what,
              choices,
              value: props.typed['action'],
              error: errorAt(props, 'action'),
            })}
            {Actions({ children: <Button iconAfter="arrow-right">{t.preview}</Button> })}
          </>
        ),
      })}
    </>
  )
}
