import type { VNode } from 'preact'
import { Details, Form } from '#platform/html'
import type { Drawing, Panel } from './panel.ts'
import { panelTexts } from './texts.ts'

interface PanelFormProps {
  readonly panel: Panel
  readonly drawing: Drawing
  readonly action: string
  readonly hidden: Readonly<Record<string, string>>
  /** Above the inputs. */
  readonly lead?: VNode | undefined
  readonly buttons: VNode
}

/** One piece and its inputs, French first; the Enter key saves, whatever buttons its lines have. */
export function PanelForm({ panel, drawing, action, hidden, lead, buttons }: PanelFormProps): VNode {
  const english = panel.flatMap((control) => control.english ?? [])
  return Form({
    action,
    hidden,
    children: (
      <>
        <button class="vh" type="submit" name="geste" value={drawing.act} tabIndex={-1} aria-hidden="true" />
        {lead}
        {panel.map((control) => control.draw(drawing))}
        {english.length > 0 && (
          <Details summary={panelTexts(drawing.around.locale).english}>
            <div class="stack">{english.map((draw) => draw(drawing))}</div>
          </Details>
        )}
        {buttons}
      </>
    ),
  })
}
