import type { ComponentChildren, VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, DescriptionList, Form, Notice } from '#platform/html'
import { Layout } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'

interface Link {
  readonly href: string
  readonly label: string
}

export interface TellPageProps {
  readonly locale: Locale
  readonly title: string
  readonly lead: string
  readonly action: Link
  readonly other?: Link | undefined
}

/** Something to know, and where to go from here. */
export function TellPage({ locale, title, lead, action, other }: TellPageProps): VNode {
  return Layout({
    title,
    lead,
    asideLabel: commonTexts(locale).help,
    children: Actions({
      children: (
        <>
          {ButtonLink({ href: action.href, children: action.label })}
          {other && ButtonLink({ href: other.href, kind: 'plain', children: other.label })}
        </>
      ),
    }),
  })
}

interface AskPageProps {
  readonly locale: Locale
  readonly title: string
  readonly lead: string
  /** What the decision is about. */
  readonly facts?: readonly { readonly label: string; readonly value: ComponentChildren }[]
  /** Where the yes is posted. */
  readonly form: string
  readonly action: string
  readonly other?: Link | undefined
  readonly note?: string | undefined
}

/** One question, one button: nothing happens by following a link. */
export function AskPage({ locale, title, lead, facts, form, action, other, note }: AskPageProps): VNode {
  return Layout({
    title,
    lead,
    asideLabel: commonTexts(locale).help,
    children: (
      <>
        {facts && DescriptionList({ items: facts })}
        {note !== undefined && Notice({ children: note })}
        {Form({
          action: form,
          children: Actions({
            children: (
              <>
                {Button({ size: 'big', icon: 'check', children: action })}
                {other && ButtonLink({ kind: 'plain', href: other.href, children: other.label })}
              </>
            ),
          }),
        })}
      </>
    ),
  })
}
