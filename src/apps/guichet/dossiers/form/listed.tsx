import type { VNode } from 'preact'
import { Button, Checkboxes, Select, TextInput } from '#platform/html'
import { formats } from '#platform/i18n'
import { isAsked, joined, labelOf, type Of, type Placed, surroundings } from './placed.ts'
import { idOf, type ListedOptions, type Sheet, typed, typedList } from './sheet.ts'
import { controlTexts } from './texts.ts'

type Listed = Of<'choice' | 'card'>

const staleness = ({ staleSince }: ListedOptions, { locale }: Sheet): string | undefined =>
  staleSince && controlTexts(locale).listStale(formats(locale).fullDate(staleSince))

/** One value of a list: all of a short one in a select; of a long one, those that a search finds. */
export function listedChoice(placed: Placed<Listed>): VNode {
  const { name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  const listed = sheet.listed.get(name) ?? { options: [], isLong: false }
  const nothing = listed.options.length === 0 && !listed.isLong ? texts.nothingListed : undefined
  const control = Select({
    ...surroundings(placed, { hint: joined(nothing, staleness(listed, sheet)) }),
    name,
    label: labelOf(placed),
    value: typed(sheet, name),
    options: listed.options,
    emptyLabel: texts.choose,
    isRequired: isAsked(placed),
  })
  return listed.isLong ? search(placed, control) : control
}

/** Several values of a list: boxes, with those already chosen. */
export function listedChoices(placed: Placed<Of<'choices'>>): VNode {
  const { field, name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  const listed = sheet.listed.get(name) ?? { options: [], isLong: false }
  const most = field.maxChoices === undefined ? undefined : texts.atMost(String(field.maxChoices))
  const hint = joined(most, staleness(listed, sheet))
  const control = (
    <>
      <input type="hidden" name={name} value="" />
      {Checkboxes({
        ...surroundings(placed, { hint }),
        name,
        legend: labelOf(placed),
        choices: listed.options,
        values: typedList(sheet, name),
      })}
    </>
  )
  return listed.isLong ? search(placed, control) : control
}

/** Words to look for, and a button that brings the page back with what is found. */
function search({ name, sheet, ...placed }: Placed<Listed | Of<'choices'>>, control: VNode): VNode {
  const texts = controlTexts(sheet.locale)
  const input = `${name}.search`
  const words = { results: texts.listResults, found: texts.listFound, none: texts.listNone, chosen: texts.listChosen }
  return (
    <div
      class="stack"
      data-module={sheet.listSearch?.module}
      data-listed={sheet.listSearch?.hrefOf(name)}
      data-name={name}
      data-words={JSON.stringify(words)}
    >
      {TextInput({
        id: idOf(input),
        name: input,
        label: texts.searchIn(labelOf({ name, sheet, ...placed })),
        hint: texts.searchHint,
        value: typed(sheet, input),
        autoComplete: 'off',
      })}
      <div>
        <Button kind="quiet" icon="search" name="page-action" value={`search:${name}`}>
          {texts.search}
        </Button>
      </div>
      {control}
    </div>
  )
}
