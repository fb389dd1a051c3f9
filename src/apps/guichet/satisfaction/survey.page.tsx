import type { VNode } from 'preact'
import { longestComment } from '#counter/satisfaction'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, ErrorSummary, Form, Notice, PageHead, Radios, TextArea } from '#platform/html'
import { satisfactionTexts } from './texts.ts'

interface SurveyPageProps {
  readonly locale: Locale
  readonly number: string
  readonly subject: string
  readonly action: string
  readonly typed: { readonly mark: string; readonly comment: string }
  /** No mark was chosen. */
  readonly isRefused: boolean
}

const marks = ['1', '2', '3', '4', '5'] as const

/** One question: a mark, and a word if one likes. */
export function SurveyPage({ locale, number, subject, action, typed, isRefused }: SurveyPageProps): VNode {
  const t = satisfactionTexts(locale)
  const error = isRefused ? t.noMark : undefined
  return (
    <div class="wrap">
      {PageHead({ meta: t.about(number, subject), title: t.title })}
      <div class="stack far">
        {error !== undefined && ErrorSummary({ title: t.error, errors: [{ fieldId: 'note', message: error }] })}
        {Form({
          action,
          children: (
            <>
              {Radios({
                id: 'note',
                name: 'note',
                legend: t.mark,
                value: typed.mark,
                error,
                choices: marks.map((value) => ({ value, label: t[`mark_${value}`] })),
              })}
              {TextArea({
                id: 'mot',
                name: 'mot',
                label: t.comment,
                hint: t.commentHint,
                value: typed.comment,
                maxLength: longestComment,
              })}
              {Actions({ children: <Button icon="send">{t.send}</Button> })}
            </>
          ),
        })}
      </div>
    </div>
  )
}

/** What there is to say once no mark may be given any more. */
export function SurveyOver({
  locale,
  base,
  why,
}: {
  readonly locale: Locale
  readonly base: string
  readonly why: 'thanks' | 'thanks_bad' | 'answered' | 'over'
}): VNode {
  const t = satisfactionTexts(locale)
  const told = {
    thanks: { icon: 'circle-check', title: t.thanks, body: t.thanksBody },
    thanks_bad: { icon: 'circle-check', title: t.thanks, body: `${t.thanksBody} ${t.thanksBad}` },
    answered: { icon: 'circle-check', title: t.answered, body: t.answeredBody },
    over: { icon: 'clock', title: t.over, body: t.overBody },
  } as const
  const { icon, title, body } = told[why]
  return (
    <div class="wrap">
      {PageHead({ title })}
      {Notice({
        icon,
        children: (
          <>
            <p>{body}</p>
            <ButtonLink kind="quiet" href={base || '/'}>
              {t.home}
            </ButtonLink>
          </>
        ),
      })}
    </div>
  )
}
