import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { Collectivity } from '#territory/collectivities'
import { ButtonLink, EmptyState, Facades, Hero, LinkList, Panel, SearchBox, SectionHead } from '#platform/html'
import type { CardRequest } from '../dossiers/follow/request-cards.tsx'
import { RequestCards } from '../dossiers/follow/request-cards.tsx'
import { siteTexts } from './texts.ts'

export interface TerritoryHomeProps {
  readonly locale: Locale
  readonly open: readonly Collectivity[]
  readonly isSignedIn: boolean
  readonly requests: readonly CardRequest[]
  /** A drawing of the communes, as markup of ours; the list beside says the same. */
  readonly map: string | undefined
  readonly credit: string
}

/** The home page of the whole territory: what this is, and the way to one's commune. */
export function TerritoryHome(props: TerritoryHomeProps): VNode {
  const { locale } = props
  const texts = siteTexts(locale)
  return (
    <>
      {Hero({
        drawing: Facades(),
        children: (
          <>
            <h1 class="hero-title">{texts.territoryTitle}</h1>
            <p class="lead">{texts.territoryLead}</p>
            {CommuneSearch({ locale, id: 'commune' })}
          </>
        ),
      })}
      <div class="wrap">
        {props.requests.length > 0 && (
          <section class="section">
            {SectionHead({ title: texts.myRequests, aside: <a href="/mes-demandes">{texts.allMyRequests}</a> })}
            {RequestCards({ requests: props.requests, locale })}
          </section>
        )}
        <div class="split section">
          <section>
            {SectionHead({
              title: texts.openCommunes,
              aside: <a href="/communes">{texts.allCommunes}</a>,
            })}
            {props.open.length === 0
              ? EmptyState({ icon: 'building-2', title: texts.noneOpen, level: 3, children: texts.noneOpenBody })
              : CommuneLinks({ communes: props.open, locale })}
            {props.map !== undefined && <div class="map" dangerouslySetInnerHTML={{ __html: props.map }} />}
            {props.credit !== '' && <p class="meta credit">{texts.credit(props.credit)}</p>}
          </section>
          <aside class="stack">
            {Panel({
              title: texts.trackTitle,
              children: (
                <>
                  <p>{texts.trackBody}</p>
                  <div class="row actions">
                    <ButtonLink kind="quiet" href="/suivi">
                      {texts.trackAction}
                    </ButtonLink>
                  </div>
                </>
              ),
            })}
            {!props.isSignedIn &&
              Panel({
                title: texts.accountTitle,
                isTinted: true,
                children: (
                  <>
                    <p>{texts.accountBody}</p>
                    <div class="row actions">
                      <a href="/connexion">{texts.signIn}</a>
                      <a href="/inscription">{texts.signUp}</a>
                    </div>
                  </>
                ),
              })}
          </aside>
        </div>
      </div>
    </>
  )
}

export interface CommuneSearchProps {
  readonly locale: Locale
  readonly id: string
  readonly value?: string
}

/** Find one's commune: sent as a form, or answered as one types. */
export function CommuneSearch({ locale, id, value }: CommuneSearchProps): VNode {
  const texts = siteTexts(locale)
  return SearchBox({
    id,
    action: '/communes',
    name: 'q',
    label: texts.whichCommune,
    submitLabel: texts.find,
    placeholder: texts.communePlaceholder,
    value,
    suggestionsLabel: texts.proposed,
    suggestHref: '/communes/suggestions',
  })
}

/** Communes as links, with what tells them apart. */
export function CommuneLinks({ communes, locale }: { communes: readonly Collectivity[]; locale: Locale }): VNode {
  const texts = siteTexts(locale)
  return LinkList({
    links: communes.map((one) => ({
      href: `/${one.slug}`,
      label: one.name,
      note: one.isOpen ? one.postalCodes[0] : texts.notOpenYet,
    })),
  })
}
