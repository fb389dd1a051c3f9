import type { VNode } from 'preact'
import { type Locale, localize } from '#kernel/localized'
import { ofName, type Site } from '#territory/collectivities'
import { ButtonLink, PageHead, Panel } from '#platform/html'
import { frameTexts } from '../frame/index.ts'
import { phoneHref } from '../procedures/contact.tsx'
import { siteTexts } from './texts.ts'

/** A commune without a guichet yet: says so, and where to go instead. */
export function ClosedSitePage({ locale, site }: { locale: Locale; site: Site }): VNode {
  const texts = siteTexts(locale)
  const { contact } = site
  return (
    <div class="wrap">
      {PageHead({ title: texts.closedTitle(ofName(site.name)), lead: texts.closedLead })}
      {contact &&
        Panel({
          title: frameTexts(locale).townHall(ofName(site.name)),
          children: (
            <>
              <p>{contact.address.flatMap((line) => [line, <br />])}</p>
              <p>
                <a href={phoneHref(contact.phone)}>{contact.phone}</a>
              </p>
              <p class="meta">{localize(contact.opening, locale)}</p>
            </>
          ),
        })}
      <div class="row section">
        <ButtonLink href="https://www.service-public.fr/" iconAfter="external-link">
          {texts.closedAction}
        </ButtonLink>
        <a href="/communes">{texts.otherCommune}</a>
      </div>
    </div>
  )
}
