import type { VNode } from 'preact'
import type { Field, Page } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { ErrorSummary, Icon } from '#platform/html'
import { AcrossPanels } from './across-panel.tsx'
import { AddField, AddPage } from './add-forms.tsx'
import { FieldPanel } from './field-panel.tsx'
import { countUnder } from './findings.tsx'
import { DraftHead } from './head.tsx'
import { About, PagePanel } from './page-panels.tsx'
import { type DesignerProps, hrefOf } from './parts.tsx'
import { studioTexts, typeTexts } from './texts.ts'

/** The designer of a form: its pages at the side, a preview at both widths, what is chosen. */
export function DesignerPage(props: DesignerProps): VNode {
  const { locale, draft, place, errors } = props
  const t = studioTexts(locale)
  const page = draft.document.definition.form.pages.find(({ id }) => id === place.page)
  return (
    <>
      {DraftHead({ ...props, part: 'form' })}
      <div class="stack far parts">
        {errors.length > 0 && ErrorSummary({ title: t.to_correct, errors })}
        <div class="studio">
          <div>
            {Outline(props)}
            {draft.state === 'open' && AddPage(props)}
          </div>
          <div>{page ? ChosenPage(props, page) : Whole(props)}</div>
        </div>
      </div>
    </>
  )
}

function ChosenPage(props: DesignerProps, page: Page): VNode {
  return (
    <>
      {Previews(props, page)}
      {props.place.field.length > 0 ? FieldPanel(props, page) : PagePanel(props, page)}
      {props.draft.state === 'open' && AddField(props, page)}
      {props.place.field.length === 0 && AcrossPanels(props, page)}
    </>
  )
}

function Whole(props: DesignerProps): VNode {
  return (
    <>
      {About(props)}
      {AcrossPanels(props, undefined)}
    </>
  )
}

function Outline(props: DesignerProps): VNode {
  const { locale, draft, place } = props
  const t = studioTexts(locale)
  const { pages } = draft.document.definition.form
  const isAbout = place.page === undefined
  return (
    <nav class="panel outline" aria-label={t.outline}>
      <ul class="plain">
        <li>
          <a href={hrefOf(props, { page: undefined, field: [] })} aria-current={isAbout ? 'true' : undefined}>
            {Icon({ name: 'file-text', size: 'small' })}
            {t.about}
          </a>
        </li>
        {pages.map((page, index) => {
          const isHere = place.page === page.id
          return (
            <li>
              <a
                href={hrefOf(props, { page: page.id, field: [] })}
                aria-current={isHere && place.field.length === 0 ? 'true' : undefined}
              >
                {index + 1}. {localize(page.shortTitle, locale)}
                {Flag(props, countUnder(props.findings, { page: page.id, field: [] }))}
                <small>{page.fields.length}</small>
              </a>
              {isHere && page.fields.length > 0 && Branch(props, page.fields, [])}
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

function Branch(props: DesignerProps, fields: readonly Field[], parents: readonly string[]): VNode {
  const { locale, place } = props
  const types = typeTexts(locale)
  return (
    <ul class="plain">
      {fields.map((field) => {
        const names = [...parents, field.id]
        const isHere = names.join('/') === place.field.join('/')
        return (
          <li>
            <a href={hrefOf(props, { page: place.page, field: names })} aria-current={isHere ? 'true' : undefined}>
              {Icon({ name: field.condition === undefined ? 'circle-dot' : 'corner-up-right', size: 'small' })}
              {short(localize(field.label, locale))}
              {Flag(props, countUnder(props.findings, { page: place.page, field: names }))}
              <small>{types[field.type]}</small>
            </a>
            {field.type === 'repeated' && Branch(props, field.fields as readonly Field[], names)}
          </li>
        )
      })}
    </ul>
  )
}

/** That something is to mend there. */
function Flag({ locale }: DesignerProps, count: number): VNode | null {
  if (count === 0) return null
  return (
    <span class="flag">
      {Icon({ name: 'triangle-alert', size: 'small' })}
      <span class="vh">{studioTexts(locale).to_mend(count)}</span>
    </span>
  )
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

/** The page as a resident sees it, in two frames of this site; nothing in them can be sent. */
function Previews({ locale, base, draft }: DesignerProps, page: Page): VNode {
  const t = studioTexts(locale)
  const title = localize(page.title, locale)
  const src = `${base}/${draft.id}/apercu/${page.id}?v=${draft.version}`
  const frame = (device: 'desktop' | 'phone') => (
    <div class={device === 'phone' ? 'frame phone' : 'frame'}>
      <p>
        {Icon({ name: device === 'phone' ? 'smartphone' : 'monitor', size: 'small' })}
        {t[device]}
      </p>
      <iframe
        src={src}
        title={t.preview(title, device === 'phone' ? t.on_phone : t.on_desktop)}
        sandbox="allow-same-origin"
        loading="lazy"
      />
    </div>
  )
  return (
    <section class="stack" aria-labelledby="apercu">
      <h2 id="apercu" class="vh">
        {t.preview_title}
      </h2>
      <div class="previews">
        {frame('desktop')}
        {frame('phone')}
      </div>
    </section>
  )
}
