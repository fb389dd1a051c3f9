import type { VNode } from 'preact'
import { type DecideRefusal, type Held, identities, type RequestRead } from '#counter/privacy'
import { endOfDay } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  Checkbox,
  DescriptionList,
  ErrorSummary,
  Form,
  PageHead,
  Panel,
  Radios,
  SectionHead,
  TextArea,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { privacyTexts } from './texts.ts'

export interface OneProps extends RequestRead {
  readonly locale: Locale
  readonly base: string
  readonly isDecided: boolean
  readonly refused:
    | { readonly fault: DecideRefusal | 'extend' | 'extend_late'; readonly typed: (name: string) => readonly string[] }
    | undefined
}

const fieldOf: Readonly<Record<DecideRefusal | 'extend' | 'extend_late', string>> = {
  unknown_person: 'identite-account',
  no_answer: 'reponse',
  nothing: 'copie',
  may_not_go: 'copie',
  changed_meanwhile: 'copie',
  extend: 'motif',
  extend_late: 'motif',
}

const messageOf = (fault: DecideRefusal | 'extend' | 'extend_late', locale: Locale): string => {
  const t = privacyTexts(locale)
  if (fault === 'extend') return t.extend_fault
  return fault === 'extend_late' ? t.extend_late : t[`fault_${fault}`]
}

/** One request: who she is, what is held of her, what is decided. */
export function PrivacyPage(props: OneProps): VNode {
  const { locale, base, request, refused } = props
  const t = privacyTexts(locale)
  const isOpen = request.state === 'received'
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: base, label: t.back }] })}
      {props.isDecided && Toast({ children: t.decided })}
      {refused &&
        ErrorSummary({
          title: t.errors,
          errors: [{ fieldId: fieldOf[refused.fault], message: messageOf(refused.fault, locale) }],
        })}
      {PageHead({ title: t.one(request.number), lead: t[`kind_${request.kind}`] })}
      <div class="split">
        <div class="stack far">
          {Asked(props)}
          {isOpen ? DecisionForm(props) : Answered(props)}
        </div>
        <aside class="stack">
          {isOpen && IdentityForm(props)}
          {isOpen && request.extendedWhy === null && ExtendForm(props)}
          {Journal(props)}
        </aside>
      </div>
    </>
  )
}

function Asked({ locale, request }: OneProps): VNode {
  const t = privacyTexts(locale)
  const day = (text: string): string => formats(locale).date(endOfDay(text))
  return DescriptionList({
    items: [
      { label: t.who, value: [request.name, request.email, request.address].filter(Boolean).join(', ') },
      { label: t.channel, value: t[`channel_${request.channel}`] },
      { label: t.received, value: day(request.receivedOn) },
      { label: t.due, value: day(request.dueOn) },
      ...(request.extendedWhy === null ? [] : [{ label: t.extend, value: t.extended(request.extendedWhy) }]),
      { label: t.identity, value: request.identity ? t[`identity_${request.identity}`] : t.identity_none },
      ...(request.words === '' ? [] : [{ label: t.words, value: request.words }]),
    ],
  })
}

function HeldPart(props: OneProps): VNode {
  const { locale, held } = props
  const t = privacyTexts(locale)
  const ticked = props.refused?.typed('effacer') ?? []
  return (
    <section>
      {SectionHead({ title: t.held })}
      <p>{t.erase_hint}</p>
      {held.map(({ holder, things }) => (
        <>
          <h3>{localize(holder.title, locale)}</h3>
          {things.length === 0 ? (
            <p class="meta">{t.held_nothing}</p>
          ) : (
            things.map((thing) => Thing(thing, locale, ticked))
          )}
        </>
      ))}
      <p class="meta">{t.held_elsewhere}</p>
    </section>
  )
}

function Thing({ id, label, isErasable, why }: Held, locale: Locale, ticked: readonly string[]): VNode {
  const reason = localize(why, locale)
  if (!isErasable)
    return (
      <p>
        {label}
        <br />
        <span class="meta">{reason}</span>
      </p>
    )
  return Checkbox({
    id: `effacer-${id}`,
    name: 'effacer',
    value: id,
    label: `${privacyTexts(locale).erase} : ${label}`,
    hint: reason,
    isChecked: ticked.includes(id),
  })
}

function DecisionForm(props: OneProps): VNode {
  const { locale, base, request, refused } = props
  const t = privacyTexts(locale)
  const typed = (name: string): string | undefined => refused?.typed(name)[0]
  const isCopied = request.kind === 'access' || request.kind === 'portability'
  return Form({
    action: `${base}/${request.id}/decider`,
    class: 'stack far',
    children: (
      <>
        {HeldPart(props)}
        {SectionHead({ title: t.decide })}
        {Checkbox({
          id: 'copie',
          name: 'copie',
          value: 'oui',
          label: t.copy,
          isChecked: refused ? typed('copie') === 'oui' : isCopied,
        })}
        {Checkbox({
          id: 'refuser',
          name: 'refuser',
          value: 'oui',
          label: t.refuse,
          isChecked: typed('refuser') === 'oui',
        })}
        {TextArea({
          id: 'reponse',
          name: 'reponse',
          label: t.answer,
          hint: t.answer_hint,
          value: typed('reponse') ?? t.answer_start(request.name),
          maxLength: 10_000,
          rows: 10,
        })}
        {Actions({ children: <Button icon="check">{t.decide_button}</Button> })}
      </>
    ),
  })
}

function Answered({ locale, base, request }: OneProps): VNode {
  const t = privacyTexts(locale)
  const format = formats(locale)
  const isByHand = request.accountId === null && request.digest !== null
  return Panel({
    title: t[`state_${request.state}`],
    children: (
      <div class="stack">
        {request.decidedAt && request.decidedBy !== null && (
          <p class="meta">{t.decided_by(request.decidedBy, format.dateTime(request.decidedAt))}</p>
        )}
        {request.state === 'serving' && request.partsTotal > 0 && (
          <p>{t.progress(request.partsMade, request.partsTotal)}</p>
        )}
        {request.expiresAt && request.digest !== null && <p>{t.until(format.date(request.expiresAt))}</p>}
        {(request.answer ?? '').split(/\n+/).map((line) => (
          <p>{line}</p>
        ))}
        <p>
          {ButtonLink({
            href: `${base}/${request.id}/reponse.pdf`,
            kind: 'secondary',
            icon: 'file-text',
            children: t.print,
          })}
        </p>
        {isByHand &&
          Form({
            action: `${base}/${request.id}/copie`,
            children: (
              <Button kind="secondary" icon="download">
                {t.take}
              </Button>
            ),
          })}
      </div>
    ),
  })
}

function IdentityForm({ locale, base, request }: OneProps): VNode {
  const t = privacyTexts(locale)
  return Panel({
    title: t.identity,
    children: Form({
      action: `${base}/${request.id}/identite`,
      class: 'stack',
      children: (
        <>
          <p>{t.identity_lead}</p>
          {Radios({
            id: 'identite',
            name: 'identite',
            legend: t.identity,
            isLegendHidden: true,
            value: request.identity ?? undefined,
            choices: identities
              .filter((each) => each !== 'account' || request.accountId !== null)
              .map((value) => ({ value, label: t[`identity_${value}`] })),
          })}
          {Actions({ children: <Button kind="secondary">{t.identity_save}</Button> })}
        </>
      ),
    }),
  })
}

function ExtendForm({ locale, base, request, refused }: OneProps): VNode {
  const t = privacyTexts(locale)
  const error = refused && fieldOf[refused.fault] === 'motif' ? messageOf(refused.fault, locale) : undefined
  return Panel({
    title: t.extend,
    children: Form({
      action: `${base}/${request.id}/prolonger`,
      class: 'stack',
      children: (
        <>
          {TextInput({ id: 'motif', name: 'motif', label: t.extend_why, hint: t.extend_hint, error, maxLength: 500 })}
          {Actions({ children: <Button kind="quiet">{t.extend}</Button> })}
        </>
      ),
    }),
  })
}

function Journal({ locale, events }: OneProps): VNode {
  const t = privacyTexts(locale)
  const format = formats(locale)
  return Panel({
    title: t.journal,
    children: (
      <ul>
        {events.map(({ kind, actorName, at, detail }) => (
          <li>
            {t[`event_${kind}`]}, {actorName}, {format.dateTime(at)}
            {kind !== 'identified' && kind !== 'served' && detail !== '' && ` : ${detail}`}
          </li>
        ))}
      </ul>
    ),
  })
}
