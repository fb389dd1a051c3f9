import type { VNode } from 'preact'
import type { Trial } from '#counter/dispatch'
import { triedAtMost } from '#counter/dossiers'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  EmptyState,
  ErrorSummary,
  FigureTable,
  Form,
  Notice,
  PageHead,
  Panel,
  TextInput,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { aroundTexts } from './around.texts.ts'
import { dispatchTexts } from './texts.ts'
import type { WhyView } from './why.tsx'
import { whyTexts } from './why.texts.ts'

interface TrialPageProps {
  readonly locale: Locale
  readonly base: string
  readonly trial: Trial
  readonly serviceOf: (id: string | null) => string
  readonly number: string
  /** Of the request whose number was typed; undefined when there is none. */
  readonly one: Pick<WhyView, 'sentence' | 'rules' | 'among'> | undefined
}

/** What a draft would have done with the requests of a month; and one of them, rule by rule. */
export function TrialPage(props: TrialPageProps): VNode {
  const { locale, base, trial, number, one } = props
  const [t, a] = [dispatchTexts(locale), aroundTexts(locale)]
  const isUnknown = number !== '' && one === undefined
  return (
    <>
      {Breadcrumbs({ label: t.back, links: [{ href: base, label: t.back }], isBack: true })}
      {PageHead({ title: a.try_title, lead: a.try_lead })}
      <div class="stack far">
        {isUnknown && ErrorSummary({ title: t.to_correct, errors: [{ fieldId: 'numero', message: a.try_unknown }] })}
        {trial.count === 0
          ? EmptyState({ icon: 'inbox', level: 2, title: a.try_none, children: null })
          : Figures(props)}
        {Panel({
          title: a.try_one,
          id: 'une',
          children: Form({
            action: `${base}/essai#une`,
            method: 'get',
            children: (
              <>
                {TextInput({
                  id: 'numero',
                  name: 'numero',
                  label: a.try_number,
                  width: 'medium',
                  isExact: true,
                  value: number,
                  error: isUnknown ? a.try_unknown : undefined,
                  maxLength: 40,
                })}
                {Actions({ children: Button({ kind: 'secondary', icon: 'play', children: a.try_do }) })}
                {one && One(props, one)}
              </>
            ),
          }),
        })}
      </div>
    </>
  )
}

function One(
  { locale, number }: TrialPageProps,
  { sentence, rules, among }: NonNullable<TrialPageProps['one']>,
): VNode {
  return (
    <div class="stack prose">
      <h3>{aroundTexts(locale).try_result(number)}</h3>
      <p>{sentence}</p>
      <p>{whyTexts(locale).why_details}</p>
      <ul>
        {rules.map(({ title, verdict, tests }) => (
          <li>
            <b>{title}</b> : {verdict}
            <ul>
              {tests.map((test) => (
                <li>{test}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {among !== undefined && <p>{among}</p>}
    </div>
  )
}

function Figures({ locale, trial, serviceOf }: TrialPageProps): VNode {
  const a = aroundTexts(locale)
  const format = formats(locale)
  const number = (value: number): string => format.number(value)
  type Line = Pick<Trial['byRule'][0], 'count' | 'held' | 'moved'>
  const figures = [
    { title: a.try_requests, isFigure: true, cell: ({ count }: Line) => number(count) },
    { title: a.try_held, isFigure: true, cell: ({ held }: Line) => number(held) },
    { title: a.try_moved, isFigure: true, cell: ({ moved }: Line) => number(moved) },
  ]
  return (
    <div class="stack">
      <p>
        <b>{a.try_count(trial.count)}</b>
      </p>
      {trial.count >= triedAtMost && Notice({ children: a.try_most(number(triedAtMost)) })}
      {FigureTable<Trial['byRule'][0]>({
        caption: a.try_by_rule,
        rows: trial.byRule,
        columns: [
          {
            title: a.try_rule,
            isHeading: true,
            cell: ({ ruleId, title }) => (ruleId === null ? a.try_default : title),
          },
          ...figures,
        ],
      })}
      {FigureTable<Trial['byService'][0]>({
        caption: a.try_by_service,
        rows: trial.byService,
        columns: [
          { title: a.try_service, isHeading: true, cell: ({ serviceId }) => serviceOf(serviceId) || a.no_service },
          ...figures,
        ],
      })}
    </div>
  )
}
