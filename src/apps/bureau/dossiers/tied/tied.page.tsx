import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import {
  Action,
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  Checkbox,
  DescriptionList,
  ErrorSummary,
  FileRow,
  type FileRowProps,
  Form,
  PageHead,
  Panel,
  Radios,
  TextInput,
  Toast,
} from '#platform/html'
import { tiedTexts } from './texts.ts'

export interface TieRow {
  readonly relationId: string
  readonly label: string
  readonly row: FileRowProps
  readonly number: string
  /** How it can be undone, if it can. */
  readonly undo:
    | { readonly way: 'unlink' }
    | { readonly way: 'part'; readonly note: string }
    | { readonly way: 'none'; readonly note: string }
}

export interface TiedPageProps {
  readonly locale: Locale
  readonly number: string
  /** The case, from the list it was opened from. */
  readonly back: string
  /** Where forms are sent, under the case. */
  readonly actions: { readonly tie: string; readonly unlink: string; readonly part: string; readonly dismiss: string }
  readonly hidden: Readonly<Record<string, string>>
  readonly ties: readonly TieRow[]
  /** Those that look like it. */
  readonly likely: readonly { readonly id: string; readonly row: FileRowProps; readonly reasons: string }[]
  readonly typed: { readonly other: string; readonly what: string; readonly tells: boolean }
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
  readonly done: string | undefined
}

/** The ties of a request, and how to make one. */
export function TiedPage(props: TiedPageProps): VNode {
  const { locale, number, back, errors, done } = props
  const t = tiedTexts(locale)
  return (
    <div class="wrap">
      {done !== undefined && Toast({ children: done })}
      {Breadcrumbs({ label: t.back, links: [{ href: back, label: t.back }], isBack: true })}
      {errors.length > 0 && ErrorSummary({ title: t.errors, errors })}
      {PageHead({ title: t.title(number), lead: t.lead })}
      <div class="stack far">
        {props.likely.length > 0 && Panel({ title: t.likely, children: LikelyOnes(props) })}
        {Panel({ title: t.current, children: Ties(props) })}
        {TieForm(props)}
      </div>
    </div>
  )
}

function Ties({ locale, ties, actions, hidden }: TiedPageProps): VNode {
  const t = tiedTexts(locale)
  if (ties.length === 0) return <p>{t.none}</p>
  return (
    <div class="stack">
      {ties.map(({ label, row, undo, relationId, number }) => (
        <div class="stack">
          <b>{label}</b>
          {FileRow(row)}
          {undo.way === 'unlink' && (
            <Action action={actions.unlink} hidden={{ ...hidden, lien: relationId }}>
              <Button kind="quiet" size="small" icon="x">
                {t.unlinkOne(number)}
              </Button>
            </Action>
          )}
          {undo.way === 'part' && (
            <Action action={actions.part} hidden={{ ...hidden, lien: relationId }}>
              <Button kind="quiet" size="small" icon="undo-2">
                {t.part}
              </Button>
              <p>{undo.note}</p>
            </Action>
          )}
          {undo.way === 'none' && <p class="meta">{undo.note}</p>}
        </div>
      ))}
    </div>
  )
}

function LikelyOnes({ locale, likely, actions, hidden }: TiedPageProps): VNode {
  const t = tiedTexts(locale)
  return (
    <div class="stack">
      <p>{t.likelyLead}</p>
      {likely.map(({ id, row, reasons }) => (
        <div class="stack">
          <b>{reasons}</b>
          {FileRow(row)}
          <div class="row actions">
            <Form action={actions.tie} hidden={{ ...hidden, autre: id, quoi: 'join' }}>
              <Button kind="quiet" size="small" icon="git-branch">
                {t.joinThis}
              </Button>
            </Form>
            <Form action={actions.dismiss} hidden={{ autre: id }}>
              <Button kind="quiet" size="small" icon="x">
                {t.notSame}
              </Button>
            </Form>
          </div>
        </div>
      ))}
    </div>
  )
}

function TieForm({ locale, actions, hidden, typed, errors }: TiedPageProps): VNode {
  const t = tiedTexts(locale)
  const errorAt = (id: string) => errors.find(({ fieldId }) => fieldId === id)?.message
  return (
    <Form action={actions.tie} class="panel stack" hidden={hidden}>
      {TextInput({
        id: 'autre',
        name: 'autre',
        label: t.other,
        hint: t.otherHint,
        value: typed.other,
        error: errorAt('autre'),
        isRequired: true,
        isExact: true,
        maxLength: 40,
      })}
      {Radios({
        id: 'quoi',
        name: 'quoi',
        legend: t.what,
        value: typed.what,
        error: errorAt('quoi'),
        choices: [
          { value: 'relates', label: t.relates, hint: t.relatesHint },
          { value: 'duplicates', label: t.duplicates, hint: t.duplicatesHint },
          { value: 'follows', label: t.follows, hint: t.followsHint },
          { value: 'join', label: t.join, hint: t.joinHint },
        ],
      })}
      {Actions({ children: <Button iconAfter="arrow-right">{t.submit}</Button> })}
    </Form>
  )
}

interface Side {
  readonly number: string
  readonly subject: string
  readonly person: string
  readonly due: string
}

export interface JoinPageProps {
  readonly locale: Locale
  readonly back: string
  readonly action: string
  readonly hidden: Readonly<Record<string, string>>
  readonly joins: Side
  readonly stays: Side
  /** The promise that stands for both, in words. */
  readonly due: string
}

const sideItems = (side: Side, locale: Locale) => {
  const t = tiedTexts(locale)
  return [
    { label: t.number, value: side.number },
    { label: t.subject, value: side.subject },
    { label: t.person, value: side.person },
    { label: t.due, value: side.due },
  ]
}

/** Both requests side by side, and what follows, before they are joined. */
export function JoinPage({ locale, back, action, hidden, joins, stays, due }: JoinPageProps): VNode {
  const t = tiedTexts(locale)
  return (
    <div class="wrap">
      {Breadcrumbs({ label: t.back, links: [{ href: back, label: t.back }], isBack: true })}
      {PageHead({ title: t.checkTitle })}
      <div class="stack far">
        {Panel({ title: t.joins, children: DescriptionList({ items: sideItems(joins, locale) }) })}
        {Panel({ title: t.stays, children: DescriptionList({ items: sideItems(stays, locale) }) })}
        {Panel({
          title: t.consequences,
          children: (
            <ul>
              {[
                t.consequence_closed(joins.number),
                t.consequence_read(stays.number),
                t.consequence_code,
                t.consequence_due(due),
                t.consequence_back,
              ].map((each) => (
                <li>{each}</li>
              ))}
            </ul>
          ),
        })}
        <Form action={action} class="stack" hidden={hidden}>
          {Checkbox({ id: 'prevenir', name: 'prevenir', label: t.tells, value: 'oui', isChecked: true })}
          {Actions({
            children: (
              <>
                <Button icon="git-branch">{t.confirm}</Button>
                <ButtonLink kind="quiet" href={back}>
                  {t.cancel}
                </ButtonLink>
              </>
            ),
          })}
        </Form>
      </div>
    </div>
  )
}
