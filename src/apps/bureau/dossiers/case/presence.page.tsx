import type { Locale } from '#kernel/localized'
import { Icon } from '#platform/html'
import { presenceTexts } from './presence.ts'

interface PresenceProps {
  readonly locale: Locale
  readonly address: string
  readonly version: number
  readonly presence: string
  readonly isReader: boolean
}

/** Who else has the request open. A script keeps it true; without one, it says who was there when the page opened. */
export function Presence({ locale, address, version, presence, isReader }: PresenceProps) {
  if (isReader) return null
  const hooks = {
    'data-presence': `${address}/presence`,
    'data-version': String(version),
    'data-changed': presenceTexts(locale).changed,
  }
  return (
    <output class="notice info presence" hidden={presence === ''} {...hooks}>
      {Icon({ name: 'users', size: 'small' })}
      <span>{presence}</span>
    </output>
  )
}
