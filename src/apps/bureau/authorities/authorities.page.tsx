import type { VNode } from 'preact'
import { type Authority, type AuthorityKeys, signatureOf } from '#counter/dossiers'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Button,
  ButtonLink,
  DescriptionList,
  EmptyState,
  ErrorSummary,
  Form,
  PageHead,
  Panel,
  SectionHead,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { authorityTexts } from './texts.ts'

interface AuthoritiesProps {
  readonly locale: Locale
  /** `/bureau/corbas/administrations` */
  readonly base: string
  readonly authorities: readonly Authority[]
  /** What was typed and refused. */
  readonly refused: string | undefined
}

export const keyHref = (base: string, host: string): string =>
  `${base}/cle?${new URLSearchParams({ outil: host }).toString()}`

/** The tools of other authorities, each with the way to its key. */
export function AuthoritiesPage({ locale, base, authorities, refused }: AuthoritiesProps): VNode {
  const t = authorityTexts(locale)
  const error = refused === undefined ? undefined : t.error_bad_address
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {error !== undefined && ErrorSummary({ title: t.errors, errors: [{ fieldId: 'adresse', message: error }] })}
        {authorities.length === 0 &&
          EmptyState({ icon: 'landmark', title: t.none, level: 2, children: <p>{t.none_body}</p> })}
        {authorities.length > 0 && (
          <section class="stack" aria-labelledby="outils">
            {SectionHead({ title: t.list, id: 'outils' })}
            {authorities.map((authority) => Tool(authority, { locale, base }))}
          </section>
        )}
        {Panel({
          title: t.add,
          children: Form({
            action: base,
            children: (
              <>
                {TextInput({
                  id: 'adresse',
                  name: 'adresse',
                  label: t.address,
                  hint: t.address_hint,
                  value: refused,
                  error,
                  isExact: true,
                  isRequired: true,
                })}
                {Actions({ children: Button({ kind: 'secondary', icon: 'plus', children: t.do_add }) })}
              </>
            ),
          }),
        })}
        {How(locale)}
      </div>
    </>
  )
}

function Tool({ host, isAsked, isChanging, changedAt }: Authority, { locale, base }: Around): VNode {
  const t = authorityTexts(locale)
  return Panel({
    title: host,
    level: 3,
    children: (
      <div class="stack">
        <p>
          {isAsked ? t.asked : t.not_asked} {isChanging && t.changing}{' '}
          {changedAt && t.changed(formats(locale).fullDate(changedAt))}
        </p>
        <p>
          <a href={keyHref(base, host)}>
            {t.show}
            <span class="vh"> {host}</span>
          </a>
        </p>
      </div>
    ),
  })
}

type Around = Pick<AuthoritiesProps, 'locale' | 'base'>

const example = { key: 'cle-d-exemple', body: '{"format":"traboule.question/1","request":"exemple"}' }

/** How the tool knows a question, and signs its answer: the same for all. */
function How(locale: Locale): VNode {
  const t = authorityTexts(locale)
  const { key, body } = example
  return (
    <section class="stack prose" aria-labelledby="signer">
      {SectionHead({ title: t.how, id: 'signer' })}
      <ol>
        <li>{t.how_1}</li>
        <li>{t.how_2}</li>
        <li>{t.how_3}</li>
      </ol>
      {Panel({
        title: t.example,
        level: 3,
        isTinted: true,
        children: DescriptionList({
          items: [
            { label: t.example_key, value: <code>{key}</code> },
            { label: t.example_body, value: <code>{body}</code> },
            {
              label: t.example_header,
              value: <code>{`X-Traboule-Signature: ${signatureOf(key, Buffer.from(body))}`}</code>,
            },
            {
              label: t.example_command,
              value: <code>{`printf '%s' '${body}' | openssl dgst -sha256 -hmac '${key}'`}</code>,
            },
          ],
        }),
      })}
    </section>
  )
}

export type KeyDone = 'prete' | 'prise'

interface KeyProps extends Around {
  readonly host: string
  readonly keys: AuthorityKeys
  readonly done: KeyDone | undefined
}

/** The key of one tool, for who just proved who she is; and its replacement, in two steps. */
export function KeyPage({ locale, base, host, keys: { current, next }, done }: KeyProps): VNode {
  const t = authorityTexts(locale)
  const isChanging = next !== undefined
  return (
    <>
      {done !== undefined && Toast({ children: done === 'prete' ? t.prepared : t.taken })}
      {PageHead({ title: t.key_title(host), lead: t.key_lead })}
      <div class="stack far">
        {DescriptionList({
          items: [
            { label: isChanging ? t.current : t.key, value: <code>{current}</code> },
            ...(isChanging ? [{ label: t.next, value: <code>{next}</code> }] : []),
          ],
        })}
        {Panel({
          title: t.change,
          children: (
            <div class="stack">
              <p>{isChanging ? t.take_body : t.change_body}</p>
              {Form({
                action: `${base}/cle`,
                hidden: { outil: host, geste: isChanging ? 'prendre' : 'preparer' },
                children: Actions({
                  children: Button({
                    kind: 'secondary',
                    icon: isChanging ? 'check' : 'refresh-cw',
                    children: isChanging ? t.take : t.prepare,
                  }),
                }),
              })}
            </div>
          ),
        })}
        {How(locale)}
        <p>{ButtonLink({ href: base, kind: 'secondary', children: t.back })}</p>
      </div>
    </>
  )
}
