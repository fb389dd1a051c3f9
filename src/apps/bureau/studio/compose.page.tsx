import type { VNode } from 'preact'
import type { Composed } from '#counter/studio'
import { localize } from '#kernel/localized'
import {
  Actions,
  Button,
  Details,
  ErrorSummary,
  Form,
  Panel,
  Select,
  type SelectOption,
  TextInput,
} from '#platform/html'
import type { InternalField } from '#counter/workflows'
import { DraftHead, type HeadProps } from './head.tsx'
import { testTexts } from './tests.texts.ts'

export interface ComposeProps extends Omit<HeadProps, 'part'> {
  /** Undefined while the circuit has faults. */
  readonly composed: Composed | undefined
  /** What one request carries to the next: answers typed, moves made. */
  readonly carried: Readonly<Record<string, string>>
  /** Agents' own fields as they were filled in, by their input. */
  readonly typed: Readonly<Record<string, string>>
  readonly name: string
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

export const internalName = (id: string): string => `interne.${id}`

/** A test made up by hand: answers of the preview, then what agents and the applicant do, button by button. */
export function ComposePage(props: ComposeProps): VNode {
  const { locale, composed, errors, base, draft } = props
  const t = testTexts(locale)
  return (
    <>
      {DraftHead({ ...props, part: 'essais' })}
      <div class="stack far parts">
        {composed && errors.length > 0 && ErrorSummary({ title: t.to_correct, errors })}
        <section class="stack" aria-labelledby="composer">
          <h2 id="composer">{t.compose}</h2>
          <p>{t.compose_hint}</p>
          {composed && <p>{composed.answers === 0 ? t.no_answers : t.answers(composed.answers)}</p>}
          <p>
            <a href={`${base}/${draft.id}/essais`}>{t.back}</a>
          </p>
        </section>
        {composed ? (
          <>
            {SoFar(props, composed)}
            {!composed.isOver && Next(props, composed)}
            {draft.state === 'open' && Keep(props)}
          </>
        ) : (
          <p>{t.not_playable}</p>
        )}
      </div>
    </>
  )
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function SoFar({ locale, base, draft, carried }: ComposeProps, { soFar, status, isOver }: Composed): VNode {
  const t = testTexts(locale)
  const action = `${base}/${draft.id}/essais/composer`
  return Panel({
    id: 'parcours',
    title: t.so_far,
    level: 3,
    children: (
      <>
        <ol>
          {soFar.map(({ move, path }) => (
            <li>
              {capitalised(localize(move, locale))} : <b>{localize(path, locale)}</b>
            </li>
          ))}
        </ol>
        <p>{isOver ? t.over : t.here(localize(status, locale))}</p>
        {soFar.length > 1 &&
          Form({
            action: `${action}#parcours`,
            hidden: carried,
            children: (
              <div class="row">
                {Button({ kind: 'quiet', name: 'geste', value: 'reculer', children: t.step_back })}
                {Button({ kind: 'quiet', name: 'geste', value: 'recommencer', children: t.restart })}
              </div>
            ),
          })}
      </>
    ),
  })
}

function Next(props: ComposeProps, { next, internal }: Composed): VNode {
  const { locale, base, draft, carried, typed } = props
  const t = testTexts(locale)
  const names = new Set(internal.map(({ id }) => internalName(id)))
  const hidden = Object.fromEntries(Object.entries(carried).filter(([name]) => !names.has(name)))
  return Panel({
    title: t.next,
    level: 3,
    children: Form({
      action: `${base}/${draft.id}/essais/composer#parcours`,
      hidden,
      // Enter in a field applies what it holds, and presses none of the buttons.
      guardsEnter: true,
      children: (
        <>
          {internal.length > 0 &&
            Details({
              summary: t.internal,
              isOpen: internal.some(({ id }) => (typed[internalName(id)] ?? '') !== ''),
              children: (
                <div class="stack">
                  {internal.map((field) => InternalInput(props, field))}
                  {Actions({ children: Button({ kind: 'quiet', children: t.apply }) })}
                </div>
              ),
            })}
          <div class="row">
            {next.map(({ move, name }) =>
              Button({
                kind: 'secondary',
                name: 'suite',
                value: JSON.stringify(move),
                children: capitalised(localize(name, locale)),
              }),
            )}
          </div>
          {next.length === 0 && <p>{t.nothing_next}</p>}
        </>
      ),
    }),
  })
}

function InternalInput({ locale, typed }: ComposeProps, field: InternalField): VNode {
  const t = testTexts(locale)
  const name = internalName(field.id)
  const control = { id: name, name, label: localize(field.label, locale), value: typed[name] }
  const options = optionsOf(field, locale)
  if (options) return Select({ ...control, emptyLabel: t.no_answer, options })
  return TextInput({ ...control, hint: field.type === 'date' ? t.date_hint : undefined, maxLength: 40 })
}

function optionsOf({ type, options = [] }: InternalField, locale: ComposeProps['locale']): SelectOption[] | undefined {
  const t = testTexts(locale)
  if (type === 'choice') return options.map(({ value, label }) => ({ value, label: localize(label, locale) }))
  if (type !== 'boolean') return undefined
  return [
    { value: 'oui', label: t.yes },
    { value: 'non', label: t.no },
  ]
}

function Keep({ locale, base, draft, carried, name, errors }: ComposeProps): VNode {
  const t = testTexts(locale)
  return Panel({
    title: t.record,
    level: 3,
    children: Form({
      action: `${base}/${draft.id}/essais/composer`,
      hidden: { ...carried, geste: 'garder' },
      children: (
        <>
          <p>{t.anonymous}</p>
          {TextInput({
            id: 'nom',
            name: 'nom',
            label: t.name,
            hint: t.name_hint,
            value: name,
            error: errors.find(({ fieldId }) => fieldId === 'nom')?.message,
            maxLength: 200,
          })}
          {Actions({ children: Button({ children: t.record }) })}
        </>
      ),
    }),
  })
}
