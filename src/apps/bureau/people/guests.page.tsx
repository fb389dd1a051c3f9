import { type Guest, leavesWithSponsor } from '#identity/accounts'
import {
  Alert,
  Breadcrumbs,
  Button,
  ButtonLink,
  type Column,
  DataTable,
  DescriptionList,
  Details,
  EmptyState,
  Form,
  PageHead,
  SectionHead,
  Select,
  StateChip,
  type StateChipProps,
  TextInput,
  Toast,
} from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { guestTexts } from './guests.texts.ts'
import { inviteTexts } from './invite.texts.ts'
import { peopleTexts } from './texts.ts'
import { Corrections, endWords, type Errors } from './wording.tsx'

const chips: Readonly<Record<Guest['state'], Pick<StateChipProps, 'tone' | 'icon'>>> = {
  here: { tone: 'ok', icon: 'circle-check' },
  to_come: { tone: 'info', icon: 'calendar-clock' },
  without_sponsor: { tone: 'warn', icon: 'triangle-alert' },
  ended: { tone: 'calm', icon: 'circle-x' },
}

const chipOf = (state: Guest['state'], locale: Locale): StateChipProps => ({
  ...chips[state],
  label: peopleTexts(locale)[`stay_${state}`],
})

export interface GuestListProps {
  readonly locale: Locale
  /** `/bureau/corbas/invites` */
  readonly base: string
  readonly guests: readonly Guest[]
  readonly seesAll: boolean
  readonly inviteHref: string | undefined
}

/** The guests of a collectivity, or those that one agent answers for. */
export function GuestListPage({ locale, base, guests, seesAll, inviteHref }: GuestListProps) {
  const texts = peopleTexts(locale)
  const t = guestTexts(locale)
  const columns: readonly Column<Guest>[] = [
    { title: texts.col_state, cell: ({ state }) => StateChip(chipOf(state, locale)), onCard: 'top' },
    {
      title: texts.col_person,
      isHeading: true,
      cell: ({ stayId, givenName, familyName, email }) => (
        <>
          <a href={`${base}/${stayId}`}>
            {givenName} {familyName}
          </a>
          <small>{email}</small>
        </>
      ),
    },
    { title: texts.col_from, cell: ({ organisation }) => organisation, onCard: 'bottom' },
    { title: texts.col_sponsor, cell: ({ sponsorName }) => sponsorName, onCard: 'line' },
    { title: texts.col_end, cell: ({ endsAt }) => endWords(endsAt, locale), onCard: 'line' },
  ]
  const aside = inviteHref !== undefined && (
    <ButtonLink size="small" icon="user-plus" href={inviteHref}>
      {texts.inviteGuest}
    </ButtonLink>
  )
  return (
    <>
      <SectionHead level={1} title={texts.guestsTitle} aside={aside} />
      <p class="meta">{seesAll ? t.lead : t.leadMine}</p>
      <div class="list">
        {guests.length === 0 ? (
          <EmptyState icon="id-card" level={2} title={t.empty}>
            {t.emptyBody}
          </EmptyState>
        ) : (
          <DataTable caption={t.caption} columns={columns} rows={guests} />
        )}
      </div>
    </>
  )
}

export interface GuestPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/invites` */
  readonly base: string
  readonly guest: Guest
  /** Her page among the agents, for who sees it. */
  readonly fileHref: string | undefined
  /** She answers for the guest, or manages roles. */
  readonly canKeep: boolean
  /** Nobody answers, and the reader may. */
  readonly canTake: boolean
  readonly oneself: string
  readonly sponsors: readonly { readonly accountId: string; readonly name: string }[]
  readonly latest: string
  readonly errors: Errors
  readonly done: string | undefined
}

/** One stay: what for, until when, who answers, and what can be done about it. */
export function GuestPage(props: GuestPageProps) {
  const { locale, base, guest, fileHref, errors, done } = props
  const texts = peopleTexts(locale)
  const t = guestTexts(locale)
  const format = formats(locale)
  return (
    <>
      {done !== undefined && <Toast>{done}</Toast>}
      <Breadcrumbs label={texts.crumbs} isBack links={[{ href: base, label: texts.guestsTitle }]} />
      <PageHead
        title={`${guest.givenName} ${guest.familyName}`}
        meta={StateChip(chipOf(guest.state, locale))}
        lead={guest.email}
      />
      {Corrections({ errors, locale })}
      <div class="stack far">
        {guest.state === 'without_sponsor' && Orphan(props)}
        <DescriptionList
          items={[
            { label: t.organisation, value: guest.organisation },
            { label: t.reason, value: guest.reason },
            { label: t.sponsor, value: guest.sponsorName },
            { label: t.from, value: format.fullDate(guest.startsAt) },
            { label: t.until, value: format.fullDate(guest.endsAt) },
            ...(fileHref === undefined ? [] : [{ label: texts.col_rights, value: <a href={fileHref}>{t.file}</a> }]),
          ]}
        />
        {props.canKeep && guest.state !== 'ended' && Acts(props)}
      </div>
    </>
  )
}

function Orphan({ locale, base, guest, canTake, oneself }: GuestPageProps) {
  if (guest.sponsorUntil === null) return null
  const t = guestTexts(locale)
  const format = formats(locale)
  return (
    <Alert tone="warn" title={t.gone(guest.sponsorName, format.date(guest.sponsorUntil))}>
      <p>{t.takeOver(format.fullDate(leavesWithSponsor(guest.sponsorUntil)))}</p>
      {canTake &&
        Form({
          action: `${base}/${guest.stayId}/confier`,
          hidden: { referent: oneself },
          children: (
            <Button size="small" icon="user-check">
              {t.takeOverAction}
            </Button>
          ),
        })}
    </Alert>
  )
}

function Acts({ locale, base, guest, sponsors, latest, errors }: GuestPageProps) {
  const t = guestTexts(locale)
  const invite = inviteTexts(locale)
  const action = (word: string) => `${base}/${guest.stayId}/${word}`
  const others = sponsors.filter(({ accountId }) => accountId !== guest.sponsorId && accountId !== guest.accountId)
  return (
    <div class="stack">
      <Details summary={t.renew} isOpen={errors['fin'] !== undefined}>
        {Form({
          action: action('prolonger'),
          children: (
            <>
              <p>{t.renewLead}</p>
              {TextInput({
                id: 'fin',
                name: 'fin',
                type: 'date',
                label: t.until,
                hint: invite.untilHint(latest),
                width: 'medium',
                error: errors['fin'],
              })}
              <div class="row actions">
                <Button icon="calendar-plus">{t.renewAction}</Button>
              </div>
            </>
          ),
        })}
      </Details>
      <Details summary={t.hand} isOpen={errors['referent'] !== undefined}>
        {Form({
          action: action('confier'),
          children: (
            <>
              {Select({
                id: 'referent',
                name: 'referent',
                label: t.sponsor,
                emptyLabel: invite.chooseSponsor,
                options: others.map(({ accountId, name }) => ({ value: accountId, label: name })),
                error: errors['referent'],
              })}
              <div class="row actions">
                <Button icon="user-check">{t.handAction}</Button>
              </div>
            </>
          ),
        })}
      </Details>
      <Details summary={t.end}>
        {Form({
          action: action('terminer'),
          children: (
            <>
              <p>{t.endLead}</p>
              <div class="row actions">
                <Button kind="danger" icon="calendar-x">
                  {t.endAction}
                </Button>
              </div>
            </>
          ),
        })}
      </Details>
    </div>
  )
}
