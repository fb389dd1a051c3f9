import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { Contact } from '#territory/collectivities'
import { Button, ButtonLink, Form, Icon, type IconName, Panel } from '#platform/html'
import type { Failure } from '#platform/http'
import { formats } from '#platform/i18n'
import { type Frame, framedPage } from '../frame/index.ts'
import { phoneHref } from '../procedures/contact.tsx'
import { type FailureSentence, sentenceOfCode, sentenceOfStatus } from './sentences.ts'
import { failureTexts } from './texts.ts'

const sentenceOf = ({ code, status }: Failure): FailureSentence =>
  sentenceOfCode[code] ?? sentenceOfStatus[status] ?? 'broken'

const icons: Partial<Record<FailureSentence, IconName>> = {
  tooMany: 'hourglass',
  busy: 'hourglass',
  away: 'coffee',
  broken: 'wrench',
  disk: 'wrench',
  forbidden: 'lock',
  suspended: 'lock',
  guestEnded: 'calendar-x',
  roleEnded: 'calendar-x',
  session: 'lock',
  crossSite: 'shield-alert',
  draft: 'file-x',
  expired: 'file-x',
  file: 'file-x',
  damaged: 'file-x',
  tooLarge: 'package',
  filesCount: 'package',
}

/** "45 secondes", "3 minutes" */
function waitText(seconds: number, locale: Locale): string {
  const texts = failureTexts(locale)
  const format = formats(locale)
  return seconds < 90
    ? format.plural(seconds, texts.second, texts.seconds)
    : format.plural(Math.ceil(seconds / 60), texts.minute, texts.minutes)
}

/** The account that is open where a page fails, and where one comes back with another one. */
export interface OpenAccount {
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly retour: string
}

/** The whole page of a failure, within the site that the visitor was on. */
export function failurePage(frame: Frame, failure: Failure, account?: OpenAccount): string {
  const { locale, site } = frame
  const texts = failureTexts(locale)
  const sentence = sentenceOf(failure)
  const title = texts[sentence]
  const main = FailureMain({
    locale,
    failure,
    sentence,
    base: site?.base,
    contact: site?.contact ?? null,
    account,
    here: frame.here,
  })
  return framedPage(frame, { title, main, isPrivate: true })
}

interface FailureProps {
  readonly locale: Locale
  readonly failure: Failure
  readonly sentence: FailureSentence
  /** Where the site's addresses start; undefined on the territory's pages. */
  readonly base: string | undefined
  readonly contact: Contact | null
  readonly account: OpenAccount | undefined
  readonly here: string
}

function FailureMain(props: FailureProps): VNode {
  const { locale, failure, sentence, contact } = props
  const texts = failureTexts(locale)
  const wait = failure.retryAfterSeconds
  return (
    <div class="wrap section">
      <div class="split">
        <div class="failure">
          <span class="arch">{FailureIcon(sentence)}</span>
          <div class="stack">
            <h1>{texts[sentence]}</h1>
            <p class="lead">{texts[`${sentence}_body`]}</p>
            {wait !== undefined && <p>{texts.tooMany_wait(waitText(wait, locale))}</p>}
            {Ways(props)}
            {props.account && AccountLine(props.account, locale)}
            {failure.status >= 500 && <p class="meta">{texts.reference(failure.reference)}</p>}
          </div>
        </div>
        <aside>
          {contact &&
            Panel({
              title: texts.help,
              isTinted: true,
              children: (
                <p>
                  <a class="tel" href={phoneHref(contact.phone)}>
                    {contact.phone}
                  </a>
                  <br />
                  <a href={`mailto:${contact.email}`}>{contact.email}</a>
                </p>
              ),
            })}
        </aside>
      </div>
    </div>
  )
}

/** Many pages fail because another account of the same person would open them. */
function AccountLine({ givenName, familyName, email, retour }: OpenAccount, locale: Locale): VNode {
  const texts = failureTexts(locale)
  return Form({
    action: '/deconnexion',
    hidden: { vers: 'connexion', retour },
    children: (
      <div class="stack">
        <p>{texts.openAccount(`${givenName} ${familyName}`.trim(), email)}</p>
        <div>{Button({ kind: 'secondary', size: 'small', icon: 'user', children: texts.otherAccount })}</div>
      </div>
    ),
  })
}

const FailureIcon = (sentence: FailureSentence): VNode => Icon({ name: icons[sentence] ?? 'signpost' })

function Ways({ locale, sentence, base, here, failure }: FailureProps): VNode {
  const texts = failureTexts(locale)
  const home = base === undefined ? '/' : base || '/'
  const isOurs = failure.status >= 500 || failure.status === 429
  return (
    <div class="row actions">
      {sentence === 'session' ? (
        <ButtonLink href={`/connexion?retour=${encodeURIComponent(here)}`}>{texts.signIn}</ButtonLink>
      ) : sentence === 'site' || base === undefined ? (
        <ButtonLink href="/communes">{texts.find}</ButtonLink>
      ) : (
        <ButtonLink href={isOurs ? here : `${base}/demarches`}>{isOurs ? texts.retry : texts.procedures}</ButtonLink>
      )}
      <a href={home}>{texts.home}</a>
    </div>
  )
}
