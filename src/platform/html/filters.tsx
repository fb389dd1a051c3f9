import type { ComponentChildren } from 'preact'
import { Icon } from './icons.tsx'

export interface FilterBarProps {
  /** Opens the form: "Filtrer", "Filtres (2)". */
  addLabel: string
  /** Names the chips: "Filtres actifs :". */
  label: string
  chips: readonly { label: string; removeHref: string }[]
  /** Read after each chip: "retirer ce filtre". */
  removeLabel: string
  /** "23 demandes, la plus urgente d’abord" */
  result?: string | undefined
  isOpen?: boolean | undefined
  /** The form that adds filters. */
  children: ComponentChildren
}

/**
 * What narrows a list: the filters in force, each removable, and the form that adds others, folded. On a phone the chips
 * make one line that scrolls sideways, so that the first row is seen.
 */
export function FilterBar({ addLabel, label, chips, removeLabel, result, isOpen, children }: FilterBarProps) {
  return (
    <div class="filter-bar">
      <details class="filter-more" open={isOpen}>
        <summary class="chip add">
          {Icon({ name: 'sliders-horizontal', size: 'small' })}
          {addLabel}
        </summary>
        {children}
      </details>
      {result !== undefined && <p class="meta result">{result}</p>}
      {chips.length > 0 && (
        <ul class="filter-chips plain" aria-label={label}>
          {chips.map((chip) => (
            <li>
              <a class="chip on" href={chip.removeHref}>
                {chip.label}
                {Icon({ name: 'x', size: 'small' })}
                <span class="vh">, {removeLabel}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
