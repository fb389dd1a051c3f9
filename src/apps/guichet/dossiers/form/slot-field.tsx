import type { VNode } from 'preact'
import { Button, Select } from '#platform/html'
import { catalogue } from '#platform/i18n'
import { isAsked, labelOf, type Of, type Placed, surroundings } from './placed.ts'
import { idOf, typed } from './sheet.ts'
import { controlTexts } from './texts.ts'

const texts = catalogue({
  fr: {
    held: 'Ce que vous avez choisi',
    heldHint: 'Cet horaire vous est gardé pendant que vous remplissez le formulaire.',
    from: 'À partir de quel jour ?',
    show: 'Voir les horaires',
  },
  en: {
    held: 'What you have chosen',
    heldHint: 'This time is kept for you while you fill the form.',
    from: 'From which day?',
    show: 'Show the times',
  },
})

const nothing = { held: undefined, days: [], more: [], from: '' } as const

/** A time of an agenda: those of a few days, and a way to look further, by a button that brings the page back. */
export function slotField(placed: Placed<Of<'slot'>>): VNode {
  const { name, sheet } = placed
  const [t, common] = [texts(sheet.locale), controlTexts(sheet.locale)]
  const { held, days, more, from } = sheet.slots?.get(name) ?? nothing
  const hint = held ? t.heldHint : days.length === 0 ? common.nothingListed : undefined
  const control = Select({
    ...surroundings(placed, { hint }),
    name,
    label: labelOf(placed),
    value: held?.value ?? typed(sheet, name),
    options: [
      ...(held ? [{ group: t.held, options: [held] }] : []),
      ...days.map(({ day, times }) => ({ group: day, options: times })),
    ],
    emptyLabel: common.chooseSlot,
    isRequired: isAsked(placed),
  })
  if (more.length === 0) return control
  const input = `${name}.search`
  return (
    <div class="stack">
      {Select({ id: idOf(input), name: input, label: t.from, value: from, options: more })}
      <div>
        <Button kind="quiet" icon="calendar-days" name="page-action" value={`search:${name}`}>
          {t.show}
        </Button>
      </div>
      {control}
    </div>
  )
}
