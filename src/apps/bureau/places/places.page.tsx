import type { Locale } from '#platform/i18n'
import { ButtonLink, CardList, EmptyState, LinkCard, Notice, PageHead } from '#platform/html'
import { placeTexts } from './texts.ts'

export interface PlacesPageProps {
  readonly locale: Locale
  readonly places: readonly { readonly href: string; readonly name: string; readonly role: string }[]
  /** Desks that were open to her once. */
  readonly lost: readonly { readonly name: string; readonly why: string }[]
  readonly email: string
  readonly isOperator: boolean
}

/** Why a desk that somebody knows is not among hers any more. */
function Lost(lost: PlacesPageProps['lost']) {
  if (lost.length === 0) return null
  return (
    <div class="stack">
      {lost.map(({ name, why }) => (
        <Notice tone="warn">
          <b>{name}</b>
          <br />
          {why}
        </Notice>
      ))}
      <span />
    </div>
  )
}

/** Where an agent chooses the collectivity she works for. */
export function PlacesPage({ locale, places, lost, email, isOperator }: PlacesPageProps) {
  const texts = placeTexts(locale)
  const operations = isOperator && (
    <LinkCard href="/bureau/exploitation" icon="server" title={texts.operatorTitle} level={2}>
      {texts.operatorBody}
    </LinkCard>
  )
  if (places.length === 0 && !isOperator) {
    const actions = (
      <>
        <ButtonLink kind="quiet" size="small" icon="house" href="/">
          {texts.noneHome}
        </ButtonLink>
        <ButtonLink kind="plain" size="small" href="/compte">
          {texts.noneAccount}
        </ButtonLink>
      </>
    )
    return (
      <>
        <PageHead title={lost.length > 0 ? texts.title : texts.noneTitle} />
        {Lost(lost)}
        <EmptyState icon="key-round" level={2} title={email} action={actions}>
          {texts.noneBody}
        </EmptyState>
      </>
    )
  }
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead} />
      {Lost(lost)}
      <CardList isWide>
        {[
          ...places.map((place) => (
            <LinkCard href={place.href} icon="landmark" title={place.name} level={2}>
              {place.role}
            </LinkCard>
          )),
          ...(operations === false ? [] : [operations]),
        ]}
      </CardList>
    </>
  )
}
