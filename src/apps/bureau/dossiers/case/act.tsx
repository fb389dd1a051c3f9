import { AskedBlock } from '../../asked/block.tsx'
import type { ComponentChildren } from 'preact'
import { FollowRevision } from './revision.tsx'
import { Action, Button, ButtonLink, Deadline, Icon, type IconName, Select, TextArea, Notice } from '#platform/html'
import { HandoverBlock } from '../../handover/case-block.tsx'
import { TiedActs } from '../tied/acts.tsx'
import { absenceTexts } from '../../absences/texts.ts'
import { WhyHere } from '../../dispatch/why.tsx'
import { ShownParts } from '../../../tasks/index.ts'
import { Delays } from './delays.tsx'
import { PinAction } from './pin.tsx'
import { caseTexts } from './texts.ts'
import type { ActionView, CasePageProps } from './view.ts'

/** Longest reason or note, in characters. */
export const reasonLimit = 5000

const hiddenOf = ({ version, key }: CasePageProps) => ({ version: String(version), key })
const addressOf = ({ address, from }: CasePageProps, act: string): string => `${address}/${act}${from}`

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

/** The one strong action of the page is the first; refusing never is, nor going on while somebody else is waited for. */
function kindOf(action: ActionView, isStrong: boolean): ActionView['kind'] {
  if (action.kind === 'danger') return 'danger'
  return isStrong ? 'primary' : 'quiet'
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
  const kind = kindOf(action, isFirst && !props.isWaiting)
  const button = (
    <Button kind={kind} isWide icon={action.icon}>
      {action.label}
    </Button>
  )
  return (
    <Action action={addressOf(props, `actions/${action.id}`)} hidden={hiddenOf(props)} isFirst={isFirst}>
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

function TakeAction(props: CasePageProps) {
  const texts = caseTexts(props.locale)
  if (!props.holder.canTake) return null
  return (
    <Action action={addressOf(props, 'prendre')} hidden={hiddenOf(props)} isFirst>
      <Button isWide icon="user-check">
        {texts.take}
      </Button>
      <p>{texts.takeNote}</p>
    </Action>
  )
}

function Release(props: CasePageProps) {
  const { holder } = props
  const texts = caseTexts(props.locale)
  if (!holder.canRelease) return null
  return (
    <Action action={addressOf(props, 'remettre')} hidden={hiddenOf(props)}>
      <Button kind="quiet" isWide icon="undo-2">
        {texts.release}
      </Button>
      <p>{holder.kind === 'me' ? texts.releaseNote : texts.releaseOtherNote(holder.name)}</p>
    </Action>
  )
}

function Transfer(props: CasePageProps) {
  const texts = caseTexts(props.locale)
  if (props.services.length === 0) return null
  const mine = props.typed?.form === 'transfer' ? props.typed : undefined
  return (
    <Action action={addressOf(props, 'confier')} hidden={hiddenOf(props)}>
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

/** A closed request, kept beyond its time while an appeal or a check runs. */
function Hold(props: CasePageProps) {
  const { hold, locale } = props
  const texts = caseTexts(locale)
  const mine = props.typed?.form === 'hold' ? props.typed : undefined
  return (
    <div class="acts">
      {hold.by !== undefined && <Notice icon="archive">{texts.heldBy(hold.by)}</Notice>}
      {hold.canChange && hold.by !== undefined && (
        <Action action={addressOf(props, 'ne-plus-garder')} hidden={hiddenOf(props)}>
          <Button kind="quiet" isWide icon="undo-2">
            {texts.unhold}
          </Button>
        </Action>
      )}
      {hold.canReopen && (
        <Action action={addressOf(props, 'rouvrir')} hidden={hiddenOf(props)}>
          <Button kind="quiet" isWide icon="rotate-ccw">
            {texts.reopen}
          </Button>
          <p>{texts.reopenNote}</p>
        </Action>
      )}
      {hold.canChange && hold.by === undefined && (
        <Action action={addressOf(props, 'garder')} hidden={hiddenOf(props)}>
          <Fold label={texts.hold} icon="archive" kind="quiet" isOpen={mine !== undefined}>
            <div class="act-form">
              <TextArea
                id="hold-reason"
                name="raison"
                label={texts.holdReason}
                hint={texts.holdHint}
                value={mine?.values['note']}
                error={mine?.errors[0]?.message}
                maxLength={reasonLimit}
                data={{ keep: 'hold-reason' }}
              />
              <Button kind="quiet" isWide icon="archive">
                {texts.holdSubmit}
              </Button>
            </div>
          </Fold>
          <p>{texts.holdNote}</p>
        </Action>
      )}
    </div>
  )
}

/** What one can do now, each with its consequence. */
export function ActColumn(props: CasePageProps) {
  const { locale, clock } = props
  const texts = caseTexts(locale)
  return (
    <>
      <div class={`clock ${clock.tone}`}>
        <span class="meta">{clock.label}</span>
        <b>{Deadline({ label: clock.value, tone: clock.tone, day: clock.day })}</b>
        <span class="meta">{clock.note}</span>
      </div>
      {Delays({ delays: props.delays })}
      {ShownParts({ shown: props.shown })}
      {props.standingFor !== undefined && (
        <Notice icon="user-check">{absenceTexts(locale).standing_notice(props.standingFor)}</Notice>
      )}
      {props.isReader && <Notice icon="eye">{texts.reader}</Notice>}
      {!props.isReader && Acts(props)}
      <div class="acts">{PinAction(props)}</div>
    </>
  )
}

/** The actions of the circuit, then who follows the request. */
function Acts(props: CasePageProps) {
  const { locale, actions, holder, isClosed, idle } = props
  const texts = caseTexts(locale)
  const follower = {
    nobody: texts.nobodyFollows,
    me: texts.followedByYou,
    other: texts.followedBy(holder.name),
  }[holder.kind]
  return (
    <>
      <div class="acts" id="actions" tabIndex={-1}>
        {TakeAction(props)}
        {props.tasks.map((task, index) => (
          <div class="act">
            <ButtonLink
              kind={holder.canTake || index > 0 ? 'quiet' : 'primary'}
              href={`${task.href}${props.from}`}
              isWide
              iconAfter="arrow-right"
            >
              {task.label}
            </ButtonLink>
            <p>{task.title}</p>
          </div>
        ))}
        {actions.map((action, index) =>
          CircuitAction({ action, isFirst: !holder.canTake && props.tasks.length === 0 && index === 0, props }),
        )}
      </div>
      {idle !== undefined && <p class="meta">{idle}</p>}
      {FollowRevision({
        locale,
        revision: props.revision,
        action: addressOf(props, 'version'),
        hidden: hiddenOf(props),
      })}
      {isClosed && (props.hold.canChange || props.hold.by !== undefined) && Hold(props)}
      {WhyHere({
        locale,
        why: props.why,
        again: props.canDispatch ? { action: addressOf(props, 'repartir'), hidden: hiddenOf(props) } : undefined,
      })}
      {!isClosed && (
        <>
          <h3>{texts.following}</h3>
          <p class="meta">{follower}</p>
          <div class="acts">
            {Release(props)}
            {Transfer(props)}
          </div>
        </>
      )}
      {AskedBlock(props)}
      {HandoverBlock(props)}
      {TiedActs(props)}
    </>
  )
}
