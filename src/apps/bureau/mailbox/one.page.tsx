import type { ComponentChildren, VNode } from 'preact'
import type { Received, ReceivedFile } from '#counter/mailbox'
import type { Locale } from '#kernel/localized'
import {
  Action,
  Actions,
  Breadcrumbs,
  Button,
  Checkbox,
  Details,
  ErrorSummary,
  Form,
  LinkList,
  Notice,
  PageHead,
  Panel,
  Radios,
  Select,
  type SelectOption,
  TextInput,
  Toast,
} from '#platform/html'
import type { FormBody } from '#platform/http'
import { formats } from '#platform/i18n'
import { typedIn } from '../../connect/accounts/typed.ts'
import { trayTexts } from './texts.ts'
import { StateOf } from './tray.page.tsx'

type Texts = ReturnType<typeof trayTexts>

export interface OnePageProps {
  readonly locale: Locale
  /** `/bureau/corbas/courriels-recus` */
  readonly base: string
  readonly requests: string
  readonly received: Received
  readonly files: readonly ReceivedFile[]
  readonly suggested: { readonly id: string; readonly number: string } | undefined
  readonly offers: readonly SelectOption[]
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
  readonly typed: FormBody
  readonly done: string | undefined
}

/** One thing that came: what it says, and what to do with it. */
export function OnePage(props: OnePageProps): VNode {
  const { locale, base, received, errors } = props
  const t = trayTexts(locale)
  const { fromName, fromAddress, state, subject, channel } = received
  const waits = state === 'tray' || state === 'quarantine'
  return (
    <>
      {props.done !== undefined && Toast({ children: props.done })}
      {Breadcrumbs({ label: t.title, links: [{ href: base, label: t.title }], isBack: true })}
      {PageHead({
        title: subject || (channel === 'sms' ? t.sms : t.no_subject),
        meta: StateOf({ line: received, t, requests: props.requests }),
        lead: fromName ? `${fromName} (${fromAddress})` : fromAddress || t.nobody,
      })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: t.errors, errors })}
        {state === 'taken' && Notice({ children: t.reading })}
        {Message(props, t)}
        {props.files.length + received.leftOut.length > 0 && Files(props, t)}
        {waits ? Choices(props, t) : Settled(props, t)}
      </div>
    </>
  )
}

/** Text as it was written: nothing in it is markup. */
const Plain = ({ text }: { readonly text: string }): VNode => (
  <>
    {text.split(/\n{2,}/).map((block) => (
      <p>{block.split('\n').flatMap((line, index): ComponentChildren[] => (index === 0 ? [line] : [<br />, line]))}</p>
    ))}
  </>
)

function Message({ locale, received }: OnePageProps, t: Texts): VNode {
  const { text, quoted, receivedAt, boxName, channel } = received
  const at = formats(locale).fullDateTime(receivedAt)
  return Panel({
    title: t.message,
    children: (
      <div class="stack">
        <p class="meta">{channel === 'sms' ? t.came_sms(at) : t.came(at, boxName ?? '')}</p>
        {text === null && received.state !== 'taken' && <p>{t.forgotten}</p>}
        {text === '' && <p>{t.no_text}</p>}
        {text !== null && text !== '' && <div>{Plain({ text })}</div>}
        {quoted !== null && quoted !== '' && Details({ summary: t.quoted, children: Plain({ text: quoted }) })}
      </div>
    ),
  })
}

function Files({ locale, base, received, files }: OnePageProps, t: Texts): VNode {
  const format = formats(locale)
  const kept = files.filter(({ digest }) => digest !== null)
  const lost = [
    ...files.flatMap(({ name, refusal }) => (refusal === null ? [] : [{ name, reason: refusal }])),
    ...received.leftOut,
  ]
  return Panel({
    title: t.its_files,
    children: (
      <>
        {kept.length > 0 &&
          LinkList({
            links: kept.map(({ place, name, size }) => ({
              href: `${base}/${received.id}/pieces/${place}`,
              label: name,
              note: format.fileSize(size),
            })),
          })}
        {lost.map(({ name, reason }) => (
          <p class="meta">
            {name || '–'} : {t.not_kept(reason)}
          </p>
        ))}
      </>
    ),
  })
}

function Settled({ locale, received }: OnePageProps, t: Texts): VNode | null {
  const { settledAt, settledByName, settledNote } = received
  if (settledAt === null) return null
  const at = formats(locale).fullDateTime(settledAt)
  return (
    <p class="meta">
      {t.became(received.state)} {settledByName === null ? at : t.by(settledByName, at)}
      {settledNote !== null && ` (${settledNote})`}
    </p>
  )
}

const errorOf = ({ errors }: OnePageProps, id: string): string | undefined =>
  errors.find(({ fieldId }) => fieldId === id)?.message

function Choices(props: OnePageProps, t: Texts): VNode {
  const { base, received } = props
  const address = `${base}/${received.id}`
  return Panel({
    title: t.todo,
    children: (
      <div class="stack">
        {Join(props, t, address)}
        {received.channel === 'mail' && FileIt(props, t, address)}
        {received.channel === 'mail' && Transmit(props, t, address)}
        {Discard(props, t, address)}
        {Form({
          action: `${address}/revoir`,
          children: Actions({
            children: (
              <>
                {received.state === 'quarantine' && (
                  <Button kind="quiet" size="small" name="geste" value="sortir">
                    {t.release}
                  </Button>
                )}
                {received.rawDigest !== null && (
                  <Button kind="quiet" size="small" name="geste" value="relire">
                    {t.again}
                  </Button>
                )}
              </>
            ),
          }),
        })}
      </div>
    ),
  })
}

const Join = (props: OnePageProps, t: Texts, address: string): VNode =>
  Action({
    action: `${address}/joindre`,
    isFirst: props.suggested !== undefined,
    children: (
      <>
        <h3>{t.join}</h3>
        {TextInput({
          id: 'numero',
          name: 'numero',
          label: t.join_number,
          hint: t.join_hint,
          width: 'medium',
          isExact: true,
          maxLength: 30,
          value: typedIn(props.typed, 'numero') || props.suggested?.number,
          error: errorOf(props, 'numero'),
        })}
        {Checkbox({
          id: 'personne',
          name: 'personne',
          label: t.join_person,
          hint: t.join_person_hint,
          isChecked: typedIn(props.typed, 'personne') !== '',
        })}
        {Actions({
          children: Button({ kind: props.suggested ? undefined : 'secondary', children: t.join_do }),
        })}
        <p class="meta">{t.join_says}</p>
      </>
    ),
  })

const FileIt = (props: OnePageProps, t: Texts, address: string): VNode =>
  Action({
    action: `${address}/demande`,
    isFirst: props.suggested === undefined,
    children: (
      <>
        <h3>{t.file}</h3>
        {Select({
          id: 'demarche',
          name: 'demarche',
          label: t.file_procedure,
          emptyLabel: t.file_choose,
          options: props.offers,
          value: typedIn(props.typed, 'demarche'),
          error: errorOf(props, 'demarche'),
        })}
        {Actions({ children: Button({ kind: props.suggested ? 'secondary' : undefined, children: t.file_do }) })}
        <p class="meta">{t.file_says}</p>
      </>
    ),
  })

const Transmit = (props: OnePageProps, t: Texts, address: string): VNode =>
  Details({
    summary: t.transmit,
    isOpen: errorOf(props, 'autorite') !== undefined || errorOf(props, 'adresse') !== undefined,
    children: Action({
      action: `${address}/transmettre`,
      children: (
        <>
          {TextInput({
            id: 'autorite',
            name: 'autorite',
            label: t.transmit_authority,
            hint: t.transmit_authority_hint,
            maxLength: 200,
            value: typedIn(props.typed, 'autorite'),
            error: errorOf(props, 'autorite'),
          })}
          {TextInput({
            id: 'adresse',
            name: 'adresse',
            type: 'email',
            label: t.transmit_to,
            isExact: true,
            maxLength: 254,
            value: typedIn(props.typed, 'adresse'),
            error: errorOf(props, 'adresse'),
          })}
          {Actions({ children: Button({ kind: 'secondary', children: t.transmit_do }) })}
          <p class="meta">{t.transmit_says}</p>
        </>
      ),
    }),
  })

function Discard(props: OnePageProps, t: Texts, address: string): VNode {
  const { fromAddress } = props.received
  const domain = /@.+$/.exec(fromAddress)?.[0]
  return Details({
    summary: t.discard,
    isOpen: errorOf(props, 'pourquoi') !== undefined,
    children: Action({
      action: `${address}/ecarter`,
      children: (
        <>
          {TextInput({
            id: 'pourquoi',
            name: 'pourquoi',
            label: t.discard_why,
            hint: t.discard_why_hint,
            maxLength: 500,
            value: typedIn(props.typed, 'pourquoi'),
            error: errorOf(props, 'pourquoi'),
          })}
          {fromAddress !== '' &&
            Radios({
              id: 'suite',
              name: 'suite',
              legend: t.discard_refuses,
              value: typedIn(props.typed, 'suite') || 'rien',
              choices: [
                { value: 'rien', label: t.discard_none },
                { value: 'adresse', label: t.discard_address },
                ...(domain === undefined ? [] : [{ value: 'domaine', label: t.discard_domain(domain) }]),
              ],
            })}
          {Actions({ children: Button({ kind: 'secondary', children: t.discard_do }) })}
        </>
      ),
    }),
  })
}
