import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { OfferOptions, SummaryLine, SummarySection } from '#counter/procedures'
import {
  Actions,
  Breadcrumbs,
  Button,
  Checkbox,
  type DescriptionListProps,
  ErrorSummary,
  FileRow,
  Form,
  Stepper,
  Summary,
  Alert,
  Notice,
} from '#platform/html'
import { drawnAnswer, type MapGround, mapTexts } from '../../../maps/index.ts'
import { Ineligible, type Ineligibility } from './ineligible.tsx'
import { formTexts } from './texts.ts'

export interface SummaryPageProps {
  readonly locale: Locale
  readonly procedureTitle: string
  readonly of: number
  readonly sections: readonly SummarySection[]
  /** Address of the page that holds a section. */
  readonly pageHref: (pageId: string) => string
  readonly file: (id: string) => { readonly name: string; readonly href: string } | undefined
  /** Under the places that it names. */
  readonly ground: MapGround | undefined
  /** Places that lie away from the collectivity, with where to change them. */
  readonly farPlaces: readonly { readonly href: string; readonly label: string }[]
  readonly previousHref: string
  readonly action: string
  readonly office: string
  /** Pages to complete before sending, with their short title. */
  readonly incomplete: readonly { readonly pageId: string; readonly title: string }[]
  /** Why one cannot file. */
  readonly ineligible: readonly Ineligibility[]
  readonly contact: OfferOptions['contact']
  /** Recommended questions left blank, with where to answer them. */
  readonly recommended: readonly { readonly href: string; readonly label: string }[]
  readonly isDeclarationMissing: boolean
  /** For whom the request is made, when not for who writes. */
  readonly actingFor: string | undefined
  /** For whom she may no longer file. */
  readonly rightLost: string | undefined
}

/** The last step: everything that will be sent, each part with its way back, and one button. */
export function SummaryPage(props: SummaryPageProps): VNode {
  const { locale, of } = props
  const texts = formTexts(locale)
  return (
    <div class="wrap">
      {Breadcrumbs({
        label: texts.wayBack,
        links: [{ href: props.previousHref, label: texts.previousStep }],
        isBack: true,
      })}
      <div class="narrow">
        {Stepper({ subject: props.procedureTitle, label: texts.step(of, of, texts.summaryStep), step: of, of })}
        <div class="form-head">
          <h1>{texts.summaryTitle}</h1>
        </div>
        {Messages(props)}
        {props.sections.map((section) =>
          Summary({
            title: section.title,
            edit: { href: props.pageHref(section.pageId), label: texts.change },
            items: section.lines.map((line) => itemOf(line, props)),
          }),
        )}
        <div class="send">{props.incomplete.length === 0 && props.ineligible.length === 0 && SendForm(props)}</div>
      </div>
    </div>
  )
}

function Messages(props: SummaryPageProps): VNode {
  const texts = formTexts(props.locale)
  return (
    <>
      {Ineligible(props)}
      {props.recommended.length > 0 && Recommended(props)}
      {FarPlaces(props)}
      {props.incomplete.length > 0 && (
        <div class="errors" role="alert">
          <h2>{texts.incomplete}</h2>
          <ul class="plain">
            {props.incomplete.map(({ pageId, title }) => (
              <li>
                <a href={props.pageHref(pageId)}>{texts.incompleteIn(title)}</a>
              </li>
            ))}
          </ul>
          <p class="meta">{texts.othersKept}</p>
        </div>
      )}
      {props.rightLost !== undefined && Alert({ tone: 'bad', title: props.rightLost, isLive: true })}
      {props.rightLost === undefined &&
        props.actingFor !== undefined &&
        Notice({ tone: 'info', children: texts.actingFor(props.actingFor) })}
      {props.isDeclarationMissing &&
        ErrorSummary({
          title: texts.toCorrect(1),
          errors: [{ fieldId: 'declaration', message: texts.declarationMissing }],
          note: texts.othersKept,
        })}
    </>
  )
}

/** What would help, and blocks nothing. */
function Recommended({ locale, recommended }: SummaryPageProps): VNode {
  return Notice({
    tone: 'info',
    children: (
      <>
        <p>{formTexts(locale).recommendedTitle}</p>
        <ul>
          {recommended.map(({ href, label }) => (
            <li>
              <a href={href}>{label}</a>
            </li>
          ))}
        </ul>
      </>
    ),
  })
}

/** A place elsewhere is checked, and may be right. */
function FarPlaces({ locale, ground, farPlaces }: SummaryPageProps): VNode | null {
  if (ground === undefined || farPlaces.length === 0) return null
  return Notice({
    tone: 'warn',
    children: farPlaces.map(({ href, label }) => (
      <p>
        <a href={href}>{label}</a> : {mapTexts(locale).far(ground.name)}
      </p>
    )),
  })
}

function itemOf(line: SummaryLine, { locale, file, ground }: SummaryPageProps): DescriptionListProps['items'][number] {
  const label = line.group === undefined ? line.label : `${line.group} : ${line.label}`
  const files = line.files?.flatMap((id) => file(id) ?? []) ?? []
  if (files.length > 0) return { label, value: files.map(({ name, href }) => FileRow({ name, href })) }
  const drawn = drawnAnswer(line, { locale, ground })
  if (drawn) return { label, value: drawn }
  return { label, value: line.text === '' ? <span class="meta">{formTexts(locale).noAnswer}</span> : line.text }
}

function SendForm({ locale, action, office, isDeclarationMissing }: SummaryPageProps): VNode {
  const texts = formTexts(locale)
  return Form({
    action,
    children: (
      <>
        {Checkbox({
          id: 'declaration',
          name: 'declaration',
          label: texts.declaration,
          hint: texts.declarationHint,
          error: isDeclarationMissing ? texts.declarationMissing : undefined,
          isRequired: true,
        })}
        <div class="stack">
          {Actions({
            children: (
              <Button size="big" icon="send">
                {texts.send}
              </Button>
            ),
          })}
          <p class="meta">{texts.sendNote(office)}</p>
        </div>
      </>
    ),
  })
}
