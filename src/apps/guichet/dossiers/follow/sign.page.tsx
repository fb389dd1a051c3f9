import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  Checkbox,
  ErrorSummary,
  FileRow,
  type FileRowProps,
  Form,
  Notice,
  PageHead,
  TextInput,
} from '#platform/html'
import { catalogue } from '#platform/i18n'
import { signTexts as padTexts } from '../form/island-texts.ts'

export const signTexts = catalogue({
  fr: {
    title: 'Signer',
    lead: 'Lisez, puis signez : le service le sait aussitôt.',
    documents: 'Ce que vous signez',
    name: 'Votre nom, tel que vous signez',
    agree: 'J’ai lu, et je signe.',
    sign: 'Signer',
    decline: 'Je ne signe pas',
    toCorrect: 'Vous n’avez pas encore signé',
    nameMissing: 'Écrivez votre nom',
    agreeMissing: 'Cochez la case pour signer',
    certified: 'Pour signer ici, prouvez que c’est vous : connectez-vous avec votre compte.',
    signIn: 'Me connecter',
    signed: (name: string) => `Signé par ${name}, sur la page de sa demande.`,
    declined: 'La personne ne signe pas.',
  },
  en: {
    title: 'Sign',
    lead: 'Read, then sign: the office knows at once.',
    documents: 'What you sign',
    name: 'Your name, as you sign',
    agree: 'I have read this, and I sign.',
    sign: 'Sign',
    decline: 'I do not sign',
    toCorrect: 'You have not signed yet',
    nameMissing: 'Write your name',
    agreeMissing: 'Tick the box to sign',
    certified: 'To sign here, prove that it is you: sign in with your account.',
    signIn: 'Sign in',
    signed: (name) => `Signed by ${name}, on the page of the request.`,
    declined: 'The person does not sign.',
  },
})

export interface SignPageProps {
  readonly locale: Locale
  readonly breadcrumbs: { readonly label: string; readonly links: readonly { href: string; label: string }[] }
  readonly about: string
  readonly invitation: string | undefined
  readonly documents: readonly FileRowProps[]
  readonly action: string
  readonly typed: { readonly name: string; readonly drawing: string }
  readonly errors: Readonly<Partial<Record<'nom' | 'accord', string>>>
  /** She proves who she is first: where she signs in. */
  readonly proveHref: string | undefined
}

/** What is signed, then the signature; it can be drawn where scripts run. */
export function SignPage(props: SignPageProps): VNode {
  const t = signTexts(props.locale)
  const errors = Object.entries(props.errors).map(([fieldId, message]) => ({ fieldId, message }))
  return (
    <div class="wrap">
      {Breadcrumbs(props.breadcrumbs)}
      {PageHead({ meta: props.about, title: t.title, lead: t.lead })}
      <div class="stack far prose">
        {errors.length > 0 && ErrorSummary({ title: t.toCorrect, errors })}
        {props.invitation !== undefined && Notice({ tone: 'info', icon: 'text-quote', children: props.invitation })}
        {props.documents.length > 0 && (
          <section class="stack">
            <h2>{t.documents}</h2>
            {props.documents.map((file) => FileRow(file))}
          </section>
        )}
        {props.proveHref === undefined ? SignForm(props) : Prove(props.locale, props.proveHref)}
      </div>
    </div>
  )
}

const Prove = (locale: Locale, href: string): VNode =>
  Notice({
    tone: 'info',
    children: (
      <>
        <p>{signTexts(locale).certified}</p>
        <ButtonLink href={href} icon="log-in">
          {signTexts(locale).signIn}
        </ButtonLink>
      </>
    ),
  })

function SignForm({ locale, action, typed, errors }: SignPageProps): VNode {
  const t = signTexts(locale)
  return Form({
    action,
    children: (
      <>
        {TextInput({
          id: 'nom',
          name: 'nom',
          label: t.name,
          value: typed.name,
          error: errors.nom,
          autoComplete: 'name',
          isRequired: true,
          maxLength: 120,
        })}
        {Checkbox({ id: 'accord', name: 'accord', label: t.agree, error: errors.accord, isChecked: false })}
        <div class="sign-pad" data-sign={JSON.stringify(padTexts(locale))}>
          <input type="hidden" name="trait.drawing" value={typed.drawing} />
        </div>
        {Actions({
          children: (
            <>
              <Button size="big" icon="pen-line" name="choix" value="signer">
                {t.sign}
              </Button>
              <Button kind="quiet" name="choix" value="refuser">
                {t.decline}
              </Button>
            </>
          ),
        })}
      </>
    ),
  })
}
