import type { VNode } from 'preact'
import { type Contact, nameOf } from '#counter/contacts'
import { phoneText } from '#counter/procedures'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Alert,
  Breadcrumbs,
  Button,
  ButtonLink,
  CardList,
  EmptyState,
  Form,
  type IconName,
  LinkCard,
  PageHead,
  SearchBox,
  SectionHead,
  type Suggestion,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { PersonErrors, PersonFields, type PersonFieldsProps } from './person-fields.tsx'
import { receptionTexts } from './texts.ts'
import { fromLetter } from './visit.ts'

const icons: Readonly<Record<Contact['kind'], IconName>> = {
  person: 'user',
  household: 'house',
  organisation: 'building-2',
}

/** What tells two people of one name apart: when she was born, where she lives, how she is reached. */
export function noteOf(contact: Contact, locale: Locale): string {
  const t = receptionTexts(locale)
  const { birthDate, address, emails, phones, number, accountId } = contact
  return [
    birthDate && t.born(formats(locale).date(birthDate)),
    number,
    address && `${address.line}, ${address.city}`,
    phones[0] && phoneText(phones[0]),
    emails[0],
    accountId !== null && t.linked,
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' · ')
}

/** Found people as links: to what is done next with one of them. */
export const suggestionsOf = (
  found: readonly Contact[],
  locale: Locale,
  hrefOf: (id: string) => string,
): Suggestion[] =>
  found.map((contact) => ({
    href: hrefOf(contact.id),
    icon: icons[contact.kind],
    label: nameOf(contact),
    note: noteOf(contact, locale),
  }))

export interface FindPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/accueil` */
  readonly base: string
  readonly query: string
  readonly found: readonly Contact[]
  /** The letter that a request is made from. */
  readonly letterId: string | undefined
}

/** Who is it? The first question at the counter and on the telephone. */
export function FindPage({ locale, base, query, found, letterId }: FindPageProps): VNode {
  const t = receptionTexts(locale)
  return (
    <div class="stack narrow">
      {PageHead({ title: t.title, lead: t.lead })}
      {SearchBox({
        id: 'qui',
        action: base,
        name: 'q',
        label: t.search,
        landmarkLabel: t.suggestions,
        submitLabel: t.search_action,
        value: query,
        // What is suggested as one types leads to the person alone: with a letter in hand, one searches.
        ...(letterId === undefined && { suggestionsLabel: t.suggestions, suggestHref: `${base}/personnes` }),
        hidden: letterId === undefined ? undefined : { courrier: letterId },
      })}
      <p class="meta">{t.search_hint}</p>
      {query !== '' && Results({ locale, base, found, letterId })}
      {Actions({
        children: (
          <>
            <ButtonLink
              kind={found.length === 0 && query !== '' ? 'primary' : 'quiet'}
              icon="user-plus"
              href={`${newHref(base, query)}${fromLetter(letterId, query === '' ? '?' : '&')}`}
            >
              {t.create}
            </ButtonLink>
            <ButtonLink kind="plain" href={`${base}/sans-fiche${fromLetter(letterId)}`}>
              {t.without}
            </ButtonLink>
          </>
        ),
      })}
      <p class="meta">{t.without_hint}</p>
    </div>
  )
}

const newHref = (base: string, query: string): string =>
  `${base}/nouvelle-fiche${query === '' ? '' : `?q=${encodeURIComponent(query)}`}`

function Results({ locale, base, found, letterId }: Omit<FindPageProps, 'query'>): VNode {
  const t = receptionTexts(locale)
  if (found.length === 0) return EmptyState({ icon: 'user', level: 2, title: t.none, children: <p>{t.none_body}</p> })
  return (
    <section>
      {SectionHead({ title: found.length === 1 ? t.found_one : t.found(formats(locale).number(found.length)) })}
      {FoundList({ locale, found, hrefOf: (id) => `${base}/${id}${fromLetter(letterId)}` })}
    </section>
  )
}

/** Found people, each a link. */
export const FoundList = ({
  locale,
  found,
  hrefOf,
}: {
  readonly locale: Locale
  readonly found: readonly Contact[]
  readonly hrefOf: (id: string) => string
}): VNode =>
  CardList({
    isWide: true,
    children: found.map((contact) =>
      LinkCard({
        href: hrefOf(contact.id),
        icon: icons[contact.kind],
        title: nameOf(contact),
        children: noteOf(contact, locale),
      }),
    ),
  })

export interface PersonPageProps extends PersonFieldsProps {
  /** Where it is sent. */
  readonly action: string
  readonly back: { readonly href: string; readonly label: string }
  readonly title: string
  /** Sent twice, it is one. */
  readonly hidden: Readonly<Record<string, string>>
  readonly submit: string
  /** Others that look alike, and what opens each. */
  readonly alike: readonly Contact[]
  readonly alikeHref: (id: string) => string
  readonly isChanged?: boolean
}

/** A contact's form, to create or to correct. */
export function PersonPage(props: PersonPageProps): VNode {
  const { locale, action, back, title, hidden, submit, alike } = props
  const t = receptionTexts(locale)
  return (
    <div class="stack narrow">
      {Breadcrumbs({ label: t.crumbs, links: [back], isBack: true })}
      {PageHead({ title })}
      {props.isChanged === true && Alert({ tone: 'warn', title: t.changed, isLive: true })}
      {PersonErrors(props)}
      {alike.length > 0 &&
        Alert({
          tone: 'info',
          title: t.alike,
          isLive: true,
          children: (
            <>
              <p>{t.alike_body}</p>
              {FoundList({ locale, found: alike, hrefOf: props.alikeHref })}
            </>
          ),
        })}
      {Form({
        action,
        hidden,
        children: (
          <>
            {PersonFields(props)}
            {Actions({
              children:
                alike.length > 0 ? (
                  <Button kind="quiet" name="meme-ainsi" value="1">
                    {t.save_anyway}
                  </Button>
                ) : (
                  <Button iconAfter="arrow-right">{submit}</Button>
                ),
            })}
          </>
        ),
      })}
    </div>
  )
}
