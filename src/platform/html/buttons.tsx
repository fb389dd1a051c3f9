import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icons.tsx'

/** Primary is the one strong action of a page; plain looks like a link. */
export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'plain' | 'danger'
export type ButtonSize = 'small' | 'medium' | 'big'

interface Appearance {
  kind?: ButtonKind | undefined
  size?: ButtonSize | undefined
  icon?: IconName | undefined
  /** An icon after the text: only for what goes on ("Continuer →"). */
  iconAfter?: IconName | undefined
  /** As wide as what holds it. */
  isWide?: boolean | undefined
  children: ComponentChildren
}

export interface ButtonProps extends Appearance {
  type?: 'submit' | 'button' | undefined
  name?: string | undefined
  value?: string | undefined
  id?: string | undefined
  /** The menu or panel that it opens. */
  opens?: string | undefined
  /** Another address for this button's form. */
  formAction?: string | undefined
  /** A form elsewhere in the page. */
  form?: string | undefined
  /** Says why not beside the button: it keeps focus and does nothing. */
  isUnavailable?: boolean | undefined
  describedBy?: string | undefined
}

export interface ButtonLinkProps extends Appearance {
  href: string
  /** File offered under this name instead of opening. */
  download?: string | undefined
}

const classes: Record<ButtonKind, string> = {
  primary: 'btn',
  secondary: 'btn second',
  quiet: 'btn quiet',
  plain: 'btn plain',
  danger: 'btn danger',
}

function classOf({ kind = 'primary', size, isWide }: Appearance): string {
  const sized = size === undefined || size === 'medium' ? classes[kind] : `${classes[kind]} ${size}`
  return isWide === true ? `${sized} wide` : sized
}

function content({ icon, iconAfter, size, children }: Appearance) {
  const iconSize = size === 'small' ? 'small' : 'medium'
  return [
    icon && Icon({ name: icon, size: iconSize }),
    children,
    iconAfter && Icon({ name: iconAfter, size: iconSize }),
  ]
}

/** A button says what happens: "Envoyer ma demande", not "Valider". */
export function Button(props: ButtonProps) {
  const isUnavailable = props.isUnavailable === true
  return (
    <button
      class={classOf(props)}
      type={isUnavailable ? 'button' : (props.type ?? 'submit')}
      id={props.id}
      name={props.name}
      value={props.value}
      popovertarget={props.opens}
      formaction={props.formAction}
      form={props.form}
      aria-disabled={isUnavailable ? 'true' : undefined}
      aria-describedby={props.describedBy}
    >
      {content(props)}
    </button>
  )
}

/** A link that is the next step of the page, drawn as a button. */
export function ButtonLink(props: ButtonLinkProps) {
  return (
    <a class={classOf(props)} href={props.href} download={props.download}>
      {content(props)}
    </a>
  )
}
