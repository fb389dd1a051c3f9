import type { VNode } from 'preact'
import type { Field } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { Icon } from '#platform/html'
import { blockCalled } from './block-gestures.ts'
import { countUnder } from './findings.tsx'
import { heightOf } from './move-to.tsx'
import { type DesignerProps, hrefOf } from './parts.tsx'
import { studioTexts } from './texts.ts'
import { typeTexts } from './type-texts.ts'

/** The pages of a form and the questions of the chosen one, which are put in order here. */
export function Outline(props: DesignerProps): VNode {
  const { locale, draft, place } = props
  const t = studioTexts(locale)
  const { pages } = draft.document.definition.form
  const isAbout = place.page === undefined
  const words = { taken: t.order_taken, place: t.order_place, end: t.order_end, back: t.order_back, down: t.order_down }
  return (
    <nav class="panel outline" aria-label={t.outline} data-studio-order data-words={JSON.stringify(words)}>
      <a href={hrefOf(props, { page: undefined, field: [] })} aria-current={isAbout ? 'true' : undefined}>
        {Icon({ name: 'file-text', size: 'small' })}
        {t.about}
      </a>
      <ul class="plain">
        {pages.map((page, index) => {
          const isHere = place.page === page.id
          const title = localize(page.shortTitle, locale)
          return (
            <li data-item={`page:${page.id}`} data-title={title} data-last={page.fields.at(-1)?.id}>
              <div class="outline-row">
                {Grip(props, title)}
                <a
                  href={hrefOf(props, { page: page.id, field: [] })}
                  aria-current={isHere && place.field.length === 0 ? 'true' : undefined}
                >
                  {index + 1}. {title}
                  {Flag(props, countUnder(props.findings, { page: page.id, field: [] }))}
                  <small>{page.fields.length}</small>
                </a>
              </div>
              {isHere && page.fields.length > 0 && Branch(props, page.fields, [])}
            </li>
          )
        })}
      </ul>
      {draft.state === 'open' && OrderForm(props)}
    </nav>
  )
}

/** What sends a new place, once something was put down. */
const OrderForm = ({ base, draft }: DesignerProps): VNode => (
  <>
    <form id="ordre" method="post" action={`${base}/${draft.id}`} hidden>
      <input type="hidden" name="version" value={String(draft.version)} />
      <input type="hidden" name="geste" value="placer" />
      {['page', 'champ', 'vers', 'apres'].map((name) => (
        <input type="hidden" name={name} value="" />
      ))}
    </form>
    <div id="ordre-dit" class="vh" aria-live="assertive" />
  </>
)

/** The handle of an item: a script shows it, and does what it says. */
function Grip({ locale, draft }: DesignerProps, name: string): VNode | null {
  if (draft.state !== 'open') return null
  return (
    <button class="grip" type="button" hidden aria-label={studioTexts(locale).order_handle(name)}>
      {Icon({ name: 'grip-vertical', size: 'small' })}
    </button>
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
        const label = localize(field.label, locale)
        return (
          <li
            data-item={`field:${names.join('/')}`}
            data-title={label}
            data-rows={String(heightOf(field))}
            data-block={blockCalled(field)}
          >
            <div class="outline-row">
              {Grip(props, label)}
              <a href={hrefOf(props, { page: place.page, field: names })} aria-current={isHere ? 'true' : undefined}>
                {Icon({ name: field.condition === undefined ? 'circle-dot' : 'corner-up-right', size: 'small' })}
                {short(label)}
                {Flag(props, countUnder(props.findings, { page: place.page, field: names }))}
                <small>{types[field.type]}</small>
              </a>
            </div>
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
