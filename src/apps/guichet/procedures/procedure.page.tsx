import type { VNode } from 'preact'
import type { Target } from '#counter/deadlines'
import type { Day } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import type { Definition, OfferOptions } from '#counter/procedures'
import {
  Alert,
  Breadcrumbs,
  ButtonLink,
  CheckList,
  type CheckListProps,
  Facts,
  NumberedSteps,
  PageHead,
  Panel,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { phoneHref } from './contact.tsx'
import { delayText } from '../../delay-words.ts'
import { procedureTexts } from './texts.ts'

export interface ProcedurePageProps {
  readonly locale: Locale
  readonly definition: Definition
  readonly options: OfferOptions
  /** "de Bourg-Exemple", "d’Exemple" */
  readonly ofName: string
  readonly delay: Target
  /** The day of the promise, for a request made today. */
  readonly answerBy: Day
  readonly startHref: string
  /** The latest draft of the visitor for this procedure. */
  readonly draft: { readonly href: string; readonly savedAt: Date } | undefined
  readonly breadcrumbs: readonly { readonly href: string; readonly label: string }[]
  readonly breadcrumbsLabel: string
}

/** What one reads before asking: the facts that decide, one button, another way beside it. */
export function ProcedurePage(props: ProcedurePageProps): VNode {
  const { locale, definition, options } = props
  const texts = procedureTexts(locale)
  return (
    <div class="wrap">
      {Breadcrumbs({ label: props.breadcrumbsLabel, links: props.breadcrumbs })}
      {PageHead({ title: localize(definition.title, locale), lead: localize(definition.summary, locale) })}
      {ProcedureFacts(props)}
      <div class="split">
        <div>
          {Start(props)}
          <div class="prose">
            {definition.prepare.length > 0 && (
              <>
                <h2>{texts.prepare}</h2>
                {CheckList({
                  items: definition.prepare.map((item) => ({ icon: 'check', ...titled(localize(item, locale)) })),
                })}
              </>
            )}
            <h2>{texts.nextSteps}</h2>
            {NumberedSteps({ steps: definition.nextSteps.map((step) => titled(localize(step, locale))) })}
            {options.localNote && (
              <>
                <h2>{texts.localNote(props.ofName)}</h2>
                <p>{localize(options.localNote, locale)}</p>
              </>
            )}
            {definition.legalBasis && (
              <>
                <h2>{texts.legalBasis}</h2>
                <p>{localize(definition.legalBasis, locale)}</p>
              </>
            )}
          </div>
        </div>
        <aside class="stack">{OtherWays(props)}</aside>
      </div>
    </div>
  )
}

/** The first sentence of an author's item is its title; what follows explains it. */
function titled(text: string): { title: string; children?: VNode } {
  const cut = /[.:!?] /.exec(text)
  if (!cut) return { title: text.replace(/\.$/, '') }
  const title = text.slice(0, cut.index + (cut[0] === '. ' || cut[0] === ': ' ? 0 : 1)).trim()
  const rest = text.slice(cut.index + 2).trim()
  return { title, children: <p>{rest.charAt(0).toUpperCase() + rest.slice(1)}</p> }
}

/** Longer facts are read as a sentence, not as a title. */
const shortFact = 40

function ProcedureFacts({ locale, definition, options, delay, answerBy }: ProcedurePageProps): VNode {
  const texts = procedureTexts(locale)
  const format = formats(locale)
  const whom = localize(definition.forWhom, locale)
  const isShort = whom.length <= shortFact
  return Facts({
    facts: [
      {
        icon: 'users',
        label: texts.forWhom,
        value: isShort ? whom.replace(/\.$/, '') : '',
        note: isShort ? undefined : whom,
      },
      {
        icon: 'calendar-days',
        label: texts.howLong,
        value: delayText(delay, locale),
        note: texts.answerBefore(format.nearDate(answerBy)),
      },
      {
        icon: 'euro',
        label: texts.howMuch,
        value: options.feeCents === 0 ? texts.free : format.euros(options.feeCents),
        note: options.feeNote && localize(options.feeNote, locale),
      },
      {
        icon: 'clock',
        label: texts.form,
        value: format.plural(definition.minutes, texts.minuteWord, texts.minutesWord),
        note: texts.canPause,
      },
    ],
  })
}

function Start({ locale, draft, startHref }: ProcedurePageProps): VNode {
  const texts = procedureTexts(locale)
  if (!draft) {
    return (
      <div class="row">
        <ButtonLink size="big" iconAfter="arrow-right" href={startHref}>
          {texts.start}
        </ButtonLink>
        <span class="meta">
          {texts.withOrWithout}
          <br />
          {texts.nothingSent}
        </span>
      </div>
    )
  }
  return Alert({
    tone: 'info',
    icon: 'pen-line',
    title: texts.draftWaits,
    children: (
      <>
        <p>{texts.draftSaved(formats(locale).dateTime(draft.savedAt))}</p>
        <div class="row actions">
          <ButtonLink size="big" iconAfter="arrow-right" href={draft.href}>
            {texts.resume}
          </ButtonLink>
          <a href={startHref}>{texts.startAnew}</a>
        </div>
      </>
    ),
  })
}

function OtherWays({ locale, options: { contact } }: ProcedurePageProps): VNode {
  const texts = procedureTexts(locale)
  const items: CheckListProps['items'][number][] = []
  if (contact.phone !== undefined) {
    items.push({
      icon: 'phone',
      title: texts.byPhone,
      children: (
        <>
          <a href={phoneHref(contact.phone)}>{contact.phone}</a>
          <p class="meta">{texts.byPhoneNote}</p>
        </>
      ),
    })
  }
  if (contact.address !== undefined || contact.hours) {
    items.push({
      icon: 'landmark',
      title: texts.atDesk,
      children: (
        <>
          {contact.address !== undefined && <p>{contact.address}</p>}
          {contact.hours && <p class="meta">{localize(contact.hours, locale)}</p>}
        </>
      ),
    })
  }
  if (contact.email !== undefined) {
    items.push({ icon: 'mail', title: texts.byMail, children: <a href={`mailto:${contact.email}`}>{contact.email}</a> })
  }
  return Panel({
    title: texts.otherwise,
    children: (
      <>
        <p class="meta">{localize(contact.name, locale)}</p>
        {CheckList({ items })}
      </>
    ),
  })
}
