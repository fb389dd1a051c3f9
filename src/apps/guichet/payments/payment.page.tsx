import type { VNode } from 'preact'
import type { PaymentInView, PayRefusal } from '#counter/payments'
import type { Locale } from '#kernel/localized'
import type { Contact } from '#territory/collectivities'
import {
  Actions,
  Alert,
  Breadcrumbs,
  Button,
  ButtonLink,
  CheckList,
  DescriptionList,
  ErrorSummary,
  Form,
  Notice,
  PageHead,
  Panel,
  TextInput,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { phoneHref } from '../procedures/contact.tsx'
import { paymentTexts } from './texts.ts'

export interface PaymentPageProps {
  readonly locale: Locale
  readonly view: PaymentInView
  /** Address of the page. */
  readonly href: string
  readonly home: { readonly href: string; readonly label: string; readonly crumbs: string }
  readonly contact: Contact | null
  readonly email: string
  /** Why the button did not lead on. */
  readonly refusal: PayRefusal | undefined
  /** Where one follows one's requests. */
  readonly followHref: string
}

type Texts = ReturnType<typeof paymentTexts>

/** What the page says first, by where the payment stands. */
export function paymentTitle({ payment, can }: PaymentInView, locale: Locale): string {
  const texts = paymentTexts(locale)
  if (payment.state === 'paid') return payment.amount === 0 ? texts.free : texts.paid
  if (payment.state === 'expired') return texts.expired
  if (can === 'wait') return texts.checking
  return can === 'resume' ? texts.begun : texts.title(formats(locale).euros(payment.amount))
}

/** A payment, from the sum that is asked to its receipt. */
export function PaymentPage(props: PaymentPageProps): VNode {
  const { locale, view, home } = props
  const texts = paymentTexts(locale)
  return (
    <div class="wrap">
      {Breadcrumbs({ label: props.home.crumbs, links: [home] })}
      {PageHead({ title: paymentTitle(view, locale), lead: leadOf(view, locale) })}
      <div class="split">
        <div class="stack far">{Body(props, texts)}</div>
        <aside class="stack">{Aside(props, texts)}</aside>
      </div>
    </div>
  )
}

function leadOf({ payment, can }: PaymentInView, locale: Locale): string {
  const texts = paymentTexts(locale)
  const format = formats(locale)
  const day = format.fullDate(payment.expiresAt)
  if (payment.state === 'paid')
    return payment.amount === 0 ? texts.freeLead : texts.paidLead(format.euros(payment.amount))
  if (payment.state === 'expired') return texts.expiredLead(day)
  if (can === 'wait') return texts.checkingLead
  return can === 'resume' ? texts.begunLead : texts.lead(day)
}

function Body(props: PaymentPageProps, texts: Texts): VNode {
  const { payment, can, isTest } = props.view
  const test = isTest && Notice({ tone: 'info', children: texts.test })
  if (payment.state === 'paid') {
    return (
      <>
        {test}
        {Facts(props, texts)}
        <p class="row">
          {payment.amount > 0 && (
            <ButtonLink href={`${props.href}/recu.pdf`} icon="download">
              {texts.receipt}
            </ButtonLink>
          )}
          <ButtonLink kind="quiet" href={props.followHref}>
            {texts.follow}
          </ButtonLink>
        </p>
      </>
    )
  }
  if (payment.state === 'expired') return <p>{texts.expiredBody}</p>
  if (can === 'wait' || can === 'resume') return Begun(props, texts)
  return (
    <>
      {Said(props, texts)}
      {test}
      {Facts(props, texts)}
      {PayForm(props, texts)}
    </>
  )
}

/** What became of the attempt before, and why the button did not lead on. */
function Said({ view, refusal }: PaymentPageProps, texts: Texts): VNode {
  const { state } = view.payment
  const past = refusal === undefined && (state === 'refused' || state === 'abandoned') ? state : undefined
  return (
    <>
      {refusal === 'email' &&
        ErrorSummary({ title: texts.oneError, errors: [{ fieldId: 'email', message: texts.emailError }] })}
      {refusal === 'unavailable' &&
        Alert({ tone: 'bad', title: texts.unavailable, isLive: true, children: <p>{texts.unavailableBody}</p> })}
      {refusal === 'refused' &&
        Alert({ tone: 'bad', title: texts.declined, isLive: true, children: <p>{texts.declinedBody}</p> })}
      {past === 'refused' && Alert({ tone: 'bad', title: texts.refused, children: <p>{texts.refusedBody}</p> })}
      {past === 'abandoned' && Alert({ tone: 'warn', title: texts.abandoned, children: <p>{texts.abandonedBody}</p> })}
    </>
  )
}

function Facts({ view, locale }: PaymentPageProps, texts: Texts): VNode {
  const { payment, attempt } = view
  const format = formats(locale)
  const paid = payment.state === 'paid' && attempt !== undefined ? attempt : undefined
  return DescriptionList({
    items: [
      { label: texts.purpose, value: payment.purpose },
      { label: texts.amount, value: <b>{format.euros(payment.amount)}</b> },
      { label: texts.reference, value: paid?.reference ?? payment.reference },
      ...(paid?.transactedAt ? [{ label: texts.paidOn, value: format.fullDateTime(paid.transactedAt) }] : []),
      ...(paid?.means ? [{ label: texts.means, value: texts[`means_${paid.means}`] }] : []),
      ...(paid?.authorisation ? [{ label: texts.authorisation, value: paid.authorisation }] : []),
    ],
  })
}

function PayForm({ view, href, email, refusal }: PaymentPageProps, texts: Texts): VNode {
  if (!view.isOpen) return Alert({ tone: 'warn', title: texts.closed, children: <p>{texts.closedBody}</p> })
  return Form({
    action: href,
    children: (
      <>
        {TextInput({
          id: 'email',
          name: 'email',
          label: texts.email,
          hint: texts.emailHint,
          value: email,
          error: refusal === 'email' ? texts.emailError : undefined,
          type: 'email',
          inputMode: 'email',
          autoComplete: 'email',
          isExact: true,
          isRequired: true,
        })}
        {Actions({
          children: (
            <Button size="big" iconAfter="arrow-right">
              {texts.go}
            </Button>
          ),
        })}
      </>
    ),
  })
}

/** At the provider: one asks where it stands before one pays again. */
function Begun({ view, href, email }: PaymentPageProps, texts: Texts): VNode {
  const look = (kind: 'primary' | 'quiet') =>
    Form({
      action: `${href}/verifier`,
      children: (
        <Button kind={kind} icon="refresh-cw">
          {texts.look}
        </Button>
      ),
    })
  if (view.can === 'wait') {
    return (
      <>
        {Notice({ tone: 'info', icon: 'hourglass', children: texts.checkingOften })}
        {look('primary')}
      </>
    )
  }
  return (
    <>
      {Notice({ tone: 'warn', children: texts.begunTwice })}
      {look('primary')}
      {Form({
        action: href,
        hidden: { email },
        children: (
          <Button kind="quiet" iconAfter="arrow-right">
            {texts.goResume}
          </Button>
        ),
      })}
    </>
  )
}

function Aside({ view, contact }: PaymentPageProps, texts: Texts): VNode {
  return (
    <>
      {view.can === 'pay' &&
        view.isOpen &&
        Panel({
          title: texts.leaving,
          isTinted: true,
          children: CheckList({
            items: [
              { icon: 'landmark', title: texts.leavingWhere },
              { icon: 'lock', title: texts.leavingCard },
              { icon: 'undo-2', title: texts.leavingBack },
            ],
          }),
        })}
      {view.payment.state !== 'paid' &&
        contact &&
        Panel({
          title: texts.otherWay,
          children: (
            <>
              <p>{texts.otherWayBody}</p>
              <p>
                <a class="tel" href={phoneHref(contact.phone)}>
                  {contact.phone}
                </a>
              </p>
            </>
          ),
        })}
    </>
  )
}
