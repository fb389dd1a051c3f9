import type { VNode } from 'preact'
import { type Locale, localize } from '#kernel/localized'
import { type Notice as LocalNotice, ofName } from '#territory/collectivities'
import { Alert, CardList, EmptyState, Facades, Hero, LinkCard, LinkList, SearchBox, SectionHead } from '#platform/html'
import { formats } from '#platform/i18n'
import type { SiteInView } from '../../access/index.ts'
import { type DraftCard, DraftCards, DraftRemoved } from '../dossiers/draft-cards.tsx'
import { RequestCards, type CardRequest } from '../dossiers/follow/request-cards.tsx'
import { lifeEventIcons, momentsOf, type ProcedureCard } from './cards.ts'
import { type PlaceToday, TodayPanel } from './today.tsx'
import { lifeEventTexts, siteTexts } from './texts.ts'

export interface CommuneHomeProps {
  readonly locale: Locale
  readonly site: SiteInView
  readonly now: Date
  readonly procedures: readonly ProcedureCard[]
  /** Some appointments are taken online. */
  readonly takesAppointments: boolean
  readonly notices: readonly LocalNotice[]
  readonly places: readonly PlaceToday[]
  readonly requests: readonly CardRequest[]
  readonly drafts: readonly DraftCard[]
  /** One was just given up. */
  readonly isDraftRemoved: boolean
}

const mostAsked = 10
const oftenSearched = 3

/** The home page of a commune: one search, what happens now, one's requests, the moments of life. */
export function CommuneHome(props: CommuneHomeProps): VNode {
  const { locale, site } = props
  const texts = siteTexts(locale)
  const alerts = props.notices.filter(({ kind }) => kind === 'alert')
  return (
    <>
      {Hero({ drawing: Facades(), children: HeroSearch(props) })}
      <div class="wrap">
        {props.isDraftRemoved && DraftRemoved({ locale })}
        {alerts.length > 0 && (
          <section class="section near stack">{alerts.map((alert) => RunningAlert(alert, locale))}</section>
        )}
        {props.drafts.length > 0 && (
          <section class="section">
            {SectionHead({ title: texts.drafts })}
            {DraftCards({ drafts: props.drafts, locale, back: site.base || '/' })}
          </section>
        )}
        {props.requests.length > 0 && (
          <section class="section">
            {SectionHead({ title: texts.myRequests, aside: <a href="/mes-demandes">{texts.allMyRequests}</a> })}
            {RequestCards({ requests: props.requests, locale })}
          </section>
        )}
        {props.procedures.length === 0
          ? EmptyState({ icon: 'file-text', title: texts.noProcedure, level: 2, children: texts.noProcedureBody })
          : Procedures(props)}
        <div class="split">
          {News(props)}
          {props.places.length > 0 && TodayPanel({ places: props.places, now: props.now, locale })}
        </div>
        <p class="vh">{site.name}</p>
      </div>
    </>
  )
}

function HeroSearch({ locale, site, procedures, takesAppointments }: CommuneHomeProps): VNode {
  const texts = siteTexts(locale)
  const often = procedures.slice(0, oftenSearched)
  return (
    <>
      <h1 class="hero-question">
        <label htmlFor="q">{texts.whatFor}</label>
      </h1>
      {SearchBox({
        id: 'q',
        action: `${site.base}/recherche`,
        name: 'q',
        label: texts.whatFor,
        isLabelHidden: true,
        submitLabel: texts.search,
        placeholder: texts.searchPlaceholder,
        suggestionsLabel: texts.proposed,
        suggestHref: `${site.base}/recherche/suggestions`,
      })}
      {often.length > 0 && (
        <p class="often">
          <span>{texts.often}</span>
          {often.map(({ slug, title }) => (
            <a href={`${site.base}/demarches/${slug}`}>{localize(title, locale)}</a>
          ))}
          {takesAppointments && <a href={`${site.base}/rendez-vous`}>{texts.appointments}</a>}
        </p>
      )}
    </>
  )
}

function RunningAlert(alert: LocalNotice, locale: Locale): VNode {
  const texts = siteTexts(locale)
  return Alert({
    tone: 'warn',
    kind: texts.alertNow,
    title: localize(alert.title, locale),
    children: (
      <>
        <p>{localize(alert.body, locale)}</p>
        {alert.endsAt && <p class="meta">{texts.alertUntil(formats(locale).nearDate(alert.endsAt))}</p>}
      </>
    ),
  })
}

function Procedures({ locale, site, procedures }: CommuneHomeProps): VNode {
  const texts = siteTexts(locale)
  const words = lifeEventTexts(locale)
  const moments = [...momentsOf(procedures).keys()]
  return (
    <>
      <section class="section">
        {SectionHead({ title: texts.lifeEvents })}
        {CardList({
          children: moments.map((moment) =>
            LinkCard({
              href: `${site.base}/demarches?moment=${moment}`,
              icon: lifeEventIcons[moment],
              title: words[moment],
              children: words[`${moment}_note`],
            }),
          ),
        })}
      </section>
      <section class="section">
        {SectionHead({
          title: texts.mostAsked,
          aside: <a href={`${site.base}/demarches`}>{texts.allProcedures(String(procedures.length))}</a>,
        })}
        {ProcedureLinks({ procedures: procedures.slice(0, mostAsked), base: site.base, locale })}
      </section>
    </>
  )
}

export interface ProcedureLinksProps {
  readonly procedures: readonly ProcedureCard[]
  readonly base: string
  readonly locale: Locale
}

/** Procedures one under the other, with the minutes each takes. */
export function ProcedureLinks({ procedures, base, locale }: ProcedureLinksProps): VNode {
  const texts = siteTexts(locale)
  return LinkList({
    links: procedures.map(({ slug, title, minutes }) => ({
      href: `${base}/demarches/${slug}`,
      label: localize(title, locale),
      note: texts.minutes(String(minutes)),
    })),
  })
}

function News({ locale, site, notices }: CommuneHomeProps): VNode {
  const format = formats(locale)
  const news = notices.filter(({ kind }) => kind === 'news')
  if (news.length === 0) return <div />
  return (
    <section>
      {SectionHead({ title: siteTexts(locale).news(ofName(site.name)) })}
      <ul class="news">
        {news.map((item) => (
          <li id={item.slug}>
            <time dateTime={item.startsAt.toISOString().slice(0, 10)}>
              <b>{format.dayMonth(item.startsAt).split(' ')[0]}</b>
              {shortMonth(format.dayMonth(item.startsAt).split(' ')[1] ?? '')}
            </time>
            <div>
              <h3>{localize(item.title, locale)}</h3>
              <p>{localize(item.body, locale)}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** "novembre" → "nov.", "mai" → "mai": what fits under an arch. */
const shortMonth = (month: string): string => (month.length <= 4 ? month : `${month.slice(0, 3)}.`)
