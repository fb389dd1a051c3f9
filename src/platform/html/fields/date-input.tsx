import type { ComponentChildren } from 'preact'
import type { Day } from '#kernel/calendar'
import { describedBy, Fieldset, type Surroundings } from './field.tsx'

/** A date as it was typed, kept as such after a refusal. */
export interface DateParts {
  day: string
  month: string
  year: string
}

export type DatePart = keyof DateParts

/** Names of the three boxes of a date: what the form sends. */
export const dateNames = (name: string): DateParts => ({
  day: `${name}-day`,
  month: `${name}-month`,
  year: `${name}-year`,
})

/** A day cut for the three boxes. */
export function dateParts(day: Day): DateParts {
  const [year = '', month = '', date = ''] = day.split('-')
  return { day: String(Number(date)), month: String(Number(month)), year }
}

/** The three boxes read together, as a day to be checked: `{7, 3, 2026}` → `2026-03-07`. Empty when all are. */
export function joinDateParts({ day, month, year }: DateParts): string {
  const typed = [year, month, day].map((part) => part.trim())
  if (typed.every((part) => part === '')) return ''
  return typed.map((part, index) => part.padStart(index === 0 ? 4 : 2, '0')).join('-')
}

export interface DateInputProps extends Surroundings {
  name: string
  legend: ComponentChildren
  isLegendHidden?: boolean | undefined
  labels: DateParts
  value?: Partial<DateParts> | undefined
  /** The boxes at fault, all of them unless said. */
  wrong?: readonly DatePart[] | undefined
  /** Fills in the day of birth known by the browser. */
  isBirthday?: boolean | undefined
  isRequired?: boolean | undefined
}

const everyPart: readonly DatePart[] = ['day', 'month', 'year']

/** A date that one knows by heart: three boxes are quicker than a calendar, and anyone can fill them in. */
export function DateInput(props: DateInputProps) {
  const { id, name, labels, value, error, isBirthday, isRequired } = props
  const names = dateNames(name)
  const wrong = props.wrong ?? everyPart
  const description = describedBy(props)
  const box = (part: DatePart) => {
    const isWrong = error !== undefined && wrong.includes(part)
    return (
      <label>
        {labels[part]}
        <input
          class={part === 'year' ? 'input w-4' : 'input w-2'}
          // The first box carries the id of the whole, so that an error leads to it.
          id={part === 'day' ? id : `${id}-${part}`}
          name={names[part]}
          value={value?.[part]}
          inputMode="numeric"
          maxLength={part === 'year' ? 4 : 2}
          autoComplete={isBirthday === true ? `bday-${part}` : 'off'}
          required={isRequired}
          aria-invalid={isWrong ? 'true' : undefined}
          aria-describedby={isWrong ? description : undefined}
        />
      </label>
    )
  }
  return Fieldset({ ...props, children: <div class="date">{everyPart.map(box)}</div> })
}
