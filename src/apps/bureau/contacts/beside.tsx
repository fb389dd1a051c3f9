import type { VNode } from 'preact'
import { type Known, nameOf } from '#counter/contacts'
import { phoneText } from '#counter/procedures'
import type { Locale } from '#kernel/localized'
import { Actions, Button, DescriptionList, Details, Form, Panel, Radios, Select, TextInput } from '#platform/html'
import { formats } from '#platform/i18n'
import { Lines } from './dealings.tsx'
import { type ContactPageProps, motiveWords, type Texts } from './props.ts'

/** Who somebody is, who is around her, what she agreed to, and who looked. */

export function Who(props: ContactPageProps, t: Texts): VNode | null {
  const {
    locale,
    overview: { known },
  } = props
  const { contact, emails, phones } = known
  const { birthDate, address, number, preferredChannel, linkedHow, kind } = contact
  const items = [
    ...(birthDate === null ? [] : [{ label: t.born, value: formats(locale).date(birthDate) }]),
    ...(number === null ? [] : [{ label: t.number, value: number }]),
    ...(phones.length === 0 ? [] : [{ label: t.phones, value: phones.map((each) => Dial(each)) }]),
    ...(emails.length === 0 ? [] : [{ label: t.emails, value: emails.map((each) => <div>{each}</div>) }]),
    ...(address === null
      ? []
      : [{ label: t.address, value: `${address.line}, ${address.postalCode} ${address.city}` }]),
    ...(preferredChannel === null ? [] : [{ label: t.prefers, value: t[`way_${preferredChannel}`] }]),
    ...(kind === 'person'
      ? [{ label: t.account, value: linkedHow === null ? t.no_account : t[`account_${linkedHow}`] }]
      : []),
  ]
  if (items.length === 0) return null
  return Panel({
    title: t[`kind_${kind}`],
    children: (
      <>
        {DescriptionList({ items })}
        {kind === 'person' && known.accountIds.length === 0 && Propose(props, t)}
      </>
    ),
  })
}

/** Tying the record to her account is proposed here, and decided by her. */
function Propose({ locale, overview: { known }, here, now }: ContactPageProps, t: Texts): VNode {
  const format = formats(locale)
  return (
    <>
      {known.proposals.map(({ email, at, isAgreed, answeredAt, endsAt }) => {
        if (answeredAt === null)
          return <p class="meta">{t[endsAt > now ? 'proposed_waiting' : 'proposed_ended'](email, format.date(at))}</p>
        return <p class="meta">{t[isAgreed ? 'proposed_yes' : 'proposed_no'](email, format.date(answeredAt))}</p>
      })}
      {known.emails.length > 0 &&
        Details({
          summary: t.propose,
          children: Form({
            action: `${here}/compte`,
            children: (
              <>
                <p>{t.propose_lead}</p>
                {Select({
                  id: 'adresse',
                  name: 'adresse',
                  label: t.propose_to,
                  value: known.emails[0] ?? '',
                  options: known.emails.map((email) => ({ value: email, label: email })),
                })}
                {Actions({ children: <Button kind="quiet">{t.propose_button}</Button> })}
              </>
            ),
          }),
        })}
    </>
  )
}

const Dial = (phone: string): VNode => (
  <div>
    <a href={`tel:${phone}`}>{phoneText(phone)}</a>
  </div>
)

export function Groups({ overview: { known }, contacts, here }: ContactPageProps, t: Texts): VNode | null {
  const { members, groups, contact } = known
  if (contact.kind === 'person' && groups.length === 0) return null
  const isGroup = contact.kind !== 'person'
  return Panel({
    title: isGroup ? t.members : t.groups,
    children: (
      <>
        {Lines({
          children: (isGroup ? members : groups).map(({ contactId, name, role }) => (
            <li class="row">
              <span>
                <a href={`${contacts}/${contactId}`}>{name.trim()}</a>, {t[`role_${role}`]}
              </span>
              {isGroup &&
                Form({
                  action: `${here}/membres`,
                  class: 'inline',
                  hidden: { retirer: contactId },
                  children: (
                    <Button kind="plain" size="small">
                      {t.take_away}
                      <span class="vh"> {name}</span>
                    </Button>
                  ),
                })}
            </li>
          )),
        })}
        {isGroup && AddMember(here, t)}
      </>
    ),
  })
}

const AddMember = (here: string, t: Texts): VNode =>
  Details({
    summary: t.add_member,
    children: Form({
      action: `${here}/membres`,
      children: (
        <>
          {TextInput({ id: 'membre', name: 'membre', label: t.member_search, autoComplete: 'off' })}
          {Select({
            id: 'lien',
            name: 'lien',
            label: t.member_role,
            value: 'adult',
            options: (['adult', 'child', 'representative', 'other'] as const).map((role) => ({
              value: role,
              label: t[`role_${role}`],
            })),
          })}
          {Actions({ children: <Button kind="quiet">{t.add}</Button> })}
        </>
      ),
    }),
  })

export function Consents({ locale, overview: { known }, here }: ContactPageProps, t: Texts): VNode {
  const format = formats(locale)
  const lines = known.consents.map(({ purpose, channel, isGiven, how, byName, at }) => {
    const said = t[`how_${how}`]
    return {
      label: `${t[`purpose_${purpose}`]}, ${t[`way_${channel}`]}`,
      value: (
        <>
          {isGiven ? t.given(said) : t.refused(said)}
          <br />
          <span class="meta">{t.by_on(byName, format.date(at))}</span>
        </>
      ),
    }
  })
  return Panel({
    title: t.consents,
    children: (
      <>
        {lines.length === 0 ? <p class="meta">{t.no_consent}</p> : DescriptionList({ items: lines })}
        {Details({ summary: t.record, children: RecordConsent(here, t) })}
      </>
    ),
  })
}

const RecordConsent = (here: string, t: Texts): VNode =>
  Form({
    action: `${here}/accords`,
    children: (
      <>
        {Select({
          id: 'pour',
          name: 'pour',
          label: t.purpose,
          value: 'follow_up',
          options: (['follow_up', 'news'] as const).map((value) => ({ value, label: t[`purpose_${value}`] })),
        })}
        {Select({
          id: 'moyen',
          name: 'moyen',
          label: t.way,
          value: 'mail',
          options: (['mail', 'phone', 'sms', 'letter'] as const).map((value) => ({ value, label: t[`way_${value}`] })),
        })}
        {Radios({
          id: 'reponse',
          name: 'reponse',
          legend: t.word,
          isInline: true,
          value: undefined,
          choices: [
            { value: 'oui', label: t.yes },
            { value: 'non', label: t.no },
          ],
        })}
        {Select({
          id: 'comment',
          name: 'comment',
          label: t.how,
          value: 'spoken',
          options: (['spoken', 'written'] as const).map((value) => ({ value, label: t[`how_${value}`] })),
        })}
        {Actions({ children: <Button kind="quiet">{t.note}</Button> })}
      </>
    ),
  })

export function Same({ locale, overview, here, contacts }: ContactPageProps, t: Texts): VNode | null {
  const { suggestions, known } = overview
  if (suggestions.length === 0 && known.merges.length === 0) return null
  const format = formats(locale)
  return Panel({
    title: suggestions.length > 0 ? t.same : t.united,
    children: (
      <>
        {suggestions.length > 0 && <p class="meta">{t.same_lead}</p>}
        {suggestions.map(({ contact, reasons }) => (
          <div class="stack">
            <p>
              <a href={`${contacts}/${contact.id}`}>{nameOf(contact)}</a>
              <br />
              <span class="meta">{format.list(reasons.map((reason) => t[`like_${reason}`]))}</span>
            </p>
            {Form({
              action: `${here}/reunir`,
              class: 'act',
              hidden: { autre: contact.id },
              children: (
                <>
                  <Button kind="quiet" size="small">
                    {t.unite(nameOf(contact))}
                  </Button>
                  <p class="meta">{t.unite_note}</p>
                </>
              ),
            })}
          </div>
        ))}
        {known.merges.map((merge) => Merged(merge, { here, t, locale }))}
      </>
    ),
  })
}

const Merged = (
  { id, otherName, byName, at }: Known['merges'][number],
  { here, t, locale }: { readonly here: string; readonly t: Texts; readonly locale: Locale },
): VNode =>
  Form({
    action: `${here}/separer`,
    class: 'act',
    hidden: { reunion: id },
    children: (
      <>
        <p>
          {otherName.trim()}
          <br />
          <span class="meta">{t.united_by(byName, formats(locale).date(at))}</span>
        </p>
        <Button kind="plain" size="small">
          {t.separate}
          <span class="vh"> {otherName}</span>
        </Button>
      </>
    ),
  })

export function Lookups({ locale, overview: { known } }: ContactPageProps, t: Texts): VNode {
  const format = formats(locale)
  return Panel({
    title: t.lookups,
    children: (
      <>
        <p class="meta">{t.lookups_lead}</p>
        {Details({
          summary: `${t.lookups} (${format.number(known.lookups.length)})`,
          children: Lines({
            children: known.lookups.map((lookup) => (
              <li>
                {lookup.agentName}, {format.dateTime(lookup.at)}
                <br />
                <span class="meta">{motiveWords(t, lookup)}</span>
              </li>
            )),
          }),
        })}
      </>
    ),
  })
}
