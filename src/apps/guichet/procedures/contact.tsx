import type { VNode } from 'preact'
import { type Locale, localize } from '#kernel/localized'
import type { OfferOptions } from '#counter/procedures'
import { Icon } from '#platform/html'

export const phoneHref = (phone: string): string => `tel:${phone.replaceAll(/[^\d+]/g, '')}`

/** Whom to ask about a procedure: the office, its phone first. */
export function ContactLines({ contact, locale }: { contact: OfferOptions['contact']; locale: Locale }): VNode {
  return (
    <>
      <p>{localize(contact.name, locale)}</p>
      {contact.phone !== undefined && (
        <p>
          <a class="tel" href={phoneHref(contact.phone)}>
            {Icon({ name: 'phone', size: 'small' })}
            {contact.phone}
          </a>
        </p>
      )}
      {contact.email !== undefined && (
        <p>
          <a href={`mailto:${contact.email}`}>{contact.email}</a>
        </p>
      )}
      {contact.hours && <p class="meta">{localize(contact.hours, locale)}</p>}
    </>
  )
}
