import type { VNode } from 'preact'
import type { Page } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { ErrorSummary, Icon, Notice, Tabs } from '#platform/html'
import { formats } from '#platform/i18n'
import { About } from './about-panel.tsx'
import { AcrossPanels } from './across-panel.tsx'
import { AddBlock, AddField, AddPage } from './add-forms.tsx'
import { FieldPanel } from './field-panel.tsx'
import { Outline } from './outline.tsx'
import { DraftHead } from './head.tsx'
import { PagePanel } from './page-panels.tsx'
import { type DesignerProps, hrefOf } from './parts.tsx'
import { studioTexts } from './texts.ts'

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
        {Others(props)}
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

/** Who else is writing: what each changes is never lost, but one may wish to speak first. */
function Others({ locale, others }: DesignerProps): VNode | null {
  const [last] = others
  if (!last) return null
  const names = others.map(({ name }) => name).join(', ')
  return Notice({
    tone: 'calm',
    icon: 'users',
    children: studioTexts(locale).also_writing(names, formats(locale).dateTime(last.at)),
  })
}

function ChosenPage(props: DesignerProps, page: Page): VNode {
  return (
    <>
      {Previews(props, page)}
      {props.place.field.length > 0 ? FieldPanel(props) : PagePanel(props, page)}
      {props.draft.state === 'open' && AddField(props, page)}
      {props.draft.state === 'open' && AddBlock(props)}
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

/** The page as a resident sees it, in two frames of this site; nothing in them can be sent. */
function Previews(props: DesignerProps, page: Page): VNode {
  const { locale, base, draft, isWhole } = props
  const t = studioTexts(locale)
  const title = localize(page.title, locale)
  const src = `${base}/${draft.id}/apercu/${page.id}${isWhole ? '?vue=tout' : ''}`
  const frame = (device: 'desktop' | 'phone') => (
    <div class={device === 'phone' ? 'frame phone' : 'frame'}>
      <p>
        {Icon({ name: device === 'phone' ? 'smartphone' : 'monitor', size: 'small' })}
        {t[device]}
      </p>
      <iframe
        src={src}
        title={t.preview(title, device === 'phone' ? t.on_phone : t.on_desktop)}
        sandbox="allow-same-origin allow-scripts allow-forms allow-top-navigation-by-user-activation"
        loading="lazy"
      />
    </div>
  )
  return (
    <section class="stack" aria-labelledby="apercu">
      <h2 id="apercu" class="vh">
        {t.preview_title}
      </h2>
      {PreviewViews(props)}
      <div class="previews">
        {frame('desktop')}
        {frame('phone')}
      </div>
    </section>
  )
}

/** As a person fills it, or every question at once. */
function PreviewViews(props: DesignerProps): VNode {
  const { locale, place, isWhole } = props
  const t = studioTexts(locale)
  const here = hrefOf(props, place)
  const all = `${here}${here.includes('?') ? '&' : '?'}vue=tout`
  return Tabs({
    label: t.preview_title,
    tabs: [
      { href: here, label: t.preview_live, isCurrent: !isWhole },
      { href: all, label: t.preview_whole, isCurrent: isWhole },
    ],
  })
}
