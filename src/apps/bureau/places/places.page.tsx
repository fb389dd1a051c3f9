import type { Locale } from '#platform/i18n'
import { ButtonLink, CardList, EmptyState, LinkCard, PageHead } from '#platform/html'
import { placeTexts } from './texts.ts'

export interface PlacesPageProps {
  readonly locale: Locale
  readonly places: readonly { readonly href: string; readonly name: string; readonly role: string }[]
  readonly email: string
  readonly isOperator: boolean
}

/** Where an agent chooses the collectivity she works for. */
export function PlacesPage({ locale, places, email, isOperator }: PlacesPageProps) {
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
        <PageHead title={texts.noneTitle} />
        <EmptyState icon="key-round" level={2} title={email} action={actions}>
          {texts.noneBody}
        </EmptyState>
      </>
    )
  }
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead} />
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
