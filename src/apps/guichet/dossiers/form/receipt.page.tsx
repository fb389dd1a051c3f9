import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Alert,
  Button,
  ButtonLink,
  DescriptionList,
  Form,
  NumberedSteps,
  PageHead,
  Panel,
} from '#platform/html'
import { receiptTexts } from './receipt-texts.ts'

export interface ReceiptPageProps {
  readonly locale: Locale
  readonly procedureTitle: string
  readonly office: string
  readonly number: string
  /** `K7QM-4T2X-9PZD` */
  readonly trackingCode: string
  readonly email: string
  /** "mercredi 9 décembre 2026" */
  readonly answerBy: string
  readonly nextSteps: readonly string[]
  readonly pdfHref: string
  /** The request among those of the account; undefined without one. */
  readonly accountHref: string | undefined
  readonly homeHref: string
}

/** It is sent: the number, the code, what happens next. */
export function ReceiptPage(props: ReceiptPageProps): VNode {
  const { locale } = props
  const texts = receiptTexts(locale)
  return (
    <div class="wrap section flush">
      {PageHead({ meta: props.procedureTitle, title: texts.title, lead: texts.lead(props.office, props.answerBy) })}
      <div class="split">
        <div class="stack far">
          {Alert({
            tone: 'ok',
            title: texts.keep,
            children: (
              <>
                <dl class="codes">
                  <div>
                    <dt>{texts.number}</dt>
                    <dd>{props.number}</dd>
                  </div>
                  <div>
                    <dt>{texts.code}</dt>
                    <dd>{props.trackingCode}</dd>
                  </div>
                </dl>
                <p class="meta">{texts.mailed(props.email)}</p>
              </>
            ),
          })}
          {FollowActions(props)}
          <section class="stack">
            <h2>{texts.next}</h2>
            {NumberedSteps({ steps: props.nextSteps.map((title) => ({ title: title.replace(/\.$/, '') })) })}
          </section>
        </div>
        <aside class="stack">
          {Panel({
            title: texts.howToFollow,
            children: (
              <>
                {DescriptionList({
                  items: [
                    { label: texts.byCode, value: texts.byCodeBody },
                    { label: texts.byMail, value: texts.byMailBody },
                  ],
                })}
              </>
            ),
          })}
          {props.accountHref === undefined &&
            Panel({
              title: texts.account,
              isTinted: true,
              children: (
                <>
                  <p>{texts.accountBody}</p>
                  <p>
                    <a href="/inscription">{texts.signUp}</a>
                  </p>
                </>
              ),
            })}
        </aside>
      </div>
    </div>
  )
}

function FollowActions(props: ReceiptPageProps): VNode {
  const texts = receiptTexts(props.locale)
  const pdf = (
    <ButtonLink kind="quiet" icon="download" href={props.pdfHref}>
      {texts.pdf}
    </ButtonLink>
  )
  if (props.accountHref !== undefined) {
    return Actions({
      children: (
        <>
          <ButtonLink iconAfter="arrow-right" href={props.accountHref}>
            {texts.follow}
          </ButtonLink>
          {pdf}
          <a href={props.homeHref}>{texts.home}</a>
        </>
      ),
    })
  }
  // Sent as a form: the code does not stay in the browser's addresses.
  return Form({
    action: '/suivi',
    class: '',
    hidden: { code: props.trackingCode, email: props.email },
    children: Actions({
      children: (
        <>
          <Button iconAfter="arrow-right">{texts.follow}</Button>
          {pdf}
          <a href={props.homeHref}>{texts.home}</a>
        </>
      ),
    }),
  })
}
