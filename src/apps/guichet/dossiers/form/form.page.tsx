import type { VNode } from 'preact'
import { type Locale, localize } from '#kernel/localized'
import type { LivePage, OfferOptions, Page } from '#counter/procedures'
import {
  Alert,
  Breadcrumbs,
  Button,
  Actions,
  Details,
  ErrorSummary,
  Form,
  Notice,
  Panel,
  Saved,
  Stepper,
  Radios,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { ContactLines } from '../../procedures/contact.tsx'
import { labelAt } from '../errors.ts'
import { renderFields } from './fields.tsx'
import { Ineligible, type Ineligibility } from './ineligible.tsx'
import { followedFields, type Laid, layFields, watchedFields } from './reveals.ts'
import { idOf, type Sheet } from './sheet.ts'
import { actsForName, type ActsForChoice, myself } from './acts-for.ts'
import { controlTexts, formTexts } from './texts.ts'

export interface FormPageProps {
  readonly locale: Locale
  readonly procedureTitle: string
  readonly page: Page
  /** From 1, the summary being the last. */
  readonly step: number
  readonly of: number
  /** Short title of the next page; undefined before the summary. */
  readonly nextName: string | undefined
  readonly sheet: Sheet
  /** Ids of the fields that the answers so far show. */
  readonly shown: ReadonlySet<string>
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
  /** Why the answers lead no further. */
  readonly ineligible: readonly Ineligibility[]
  /** Where the page is sent; background saves go there too. */
  readonly action: string
  readonly previous: { readonly href: string; readonly isProcedure: boolean }
  readonly savedAt: Date | undefined
  /** The draft as this page shows it: a save compares. */
  readonly version: number | undefined
  readonly hasFiles: boolean
  readonly contact: OfferOptions['contact']
  /** On the page that asks who one is, without an account: where to sign in and come back. */
  readonly signInHref: string | undefined
  /** Tells two sendings of the first page apart from two requests. */
  readonly key: string | undefined
  /** What a preview takes from page to page, by the name of the input. */
  readonly carried?: Readonly<Record<string, string>>
  /** Where a script finds what follows a page. */
  readonly rulesModule?: string | undefined
  /** On the first page, for who may act for others. */
  readonly actsFor: ActsForChoice | undefined
}

/** One page of a form: a question, its fields, what is kept. */
export function FormPage(props: FormPageProps): VNode {
  const { locale, page, previous } = props
  const texts = formTexts(locale)
  const back = previous.isProcedure ? texts.backToProcedure : texts.previousStep
  return (
    <div class="wrap">
      {Breadcrumbs({ label: texts.wayBack, links: [{ href: previous.href, label: back }], isBack: true })}
      <div class="split">
        <div>
          {Stepper({
            subject: props.procedureTitle,
            label: texts.step(props.step, props.of, inSentence(localize(page.shortTitle, locale))),
            next: props.nextName === undefined ? texts.nextSummary : texts.next(inSentence(props.nextName)),
            step: props.step,
            of: props.of,
          })}
          <div class="form-head">
            <h1>{localize(page.title, locale)}</h1>
            {page.intro && <p class="lead">{localize(page.intro, locale)}</p>}
          </div>
          {Warnings(props)}
          {Island(props)}
        </div>
        <aside class="stack">
          {Panel({ title: texts.needHelp, isTinted: true, children: ContactLines({ contact: props.contact, locale }) })}
          {Details({ summary: texts.whyAsked, children: <p>{texts.whyAskedBody}</p> })}
        </aside>
      </div>
    </div>
  )
}

/** A title within a sentence: “L’endroit” → “l’endroit”. */
const inSentence = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1)

function Warnings({ locale, page, errors, sheet, signInHref, ineligible, contact }: FormPageProps): VNode {
  const texts = formTexts(locale)
  return (
    <>
      {sheet.rivals.size > 0 && RivalsAlert({ locale, page, sheet })}
      {signInHref !== undefined &&
        Notice({
          tone: 'calm',
          icon: 'user',
          children: (
            <>
              <b>{texts.identify}</b> {texts.identifyBody} <a href={signInHref}>{texts.signIn}</a>
            </>
          ),
        })}
      {Ineligible({ locale, ineligible, contact })}
      {errors.length > 0 && ErrorSummary({ title: texts.toCorrect(errors.length), errors, note: texts.othersKept })}
    </>
  )
}

/** Another window changed the same page: what it wrote, field by field. */
export function RivalsAlert({ locale, page, sheet }: Pick<FormPageProps, 'locale' | 'page' | 'sheet'>): VNode {
  const texts = formTexts(locale)
  return Alert({
    tone: 'warn',
    title: texts.otherTabTitle,
    isLive: true,
    children: (
      <>
        <p>{texts.otherTabBody}</p>
        <ul>
          {[...sheet.rivals].map(([input, value]) => (
            <li>
              <a href={`#${idOf(input)}`}>
                {texts.otherTabWrote(labelAt(page, input, locale), value || controlTexts(locale).blank)}
              </a>
            </li>
          ))}
        </ul>
      </>
    ),
  })
}

/** "Pour qui faites-vous cette demande ?": one request, one person or organisation. */
function ActsFor({ locale, actsFor }: FormPageProps): VNode | null {
  if (!actsFor) return null
  const texts = formTexts(locale)
  return Radios({
    id: actsForName,
    name: actsForName,
    legend: texts.actsFor,
    hint: texts.actsForHint,
    value: actsFor.value,
    error: actsFor.error,
    choices: [
      { value: myself, label: texts.actsForMe },
      ...actsFor.choices.map(({ key, name, number }) => ({ value: key, label: name, hint: number ?? undefined })),
    ],
  })
}

/** The form, in a frame where a script finds what it needs: where to save, what to say. */
function Island(props: FormPageProps): VNode {
  const { locale, page, sheet, shown } = props
  const texts = formTexts(locale)
  const { live } = sheet
  const watched = watchedFields(page.fields).join(' ')
  const words = {
    saved: texts.saved('{time}'),
    offline: texts.offline,
    restored: texts.restored,
    uploading: texts.uploading,
    cancel: texts.cancelUpload,
    cancelled: texts.cancelledUpload,
    ...(live && {
      optional: controlTexts(locale).optional,
      yes: controlTexts(locale).yes,
      no: controlTexts(locale).no,
    }),
  }
  const followed = live &&
    props.rulesModule !== undefined && {
      'data-live': JSON.stringify({ ...live, messages: messagesOf(page, live, locale) }),
      'data-rules': props.rulesModule,
      'data-unfollowed': watchedFields(page.fields, followedFields(page.fields, live)).join(' '),
    }
  return (
    <div id="form-island" data-page={page.id} data-watched={watched} data-words={JSON.stringify(words)} {...followed}>
      {Form({
        action: props.action,
        hasFiles: props.hasFiles,
        guardsEnter: props.hasFiles || sheet.stateData.size > 0 || page.fields.some(({ type }) => type === 'repeated'),
        hidden: {
          ...(props.version !== undefined && { 'page-version': String(props.version) }),
          ...(props.key !== undefined && { 'page-key': props.key }),
          ...props.carried,
        },
        children: (
          <>
            {ActsFor(props)}
            {FormFields({ page, shown, sheet })}
            <div class="stack">
              {Actions({
                children: (
                  <>
                    <Button size="big" iconAfter="arrow-right">
                      {texts.continue}
                    </Button>
                    <Button kind="plain" name="page-action" value="later">
                      {texts.later}
                    </Button>
                  </>
                ),
              })}
              {SavedLine(props)}
            </div>
          </>
        ),
      })}
    </div>
  )
}

/** What to say of a rule that does not hold, by its name. */
const messagesOf = (page: Page, live: LivePage, locale: Locale): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (page.checks ?? [])
      .filter(({ id }) => live.checks.some((check) => check.id === id))
      .map(({ id, message }) => [id, localize(message, locale)]),
  )

/** The fields, and which ones: what a hidden one held is kept when the page is sent. */
export function FormFields({ page, shown, sheet }: Pick<FormPageProps, 'page' | 'shown' | 'sheet'>): VNode {
  const fields = renderFields(page.fields, shown, sheet)
  return (
    <div class="form-fields" id="form-fields">
      <input type="hidden" name="page-shown" value={shownIds(page, shown).join(' ')} />
      {fields}
    </div>
  )
}

/** The fields that stand in the page: those shown, and those that a choice may reveal. */
const shownIds = (page: Page, shown: ReadonlySet<string>): readonly string[] => {
  const ids: string[] = []
  const visit = (laid: readonly Laid[]): void => {
    for (const { field, reveals } of laid) {
      ids.push(field.id)
      for (const inner of reveals.values()) visit(inner)
    }
  }
  visit(layFields(page.fields, ({ id }) => shown.has(id)))
  return ids
}

function SavedLine({ locale, savedAt }: FormPageProps): VNode {
  const texts = formTexts(locale)
  if (!savedAt) return <p class="meta">{texts.notYetSaved}</p>
  return Saved({ label: texts.saved(formats(locale).time(savedAt)) })
}
