import type { VNode } from 'preact'
import type { Page } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { Form, Panel, TextArea, TextInput } from '#platform/html'
import { type DesignerProps, errorIn, hiddenOf, Moves, valueOf } from './parts.tsx'
import { FindingList } from './findings.tsx'
import { RuleLine } from './rule-line.tsx'
import { studioTexts } from './texts.ts'

/** The chosen page: its question, when it is asked, its place. */
export function PagePanel(props: DesignerProps, page: Page): VNode {
  const { locale, base, draft, place, typed, act } = props
  const t = studioTexts(locale)
  const now = act.startsWith('page-changer') || act.startsWith('page-regle') ? typed : undefined
  const title = localize(page.title, 'fr')
  return Panel({
    title: t.the_page,
    id: 'page',
    children: Form({
      action: `${base}/${draft.id}`,
      hidden: hiddenOf(props, place),
      children: (
        <>
          {FindingList(props)}
          {/* Enter saves, it moves nothing. */}
          <button class="vh" type="submit" name="geste" value="page-changer" tabIndex={-1} aria-hidden="true" />
          {TextInput({
            id: 'titre',
            name: 'titre',
            label: t.page_title,
            value: valueOf(now, 'titre', title),
            error: errorIn(props, now, 'titre'),
          })}
          {TextInput({
            id: 'court',
            name: 'court',
            label: t.page_short,
            hint: t.page_short_hint,
            value: valueOf(now, 'court', page.shortTitle.fr),
            error: errorIn(props, now, 'court'),
          })}
          {TextArea({
            id: 'introduction',
            name: 'introduction',
            label: t.page_intro,
            optionalMark: t.facultative,
            rows: 2,
            value: valueOf(now, 'introduction', page.intro?.fr),
          })}
          {RuleLine({
            props,
            label: t.condition,
            name: title,
            expression: page.condition,
            act: 'page-regle:quand',
            absent: t.always,
          })}
          {draft.state === 'open' && Moves({ locale, noun: 'page', name: title })}
        </>
      ),
    }),
  })
}
