import type { ComponentChildren } from 'preact'
import { Action, Button, Icon, type IconName, Select, TextArea } from '#platform/html'
import { caseTexts } from './texts.ts'
import type { ActionView, CasePageProps } from './view.ts'

/** Longest reason or note, in characters. */
export const reasonLimit = 5000

const hiddenOf = ({ version, key, from }: CasePageProps) => ({ version: String(version), key, liste: from })

interface FoldProps {
  label: string
  icon: IconName
  kind: 'primary' | 'quiet' | 'danger'
  isOpen: boolean
  children: ComponentChildren
}

/** A button that unfolds what it needs before it acts. */
function Fold({ label, icon, kind, isOpen, children }: FoldProps) {
  const look = { primary: 'btn wide', quiet: 'btn quiet wide', danger: 'btn danger wide' }[kind]
  return (
    <details class="act-fold" open={isOpen}>
      <summary class={look}>
        {Icon({ name: icon })}
        {label}
      </summary>
      {children}
    </details>
  )
}

function Consequences({ items, lead }: { items: readonly string[]; lead: string }) {
  if (items.length === 1) return <p>{items[0]}</p>
  return (
    <>
      <p>{lead}</p>
      <ul>
        {items.map((item) => (
          <li>{item}</li>
        ))}
      </ul>
    </>
  )
}

/** The one strong action of the page is the first; refusing never is. */
function kindOf(action: ActionView, isFirst: boolean): ActionView['kind'] {
  if (action.kind === 'danger') return 'danger'
  return isFirst ? 'primary' : 'quiet'
}

function ReasonField({ action, props }: { action: ActionView; props: CasePageProps }) {
  const { asks } = action
  if (asks === undefined) return null
  const typed = props.typed?.form === `action:${action.id}` ? props.typed : undefined
  const id = `text-${action.id}`
  return (
    <TextArea
      id={id}
      name="text"
      label={asks.isRequired ? asks.label : caseTexts(props.locale).optionalText(asks.label)}
      hint={asks.hint}
      value={typed?.values['text']}
      error={typed?.errors.find((error) => error.fieldId === id)?.message}
      maxLength={reasonLimit}
      isRequired={asks.isRequired}
      data={{ keep: id }}
    />
  )
}

function CircuitAction({ action, isFirst, props }: { action: ActionView; isFirst: boolean; props: CasePageProps }) {
  const kind = kindOf(action, isFirst)
  const button = (
    <Button kind={kind} isWide icon={action.icon}>
      {action.label}
    </Button>
  )
  return (
    <Action action={`${props.address}/actions/${action.id}`} hidden={hiddenOf(props)} isFirst={isFirst}>
      {action.asks === undefined ? (
        button
      ) : (
        <Fold label={action.label} icon={action.icon} kind={kind} isOpen={props.typed?.form === `action:${action.id}`}>
          <div class="act-form">
            {ReasonField({ action, props })}
            {button}
          </div>
        </Fold>
      )}
      {Consequences({ items: action.consequences, lead: caseTexts(props.locale).whatFollows })}
    </Action>
  )
}

function TakeAction({ props, isFirst }: { props: CasePageProps; isFirst: boolean }) {
  const { holder } = props
  const texts = caseTexts(props.locale)
  if (!holder.canTake) return null
  const isOther = holder.kind === 'other'
  return (
    <Action action={`${props.address}/prendre`} hidden={hiddenOf(props)} isFirst={isFirst}>
      <Button kind={isFirst ? 'primary' : 'quiet'} isWide icon="user-check">
        {isOther ? texts.takeOver : texts.take}
      </Button>
      <p>{isOther ? texts.takeOverNote(holder.name) : texts.takeNote}</p>
    </Action>
  )
}

function HandOver(props: CasePageProps) {
  const { holder, typed } = props
  const texts = caseTexts(props.locale)
  if (holder.kind !== 'me') return null
  const mine = typed?.form === 'hand-over' ? typed : undefined
  return (
    <>
      {holder.colleagues.length > 0 && (
        <Action action={`${props.address}/passer`} hidden={hiddenOf(props)}>
          <Fold label={texts.handOver} icon="user-plus" kind="quiet" isOpen={mine !== undefined}>
            <div class="act-form">
              <Select
                id="colleague"
                name="colleague"
                label={texts.handOverTo}
                emptyLabel={texts.choosePerson}
                options={holder.colleagues}
                value={mine?.values['colleague']}
                error={mine?.errors[0]?.message}
              />
              <Button kind="quiet" isWide icon="user-plus">
                {texts.handOver}
              </Button>
            </div>
          </Fold>
          <p>{texts.handOverNote}</p>
        </Action>
      )}
      <Action action={`${props.address}/remettre`} hidden={hiddenOf(props)}>
        <Button kind="quiet" isWide icon="undo-2">
          {texts.release}
        </Button>
        <p>{texts.releaseNote}</p>
      </Action>
    </>
  )
}

function Transfer(props: CasePageProps) {
  const texts = caseTexts(props.locale)
  if (props.services.length === 0) return null
  const mine = props.typed?.form === 'transfer' ? props.typed : undefined
  return (
    <Action action={`${props.address}/confier`} hidden={hiddenOf(props)}>
      <Fold label={texts.transfer} icon="corner-up-right" kind="quiet" isOpen={mine !== undefined}>
        <div class="act-form">
          <Select
            id="service"
            name="service"
            label={texts.transferTo}
            emptyLabel={texts.chooseService}
            options={props.services}
            value={mine?.values['service']}
            error={mine?.errors.find((error) => error.fieldId === 'service')?.message}
          />
          <TextArea
            id="transfer-note"
            name="note"
            label={texts.optionalText(texts.transferReason)}
            hint={texts.transferHint}
            value={mine?.values['note']}
            error={mine?.errors.find((error) => error.fieldId === 'transfer-note')?.message}
            maxLength={reasonLimit}
            data={{ keep: 'transfer-note' }}
          />
          <Button kind="quiet" isWide icon="corner-up-right">
            {texts.transferSubmit}
          </Button>
        </div>
      </Fold>
      <p>
        {texts.transferNote} {texts.transferNoteAway}
      </p>
    </Action>
  )
}

/** What one can do now, each with its consequence. */
export function ActColumn(props: CasePageProps) {
  const { locale, clock, actions, holder, isClosed, idle } = props
  const texts = caseTexts(locale)
  const takesFirst = holder.canTake && holder.kind === 'nobody'
  const follower = {
    nobody: texts.nobodyFollows,
    me: texts.followedByYou,
    other: texts.followedBy(holder.name),
  }[holder.kind]
  return (
    <>
      <div class="clock">
        <span class="meta">{clock.label}</span>
        <b>{clock.value}</b>
        <span class="meta">{clock.note}</span>
      </div>
      <div class="acts">
        {takesFirst && TakeAction({ props, isFirst: true })}
        {actions.map((action, index) => CircuitAction({ action, isFirst: !takesFirst && index === 0, props }))}
      </div>
      {idle !== undefined && <p class="meta">{idle}</p>}
      {!isClosed && (
        <>
          <h3>{texts.following}</h3>
          <p class="meta">{follower}</p>
          <div class="acts">
            {!takesFirst && TakeAction({ props, isFirst: false })}
            {HandOver(props)}
            {Transfer(props)}
          </div>
        </>
      )}
    </>
  )
}
