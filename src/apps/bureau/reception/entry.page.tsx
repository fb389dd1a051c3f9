import type { VNode } from 'preact'
import { localize, type Locale } from '#kernel/localized'
import type { OfferCard } from '#counter/procedures'
import {
  Actions,
  Breadcrumbs,
  Button,
  CardList,
  Checkbox,
  Checkboxes,
  Details,
  EmptyState,
  ErrorSummary,
  Form,
  LinkCard,
  LinkList,
  Notice,
  PageHead,
  Panel,
  Radios,
  SearchBox,
  SectionHead,
  TextInput,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { channelTexts } from '../../channels.ts'
import { renderFields } from '../../guichet/dossiers/form/fields.tsx'
import { hasRules } from '../../guichet/dossiers/form/reveals.ts'
import { iconOf } from '../../guichet/sites/cards.ts'
import { uploadWords } from '../frame/index.ts'
import { type Around, deskChannels, type DrawnEntry } from './entry.ts'
import { receptionTexts } from './texts.ts'
import { fromLetter } from './visit.ts'

/** The person that one is working for, above everything. */
export interface PersonView {
  readonly name: string
  readonly note: string
  /** All that is known of her; nothing without a record. */
  readonly href: string | undefined
}

function PersonLine({ person, locale }: { readonly person: PersonView | undefined; readonly locale: Locale }): VNode {
  const t = receptionTexts(locale)
  return (
    <p class="row">
      <span>
        {t.for_whom} <b>{person?.name ?? t.nobody}</b>
      </span>
      {person !== undefined && person.note !== '' && <span class="meta">{person.note}</span>}
      {person?.href !== undefined && <a href={person.href}>{t.see_all}</a>}
    </p>
  )
}

export interface ChoosePageProps {
  readonly locale: Locale
  /** `/bureau/corbas/accueil` */
  readonly base: string
  /** `/bureau/corbas/accueil/<contact>` */
  readonly here: string
  readonly person: PersonView | undefined
  readonly query: string
  readonly found: readonly OfferCard[]
  readonly usual: readonly OfferCard[]
  readonly all: readonly OfferCard[]
  /** The letter that a request is made from. */
  readonly letterId: string | undefined
}

/** Which procedure? In the words of the person. */
export function ChoosePage(props: ChoosePageProps): VNode {
  const { locale, base, here, person, query, found, usual, all, letterId } = props
  const t = receptionTexts(locale)
  const from = fromLetter(letterId)
  const card = ({ slug, title, icon, minutes }: OfferCard): VNode =>
    LinkCard({
      href: `${here}/${slug}${from}`,
      icon: iconOf(icon),
      title: localize(title, locale),
      children: t.minutes(formats(locale).number(minutes)),
    })
  return (
    <div class="stack">
      {Breadcrumbs({ label: t.crumbs, links: [{ href: base, label: t.title }], isBack: true })}
      {PageHead({ title: t.choose })}
      {PersonLine({ person, locale })}
      {SearchBox({
        id: 'demarche',
        action: here,
        name: 'q',
        label: t.choose_hint,
        landmarkLabel: t.matches,
        submitLabel: t.search_action,
        value: query,
        hidden: letterId === undefined ? undefined : { courrier: letterId },
      })}
      {query !== '' && (
        <section>
          {SectionHead({ title: found.length === 0 ? t.no_offer : t.matches })}
          {found.length === 0
            ? EmptyState({ icon: 'search', level: 3, title: t.no_offer_body })
            : CardList({ children: found.map(card) })}
        </section>
      )}
      {query === '' && (
        <section>
          {SectionHead({ title: t.usual })}
          {CardList({ children: usual.map(card) })}
        </section>
      )}
      <section>
        {SectionHead({ title: t.all })}
        {LinkList({
          links: all.map(({ slug, title }) => ({ href: `${here}/${slug}${from}`, label: localize(title, locale) })),
        })}
      </section>
    </div>
  )
}

export interface EntryPageProps extends DrawnEntry {
  readonly locale: Locale
  /** Where it is sent. */
  readonly action: string
  readonly back: { readonly href: string; readonly label: string }
  readonly title: string
  readonly person: PersonView | undefined
  readonly letter: { readonly id: string; readonly reference: string } | undefined
  readonly around: Around
  readonly today: string
}

/** The whole form on one page, then how it came: what an agent fills while somebody speaks. */
export function EntryPage(props: EntryPageProps): VNode {
  const { locale, action, back, title, person, errors, sections, sheet, sealed, around } = props
  const t = receptionTexts(locale)
  const pages = sections.map(({ page }) => page)
  return (
    <div class="stack narrow">
      {Breadcrumbs({ label: t.crumbs, links: [back], isBack: true })}
      {PageHead({ title, lead: t.entry_lead })}
      {PersonLine({ person, locale })}
      {props.letter && Notice({ icon: 'mail', children: <p>{t.from_letter(props.letter.reference)}</p> })}
      {errors.length > 0 &&
        ErrorSummary({
          title: errors.length === 1 ? t.errors_one : t.errors(formats(locale).number(errors.length)),
          errors,
          note: t.errors_kept,
        })}
      {Form({
        action,
        hasFiles: true,
        upload: uploadWords(locale),
        hidden: { cle: around.key, courrier: props.letter?.id ?? '' },
        children: (
          <>
            {sealed.map((value) => (
              <input type="hidden" name="garde" value={value} />
            ))}
            {sections.map(({ page, shown }) =>
              Panel({
                title: localize(page.shortTitle, locale),
                children: <div class="form-fields">{renderFields(page.fields, shown, sheet)}</div>,
              }),
            )}
            {pages.some(hasRules) && (
              <p>
                <Button kind="quiet" size="small" icon="refresh-cw" name="page-action" value="save">
                  {t.update}
                </Button>
              </p>
            )}
            {Arrival(props)}
            {Actions({
              children: (
                <Button icon="check" name="envoyer" value="1">
                  {t.file}
                </Button>
              ),
            })}
          </>
        ),
      })}
    </div>
  )
}

function Arrival({ locale, around, errors, person, today }: EntryPageProps): VNode {
  const t = receptionTexts(locale)
  const words = channelTexts(locale)
  const errorOf = (id: string) => errors.find(({ fieldId }) => fieldId === id)?.message
  const [wrongDay, wrongTransmission] = [errorOf('recue'), errorOf('transmise-par')]
  const ways = ['mail', 'phone', 'sms', 'letter'] as const
  return Panel({
    title: t.arrival,
    isTinted: true,
    children: (
      <div class="form-fields">
        {Radios({
          id: 'canal',
          name: 'canal',
          legend: t.channel,
          value: around.channel,
          isInline: true,
          choices: deskChannels.map((channel) => ({ value: channel, label: words[channel] })),
        })}
        {TextInput({
          id: 'recue',
          name: 'recue',
          label: t.received_on,
          hint: t.received_hint,
          type: 'date',
          width: 'medium',
          value: around.receivedOn === '' ? today : around.receivedOn,
          error: wrongDay,
        })}
        {Details({
          summary: t.transmitted,
          isOpen: around.transmittedBy !== '' || around.transmittedOn !== '' || wrongTransmission !== undefined,
          children: (
            <div class="form-fields">
              <p>{t.transmitted_lead}</p>
              {TextInput({
                id: 'transmise-par',
                name: 'transmise-par',
                label: t.transmitted_by,
                value: around.transmittedBy,
                maxLength: 200,
                error: wrongTransmission,
              })}
              {TextInput({
                id: 'transmise-recue',
                name: 'transmise-recue',
                label: t.transmitted_on,
                type: 'date',
                width: 'medium',
                value: around.transmittedOn,
              })}
            </div>
          ),
        })}
        {person !== undefined &&
          Checkboxes({
            id: 'accord',
            name: 'accord',
            legend: t.consent,
            hint: t.consent_hint,
            values: around.consents,
            isInline: true,
            choices: ways.map((way) => ({ value: way, label: t[`way_${way}`] })),
          })}
        {Checkbox({
          id: 'incomplete',
          name: 'incomplete',
          value: '1',
          label: t.incomplete,
          hint: t.incomplete_hint,
          isChecked: around.takesIncomplete,
        })}
      </div>
    ),
  })
}

export interface ReceiptPageProps {
  readonly locale: Locale
  readonly base: string
  readonly name: string
  readonly number: string
  readonly trackingCode: string
  readonly dueOn: string
  readonly email: string
  /** Where a text message may go, when this platform sends any. */
  readonly phone: string | undefined
  readonly pdfHref: string
  readonly smsHref: string
  /** Nothing for who only filed it: another service works it. */
  readonly caseHref: string | undefined
  readonly againHref: string | undefined
  readonly sms: 'sent' | 'failed' | undefined
}

/** What she leaves with: number, code, promised day. */
export function ReceiptPage(props: ReceiptPageProps): VNode {
  const { locale, base, email, phone } = props
  const t = receptionTexts(locale)
  return (
    <div class="stack narrow">
      {PageHead({ title: t.receipt_title, lead: t.receipt_lead(props.name) })}
      {Panel({
        children: (
          <dl class="sum">
            <div>
              <dt>{t.number_label}</dt>
              <dd>
                <b>{props.number}</b>
              </dd>
            </div>
            <div>
              <dt>{t.code_label}</dt>
              <dd>
                <b class="code">{props.trackingCode}</b>
                <br />
                <span class="meta">{t.code_hint}</span>
              </dd>
            </div>
            <div>
              <dt>{t.answer_by}</dt>
              <dd>{props.dueOn}</dd>
            </div>
          </dl>
        ),
      })}
      <p>{email !== '' ? t.by_mail(email) : phone === undefined ? t.no_mail : t.no_mail_but_phone}</p>
      {props.sms !== undefined && <output>{props.sms === 'sent' ? t.sms_sent : t.sms_failed}</output>}
      <div class="row">
        <a class="btn" href={props.pdfHref}>
          {t.print}
        </a>
        {phone !== undefined &&
          props.sms !== 'sent' &&
          Form({ action: props.smsHref, class: 'inline', children: <Button kind="quiet">{t.by_sms(phone)}</Button> })}
      </div>
      {LinkList({
        links: [
          ...(props.caseHref === undefined ? [] : [{ href: props.caseHref, label: t.open_case }]),
          ...(props.againHref === undefined ? [] : [{ href: props.againHref, label: t.again }]),
          { href: base, label: t.next },
        ],
      })}
    </div>
  )
}
