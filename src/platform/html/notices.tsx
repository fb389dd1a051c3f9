import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icons.tsx'

/** What a state means to a person; calm is neither good nor bad. */
export type Tone = 'calm' | 'info' | 'ok' | 'warn' | 'bad'

const icons: Record<Tone, IconName> = {
  calm: 'info',
  info: 'info',
  ok: 'circle-check',
  warn: 'triangle-alert',
  bad: 'octagon-alert',
}

export interface AlertProps {
  tone: Exclude<Tone, 'calm'>
  /** Kind of alert in words, above the title: colour alone says nothing. */
  kind?: string | undefined
  title: string
  /** Rank of the title in its page. */
  level?: 2 | 3 | 4 | undefined
  icon?: IconName | undefined
  id?: string | undefined
  /** Read aloud as soon as it appears. Only for what answers an action. */
  isLive?: boolean | undefined
  children?: ComponentChildren
}

/** A message that matters: what happens, until when, what to do. */
export function Alert(props: AlertProps) {
  const Title = `h${props.level ?? 2}` as 'h2'
  return (
    <div class={`alert ${props.tone}`} id={props.id} role={props.isLive === true ? 'alert' : undefined}>
      {Icon({ name: props.icon ?? icons[props.tone] })}
      <div>
        {props.kind !== undefined && <p class="kind">{props.kind}</p>}
        <Title>{props.title}</Title>
        {props.children}
      </div>
    </div>
  )
}

export interface NoticeProps {
  tone?: Tone | undefined
  icon?: IconName | undefined
  children: ComponentChildren
}

/** A remark of one or two sentences within a page, without a title. */
export function Notice({ tone = 'calm', icon, children }: NoticeProps) {
  return (
    <div class={`notice ${tone}`}>
      {Icon({ name: icon ?? icons[tone], size: 'small' })}
      <div>{children}</div>
    </div>
  )
}

export interface StateChipProps {
  tone?: Tone | undefined
  icon: IconName
  label: string
}

/** Where a thing stands: a colour, an icon and a word together. */
export function StateChip({ tone = 'calm', icon, label }: StateChipProps) {
  return (
    <span class={`tag ${tone}`}>
      {Icon({ name: icon })}
      {label}
    </span>
  )
}

export interface DeadlineProps {
  /** In words: "hier", "dans 2 jours". */
  label: string
  tone?: 'calm' | 'warn' | 'bad' | undefined
  /** The day itself, for programs. */
  day?: string | undefined
}

/** A deadline in words; the pressing ones also have an icon. */
export function Deadline({ label, tone = 'calm', day }: DeadlineProps) {
  return (
    <time class={`due ${tone}`} dateTime={day}>
      {tone === 'bad' && Icon({ name: 'triangle-alert', size: 'small' })}
      {tone === 'warn' && Icon({ name: 'clock', size: 'small' })}
      {label}
    </time>
  )
}

export interface ErrorSummaryProps {
  /** "Une réponse est à corriger", "3 réponses sont à corriger" */
  title: string
  errors: readonly { fieldId: string; message: string }[]
  /** Reassures: "Vos autres réponses sont gardées." */
  note?: string | undefined
  id?: string | undefined
}

/**
 * What to correct, at the top of a refused form. It takes the focus as the page opens, without script:
 * a screen reader starts here, and each message leads to its field.
 */
export function ErrorSummary({ title, errors, note, id = 'errors' }: ErrorSummaryProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person must learn first that nothing was sent
    <div class="errors" role="alert" tabIndex={-1} autoFocus aria-labelledby={`${id}-title`} id={id}>
      <h2 id={`${id}-title`}>
        {Icon({ name: 'circle-alert' })}
        {title}
      </h2>
      <ul class="plain">
        {errors.map(({ fieldId, message }) => (
          <li>
            <a href={`#${fieldId}`}>{message}</a>
          </li>
        ))}
      </ul>
      {note !== undefined && <p class="meta">{note}</p>}
    </div>
  )
}

export interface ToastProps {
  tone?: 'ok' | 'bad' | undefined
  children: ComponentChildren
  /** A way back: "Annuler". */
  action?: ComponentChildren
}

/** What the last action did, said quietly at the top of the next page. */
export function Toast({ tone = 'ok', children, action }: ToastProps) {
  return (
    <output class="toast">
      {Icon({ name: tone === 'ok' ? 'check' : 'circle-alert', size: 'small' })}
      <span>{children}</span>
      {action}
    </output>
  )
}

export interface SavedProps {
  label: string
}

/** "Enregistré à 14 h 02": the draft is safe. A script may replace the sentence after each save. */
export function Saved({ label }: SavedProps) {
  return (
    <output class="saved">
      {Icon({ name: 'check', size: 'small' })}
      <span>{label}</span>
    </output>
  )
}

export interface ProvenanceProps {
  children: ComponentChildren
  id?: string | undefined
}

/** Where an answer comes from: "Repris de votre compte", "Vérifié auprès des impôts". */
export function Provenance({ children, id }: ProvenanceProps) {
  return (
    <span class="from" id={id}>
      {Icon({ name: 'badge-check', size: 'small' })}
      <span>{children}</span>
    </span>
  )
}
