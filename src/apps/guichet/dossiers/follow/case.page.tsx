import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { OfferOptions, SummaryLine, SummarySection } from '#counter/procedures'
import {
  Actions,
  Alert,
  Breadcrumbs,
  Button,
  ButtonLink,
  Conversation,
  type ConversationItem,
  DescriptionList,
  Details,
  EmptyState,
  ErrorSummary,
  FileInput,
  type FileRowProps,
  Form,
  Icon,
  PageHead,
  Panel,
  Steps,
  type StepsProps,
  TextArea,
  Toast,
} from '#platform/html'
import { drawnAnswer, type MapGround } from '../../../maps/index.ts'
import type { WhyDate } from '../../../why-date.ts'
import { ContactLines } from '../../procedures/contact.tsx'
import { AskedOfPerson, type AskedRow } from './asked-of-person.tsx'
import type { Shown } from '#counter/dossiers'
import { type OwnField, ShownParts, taskTexts } from '../../../tasks/index.ts'
import { Money, type MoneyRow } from './money.tsx'
import { Remedies } from './remedies.tsx'
import { trackingTexts } from './texts.ts'

export interface CasePageProps {
  readonly locale: Locale
  readonly breadcrumbs: { readonly label: string; readonly links: readonly { href: string; label: string }[] }
  readonly title: string
  readonly number: string
  readonly submittedOn: string
  readonly lead: string
  /** Why an answer was promised for that day; nothing once it came. */
  readonly why: WhyDate | undefined
  /** Where a certificate of what the silence decided is given. */
  readonly certificateHref: string | undefined
  readonly steps: StepsProps['steps']
  /** What is asked of her, when it is her turn. */
  readonly invitation: string | undefined
  /** What is expected of her otherwise than by a message. */
  readonly tasks: readonly { readonly title: string; readonly label: string; readonly href: string }[]
  /** What the circuit shows where it stands. */
  readonly shown: readonly Shown[]
  /** What the office shares of its own fields. */
  readonly ownFields: readonly OwnField[]
  /** What she is asked to pay, and what she paid. */
  readonly payments: readonly MoneyRow[]
  /** What is asked of her besides a reply, and her appointments. */
  readonly asked: readonly AskedRow[]
  readonly story: readonly ConversationItem[]
  readonly isClosed: boolean
  /** The request of hers that this one is treated with. */
  readonly joinedOwn: { readonly number: string; readonly href: string } | undefined
  /** Closed otherwise than as she asked: she may appeal. */
  readonly isAdverse: boolean
  readonly contact: OfferOptions['contact']
  readonly sections: readonly SummarySection[]
  readonly ground: MapGround | undefined
  /** What was corrected since it was filed, by question. */
  readonly corrections: ReadonlyMap<string, readonly string[]>
  readonly files: readonly FileRowProps[]
  readonly receiptHref: string
  readonly trackingCode: string
  /** For whom it was filed and by which right, when not for who filed it. */
  readonly actingFor: { readonly label: string; readonly value: string } | undefined
  readonly reply: ReplyProps
  readonly isJustSent: boolean
  readonly isJustDone: boolean
}

export interface ReplyProps {
  readonly action: string
  /** The same message sent twice is kept once. */
  readonly key: string
  readonly version: number
  readonly body: string
  readonly bodyError: string | undefined
  readonly filesError: string | undefined
  readonly isChangedMeanwhile: boolean
}

/** A request as its applicant follows it: where it stands, what is expected, the exchange. */
export function CasePage(props: CasePageProps): VNode {
  const { locale } = props
  const texts = trackingTexts(locale)
  return (
    <div class="wrap">
      {Breadcrumbs(props.breadcrumbs)}
      {props.isJustSent && Toast({ children: texts.messageSent })}
      {props.isJustDone && Toast({ children: texts.taskDone })}
      {PageHead({ meta: texts.about(props.number, props.submittedOn), title: props.title, lead: props.lead })}
      {props.joinedOwn !== undefined && (
        <p>
          <ButtonLink href={props.joinedOwn.href} iconAfter="arrow-right">
            {texts.joinedOpen(props.joinedOwn.number)}
          </ButtonLink>
        </p>
      )}
      {Steps({ label: texts.steps, steps: props.steps })}
      {props.why &&
        Details({
          summary: props.why.title,
          children: (
            <ul>
              {props.why.lines.map((line) => (
                <li>{line}</li>
              ))}
            </ul>
          ),
        })}
      {props.certificateHref !== undefined && (
        <p>
          <ButtonLink kind="secondary" icon="download" href={props.certificateHref}>
            {texts.certificate}
          </ButtonLink>
        </p>
      )}
      <div class="split follow">
        <div class="stack far">
          {props.invitation !== undefined &&
            Alert({
              tone: 'warn',
              icon: 'hand',
              kind: texts.yourTurn,
              title: props.invitation,
              children: (
                <div class="row actions">
                  <ButtonLink href="#repondre" icon="message-square-reply">
                    {texts.answer}
                  </ButtonLink>
                </div>
              ),
            })}
          {props.asked.length > 0 && AskedOfPerson({ rows: props.asked, locale })}
          {props.tasks.map((task) =>
            Alert({
              tone: 'warn',
              icon: 'hand',
              kind: texts.yourTurn,
              title: task.title,
              children: (
                <div class="row actions">
                  <ButtonLink href={task.href} iconAfter="arrow-right">
                    {task.label}
                  </ButtonLink>
                </div>
              ),
            }),
          )}
          {ShownParts({ shown: props.shown })}
          {props.payments.length > 0 && Money({ payments: props.payments, locale })}
          <section>
            <h2 class="talk-title">{texts.exchanges}</h2>
            {Conversation({ label: texts.exchanges, items: props.story })}
          </section>
          {props.isAdverse && Remedies({ locale })}
          {props.isClosed
            ? EmptyState({ icon: 'archive', title: texts.isClosed, level: 2, children: texts.isClosedBody })
            : Reply(props)}
        </div>
        <aside class="stack">{Aside(props)}</aside>
      </div>
    </div>
  )
}

function Reply({ locale, reply, invitation }: CasePageProps): VNode {
  const texts = trackingTexts(locale)
  const errors = [
    ...(reply.bodyError === undefined ? [] : [{ fieldId: 'message', message: reply.bodyError }]),
    ...(reply.filesError === undefined ? [] : [{ fieldId: 'fichiers', message: reply.filesError }]),
  ]
  return (
    <section class="panel" id="repondre">
      {reply.isChangedMeanwhile &&
        Alert({ tone: 'info', title: texts.changed, isLive: true, children: <p>{texts.changedBody}</p> })}
      {errors.length > 0 &&
        ErrorSummary({ title: texts.errorTitle, errors, note: reply.filesError ? texts.filesAgain : undefined })}
      {Form({
        action: reply.action,
        hasFiles: true,
        hidden: { cle: reply.key, version: String(reply.version) },
        children: (
          <>
            {TextArea({
              id: 'message',
              name: 'message',
              label: invitation === undefined ? texts.write : texts.writeAnswer,
              hint: texts.writeHint,
              value: reply.body,
              error: reply.bodyError,
              rows: 5,
            })}
            {FileInput({
              id: 'fichiers',
              name: 'fichiers',
              label: texts.attach,
              hint: texts.attachHint,
              error: reply.filesError,
              isMultiple: true,
            })}
            {Actions({
              children: (
                <Button icon="send" name="envoyer" value="1">
                  {texts.send}
                </Button>
              ),
            })}
          </>
        ),
      })}
    </section>
  )
}

function Aside(props: CasePageProps): VNode {
  const { locale } = props
  const texts = trackingTexts(locale)
  return (
    <>
      {Panel({ title: texts.office, isTinted: true, children: ContactLines({ contact: props.contact, locale }) })}
      {Panel({
        title: texts.documents,
        children: (
          <ul class="docs">
            {Doc({ name: texts.receipt, href: props.receiptHref })}
            {props.files.map(Doc)}
          </ul>
        ),
      })}
      {Panel({ title: texts.yours, children: Answers(props) })}
      {props.ownFields.length > 0 &&
        Panel({
          title: taskTexts(locale).ownFields,
          children: DescriptionList({ items: props.ownFields.map(({ label, value }) => ({ label, value })) }),
        })}
    </>
  )
}

/** Lines of the request that are shown at once; the others unfold. */
const shownLines = 4

function Answers({ locale, sections, ground, corrections, trackingCode, actingFor }: CasePageProps): VNode {
  const texts = trackingTexts(locale)
  const told = firstLines(sections, corrections)
  const lines = sections.flatMap((section) =>
    section.lines
      .filter(({ kind, text }) => kind !== 'file' && text !== '')
      .map((line) => ({
        label: line.group === undefined ? line.label : `${line.group} : ${line.label}`,
        value: corrected(drawnAnswer(line, { locale, ground }) ?? line.text, told.get(line) ?? []),
      })),
  )
  const acting = actingFor === undefined ? [] : [actingFor]
  const first = [{ label: texts.trackingCode, value: trackingCode }, ...acting, ...lines.slice(0, shownLines)]
  const rest = lines.slice(shownLines)
  return (
    <>
      {DescriptionList({ items: first })}
      {rest.length > 0 && Details({ summary: texts.allAnswers, children: DescriptionList({ items: rest }) })}
    </>
  )
}

/** Beside the first line of each question that was corrected. */
function firstLines(
  sections: readonly SummarySection[],
  corrections: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<SummaryLine, readonly string[]> {
  const lines = sections.flatMap((section) => section.lines)
  return new Map(
    [...corrections].flatMap(([field, sentences]) => {
      const line = lines.find(({ fieldId }) => fieldId === field || fieldId.startsWith(`${field}.`))
      return line ? [[line, sentences] as const] : []
    }),
  )
}

const corrected = (value: VNode | string, sentences: readonly string[]): VNode | string =>
  sentences.length === 0 ? (
    value
  ) : (
    <>
      {value}
      {sentences.map((sentence) => (
        <p class="meta">{sentence}</p>
      ))}
    </>
  )

const Doc = ({ name, href, icon = 'file-text' }: FileRowProps): VNode => (
  <li>
    {Icon({ name: icon, size: 'small' })}
    {href === undefined ? name : <a href={href}>{name}</a>}
  </li>
)
