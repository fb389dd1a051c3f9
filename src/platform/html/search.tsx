import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icons.tsx'

export interface Suggestion {
  href: string
  icon: IconName
  label: ComponentChildren
  note?: string | undefined
}

export interface SearchBoxProps {
  id: string
  action: string
  name: string
  /** The question: "Que cherchez-vous ?" */
  label: string
  isLabelHidden?: boolean | undefined
  submitLabel: string
  placeholder?: string | undefined
  value?: string | undefined
  /** Names the answers that come as one types. */
  suggestionsLabel?: string | undefined
  /** Address that answers as one types: a script fills the list. Without it, the form is sent. */
  suggestHref?: string | undefined
  suggestions?: readonly Suggestion[] | undefined
  /** Tells this search from the one of the page's frame. */
  landmarkLabel?: string | undefined
  /** Sent along without being shown. */
  hidden?: Readonly<Record<string, string>> | undefined
}

/** Answers of a search, as links. */
export const suggestionItems = (suggestions: readonly Suggestion[]) =>
  suggestions.map(({ href, icon, label, note }) => (
    <li>
      <a href={href}>
        {Icon({ name: icon })}
        <span>
          {label}
          {note !== undefined && <small>{note}</small>}
        </span>
      </a>
    </li>
  ))

/** One large search. Its answers are links in a list, reached by Tab: no role that would need a script. */
export function SearchBox(props: SearchBoxProps) {
  const { id, landmarkLabel, suggestions = [] } = props
  return (
    <form
      class="search"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- older phones do not know the search element
      role="search"
      aria-label={landmarkLabel}
      action={props.action}
      data-suggest={props.suggestHref}
    >
      <label htmlFor={id} class={props.isLabelHidden === true ? 'vh' : 'label'}>
        {props.label}
      </label>
      {props.hidden &&
        Object.entries(props.hidden).map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      <div class="search-box">
        <input
          id={id}
          name={props.name}
          type="search"
          autoComplete="off"
          // A blank placeholder lets the styles know that something is typed.
          placeholder={props.placeholder ?? ' '}
          value={props.value}
        />
        <button class="btn" type="submit">
          {Icon({ name: 'search' })}
          <span>{props.submitLabel}</span>
        </button>
      </div>
      {props.suggestionsLabel !== undefined && (
        <ul class="suggest" aria-label={props.suggestionsLabel} id={`${id}-list`}>
          {suggestionItems(suggestions)}
        </ul>
      )}
    </form>
  )
}

export interface HeroProps {
  children: ComponentChildren
  /** The drawing at the foot or at the side: `<Facades />`. */
  drawing?: ComponentChildren
}

/** The warm first screen of a site's home. */
export function Hero({ children, drawing }: HeroProps) {
  return (
    <div class="hero">
      <div class="wrap hero-in">{children}</div>
      {drawing !== undefined && <div class="hero-drawing">{drawing}</div>}
    </div>
  )
}
