import type { VNode } from 'preact'
import type { Payment } from '#counter/payments'
import { Alert, ButtonLink, Notice } from '#platform/html'
import { catalogue, formats, type Locale } from '#platform/i18n'

const moneyTexts = catalogue({
  fr: {
    toPay: (amount: string) => `Il vous reste à payer ${amount}`,
    toPayBody: (purpose: string, day: string) => `${purpose}. Vous pouvez payer jusqu’au ${day}.`,
    pay: 'Payer en ligne',
    checked: (amount: string) => `Paiement de ${amount} en cours`,
    checkedBody: 'Il est commencé, et nous n’en connaissons pas encore la fin.',
    look: 'Voir où en est mon paiement',
    paid: (amount: string) => `Payé : ${amount}.`,
    receipt: 'Voir le reçu',
  },
  en: {
    toPay: (amount) => `You have ${amount} left to pay`,
    toPayBody: (purpose, day) => `${purpose}. You can pay until ${day}.`,
    pay: 'Pay online',
    checked: (amount) => `Payment of ${amount} under way`,
    checkedBody: 'It has begun, and we do not know its end yet.',
    look: 'See where my payment stands',
    paid: (amount) => `Paid: ${amount}.`,
    receipt: 'See the receipt',
  },
})

/** A sum on the page of a request. */
export interface MoneyRow {
  readonly href: string
  readonly state: 'to_pay' | 'pending' | 'paid' | 'over'
  readonly purpose: string
  readonly amount: string
  readonly until: string
}

export const moneyRow = (payment: Payment & { readonly link: string }, base: string, locale: Locale): MoneyRow => ({
  href: `${base}/paiement/${payment.link}`,
  state: stateOf(payment),
  purpose: payment.purpose,
  amount: formats(locale).euros(payment.amount),
  until: formats(locale).fullDate(payment.expiresAt),
})

function stateOf({ state, amount }: Payment): MoneyRow['state'] {
  if (state === 'expired' || amount === 0) return 'over'
  return state === 'paid' || state === 'pending' ? state : 'to_pay'
}

/** What is to be paid stands out; what was paid leads to its receipt. */
export const Money = ({
  payments,
  locale,
}: {
  readonly payments: readonly MoneyRow[]
  readonly locale: Locale
}): VNode => <>{payments.map((row) => Sum(row, locale))}</>

function Sum({ href, state, purpose, amount, until }: MoneyRow, locale: Locale): VNode | null {
  const texts = moneyTexts(locale)
  const button = (label: string) => (
    <div class="row actions">
      <ButtonLink href={href} icon="credit-card">
        {label}
      </ButtonLink>
    </div>
  )
  switch (state) {
    case 'over':
      return null
    case 'paid':
      return Notice({
        tone: 'ok',
        children: (
          <>
            {texts.paid(amount)} <a href={href}>{texts.receipt}</a>
          </>
        ),
      })
    case 'pending':
      return Alert({
        tone: 'info',
        icon: 'hourglass',
        title: texts.checked(amount),
        children: (
          <>
            <p>{texts.checkedBody}</p>
            {button(texts.look)}
          </>
        ),
      })
    case 'to_pay':
      return Alert({
        tone: 'warn',
        icon: 'credit-card',
        title: texts.toPay(amount),
        children: (
          <>
            <p>{texts.toPayBody(purpose, until)}</p>
            {button(texts.pay)}
          </>
        ),
      })
  }
}
